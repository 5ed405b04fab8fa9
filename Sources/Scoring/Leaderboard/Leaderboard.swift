// SPDX-License-Identifier: Apache-2.0

/// Why a leaderboard cannot be made, in a sentence.
public struct LeaderboardProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let message: String

    /// The sentence.
    public var description: String { message }
}

/// Servers beside each other, with what changed since the last run.
public struct Leaderboard: Sendable {
    /// The heading of the page.
    public let title: String
    /// The day of the run.
    public let date: CalendarDay
    /// Where the site will be found, with a slash at its end; only feeds need it.
    public let address: String?

    let standings: [Standing]
    let overlaps: [LeaderboardOverlap]
    let runs: [CalendarDay]
    let changes: [GradeChange]
    let gone: [LeaderboardHistory.Gone]
    /// The rubrics of this run where the last one had others.
    let hasOtherRubrics: Bool

    /// Ranks servers and compares them with earlier runs.
    ///
    /// An earlier run of the same day is replaced.
    ///
    /// - Parameters:
    ///   - entries: the servers, in any order.
    ///   - overlaps: tools of different servers that are alike.
    ///   - address: where the site will be found, for feeds; they have no links without it.
    public init(
        title: String, date: CalendarDay, entries: [LeaderboardEntry],
        history: LeaderboardHistory = LeaderboardHistory(), overlaps: [LeaderboardOverlap] = [],
        address: String? = nil
    ) throws(LeaderboardProblem) {
        if let last = history.runs.last, last > date {
            throw LeaderboardProblem(
                message: "the history already holds a run of \(last), which is after \(date); "
                    + "give a later date or an older history")
        }
        self.title = title
        self.date = date
        self.address = address.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        let past = history.before(date)
        let identities = Self.identities(entries)
        let known = past.servers + past.formerServers
        let places = ServerIdentity.places(of: identities, among: known.map(\.identity))
        let slugs = Slug.all(
            identities, kept: places.map { place in place.map { known[$0].slug } })
        let standings = entries.indices.map { index in
            Standing(
                entry: entries[index], place: index, identity: identities[index],
                slug: slugs[index], record: places[index].map { known[$0] }, date: date)
        }
        self.standings = Standing.ranked(standings)
        self.overlaps = overlaps
        let allRuns = past.runs + [date]
        let room = LeaderboardHistory.Limits.days / max(1, entries.count)
        runs = Array(allRuns.suffix(max(2, min(LeaderboardHistory.Limits.runs, room))))
        let fresh = standings.flatMap(\.gradeChanges).sorted(by: GradeChange.isShownBefore)
        changes = Array((fresh + past.changes).prefix(LeaderboardHistory.Limits.changes))
        gone = Self.gone(past, history, date, present: Set(places.compactMap(\.self)), identities)
        hasOtherRubrics = standings.contains { $0.change == .otherRubric }
    }

    /// Servers with the same name and source are told apart by what they hold, not by their order.
    private static func identities(_ entries: [LeaderboardEntry]) -> [ServerIdentity] {
        var identities = entries.map { ServerIdentity(name: $0.name, source: $0.source) }
        func content(_ index: Int) -> String {
            entries[index].card?.subject.digest ?? entries[index].failure?.problem ?? ""
        }
        for (_, twins) in Dictionary(grouping: entries.indices, by: { identities[$0] })
        where twins.count > 1 {
            let ordered = twins.sorted { (content($0), $0) < (content($1), $1) }
            for (number, index) in ordered.enumerated() { identities[index].ordinal = number + 1 }
        }
        return identities
    }

    /// What this run misses; what an earlier run of the same day missed stays.
    private static func gone(
        _ past: LeaderboardHistory, _ history: LeaderboardHistory, _ date: CalendarDay,
        present: Set<Int>, _ identities: [ServerIdentity]
    ) -> [LeaderboardHistory.Gone] {
        let missed = past.servers.enumerated().compactMap { index, server in
            // A server that only this day's earlier run had leaves no trace.
            present.contains(index) || server.days.isEmpty
                ? nil
                : LeaderboardHistory.Gone(
                    identity: server.identity, slug: server.slug, noticed: date,
                    lastScored: server.days.last?.date, marks: server.days.last?.marks)
        }
        let names = Set(identities.map(\.name))
        let earlier = history.gone.filter {
            $0.noticed == date && !names.contains($0.identity.name)
        }
        return (earlier + missed).sorted {
            ($0.identity.name, $0.identity.source, $0.identity.ordinal)
                < ($1.identity.name, $1.identity.source, $1.identity.ordinal)
        }
    }
}
