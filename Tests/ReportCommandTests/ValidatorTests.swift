// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The reports as outside programs judge them: JSON Schema, the SARIF model, a browser.
@Suite("A report is accepted by")
struct ValidatorTests {
    fileprivate static let environment = ProcessInfo.processInfo.environment
    private static let inputs = [
        Fixture.repository + "/Examples/bookshop.json",
        Fixture.repository + "/Examples/bookshop-mended.json",
        Fixture.fixtures + "/Manifests/library.json",
    ]

    private func accepts(
        _ validator: String, _ format: String, _ suffix: String, inputs: [String],
        options: [String] = []
    ) async throws {
        let folder = try TemporaryFolder()
        let report = folder.path + "/report." + suffix
        let made = try await CommandRun.smeltReport(
            ["score"] + inputs + ["--format", format, "-o", report])
        #expect(made.status == 0, "\(made.stderr)")
        let run = try await CommandRun.run(
            Fixture.python, [Fixture.fixtures + "/Validators/" + validator, report] + options)
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
    }

    @Test(
        "the published schema",
        .enabled(if: Fixture.pythonHas("jsonschema"), "jsonschema is absent"))
    func schema() async throws {
        for input in Self.inputs {
            try await accepts("validate_report.py", "json", "json", inputs: [input])
        }
        try await accepts("validate_report.py", "json", "json", inputs: Self.inputs)
    }

    @Test(
        "the SARIF 2.1.0 model", .enabled(if: Fixture.pythonHas("sarif_om"), "sarif-om is absent"))
    func sarif() async throws {
        try await accepts("validate_sarif.py", "sarif", "sarif", inputs: Self.inputs)
    }

    @Test(
        "a browser",
        .enabled(if: ValidatorTests.environment["SMELT_CHROMIUM"] != nil, "no Chromium"))
    func browser() async throws {
        try await accepts("check_html.py", "html", "html", inputs: [Self.inputs[0]])
    }

    @Test(
        "a browser, as a site",
        .enabled(if: ValidatorTests.environment["SMELT_CHROMIUM"] != nil, "no Chromium"))
    func site() async throws {
        let folder = try TemporaryFolder()
        let site = folder.path("site")
        let absent = folder.path("absent.json")
        for date in ["2026-11-20", "2026-11-21"] {
            let history = date == "2026-11-20" ? [] : ["--history", site]
            let made = try await CommandRun.smeltReport(
                ["leaderboard"] + Self.inputs + [absent, "-o", site, "--date", date] + history)
            #expect(made.status == 3, "\(made.stderr)")
        }
        let run = try await CommandRun.run(
            Fixture.python, [Fixture.fixtures + "/Validators/check_site.py", site])
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
    }
}
