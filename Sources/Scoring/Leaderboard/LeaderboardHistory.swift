// SPDX-License-Identifier: Apache-2.0

/// What earlier runs of a leaderboard found, as their `feed.json` kept it.
public struct LeaderboardHistory: Sendable {
    /// What is kept at most.
    enum Limits {
        /// Runs.
        static let runs = 400
        /// Changes of a letter.
        static let changes = 500
        /// Days of all servers together.
        static let days = 2_000_000
    }

    /// A server that was in an earlier run and is not in this one.
    struct Gone: Sendable, Hashable {
        let identity: ServerIdentity
        let slug: String
        /// The run that missed it.
        let noticed: CalendarDay
        /// When it was scored last, and how.
        let lastScored: CalendarDay?
        let marks: Marks?
    }

    /// The days of the runs, in their order.
    var runs: [CalendarDay] = []
    /// The servers of the last run.
    var servers: [ServerRecord] = []
    /// Servers of earlier runs that the last one did not have, in case they return.
    var formerServers: [ServerRecord] = []
    /// Changes of letters, the last first.
    var changes: [GradeChange] = []
    /// What the last run missed.
    var gone: [Gone] = []

    /// No earlier run.
    public init() {}

    /// Joins the histories of several files; where two know the same day, that of the file with the
    /// later last run counts.
    public init(merging histories: [LeaderboardHistory]) {
        let ordered = histories.enumerated().sorted {
            ($0.element.runs.last?.number ?? 0, $0.offset)
                < ($1.element.runs.last?.number ?? 0, $1.offset)
        }
        self = ordered.first?.element ?? LeaderboardHistory()
        for (_, later) in ordered.dropFirst() { absorb(later) }
    }

    /// The days of the earlier runs, in their order.
    public var days: [CalendarDay] { runs }

    private mutating func absorb(_ later: LeaderboardHistory) {
        runs = Set(runs + later.runs).sorted()
        let known = servers + formerServers
        let laterServers = later.servers + later.formerServers
        let places = ServerIdentity.places(
            of: laterServers.map(\.identity), among: known.map(\.identity))
        let joined = zip(laterServers, places).map { server, place in
            place.map { known[$0].updated(by: server) } ?? server
        }
        let used = Set(places.compactMap(\.self))
        servers = Array(joined.prefix(later.servers.count))
        formerServers =
            joined.dropFirst(later.servers.count)
            + known.indices.filter { !used.contains($0) }.map { known[$0] }
        let newer = Set(later.changes.map(\.key))
        changes = later.changes + changes.filter { !newer.contains($0.key) }
        changes.sort(by: GradeChange.isShownBefore)
        gone = later.gone
    }

    /// The history as it was before a day's run.
    func before(_ date: CalendarDay) -> LeaderboardHistory {
        var history = self
        history.runs.removeAll { $0 >= date }
        history.servers = servers.map { $0.before(date) }
        history.formerServers = formerServers.map { $0.before(date) }
        history.changes.removeAll { $0.date >= date }
        return history
    }
}
