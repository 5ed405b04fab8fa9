// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import MCPModel
import TestSupport
import Testing

/// A run against a server of the fixtures, whose processes can be told from all others.
struct LiveRun {
    /// A variable that servers inherit, with a value of this run's own.
    let mark = "XDG_SMELT_TEST=" + UUID().uuidString

    var environment: [String: String] { ["XDG_SMELT_TEST": String(mark.dropFirst(15))] }

    /// The arguments that score a mode of the fixture server.
    static func arguments(_ mode: [String], _ options: [String] = []) -> [String] {
        ["score"] + options + ["--stdio", "--", Fixture.python, Fixture.stdioServer] + mode
    }

    /// Scores a mode of the fixture server.
    func score(_ mode: String..., options: [String] = []) async throws -> CommandRun {
        try await CommandRun.smeltReport(
            Self.arguments(mode, options), environment: environment)
    }

    /// Whether all processes of this run are gone within a moment.
    func leavesNothing() async throws -> Bool {
        try await ProcessTable.eventually {
            ProcessTable.processes(withEnvironment: mark).isEmpty
        }
    }
}

@Suite("A live server over stdio")
struct LiveServerTests {
    @Test(
        "is scored in either era", arguments: [("legacy", "2025-11-25"), ("modern", "2026-07-28")])
    func eras(mode: String, version: String) async throws {
        let live = LiveRun()
        let run = try await live.score(mode, options: ["-f", "json"])
        #expect(run.status == 0, "\(run.stderr)")
        #expect(run.stderr.isEmpty)
        let card = try run.json()
        #expect(card.at("subject", "name") == "fixture")
        #expect(card.at("subject", "protocolVersion") == .string(version))
        #expect(card.at("subject", "toolCount") == 3)
        #expect(try await live.leavesNothing())
    }

    @Test(
        "that was saved gets the same card from its file",
        arguments: ["legacy", "modern", "prints", "asks-back", "cursor-loop"])
    func save(mode: String) async throws {
        let folder = try TemporaryFolder()
        let saved = folder.path("saved.json")
        let live = try await LiveRun().score(mode, options: ["-f", "json", "--save", saved])
        let file = try await CommandRun.smeltReport([saved, "-f", "json"])
        #expect(live.status == file.status)
        var cards = [try #require(try live.json().object), try #require(try file.json().object)]
        #expect(cards[1]["subject"]?.at("source") == .string(saved))
        for index in cards.indices {
            var subject = try #require(cards[index]["subject"]?.object)
            subject["source"] = nil
            cards[index]["subject"] = .object(subject)
        }
        let texts = cards.map { JSONWriter.text(.object($0), layout: .indented) }
        #expect(texts[0] == texts[1], "\(Golden.difference(texts[0], texts[1]))")
        #expect(try folder.names() == ["saved.json"])
    }

    @Test(
        "that fails is described in a sentence, and its processes are gone",
        arguments: [
            ("dies", "ended with status 3 before answering `initialize`; it said: boom"),
            ("dies-on-list", "status 1 in the middle of its answer to `tools/list`"),
            ("errors", "answered `tools/list` with error -32603: database is locked"),
            ("bad-json", "not valid JSON"), ("wrong-shape", "no array \"tools\", but a string"),
            ("invalid-utf8", "not valid UTF-8"),
            ("duplicate-keys", "the key \"tools\" occurs twice"),
            ("deep", "nested more than 200 levels deep"),
        ])
    func failures(mode: String, words: String) async throws {
        try await Self.failure(words, mode)
    }

    @Test(
        "that hangs is waited for as long as was said",
        arguments: [("hangs", 3, "initialize"), ("hangs-on-list", 10, "tools/list")])
    func hanging(mode: String, seconds: Int, request: String) async throws {
        let words = "the server did not answer `\(request)` within \(seconds) s"
        try await Self.failure(words, mode, options: ["--timeout", "\(seconds)"])
    }

    private static func failure(
        _ words: String, _ mode: String, options: [String] = []
    ) async throws {
        let live = LiveRun()
        let run = try await live.score(mode, options: options)
        #expect(run.status == 2, "\(run.ending)")
        #expect(run.output.isEmpty)
        #expect(run.complaints.count == 1, "\(run.stderr)")
        #expect(run.stderr.contains(words), "\(run.stderr)")
        #expect(try await live.leavesNothing())
    }

    @Test("that never stops writing is cut off", arguments: ["floods", "floods-lines"])
    func floods(mode: String) async throws {
        let live = LiveRun()
        let run = try await live.score(mode)
        #expect(run.status == 2, "\(run.ending)")
        #expect(run.complaints.count == 1)
        #expect(run.stderr.contains("more than 16777216 bytes"), "\(run.stderr)")
        #expect(try await live.leavesNothing())
    }

    @Test("that prints to standard output is scored, and it is noted")
    func prints() async throws {
        let run = try await LiveRun().score("prints", options: ["-f", "json"])
        #expect(run.status == 0)
        #expect(run.complaints.count == 1)
        #expect(run.stderr.contains("a server must print to standard error instead"))
        #expect(try run.json().at("subject", "toolCount") == 3)
    }

    @Test("that never ends its list is scored as far as it goes", arguments: ["cursor-loop"])
    func endlessList(mode: String) async throws {
        let live = LiveRun()
        let run = try await live.score(mode, options: ["-f", "json"])
        #expect(run.status == 3)
        #expect(try run.json().at("quality", "status") == "incomplete")
        #expect(try await live.leavesNothing())
    }

    @Test("that cannot be started is told apart from one that fails")
    func noCommand() async throws {
        let run = try await CommandRun.smeltReport(
            ["score", "--stdio", "--", "no-such-command-here", "--flag"])
        #expect(run.status == 2)
        #expect(run.stderr.contains("there is no command `no-such-command-here` on the PATH"))
        #expect(run.complaints.count == 1)
    }

    @Test("is one input beside others")
    func besideFiles() async throws {
        let run = try await CommandRun.smeltReport(
            LiveRun.arguments(["legacy"], [Sample.notes, "-f", "ndjson"]))
        #expect(run.status == 0, "\(run.stderr)")
        #expect(try run.ndjson().map { $0.at("subject", "name") } == ["notes", "fixture"])
    }
}

@Suite("A server that outlives its client")
struct LeftoverTests {
    @Test(
        "is ended with its children however the command ends",
        arguments: [SIGTERM, SIGINT, SIGKILL, SIGHUP])
    func signals(signal: Int32) async throws {
        let folder = try TemporaryFolder()
        let live = LiveRun()
        let pids = folder.path("pids")
        let command = try RunningCommand(
            CommandRun.smeltReportPath, LiveRun.arguments(["grandchild", pids]),
            environment: live.environment)
        let isStarted = try await ProcessTable.eventually {
            FileManager.default.fileExists(atPath: pids)
        }
        try #require(isStarted, "the server was not started")
        let servers = try folder.text("pids").split(separator: "\n").compactMap { Int32($0) }
        #expect(servers.count == 2)
        #expect(servers.allSatisfy(ProcessTable.isAlive))
        command.send(signal)
        // The signal works at once; the room is for a machine that runs many tests beside.
        let run = await command.finish()
        #expect(run.ending == .signal(signal))
        let isGone = try await ProcessTable.eventually {
            !servers.contains(where: ProcessTable.isAlive)
        }
        #expect(isGone, "left over: \(servers.filter(ProcessTable.isAlive))")
        #expect(try await live.leavesNothing())
    }

    @Test("is ended when it took too long")
    func timeLimit() async throws {
        let folder = try TemporaryFolder()
        let live = LiveRun()
        var servers: [Int32] = []
        // On a busy machine it may take long to begin at all.
        for seconds in [2, 10, 60] where servers.isEmpty {
            let run = try await live.score(
                "grandchild", folder.path("pids"), options: ["--timeout", "\(seconds)"])
            #expect(run.status == 2)
            #expect(run.complaints.count == 1)
            let pids = (try? folder.text("pids")) ?? ""
            servers = pids.split(separator: "\n").compactMap { Int32($0) }
        }
        #expect(servers.count == 2)
        #expect(try await live.leavesNothing())
        #expect(!servers.contains(where: ProcessTable.isAlive))
    }
}

@Suite("The configuration of a client")
struct ClientConfigurationCommandTests {
    /// A configuration of three servers, the second of which notes when it is started.
    private func configuration(_ folder: TemporaryFolder) throws -> String {
        func entry(_ mode: String...) -> JSONValue {
            let arguments = [Fixture.stdioServer] + mode
            return [
                "command": .string(Fixture.python),
                "args": .array(arguments.map(JSONValue.string)),
            ]
        }
        let servers: JSONValue = [
            "first": entry("legacy"), "second": entry("calls", folder.path("calls.log")),
            "third": entry("dies"),
        ]
        return try folder.write(JSONWriter.text(["mcpServers": servers]), to: "client.json")
    }

    @Test("is asked server by server with --yes")
    func agreed() async throws {
        let folder = try TemporaryFolder()
        let path = try configuration(folder)
        let run = try await CommandRun.smeltReport(
            ["score", "--client-config", path, "--yes", "-f", "ndjson"])
        #expect(run.status == 3, "\(run.stderr)")
        let lines = try run.ndjson()
        #expect(lines.count == 3)
        #expect(lines.map { $0.at("error") != nil } == [false, false, true])
        #expect(lines.last?.at("subject", "name") == "third")
        #expect(run.stderr.contains("starts these commands"))
        #expect(try folder.text("calls.log").contains("tools/call") == false)
        #expect(try folder.text("calls.log").contains("tools/list"))
    }

    @Test("starts nothing where nobody can be asked")
    func noTerminal() async throws {
        let folder = try TemporaryFolder()
        let path = try configuration(folder)
        for input in [CommandRun.Input.nothing, .bytes(Array("y\n".utf8))] {
            let run = try await CommandRun.smeltReport(
                ["score", "--client-config", path], input: input)
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.stderr.contains("second: "), "the commands are shown")
            #expect(run.stderr.contains("nothing was started: pass --yes"))
        }
        #expect(try folder.names() == ["client.json"])
    }

    @Test("starts nothing without a yes", arguments: ["n\n", "\n", "yep\n", "\u{4}"])
    func refused(answer: String) async throws {
        let folder = try TemporaryFolder()
        let path = try configuration(folder)
        let run = try await CommandRun.smeltReport(
            ["score", "--client-config", path], input: .terminal(typing: answer))
        #expect(run.status == 2)
        #expect(run.stdout.contains("nothing was started"))
        #expect(try folder.names() == ["client.json"])
    }

    @Test("starts its servers after a yes", arguments: ["y\n", "YES\n"])
    func confirmed(answer: String) async throws {
        let folder = try TemporaryFolder()
        let path = try configuration(folder)
        let run = try await CommandRun.smeltReport(
            ["score", "--client-config", path], input: .terminal(typing: answer))
        #expect(run.status == 3)
        #expect(try folder.names() == ["calls.log", "client.json"])
    }

    @Test("that is absent, empty or no configuration is refused")
    func wrong() async throws {
        let folder = try TemporaryFolder()
        let paths = [
            folder.path("absent.json"), try folder.write("{}", to: "empty.json"),
            try folder.write("{\"mcpServers\":", to: "cut.json"),
            try folder.write("{\"mcpServers\":{}}", to: "none.json"),
        ]
        for path in paths {
            let run = try await CommandRun.smeltReport(["score", "--client-config", path, "--yes"])
            #expect(run.status == 2, "\(path)")
            #expect(run.output.isEmpty)
            #expect(run.stderr.contains(path), "\(run.stderr)")
        }
    }
}
