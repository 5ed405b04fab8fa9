// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// What tells one server of a leaderboard from the others.
struct ServerIdentity: Sendable, Hashable {
    let name: String
    let source: String
    /// Counts servers with the same name and source, from 1.
    var ordinal = 1

    /// For each server its place among the others: the same name and source, else the same name
    /// where both sides have it once, so that a server that moved keeps its history.
    static func places(of servers: [ServerIdentity], among others: [ServerIdentity]) -> [Int?] {
        let exact = Dictionary(
            others.enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first
            })
        var places = servers.map { exact[$0] }
        let used = Set(places.compactMap(\.self))
        let open = Dictionary(
            grouping: others.indices.filter { !used.contains($0) }, by: { others[$0].name })
        let unmatched = Dictionary(
            grouping: servers.indices.filter { places[$0] == nil }, by: { servers[$0].name })
        for (name, claimants) in unmatched where claimants.count == 1 {
            if let candidates = open[name], candidates.count == 1 {
                places[claimants[0]] = candidates[0]
            }
        }
        return places
    }
}

/// A number of points and its letter.
struct Mark: Sendable, Hashable {
    let points: Int
    let grade: Grade

    init(points: Int, grade: Grade) {
        self.points = points
        self.grade = grade
    }

    init?(_ score: ScoreCard) {
        guard let points = score.points, let grade = score.grade else { return nil }
        self.init(points: points, grade: grade)
    }
}

/// The numbers of one server on one day.
struct Marks: Sendable, Hashable {
    let quality: Mark?
    let security: Mark?
    let tools: Int
    /// What the numbers mean: two are comparable only where these are the same.
    let rubrics: [ReportCard.RubricStamp]
}

/// A finding as far as a later run needs it to explain a change.
struct FindingNote: Sendable, Hashable {
    let fingerprint: String
    let rule: String
    let dimension: String
    let severity: Finding.Severity
    let message: String

    init(
        fingerprint: String, rule: String, dimension: String, severity: Finding.Severity,
        message: String
    ) {
        self.fingerprint = fingerprint
        self.rule = rule
        self.dimension = dimension
        self.severity = severity
        self.message = message
    }

    init(_ finding: Finding) {
        let words = finding.message.unicodeScalars
        self.init(
            fingerprint: finding.fingerprint, rule: finding.rule, dimension: finding.dimension,
            severity: finding.severity,
            message: words.count > 200 ? String(words.prefix(200)) + "…" : finding.message)
    }
}

/// A scored state of a server with what explains how it differs from the next one.
struct Snapshot: Sendable, Hashable {
    let date: CalendarDay
    let marks: Marks
    /// The points of each dimension and category that has any.
    let parts: [String: Int]
    let findings: [FindingNote]

    init(date: CalendarDay, marks: Marks, parts: [String: Int], findings: [FindingNote]) {
        self.date = date
        self.marks = marks
        self.parts = parts
        self.findings = findings
    }

    init(_ card: ReportCard, date: CalendarDay) {
        let parts = (card.quality.dimensions + card.security.dimensions).compactMap { part in
            part.points.map { (part.id, $0) }
        }
        self.init(
            date: date,
            marks: Marks(
                quality: Mark(card.quality), security: Mark(card.security),
                tools: card.subject.toolCount, rubrics: card.rubrics),
            parts: Dictionary(parts, uniquingKeysWith: { first, _ in first }),
            findings: card.findings.map { FindingNote($0) })
    }
}

/// What earlier runs found about one server.
struct ServerRecord: Sendable {
    var identity: ServerIdentity
    var slug: String
    /// The numbers of the days on which it was scored, in their order.
    var days: [(date: CalendarDay, marks: Marks)] = []
    /// The last states, at most two: today's, and the one before it.
    var snapshots: [Snapshot] = []

    /// The record without what was found on a day or later.
    func before(_ date: CalendarDay) -> ServerRecord {
        var record = self
        record.days.removeAll { $0.date >= date }
        record.snapshots.removeAll { $0.date >= date }
        return record
    }

    mutating func add(_ snapshot: Snapshot) {
        days.append((snapshot.date, snapshot.marks))
        snapshots = snapshots.suffix(1) + [snapshot]
    }

    /// Takes over what a later file says; where both know a day, the later file is right.
    func updated(by later: ServerRecord) -> ServerRecord {
        var record = later
        let known = Set(later.days.map(\.date))
        record.days = days.filter { !known.contains($0.date) } + later.days
        record.days.sort { $0.date < $1.date }
        let dates = Set(later.snapshots.map(\.date))
        let all = snapshots.filter { !dates.contains($0.date) } + later.snapshots
        record.snapshots = all.sorted { $0.date < $1.date }.suffix(2)
        return record
    }
}
