// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Telemetry
import TestSupport
import Testing

@Suite("The command smelt-report analytics")
struct AnalyticsCommandTests {
    /// A folder with the calls of two servers: of `shop` forty in a minute, of which two failed.
    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        var text = #"{"server": "idle", "tool": "wait", "durationMs": 3}"# + "\n"
        for call in 0..<40 {
            let error = call < 2 ? "\"timeout\"" : "null"
            text += "{\"server\": \"shop\", \"tool\": \"\(call % 4 == 0 ? "buy" : "look")\", "
            text += "\"durationMs\": \(call + 1), \"client\": \"cli\", \"error\": \(error)}\n"
        }
        let now = Timestamp.now
        _ = try store.append([try CallEvents.calls(in: Array(text.utf8), now: now)], now: now)
        try store.roll()
        return folder
    }

    private static func run(
        _ folder: TemporaryFolder, _ arguments: String...
    ) async throws -> CommandRun {
        try await CommandRun.smeltReport(["analytics", "--data", folder.path] + arguments)
    }

    @Test("says in words what the calls of a server came to")
    func text() async throws {
        let folder = try Self.folder()
        let run = try await Self.run(folder, "shop", "--range", "1h", "--threshold", "0.02")
        #expect((run.status, run.stderr) == (0, ""))
        #expect(run.stdout.hasPrefix("shop    20"), "\(run.stdout)")
        for words in [
            "  40 calls\n", "  2 errors, 5.0 %, above the threshold of 2.0 %\n", "(±0.54 %)",
            "max 40.0 ms", "one mark is 5 min", "errors by cause: upstream 2\n", "  2  timeout\n",
        ] { #expect(run.stdout.contains(words), "\(words) in \(run.stdout)") }
        let rows = run.stdout.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(rows.contains { $0.starts(with: ["look", "30", "1", "3.3", "%"]) })
        #expect(rows.contains { $0.starts(with: ["buy", "10", "1", "10.0", "%"]) })
        #expect(rows.contains { $0.starts(with: ["cli", "40", "2", "5.0", "%"]) })
        #expect(!run.stdout.contains("idle"))
    }

    @Test("shows all servers where none is named, and calls only of the time asked for")
    func all() async throws {
        let folder = try Self.folder()
        let run = try await Self.run(folder)
        #expect(run.status == 0)
        for name in ["idle    ", "shop    "] { #expect(run.stdout.contains(name)) }
        let past = try await Self.run(
            folder, "shop", "--from", "1970-01-01T00:00:00Z", "--to", "86400")
        #expect(past.stdout.contains("1970-01-01T00:00:00Z to 1970-01-02T00:00:00Z"))
        #expect(past.stdout.contains("  0 calls\n"))
        #expect(past.stdout.contains("  Note: no calls in this range\n"))
    }

    @Test("gives the same as JSON: an object for one server, else a list of them")
    func json() async throws {
        let folder = try Self.folder()
        let one = try JSONReader.read(
            try await Self.run(folder, "shop", "--format", "json", "--range", "1h").output
        ).root
        #expect(one[["server"]] == "shop")
        #expect(one[["calls"]] == 40)
        #expect(one[["errors"]] == 2)
        #expect(one[["errorRate"]]?.number?.double == 0.05)
        #expect(one[["threshold", "breached"]] == false)
        #expect(one[["latency", "unit"]] == "ms")
        #expect(one[["latency", "max"]] == 40)
        #expect(one[["tools", "0", "name"]] == "look")
        #expect(one[["errorTypes", "0", "name"]] == "timeout")
        #expect(one[["errorTypes", "0", "latency", "max"]] == 2)
        #expect(one[["faults"]] == ["upstream": 2])
        let all = try JSONReader.read(
            try await Self.run(folder, "--format", "json").output
        ).root
        let names = (all.array ?? []).compactMap { $0[["server"]]?.string }
        #expect(names == ["idle", "shop"])
    }

    @Test("says what is wrong with what it is asked, or with the folder")
    func refused() async throws {
        let folder = try Self.folder()
        for (arguments, words) in [
            (["--range", "1y"], "range is a length up to now"),
            (["--from", "noon"], "from is a time since 1970"),
            (["--to", "5"], "to needs from beside it"),
            (["--threshold", "2"], "--threshold is a share from 0 to 1"),
            (["NOBODY"], "no server named \"NOBODY\" has sent anything; there are: idle, shop"),
            (["idle", "SHO"], "no server named \"SHO\" has sent anything; there are: shop, idle"),
        ] {
            let run = try await CommandRun.smeltReport(
                ["analytics", "--data", folder.path] + arguments)
            #expect(run.status == 2, "\(arguments)")
            #expect(run.stderr.contains(words), "\(run.stderr)")
            #expect(run.stdout.isEmpty)
        }
        let empty = try TemporaryFolder()
        let nothing = try await Self.run(empty)
        #expect(nothing.status == 2)
        #expect(nothing.stderr.contains("calls.sqlite"))
        #expect(try empty.names().isEmpty)
    }
}
