// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

/// Leaderboards of cards made by hand.
enum SampleBoard {
    /// A card with these numbers; one number moves all of its dimensions.
    static func card(
        _ name: String, _ quality: Int, _ security: Int = 95, source: String? = nil,
        version: String = "1.0.0", findings: [Finding] = []
    ) -> ReportCard {
        func score(_ points: Int, _ ids: [String]) -> ScoreCard {
            SampleCards.score(
                points,
                parts: ids.map { id in
                    DimensionScore(
                        id: id, title: id, points: points, grade: SampleCards.grade(points),
                        weight: 100 / ids.count, status: .scored, note: nil)
                })
        }
        return ReportCard(
            engine: Scorer.engine,
            rubrics: [.init(id: "quality", version: version, digest: "sha256:" + version)],
            subject: .init(
                name: name, version: nil, protocolVersion: nil,
                source: source ?? "servers/\(name).json", toolCount: 3, digest: "sha256:\(quality)"),
            quality: score(quality, ["description-clarity", "overlap"]),
            security: score(security, ["poisoning", "authority"]),
            readiness: .init(
                protocolVersion: "2026-07-28", points: nil, note: nil, findings: []),
            tools: [], overlaps: [], findings: findings, priorities: [],
            fixes: [], jointGain: .none, safeGain: .none,
            coverage: Coverage(toolsJudged: 3, toolsFound: 3, checksJudged: 1, notJudged: []))
    }

    static func finding(
        _ dimension: String, _ message: String, _ severity: Finding.Severity = .medium
    ) -> Finding {
        SampleCards.finding(
            "rule-\(dimension)", dimension, severity, tool: nil, pointer: [], message,
            evidence: "")
    }

    static func board(
        _ date: String, _ cards: [ReportCard], failures: [ScoringFailure] = [],
        after earlier: Leaderboard? = nil, overlaps: [LeaderboardOverlap] = []
    ) throws -> Leaderboard {
        try Leaderboard(
            title: "Servers", date: try #require(CalendarDay(date)),
            entries: cards.map { LeaderboardEntry($0) } + failures.map { LeaderboardEntry($0) },
            history: try earlier.map(history) ?? LeaderboardHistory(), overlaps: overlaps,
            address: "https://example.com/board")
    }

    /// The history that the next run reads from the feed of a board.
    static func history(_ board: Leaderboard) throws -> LeaderboardHistory {
        try LeaderboardHistory(feed: try feed(board))
    }

    static func feed(_ board: Leaderboard) throws -> JSONValue {
        try JSONReader.read(try file(board, "feed.json")).root
    }

    static func file(_ board: Leaderboard, _ path: String) throws -> String {
        try #require(LeaderboardSite.files(board)[path])
    }

    static var hostile: [ReportCard] {
        SampleCards.hostileTexts.enumerated().map { index, text in
            card(
                text, 50 + index, source: text,
                findings: [finding("overlap", "says \(text)", .high)])
        }
    }
}

@Suite struct LeaderboardTests {
    private let first = "2026-11-20"
    private let second = "2026-11-21"

    @Test func `Servers are ranked by quality, then security; equal ones share a rank`() throws {
        let board = try SampleBoard.board(
            first,
            [
                SampleBoard.card("low", 61), SampleBoard.card("same", 84),
                SampleBoard.card("other", 84), SampleBoard.card("safer", 84, 99),
                SampleCards.empty,
            ], failures: [SampleCards.failures[0]])
        #expect(
            board.standings.map(\.identity.name) == [
                "safer", "other", "same", "low", "empty", "broken",
            ])
        #expect(board.standings.map(\.rank) == [1, 2, 2, 4, nil, nil])
    }

    @Test func `The order of the servers changes no byte`() throws {
        var cards = SampleBoard.hostile
        cards += [SampleBoard.card("twin", 70), SampleBoard.card("twin", 71)]
        cards += [SampleBoard.card("Twin", 72), SampleBoard.card("twin", 73, source: "b.json")]
        let files = LeaderboardSite.files(try SampleBoard.board(first, cards))
        #expect(files == LeaderboardSite.files(try SampleBoard.board(first, cards.reversed())))
        #expect(files.keys.count { $0.hasPrefix("servers/") } == cards.count)
    }

    @Test func `A run of the same day replaces that day`() throws {
        let one = try SampleBoard.board(first, [SampleBoard.card("a", 70)])
        let two = try SampleBoard.board(second, [SampleBoard.card("a", 81)], after: one)
        let again = try SampleBoard.board(second, [SampleBoard.card("a", 81)], after: two)
        #expect(LeaderboardSite.files(two) == LeaderboardSite.files(again))
        #expect(again.runs.map { "\($0)" } == [first, second])
    }

    @Test func `An older date than that of the history is refused`() throws {
        let later = try SampleBoard.board(second, [SampleBoard.card("a", 70)])
        #expect(throws: LeaderboardProblem.self) {
            try SampleBoard.board(first, [SampleBoard.card("a", 70)], after: later)
        }
    }

    @Test func `A change of a letter is explained by a finding that came or went`() throws {
        let old = SampleBoard.finding("overlap", "two tools are alike")
        let grave = SampleBoard.finding("poisoning", "a tool steers the model", .critical)
        let one = try SampleBoard.board(first, [SampleBoard.card("a", 70, 95, findings: [old])])
        let two = try SampleBoard.board(
            second, [SampleBoard.card("a", 84, 40, findings: [grave])], after: one)
        let feed = try SampleBoard.file(two, "changes.xml")
        let items = try XMLScan.read(feed).children[0].children.filter { $0.name == "item" }
        let texts = items.map { item in
            item.children.first { $0.name == "description" }?.text ?? ""
        }
        #expect(items.count == 2)
        #expect(texts[0].contains("Gone: two tools are alike"))
        #expect(texts[1].contains("New: a tool steers the model"))
        #expect(items[1].children.first?.text == "a: security fell from A 95 to F 40")
        #expect(feed.contains("<pubDate>Sat, 21 Nov 2026 00:00:00 GMT</pubDate>"))
        #expect(feed.contains("<link>https://example.com/board/servers/a.html</link>"))
    }

    @Test func `A new rubric blames no server`() throws {
        let one = try SampleBoard.board(first, [SampleBoard.card("a", 90)])
        let two = try SampleBoard.board(
            second, [SampleBoard.card("a", 60, version: "2.0.0")], after: one)
        #expect(two.changes.isEmpty)
        #expect(two.standings[0].change == .otherRubric)
        for page in ["index.html", "servers/a.html"] {
            #expect(try SampleBoard.file(two, page).contains("numbers not comparable"))
        }
        let feed = try SampleBoard.file(two, "changes.xml")
        #expect(feed.contains("The rubric changed") && !feed.contains("fell"))
    }

    @Test func `A server that is not reached shows its last score`() throws {
        let one = try SampleBoard.board(first, [SampleBoard.card("broken", 81)])
        let two = try SampleBoard.board(
            second, [SampleBoard.card("b", 70)], failures: [SampleCards.failures[0]], after: one)
        let page = try SampleBoard.file(two, "index.html")
        #expect(page.contains("Not scored: "))
        #expect(page.contains("numbers of 2026-11-20"))
        #expect(LeaderboardSite.files(two)["cards/broken.json"] == nil)
        // When it is back, it is compared with the run that last scored it.
        let three = try SampleBoard.board(
            "2026-11-22", [SampleBoard.card("broken", 91)], after: two)
        #expect(three.standings[0].change == .points(quality: 10, security: 0))
        #expect(three.changes.first?.sentence == "rose from B 81 to A 91")
    }

    @Test func `A server that is no longer given is listed once as gone`() throws {
        let one = try SampleBoard.board(
            first, [SampleBoard.card("a", 81), SampleBoard.card("b", 70)])
        let two = try SampleBoard.board(second, [SampleBoard.card("b", 70)], after: one)
        let again = try SampleBoard.board(second, [SampleBoard.card("b", 70)], after: two)
        let three = try SampleBoard.board("2026-11-22", [SampleBoard.card("b", 70)], after: again)
        #expect(two.gone.map(\.identity.name) == ["a"])
        #expect(again.gone.map(\.identity.name) == ["a"])
        #expect(three.gone.isEmpty)
        let merged = LeaderboardHistory(
            merging: [try SampleBoard.history(three), try SampleBoard.history(one)])
        let back = try Leaderboard(
            title: "", date: try #require(CalendarDay("2026-11-23")),
            entries: [LeaderboardEntry(SampleBoard.card("a", 82))], history: merged)
        #expect(back.standings[0].record.days.count == 2)
        #expect(back.gone.map(\.identity.name) == ["b"])
    }

    @Test func `A server that moved keeps its history, and two of a name are kept apart`() throws {
        let one = try SampleBoard.board(first, [SampleBoard.card("a", 81, source: "old.json")])
        let two = try SampleBoard.board(
            second, [SampleBoard.card("a", 83, source: "new.json")], after: one)
        #expect(two.standings[0].change == .points(quality: 2, security: 0))
        let three = try SampleBoard.board(
            "2026-11-22",
            [
                SampleBoard.card("a", 50, source: "other.json"),
                SampleBoard.card("a", 85, source: "new.json"),
            ], after: two)
        #expect(three.standings.map(\.change) == [.points(quality: 2, security: 0), .first])
        // The first one keeps its address.
        #expect(three.standings[0].slug == "a")
        #expect(three.standings[1].slug.hasPrefix("a-"))
    }

    @Test func `The history keeps 400 runs, and equal days as one`() throws {
        var board = try SampleBoard.board("2026-01-01", [SampleBoard.card("a", 80)])
        let start = board.date.number
        for offset in 1...410 {
            let date = try #require(CalendarDay(secondsSince1970: (start + offset) * 86_400))
            board = try SampleBoard.board("\(date)", [SampleBoard.card("a", 80)], after: board)
        }
        #expect(board.runs.count == 400)
        let server = try #require(try SampleBoard.feed(board)["servers"]?.array?.first)
        #expect(server["history"]?.array?.count == 1)
        #expect(try SampleBoard.history(board).servers[0].days.count == 400)
    }
}

extension JSONValue {
    fileprivate subscript(key: String) -> JSONValue? { object?[key] }
}

@Suite struct LeaderboardSafetyTests {
    private let names =
        SampleCards.hostileTexts + [
            "", "..", "/etc/passwd", "a/../../b", "con", "NUL", "COM1", "lpt9", "index", ".", "-",
            "a\u{0}b", "git", "Git", "GIT", "g-i-t", "\u{202E}evil", "日本", "日本語",
            String(repeating: "x", count: 500), "server",
        ]

    @Test func `Slugs are names of files and nothing else`() {
        let servers = names.map { ServerIdentity(name: $0, source: "s") }
        let slugs = Slug.all(servers, kept: servers.map { _ in nil })
        #expect(Set(slugs).count == names.count)
        let devices: Set<String> = ["con", "nul", "com1", "lpt9", "index", ".", "..", ""]
        for slug in slugs {
            #expect(!devices.contains(slug))
            #expect(slug.wholeMatch(of: /[a-z0-9]([a-z0-9-]*[a-z0-9])?/) != nil)
            #expect(slug.utf8.count <= 72)
        }
        let places = Dictionary(uniqueKeysWithValues: zip(names, slugs))
        #expect(places["git"] == "git")
        let turned = Slug.all(servers.reversed(), kept: servers.map { _ in nil })
        #expect(turned.reversed() == slugs)
        // A history may have been written by anybody.
        let kept = Slug.all([servers[0], servers[1]], kept: ["../x", "con"])
        #expect(kept == Slug.all([servers[0], servers[1]], kept: [nil, nil]))
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\u{FF1D}1", "\r=1"])
    func `No cell is a formula`(text: String) {
        let cell = ServersCSV.cell(text)
        let start = cell.first { $0 != "\"" && $0 != " " } ?? " "
        #expect(start == "'" || start == "\\")
    }

    @Test func `Cells with commas and quotes are quoted`() {
        #expect(ServersCSV.cell("a,\"b\"") == "\"a,\"\"b\"\"\"")
        #expect(ServersCSV.cell("plain") == "plain")
    }

    @Test func `Nothing from a server becomes markup, a path or an escape`() throws {
        let cards = SampleBoard.hostile
        let board = try SampleBoard.board(
            "2026-11-20", cards + [SampleCards.hostile], failures: SampleCards.failures,
            overlaps: [
                LeaderboardOverlap(
                    servers: [0, 1], tools: [cards[0].subject.name, cards[2].subject.name],
                    similarity: 0.9, kind: cards[3].subject.name, reason: cards[4].subject.name)
            ])
        let worse = cards.map { SampleBoard.card($0.subject.name, 1, 1, source: $0.subject.source) }
        let later = try SampleBoard.board("2026-11-21", worse, after: board)
        for board in [board, later] {
            for (path, text) in LeaderboardSite.files(board) {
                #expect(LeaderboardSite.isOwnPath(path), "\(path)")
                let isMarkup = path.hasSuffix("l") || path.hasSuffix(".svg")
                #expect(!isMarkup || (!text.contains("<img") && !text.contains("</script><")))
                let hidden = text.unicodeScalars.filter { scalar in
                    !"\n\r\u{FE0F}".unicodeScalars.contains(scalar)
                        && TerminalSafe.text(String(scalar)) != String(scalar)
                }
                // JSON keeps the words as they are, apart from what steers a terminal.
                let isData = path.hasSuffix(".json")
                #expect(isData || hidden.isEmpty, "\(path)")
                if path.hasSuffix(".xml") || path.hasSuffix(".svg") { _ = try XMLScan.read(text) }
                if path.hasSuffix(".json") { _ = try JSONReader.read(text) }
            }
        }
        let rss = try SampleBoard.file(later, "changes.xml")
        #expect(rss.contains("<item>"))
        #expect(!rss.contains("&lt;img") && !rss.contains("&lt;b&gt;"))
    }

    @Test func `Pages run and load only what they hold`() throws {
        let board = try SampleBoard.board("2026-11-20", [SampleBoard.card("a", 81)])
        let index = try SampleBoard.file(board, "index.html")
        let server = try SampleBoard.file(board, "servers/a.html")
        for page in [index, server] {
            #expect(page.contains("default-src &#39;none&#39;"))
            #expect(
                !page.contains("unsafe") && !page.contains(" style=") && !page.contains(" src="))
        }
        #expect(index.matches(of: /<script/).count == 1)
        #expect(!server.contains("<script"))
    }

    @Test func `A page of a thousand servers is under a megabyte`() throws {
        let findings = Finding.Severity.allCases.map { SampleBoard.finding("overlap", "\($0)", $0) }
        let cards = (0..<1000).map {
            SampleBoard.card(
                "server-with-a-usual-name-\($0)", $0 % 101, 100 - $0 % 101,
                source: "npx -y @example/server-with-a-usual-name-\($0)", findings: findings)
        }
        let page = try SampleBoard.file(try SampleBoard.board("2026-11-20", cards), "index.html")
        #expect(page.utf8.count < 1_000_000)
    }

    @Test func `A feed that was tampered with is refused or read within bounds`() throws {
        let board = try SampleBoard.board("2026-11-20", [SampleBoard.card("a", 81)])
        let text = try SampleBoard.file(board, "feed.json")
        for (old, new) in [
            ("\"format\":\"smelt-leaderboard\"", "\"format\":\"x\""),
            ("\"formatVersion\":\"1\"", "\"formatVersion\":\"9\""),
            ("\"points\":81", "\"points\":8100"), ("2026-11-20", "2026-13-20"),
            ("\"rubrics\":0", "\"rubrics\":7"), ("\"runs\":[", "\"runs\":[3,"),
        ] {
            let root = try JSONReader.read(text.replacing(old, with: new)).root
            #expect(throws: LeaderboardProblem.self, "\(old)") {
                try LeaderboardHistory(feed: root)
            }
        }
        let feed = try JSONReader.read(
            text.replacing("\"index.html\"", with: "\"../../etc/passwd\"")
        ).root
        #expect(!LeaderboardHistory.files(ofFeed: feed).contains { $0.contains("..") })
    }
}

@Suite struct CalendarDayTests {
    @Test(arguments: ["1970-01-01", "2000-02-29", "2026-11-22", "2100-02-28", "9999-12-31"])
    func `A day reads as it writes`(text: String) throws {
        let day = try #require(CalendarDay(text))
        #expect("\(day)" == text)
        #expect(CalendarDay(secondsSince1970: day.number * 86_400 + 86_399) == day)
    }

    @Test(arguments: ["2026-02-29", "2100-02-29", "2026-00-01", "2026-13-01", "2026-1-1", "x", ""])
    func `What is no day is refused`(text: String) {
        #expect(CalendarDay(text) == nil)
    }

    @Test func `Weekdays are right`() {
        #expect(CalendarDay("2026-11-22")?.inMailForm == "Sun, 22 Nov 2026 00:00:00 GMT")
        #expect(CalendarDay("1970-01-01")?.inMailForm == "Thu, 01 Jan 1970 00:00:00 GMT")
    }
}
