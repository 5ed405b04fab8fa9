// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import MCPClient

@Suite("Servers over stdio")
struct StdioServerTests {
    @Test(
        "are read in either era",
        arguments: [
            ("legacy", "2025-11-25"), ("modern", "2026-07-28"), ("ignores-unknown", "2025-11-25"),
            ("asks-back", "2025-11-25"), ("floods-stderr", "2025-11-25"),
        ])
    func reads(mode: String, version: String) async throws {
        let manifest = try await FixtureServer.manifest(FixtureServer.launch(mode))
        #expect(manifest.name == "fixture")
        #expect(manifest.version == "1.0.0")
        #expect(manifest.protocolVersion == version)
        #expect(manifest.instructions?.hasPrefix("Search the library") == true)
        #expect(manifest.tools.map(\.name) == ["search_books", "get_book", "hold_book"])
        #expect(manifest.gaps.isEmpty)
    }

    @Test("give the same tools as a saved list")
    func sameAsSaved() async throws {
        let manifest = try await FixtureServer.manifest(FixtureServer.launch("legacy"))
        #expect(manifest.tools == (try FixtureServer.savedTools()))
        #expect(manifest.tools.map(\.origin.description) == ["/tools/0", "/tools/1", "/tools/2"])
    }

    @Test("may start slowly")
    func slowStart() async throws {
        let launch = FixtureServer.launch("slow-start", "1.5")
        #expect(try await FixtureServer.manifest(launch).tools.count == 3)
    }

    @Test("are asked for their tools and nothing else")
    func asksNothingElse() async throws {
        let log = try TemporaryFile()
        _ = try await FixtureServer.manifest(FixtureServer.launch("calls", log.path))
        #expect(
            log.lines == [
                "server/discover", "initialize", "notifications/initialized",
                // Two pages, and once more to see whether the list is the same.
                "tools/list", "tools/list", "tools/list", "tools/list",
            ])
    }

    @Test("that print to standard output are read, and it is noted")
    func noise() async throws {
        let manifest = try await FixtureServer.manifest(FixtureServer.launch("prints"))
        #expect(manifest.tools.count == 3)
        #expect(manifest.notices.count == 1)
        #expect(
            manifest.notices.first?.message.contains("\"*** Library fixture 1.0.0 ***\"") == true)
    }

    @Test("that only print are no MCP servers")
    func onlyNoise() async throws {
        await expectFailure(.notMCP, "printed 1001 lines") {
            try await FixtureServer.manifest(ServerLaunch(command: "yes"))
        }
    }

    @Test("with a cursor that repeats give each tool once and a gap")
    func cursorLoop() async throws {
        let manifest = try await FixtureServer.manifest(FixtureServer.launch("cursor-loop"))
        #expect(manifest.tools.count == 3)
        #expect(manifest.gaps.first?.message.contains("same cursor") == true)
    }

    @Test("with more tools than the limit give a gap")
    func tooManyTools() async throws {
        var limits = FixtureServer.limits
        limits.tools = 250
        let launch = FixtureServer.launch("floods-tools")
        let manifest = try await FixtureServer.manifest(launch, limits)
        #expect(manifest.tools.count == 250)
        #expect(manifest.gaps.first?.message.contains("more than 250 tools") == true)
        limits.pages = 2
        let short = try await FixtureServer.manifest(launch, limits)
        #expect(short.tools.count == 200)
        #expect(short.gaps.first?.message.contains("more than 2 pages") == true)
    }

    @Test(
        "that fail are described",
        arguments: [
            ("errors", ClientError.Code.serverError, "error -32603: database is locked"),
            ("bad-json", .malformedAnswer, "not valid JSON: line 1"),
            ("invalid-utf8", .malformedAnswer, "not valid UTF-8"),
            ("duplicate-keys", .malformedAnswer, "the key \"tools\" occurs twice"),
            ("deep", .malformedAnswer, "nested more than 200 levels"),
            ("wrong-shape", .malformedAnswer, "no array \"tools\", but a string"),
            (
                "dies", .endedEarly,
                "the server ended with status 3 before answering `initialize`; it said: "
                    + "boom: no configuration found"
            ),
            ("dies-on-list", .endedEarly, "status 1 in the middle of its answer to `tools/list`"),
        ])
    func fails(mode: String, code: ClientError.Code, words: String) async {
        await expectFailure(code, words) {
            try await FixtureServer.manifest(FixtureServer.launch(mode))
        }
    }

    @Test(
        "that never answer are given up",
        arguments: [
            ("hangs", "`initialize` within 3 s"), ("hangs-on-list", "`tools/list` within 3 s"),
        ])
    func hangs(mode: String, words: String) async {
        await expectFailure(.timedOut, words) {
            try await FixtureServer.manifest(FixtureServer.launch(mode), FixtureServer.hanging)
        }
    }

    @Test("that never stop are cut off", arguments: ["floods", "floods-lines"])
    func floods(mode: String) async {
        var limits = FixtureServer.limits
        limits.bytes = 1 << 20
        await expectFailure(.tooMuchOutput, "more than 1048576 bytes") { [limits] in
            try await FixtureServer.manifest(FixtureServer.launch(mode), limits)
        }
    }

    @Test("keep the end of their standard error")
    func errorTail() async throws {
        let script = "i=0; while [ $i -lt 3000 ]; do echo line $i >&2; i=$((i+1)); done; exit 4"
        let launch = ServerLaunch(command: "sh", arguments: ["-c", script])
        await expectFailure(
            .endedEarly, "status 4 before answering `initialize`; it said: line 2999"
        ) {
            try await FixtureServer.manifest(launch)
        }
    }

    @Test("can be asked side by side")
    func sideBySide() async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<6 {
                let launch = FixtureServer.launch(index.isMultiple(of: 2) ? "legacy" : "modern")
                var limits = ClientLimits()
                limits.answerTime = .seconds(120)
                group.addTask { [limits] in
                    try await FixtureServer.manifest(launch, limits).tools.count
                }
            }
            for try await count in group { #expect(count == 3) }
        }
    }

    @Test("are let go when the task is cancelled")
    func cancelled() async throws {
        let task = Task {
            await expectFailure(.cancelled, "cancelled") {
                try await FixtureServer.manifest(FixtureServer.launch("hangs"), ClientLimits())
            }
        }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        await task.value
    }
}

/// Expects a reading to fail with a code and some words.
func expectFailure(
    _ code: ClientError.Code, _ words: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ read: () async throws -> ServerManifest
) async {
    do {
        let manifest = try await read()
        Issue.record("read \(manifest.tools.count) tools", sourceLocation: sourceLocation)
    } catch let error as ClientError {
        #expect(error.code == code, "\(error.message)", sourceLocation: sourceLocation)
        #expect(error.message.contains(words), "\(error.message)", sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}
