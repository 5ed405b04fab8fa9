// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The whole card of the bundled examples, so that a change of scores is seen as a difference.
@Suite("The card of an example")
struct GoldenTests {
    @Test("stays as it is recorded, as JSON", arguments: ["bookshop", "bookshop-mended"])
    func json(name: String) async throws {
        let run = try await CommandRun.smeltReport(
            ["score", "Examples/\(name).json", "--format", "json"], directory: Fixture.repository)
        try Golden.check(run.stdout, "\(name).report.json")
    }

    @Test("stays as it is recorded, as text", arguments: ["bookshop", "bookshop-mended"])
    func text(name: String) async throws {
        let run = try await CommandRun.smeltReport(
            ["score", "Examples/\(name).json", "--color", "never"],
            environment: ["COLUMNS": "80"], directory: Fixture.repository)
        try Golden.check(run.stdout, "\(name).report.txt")
    }
}
