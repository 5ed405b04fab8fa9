// SPDX-License-Identifier: Apache-2.0

public import MCPModel

extension LeaderboardHistory {
    /// Whether a file is the feed of a leaderboard, of any version.
    public static func isFeed(_ root: JSONValue) -> Bool {
        root.object?["format"]?.string == LeaderboardFeed.format
    }

    /// Reads a `feed.json`.
    public init(feed root: JSONValue) throws(LeaderboardProblem) {
        guard Self.isFeed(root) else {
            throw LeaderboardProblem(message: "this is not the feed.json of a leaderboard")
        }
        guard root.object?["formatVersion"]?.string == LeaderboardFeed.version else {
            throw LeaderboardProblem(
                message: "this feed.json has a version that is not known; 1 is known")
        }
        self = try FeedReader(FeedValue(root, "")).history()
    }

    /// The files that the site of a feed consists of; a path that cannot be ours is left out.
    public static func files(ofFeed root: JSONValue) -> [String] {
        (root.object?["files"]?.array ?? []).compactMap(\.string)
            .filter(LeaderboardSite.isOwnPath)
    }
}

/// A value of a feed with its place, for the sentence that says what is wrong there.
private struct FeedValue {
    let value: JSONValue
    let place: String

    init(_ value: JSONValue, _ place: String) {
        self.value = value
        self.place = place
    }

    func problem(_ expected: String) -> LeaderboardProblem {
        LeaderboardProblem(
            message: "\(place.isEmpty ? "the file" : place): expected \(expected), "
                + "found \(value.kindName)")
    }

    subscript(key: String) -> FeedValue {
        FeedValue(value.object?[key] ?? .null, place + "/" + key)
    }

    var optional: FeedValue? { value == .null ? nil : self }

    func elements() throws(LeaderboardProblem) -> [FeedValue] {
        guard let array = value.array else { throw problem("an array") }
        return array.enumerated().map { FeedValue($0.element, "\(place)/\($0.offset)") }
    }

    func text() throws(LeaderboardProblem) -> String {
        guard let text = value.string else { throw problem("a string") }
        return text
    }

    func number(_ range: ClosedRange<Int> = 0...1_000_000) throws(LeaderboardProblem) -> Int {
        guard let number = value.number?.int, range.contains(number) else {
            throw problem("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func day() throws(LeaderboardProblem) -> CalendarDay {
        guard let day = CalendarDay(try text()) else { throw problem("a day as YYYY-MM-DD") }
        return day
    }

    func word<Word: RawRepresentable>(_ type: Word.Type) throws(LeaderboardProblem) -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try text()) else { throw problem("a known word") }
        return word
    }
}

/// Turns the JSON of a feed into a history.
private struct FeedReader {
    private let root: FeedValue
    private let runs: [CalendarDay]
    private let rubrics: [[ReportCard.RubricStamp]]

    init(_ root: FeedValue) throws(LeaderboardProblem) {
        self.root = root
        var runs: [CalendarDay] = []
        for run in try root["runs"].elements() { runs.append(try run.day()) }
        guard zip(runs, runs.dropFirst()).allSatisfy({ $0 < $1 }),
            runs.count <= LeaderboardHistory.Limits.runs
        else {
            throw LeaderboardProblem(
                message: "/runs: expected at most \(LeaderboardHistory.Limits.runs) days in order")
        }
        self.runs = runs
        var rubrics: [[ReportCard.RubricStamp]] = []
        for set in try root["rubrics"].elements() {
            var stamps: [ReportCard.RubricStamp] = []
            for stamp in try set.elements() {
                stamps.append(
                    ReportCard.RubricStamp(
                        id: try stamp["id"].text(), version: try stamp["version"].text(),
                        digest: try stamp["digest"].text()))
            }
            rubrics.append(stamps)
        }
        self.rubrics = rubrics
    }

    func history() throws(LeaderboardProblem) -> LeaderboardHistory {
        var history = LeaderboardHistory()
        history.runs = runs
        var days = 0
        for value in try root["servers"].elements() {
            let server = try server(value)
            days += server.days.count
            if days > LeaderboardHistory.Limits.days {
                throw LeaderboardProblem(
                    message: "the history holds more than \(LeaderboardHistory.Limits.days) days "
                        + "of all servers together")
            }
            history.servers.append(server)
        }
        for value in try root["changes"].elements() { history.changes.append(try change(value)) }
        for value in try root["gone"].elements() { history.gone.append(try gone(value)) }
        return history
    }

    private func identity(_ value: FeedValue) throws(LeaderboardProblem) -> ServerIdentity {
        ServerIdentity(
            name: try value["name"].text(), source: try value["source"].text(),
            ordinal: try value["ordinal"].number())
    }

    private func server(_ value: FeedValue) throws(LeaderboardProblem) -> ServerRecord {
        var record = ServerRecord(
            identity: try identity(value), slug: try value["slug"].text())
        for span in try value["history"].elements() {
            let (from, to) = (try span["from"].day(), try span["to"].day())
            let marks = try marks(span)
            guard from <= to, record.days.last.map({ $0.date < from }) ?? true else {
                throw span.problem("days in order")
            }
            for run in runs where run >= from && run <= to { record.days.append((run, marks)) }
        }
        record.snapshots = try snapshots(try value["snapshots"].elements())
        return record
    }

    private func marks(_ value: FeedValue) throws(LeaderboardProblem) -> Marks {
        let place = try value["rubrics"].number()
        guard rubrics.indices.contains(place) else {
            throw value["rubrics"].problem("the place of a rubric")
        }
        return Marks(
            quality: try mark(value["quality"]), security: try mark(value["security"]),
            tools: try value["tools"].number(), rubrics: rubrics[place])
    }

    private func mark(_ value: FeedValue) throws(LeaderboardProblem) -> Mark? {
        guard let value = value.optional else { return nil }
        return Mark(
            points: try value["points"].number(0...100),
            grade: try value["grade"].word(Grade.self))
    }

    private func snapshots(_ values: [FeedValue]) throws(LeaderboardProblem) -> [Snapshot] {
        guard let last = values.last else { return [] }
        guard values.count <= 2 else { throw last.problem("at most two states") }
        let findings = try notes(last["findings"])
        let latest = try snapshot(last, findings)
        guard let first = values.first, values.count == 2 else { return [latest] }
        var absent: Set<Int> = []
        for place in try first["without"].elements() { absent.insert(try place.number()) }
        let kept = findings.indices.filter { !absent.contains($0) }.map { findings[$0] }
        let earlier = try snapshot(first, kept + (try notes(first["with"])))
        guard earlier.date < latest.date else { throw last.problem("states in order") }
        return [earlier, latest]
    }

    private func snapshot(
        _ value: FeedValue, _ findings: [FindingNote]
    ) throws(LeaderboardProblem) -> Snapshot {
        guard let parts = value["parts"].value.object else {
            throw value["parts"].problem("an object")
        }
        var points: [String: Int] = [:]
        for member in parts.members {
            points[member.key] = try value["parts"][member.key].number(0...100)
        }
        return Snapshot(
            date: try value["date"].day(), marks: try marks(value), parts: points,
            findings: findings)
    }

    private func notes(_ value: FeedValue) throws(LeaderboardProblem) -> [FindingNote] {
        var notes: [FindingNote] = []
        for note in try value.elements() {
            let words = try note.elements()
            guard words.count == 5 else { throw note.problem("five texts") }
            notes.append(
                FindingNote(
                    fingerprint: try words[0].text(), rule: try words[1].text(),
                    dimension: try words[2].text(),
                    severity: try words[3].word(Finding.Severity.self),
                    message: try words[4].text()))
        }
        return notes
    }

    private func change(_ value: FeedValue) throws(LeaderboardProblem) -> GradeChange {
        var cause: GradeChange.Cause?
        if let value = value["cause"].optional {
            cause = GradeChange.Cause(
                isNew: try value["kind"].text() == "new", rule: try value["rule"].text(),
                dimension: try value["dimension"].text(), message: try value["message"].text())
        }
        return GradeChange(
            date: try value["date"].day(), server: try identity(value),
            slug: try value["slug"].text(),
            score: try value["score"].word(GradeChange.Score.self),
            before: try mark(value["before"]), after: try mark(value["after"]), cause: cause)
    }

    private func gone(_ value: FeedValue) throws(LeaderboardProblem) -> LeaderboardHistory.Gone {
        LeaderboardHistory.Gone(
            identity: try identity(value), slug: try value["slug"].text(),
            noticed: try value["noticed"].day(),
            lastScored: try value["lastScored"].optional?.day(),
            marks: try value["marks"].optional.map { (marks) throws(LeaderboardProblem) in
                try self.marks(marks)
            })
    }
}
