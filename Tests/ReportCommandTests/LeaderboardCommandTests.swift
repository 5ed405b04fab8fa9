// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

/// Runs of `leaderboard` in a folder of their own.
private struct Board {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes the site into `site`.
    func run(
        _ inputs: [String], date: String = "2026-11-20", options: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> CommandRun {
        try await CommandRun.smeltReport(
            ["leaderboard"] + inputs + ["-o", folder.path("site"), "--date", date] + options,
            environment: environment)
    }

    func list(_ yaml: String) throws -> String { try folder.write(yaml, to: "servers.yaml") }

    func text(_ name: String) throws -> String { try folder.text("site/" + name) }

    func feed() throws -> JSONValue { try JSONReader.read(try text("feed.json")).root }

    func server(_ index: Int) throws -> JSONValue {
        try #require(try feed().at("servers", String(index)))
    }

    var names: [String] {
        get throws {
            let enumerator = FileManager.default.enumerator(atPath: folder.path("site"))
            return (enumerator?.compactMap { $0 as? String } ?? []).sorted()
        }
    }
}

@Suite("The command leaderboard")
struct LeaderboardCommandTests {
    private static let samples = [Sample.library, Sample.notes]

    @Test("writes a whole site, the same for the same input")
    func site() async throws {
        let (one, two) = (try Board(), try Board())
        let run = try await one.run(Self.samples)
        #expect(run.status == 0, "\(run.stderr)")
        #expect(run.output.isEmpty)
        #expect(run.complaints.last?.hasSuffix("2 servers scored, 2026-11-20") == true)
        _ = try await two.run(Self.samples.reversed())
        let files = try one.names.filter { $0.contains(".") }
        #expect(
            files == [
                "badges/library.svg", "badges/notes.svg", "cards/library.json", "cards/notes.json",
                "changes.xml", "feed.json", "index.html", "servers.csv", "servers/library.html",
                "servers/notes.html",
            ])
        for name in files { #expect(try one.text(name) == two.text(name), "\(name)") }
        #expect(try one.folder.names() == ["site"])
    }

    @Test("takes the day from SOURCE_DATE_EPOCH when none is given")
    func epoch() async throws {
        let board = try Board()
        let run = try await CommandRun.smeltReport(
            ["leaderboard", Sample.notes, "-o", board.folder.path("site")],
            environment: ["SOURCE_DATE_EPOCH": "951868800"])
        #expect(run.status == 0, "\(run.stderr)")
        #expect(try board.feed().at("date") == "2000-03-01")
    }

    @Test("carries the history on and says why a letter changed")
    func history() async throws {
        let board = try Board()
        let mended = Fixture.examples + "/bookshop-mended.json"
        let feed = board.folder.path("site/feed.json")
        _ = try await board.run([Fixture.examples + "/bookshop.json"])
        let run = try await board.run([mended], date: "2026-11-21", options: ["--history", feed])
        #expect(run.status == 0, "\(run.stderr)")
        let server = try board.server(0)
        #expect(server.at("change", "kind") == "points")
        #expect(server.at("history")?.array?.count == 2)
        #expect(try board.text("changes.xml").contains("rose from C"))
        #expect(try board.text("changes.xml").contains("Gone: "))
        // A second run of that day, from the feed it wrote itself, changes nothing.
        let before = try board.text("feed.json")
        _ = try await board.run([mended], date: "2026-11-21", options: ["--history", feed])
        #expect(try board.text("feed.json") == before)
        let late = try await board.run([mended], date: "2026-11-19", options: ["--history", feed])
        #expect(late.status == 2 && late.stderr.contains("2026-11-21"), "\(late.stderr)")
        #expect(try board.text("feed.json") == before)
    }

    @Test("says when it is about to drop a history that nobody handed in")
    func droppedHistory() async throws {
        let board = try Board()
        _ = try await board.run([Sample.notes])
        let run = try await board.run([Sample.notes], date: "2026-11-21")
        #expect(run.stderr.contains("--history"), "\(run.stderr)")
    }

    @Test("replaces its own files and leaves all others alone")
    func ownFiles() async throws {
        let board = try Board()
        _ = try await board.run(Self.samples)
        try board.folder.write("example.com", to: "site/CNAME")
        try board.folder.write("mine", to: "site/servers/mine.html")
        let run = try await board.run([Sample.notes], date: "2026-11-21")
        #expect(run.status == 0, "\(run.stderr)")
        let names = try board.names
        #expect(names.contains("CNAME") && names.contains("servers/mine.html"))
        #expect(names.contains("servers/notes.html"))
        #expect(!names.contains { $0.contains("library") })
        #expect(!names.contains { $0.contains("tmp") })
    }

    @Test("refuses a folder that holds something else")
    func foreignFolder() async throws {
        let board = try Board()
        try board.folder.write("{}", to: "site/feed.json")
        var run = try await board.run([Sample.notes])
        #expect(run.status == 2 && run.stderr.contains("not that of a leaderboard"))
        try board.folder.write("x", to: "site/notes.txt")
        try FileManager.default.removeItem(atPath: board.folder.path("site/feed.json"))
        run = try await board.run([Sample.notes])
        #expect(run.status == 2 && run.stderr.contains("no leaderboard"))
        #expect(try board.names == ["notes.txt"])
    }

    @Test("does not follow links out of its folder, nor lists of files that were tampered with")
    func links() async throws {
        let board = try Board()
        _ = try await board.run([Sample.notes])
        try board.folder.write("keep", to: "outside/notes.html")
        try board.folder.write("keep", to: "precious.txt")
        let feed = try board.text("feed.json")
        try board.folder.write(
            feed.replacing("\"index.html\"", with: "\"../precious.txt\",\"index.html\""),
            to: "site/feed.json")
        let files = FileManager.default
        try files.removeItem(atPath: board.folder.path("site/servers"))
        try files.createSymbolicLink(
            atPath: board.folder.path("site/servers"),
            withDestinationPath: board.folder.path("outside"))
        let run = try await board.run([Sample.notes], date: "2026-11-21")
        #expect(run.status == 2 && run.stderr.contains("site/servers"), "\(run.stderr)")
        #expect(try board.folder.text("outside/notes.html") == "keep")
        #expect(try board.folder.text("precious.txt") == "keep")
        #expect(try board.names.filter { $0.contains("tmp") }.isEmpty)
    }

    @Test("writes nothing where nothing could be scored")
    func nothing() async throws {
        let board = try Board()
        let run = try await board.run([board.folder.path("absent.json")])
        #expect(run.status == 2)
        #expect(try board.folder.names().isEmpty)
    }

    @Test(
        "refuses bad values in a sentence",
        arguments: [
            (["--date", "2026-02-30"], "YYYY-MM-DD"), (["--jobs", "0"], "--jobs"),
            (["--site-url", "example.com"], "--site-url"),
            (["--history", "/does/not/exist"], "/does/not/exist"),
            (["--history", Sample.notes], "not the feed.json of a leaderboard"),
        ])
    func badValues(options: [String], words: String) async throws {
        let board = try Board()
        let run = try await CommandRun.smeltReport(
            ["leaderboard", Sample.notes, "-o", board.folder.path("site")] + options)
        #expect(run.status == 2 && run.stderr.contains(words), "\(run.stderr)")
        #expect(try board.folder.names().isEmpty)
    }
}

@Suite("A list of servers")
struct ServerListTests {
    private static let stdio = "[\(Fixture.python), \(Fixture.stdioServer), legacy]"

    @Test("is asked, several at a time, and keeps a server that is not scored")
    func asked() async throws {
        let board = try Board()
        let servers = (1...5).map { "  - {name: s\($0), command: \(Self.stdio)}" }
        let list = try board.list(
            """
            servers:
            \(servers.joined(separator: "\n"))
              - {name: dead, command: [\(Fixture.python), \(Fixture.stdioServer), dies]}
              - {name: saved, file: "\(Sample.notes)"}
            """)
        let live = LiveRun()
        let run = try await board.run(
            [list], options: ["--yes", "--jobs", "3"], environment: live.environment)
        #expect(run.status == 3, "\(run.stderr)")
        #expect(try board.feed().at("servers")?.array?.count == 7)
        #expect(try board.text("index.html").contains("Not scored: "))
        let last = try board.server(6)
        #expect(last.at("name") == "dead" && last.at("status") == "not-scored")
        #expect(try await live.leavesNothing())
    }

    @Test("starts nothing without a yes")
    func consent() async throws {
        let board = try Board()
        let list = try board.list("servers:\n  - {name: s, command: \(Self.stdio)}\n")
        let run = try await board.run([list])
        #expect(run.status == 2 && run.stderr.contains("pass --yes"), "\(run.stderr)")
        #expect(run.stderr.contains("stdio_server.py legacy"))
    }

    @Test("keeps what variables stand for off the site")
    func secrets() async throws {
        let board = try Board()
        let list = try board.list(
            """
            servers:
              - {name: dead, command: [\(Fixture.python), "${KEY}.py", "--key=${KEY}"]}
              - {name: web, url: "http://u:pass1234@127.0.0.1:9/${KEY}?token=${KEY}"}
              - {name: saved, file: "\(Sample.notes)"}
            """)
        let run = try await board.run(
            [list], options: ["--yes"], environment: ["KEY": "hunter2hunter2"])
        #expect(run.status == 3, "\(run.stderr)")
        for name in try board.names where name.contains(".") {
            let text = try board.text(name)
            #expect(!text.contains("hunter2") && !text.contains("pass1234"), "\(name)")
        }
        #expect(!run.stderr.contains("hunter2"), "\(run.stderr)")
        #expect(try board.text("feed.json").contains("--key=${KEY}"))
    }

    @Test("is refused with all its problems and their lines")
    func problems() async throws {
        let board = try Board()
        let list = try board.list(
            """
            servers:
              - name: a
                command: [x]
                url: https://example.com
              - name: b
                colour: red
                file: b.json
                env: {A: b}
              - name: b
                command: ["${SMELT_ABSENT}"]
              - name: c
              - name: d
                url: ftp://example.com
              - command: [x]
            """)
        let run = try await board.run([list], options: ["--yes"])
        #expect(run.status == 2)
        let problems = [
            ":2: \"a\" has command and url; one of them is enough",
            ":6: unknown key \"colour\"; known here: command, env, file, headers, name, url",
            ":8: env belongs to a server with command",
            ":9: the name \"b\" is used on line 5 already",
            ":10: it needs ${SMELT_ABSENT}, which is not set in the environment",
            ":11: \"c\" needs one of command, url and file",
            ":13: a url begins with https:// or http://",
            ":14: the key \"name\" is missing",
        ]
        #expect(run.complaints == problems.map { list + $0 }, "\(run.stderr)")
    }
}
