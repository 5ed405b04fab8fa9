// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// One server's line on the board.
struct Standing: Sendable {
    /// How its numbers compare with those of its run before.
    enum Change: Sendable, Hashable {
        /// It was never scored before.
        case first
        /// The rubric changed in between: the numbers are not comparable.
        case otherRubric
        /// Points won or lost; `nil` where one side has none.
        case points(quality: Int?, security: Int?)
        /// It could not be scored now.
        case none
    }

    let entry: LeaderboardEntry
    /// Its place in the input.
    let place: Int
    let identity: ServerIdentity
    let slug: String
    /// What is known of it, this run included.
    let record: ServerRecord
    /// The state before this run, where it was ever scored.
    let previous: Snapshot?
    let change: Change
    let gradeChanges: [GradeChange]
    /// The rank by quality; `nil` without a grade.
    var rank: Int?

    var card: ReportCard? { entry.card }

    init(
        entry: LeaderboardEntry, place: Int, identity: ServerIdentity, slug: String,
        record: ServerRecord?, date: CalendarDay
    ) {
        self.entry = entry
        self.place = place
        self.identity = identity
        self.slug = slug
        var record = record ?? ServerRecord(identity: identity, slug: slug)
        record.identity = identity
        record.slug = slug
        previous = record.snapshots.last
        if let card = entry.card {
            let snapshot = Snapshot(card, date: date)
            change = Self.change(from: previous, to: snapshot)
            gradeChanges =
                previous.map {
                    GradeChange.between($0, card, snapshot, server: identity, slug: slug)
                } ?? []
            record.add(snapshot)
        } else {
            change = .none
            gradeChanges = []
        }
        self.record = record
    }

    private static func change(from before: Snapshot?, to after: Snapshot) -> Change {
        guard let before else { return .first }
        guard before.marks.rubrics == after.marks.rubrics else { return .otherRubric }
        func difference(_ score: (Marks) -> Mark?) -> Int? {
            guard let old = score(before.marks), let new = score(after.marks) else { return nil }
            return new.points - old.points
        }
        return .points(quality: difference(\.quality), security: difference(\.security))
    }

    /// The numbers to show: this run's, or the last ones of a server that could not be scored.
    var marks: Marks? { entry.card == nil ? previous?.marks : record.days.last?.marks }

    /// The open findings of each severity.
    var findingCounts: [Finding.Severity: Int] {
        (card?.openFindings ?? []).reduce(into: [:]) { $0[$1.severity, default: 0] += 1 }
    }

    /// Best quality first, then best security, then by name; those without a grade last, and after
    /// them those that could not be scored.
    static func ranked(_ standings: [Standing]) -> [Standing] {
        func key(_ standing: Standing) -> (Int, Int, Int, String, String, Int) {
            let marks = standing.card == nil ? nil : standing.marks
            return (
                standing.card == nil ? 1 : 0, -(marks?.quality?.points ?? -1),
                -(marks?.security?.points ?? -1), standing.identity.name,
                standing.identity.source, standing.identity.ordinal
            )
        }
        let keyed = standings.map { (key: key($0), standing: $0) }.sorted { $0.key < $1.key }
        var ranked = keyed.map(\.standing)
        for index in ranked.indices where ranked[index].card?.quality.points != nil {
            // Equal numbers share a rank.
            let isEqual =
                index > 0 && keyed[index].key.1 == keyed[index - 1].key.1
                && keyed[index].key.2 == keyed[index - 1].key.2
            ranked[index].rank = isEqual ? ranked[index - 1].rank : index + 1
        }
        return ranked
    }
}
