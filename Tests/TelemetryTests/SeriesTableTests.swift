// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

@Suite("The series of a store")
struct SeriesTableTests {
    @Test("keep no more names than there may be series, whatever is varied")
    func names() {
        var limits = CardinalityLimits()
        limits.servers = 5
        limits.seriesPerServer = 10
        var table = SeriesTable(limits: limits)
        var overflowed = 0
        for number in 0..<2_000 {
            let name = "name\(number)"
            for error in ["", name] {
                let isOverflow = table.series(
                    of: SeriesNames(
                        server: number % 3 == 0 ? name : "shop",
                        method: number % 2 == 0 ? "tools/call" : name, tool: name, client: name,
                        error: error, fault: error.isEmpty ? 0 : 1, source: .reported)
                ).isOverflow
                if isOverflow { overflowed += 1 }
            }
        }
        #expect(overflowed > 3_900)
        #expect(table.keys.count < 100)
        #expect(table.names.count < 100)
    }

    /// The names of one call of a server.
    private static func names(
        _ tool: String, client: String = "cli", error: String = ""
    ) -> SeriesNames {
        SeriesNames(
            server: "shop", method: "tools/call", tool: tool, client: client, error: error,
            fault: error.isEmpty ? 0 : 4, source: .reported)
    }

    /// The tools, clients and kinds of errors that are told apart.
    private static func kept(_ table: SeriesTable) -> (tools: Set<String>, errors: Set<String>) {
        (
            Set(table.keys.map { table.names[Int($0.tool)] }),
            Set(table.keys.map { table.names[Int($0.error)] })
        )
    }

    @Test("lose kinds of errors before tools")
    func errors() {
        var table = SeriesTable(limits: CardinalityLimits())
        for number in 0..<5_000 {
            _ = table.series(of: Self.names("good", error: "error\(number)"))
        }
        #expect(table.keys.count <= 1_501)
        for tool in 0..<100 {
            #expect(!table.series(of: Self.names("tool\(tool)")).isOverflow)
            #expect(table.series(of: Self.names("tool\(tool)", error: "new")).isOverflow)
        }
        let kept = Self.kept(table)
        #expect(kept.tools.count == 101)
        #expect(!kept.tools.contains(CardinalityLimits.otherName))
        #expect(kept.errors.contains(CardinalityLimits.otherName))
        // What is known goes on.
        #expect(!table.series(of: Self.names("good", error: "error7")).isOverflow)
    }

    @Test("lose clients before tools, and are bounded all the same")
    func clients() {
        var table = SeriesTable(limits: CardinalityLimits())
        for number in 0..<5_000 {
            _ = table.series(of: Self.names("good", client: "client\(number)"))
        }
        #expect(table.keys.count <= 1_751)
        for tool in 0..<5_000 { _ = table.series(of: Self.names("tool\(tool)", error: "new")) }
        #expect(Self.kept(table).tools.count > 200)
        #expect(table.keys.count <= 2_010)
    }
}
