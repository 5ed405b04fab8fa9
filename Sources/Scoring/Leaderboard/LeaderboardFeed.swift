// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Writes a leaderboard as `feed.json`: this run for programs, and the history for the next run.
struct LeaderboardFeed {
    /// What tells our file from any other.
    static let format = "smelt-leaderboard"
    /// The version of the shape; it grows only by members.
    static let version = "1"

    private let board: Leaderboard
    private let rubrics: [[ReportCard.RubricStamp]]
    private let rubricPlaces: [[ReportCard.RubricStamp]: Int]

    init(_ board: Leaderboard) {
        self.board = board
        var places: [[ReportCard.RubricStamp]: Int] = [:]
        var rubrics: [[ReportCard.RubricStamp]] = []
        let marks = board.standings.flatMap { standing in
            standing.record.days.map(\.marks) + standing.record.snapshots.map(\.marks)
        }
        for marks in marks + board.gone.compactMap(\.marks) where places[marks.rubrics] == nil {
            places[marks.rubrics] = rubrics.count
            rubrics.append(marks.rubrics)
        }
        self.rubrics = rubrics
        rubricPlaces = places
    }

    /// The text of the file, with the paths of all files of the site.
    func text(files: [String]) -> String {
        let feed: JSONValue = [
            "format": .string(Self.format),
            "formatVersion": .string(Self.version),
            "engine": [
                "name": .string(Scorer.engine.name), "version": .string(Scorer.engine.version),
            ],
            "title": .string(board.title),
            "date": .string("\(board.date)"),
            "servers": .array(board.standings.map(server)),
            "changes": .array(board.changes.map(change)),
            "gone": .array(board.gone.map(gone)),
            "runs": .array(board.runs.map { .string("\($0)") }),
            "rubrics": .array(rubrics.map { .array($0.map(JSONReport.value)) }),
            "files": .array(files.map(JSONValue.string)),
        ]
        return JSONWriter.text(feed) + "\n"
    }

    private func server(_ standing: Standing) -> JSONValue {
        let counts = standing.findingCounts
        let card = standing.card
        return [
            "name": .string(standing.identity.name),
            "source": .string(standing.identity.source),
            "ordinal": .int(standing.identity.ordinal),
            "slug": .string(standing.slug),
            "status": .string(card?.quality.status.rawValue ?? "not-scored"),
            "problem": .optional(standing.entry.failure?.problem),
            "rank": .optional(standing.rank),
            "version": .optional(card?.subject.version),
            "tools": .optional(card?.subject.toolCount),
            "quality": mark(card.flatMap { Mark($0.quality) }),
            "security": mark(card.flatMap { Mark($0.security) }),
            "findings": card == nil
                ? .null
                : .object(
                    Finding.Severity.allCases.reversed().reduce(into: JSONObject()) {
                        $0[$1.rawValue] = .int(counts[$1] ?? 0)
                    }),
            "change": change(of: standing),
            "history": .array(spans(standing.record.days)),
            "snapshots": .array(snapshots(standing.record.snapshots)),
        ]
    }

    private func change(of standing: Standing) -> JSONValue {
        let since = JSONValue.optional(standing.previous.map { "\($0.date)" })
        return switch standing.change {
        case .first: ["kind": "first"]
        case .none: ["kind": "not-scored", "since": since]
        case .otherRubric: ["kind": "other-rubric", "since": since]
        case .points(let quality, let security):
            [
                "kind": "points", "since": since, "quality": .optional(quality),
                "security": .optional(security),
            ]
        }
    }

    // MARK: - History

    /// The days of a server, runs of equal ones in one piece.
    private func spans(_ days: [(date: CalendarDay, marks: Marks)]) -> [JSONValue] {
        let places = Dictionary(
            board.runs.enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        var spans: [(from: Int, to: Int, marks: Marks)] = []
        for day in days {
            guard let place = places[day.date] else { continue }
            if let last = spans.last, last.to == place - 1, last.marks == day.marks {
                spans[spans.count - 1].to = place
            } else {
                spans.append((place, place, day.marks))
            }
        }
        return spans.map { span in
            var object = marks(span.marks)
            object["from"] = .string("\(board.runs[span.from])")
            object["to"] = .string("\(board.runs[span.to])")
            return .object(object)
        }
    }

    private func marks(_ marks: Marks) -> JSONObject {
        var object = JSONObject()
        object["quality"] = mark(marks.quality)
        object["security"] = mark(marks.security)
        object["tools"] = .int(marks.tools)
        object["rubrics"] = .int(rubricPlaces[marks.rubrics] ?? 0)
        return object
    }

    private func mark(_ mark: Mark?) -> JSONValue {
        mark.map { ["points": .int($0.points), "grade": .string($0.grade.rawValue)] } ?? .null
    }

    /// The last state with all its findings; the one before it by how its findings differ.
    private func snapshots(_ snapshots: [Snapshot]) -> [JSONValue] {
        guard let last = snapshots.last else { return [] }
        var objects: [JSONValue] = []
        if let first = snapshots.first, snapshots.count > 1 {
            let (old, new) = (Set(first.findings), Set(last.findings))
            var object = snapshot(first)
            // Places in the list of the last state, which is shorter than repeating them.
            object["without"] = .array(
                last.findings.indices.filter { !old.contains(last.findings[$0]) }
                    .map(JSONValue.int))
            object["with"] = .array(first.findings.filter { !new.contains($0) }.map(note))
            objects.append(.object(object))
        }
        var object = snapshot(last)
        object["findings"] = .array(last.findings.map(note))
        return objects + [.object(object)]
    }

    private func snapshot(_ snapshot: Snapshot) -> JSONObject {
        var object = marks(snapshot.marks)
        object["date"] = .string("\(snapshot.date)")
        object["parts"] = .object(
            snapshot.parts.sorted { $0.key < $1.key }.reduce(into: JSONObject()) {
                $0[$1.key] = .int($1.value)
            })
        return object
    }

    private func note(_ note: FindingNote) -> JSONValue {
        .array(
            [note.fingerprint, note.rule, note.dimension, note.severity.rawValue, note.message]
                .map(JSONValue.string))
    }

    private func change(_ change: GradeChange) -> JSONValue {
        [
            "date": .string("\(change.date)"), "name": .string(change.server.name),
            "source": .string(change.server.source), "ordinal": .int(change.server.ordinal),
            "slug": .string(change.slug), "score": .string(change.score.rawValue),
            "before": mark(change.before), "after": mark(change.after),
            "cause": change.cause.map {
                [
                    "kind": $0.isNew ? "new" : "gone", "rule": .string($0.rule),
                    "dimension": .string($0.dimension), "message": .string($0.message),
                ]
            } ?? .null,
        ]
    }

    private func gone(_ gone: LeaderboardHistory.Gone) -> JSONValue {
        [
            "name": .string(gone.identity.name), "source": .string(gone.identity.source),
            "ordinal": .int(gone.identity.ordinal), "slug": .string(gone.slug),
            "noticed": .string("\(gone.noticed)"),
            "lastScored": .optional(gone.lastScored.map { "\($0)" }),
            "marks": gone.marks.map { .object(marks($0)) } ?? .null,
        ]
    }
}

extension JSONValue {
    /// A whole number, or null when there is none.
    static func optional(_ value: Int?) -> JSONValue { value.map(JSONValue.int) ?? .null }
}
