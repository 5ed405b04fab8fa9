// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// A server that has another letter than in its run before.
struct GradeChange: Sendable, Hashable {
    /// Which of the two grades.
    enum Score: String, Sendable, CaseIterable {
        case quality, security
    }

    /// The finding that explains a change.
    struct Cause: Sendable, Hashable {
        /// Whether it came; otherwise it went.
        let isNew: Bool
        let rule: String
        let dimension: String
        let message: String
    }

    let date: CalendarDay
    let server: ServerIdentity
    let slug: String
    let score: Score
    let before: Mark?
    let after: Mark?
    let cause: Cause?

    /// What makes it one change and no other.
    struct Key: Hashable {
        let date: CalendarDay
        let server: ServerIdentity
        let score: Score
    }

    var key: Key { Key(date: date, server: server, score: score) }

    var isFall: Bool { (after?.points ?? -1) < (before?.points ?? -1) }

    /// The last day first; within it by name.
    static func isShownBefore(_ left: GradeChange, _ right: GradeChange) -> Bool {
        if left.date != right.date { return left.date > right.date }
        return (left.server.name, left.server.source, left.server.ordinal, left.score.rawValue)
            < (right.server.name, right.server.source, right.server.ordinal, right.score.rawValue)
    }

    /// "fell from B 84 to C 71".
    var sentence: String {
        func words(_ mark: Mark?) -> String {
            mark.map { "\($0.grade.rawValue) \($0.points)" } ?? "no grade"
        }
        let verb = before == nil || after == nil ? "went" : isFall ? "fell" : "rose"
        return "\(verb) from \(words(before)) to \(words(after))"
    }

    /// The changes between two states of a server; none where the rubric changed.
    static func between(
        _ before: Snapshot, _ card: ReportCard, _ after: Snapshot, server: ServerIdentity,
        slug: String
    ) -> [GradeChange] {
        guard before.marks.rubrics == after.marks.rubrics else { return [] }
        let scores = [
            (Score.quality, before.marks.quality, after.marks.quality, card.quality),
            (Score.security, before.marks.security, after.marks.security, card.security),
        ]
        return scores.compactMap { score, old, new, parts in
            guard old?.grade != new?.grade else { return nil }
            return GradeChange(
                date: after.date, server: server, slug: slug, score: score, before: old, after: new,
                cause: cause(before, after, parts.dimensions, old, new))
        }
    }

    /// A finding that came or went in the dimension that moved the score most.
    private static func cause(
        _ before: Snapshot, _ after: Snapshot, _ dimensions: [DimensionScore], _ old: Mark?,
        _ new: Mark?
    ) -> Cause? {
        guard let old, let new else { return nil }
        let isFall = new.points < old.points
        let moves = dimensions.compactMap { dimension -> (id: String, effect: Int)? in
            guard let from = before.parts[dimension.id], let to = after.parts[dimension.id] else {
                return nil
            }
            let effect = (isFall ? from - to : to - from) * dimension.weight
            return effect > 0 ? (dimension.id, effect) : nil
        }
        let (holder, other) = isFall ? (after, before) : (before, after)
        let known = Set(other.findings.map(\.fingerprint))
        let found = Dictionary(
            grouping: holder.findings.filter { !known.contains($0.fingerprint) }, by: \.dimension)
        for move in moves.sorted(by: { ($1.effect, $0.id) < ($0.effect, $1.id) }) {
            // The first of the gravest; findings stand in the order of the card.
            let gravest = found[move.id]?.reduce(nil as FindingNote?) { best, note in
                (best?.severity).map { $0 >= note.severity } == true ? best : note
            }
            if let gravest {
                return Cause(
                    isNew: isFall, rule: gravest.rule, dimension: gravest.dimension,
                    message: gravest.message)
            }
        }
        return nil
    }
}
