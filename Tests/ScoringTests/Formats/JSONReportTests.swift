// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

@Suite struct JSONReportTests {
    private func read(_ text: String) throws -> JSONObject {
        let document = try JSONReader.read(text)
        return try #require(document.root.object)
    }

    @Test(arguments: [SampleCards.plain, SampleCards.hostile, SampleCards.empty])
    func `A card reads back as what it was`(card: ReportCard) throws {
        let text = JSONReport.render(card)
        #expect(try JSONReader.read(text).root == JSONReport.value(card))
        #expect(text.hasSuffix("}\n"))
    }

    @Test func `The members of the contract are there in its order`() throws {
        let card = try read(JSONReport.render(SampleCards.plain))
        let contract = [
            "schemaVersion", "engine", "rubrics", "subject", "quality", "security", "readiness",
            "tools", "overlaps", "findings", "fixes", "jointGain", "coverage",
        ]
        #expect(card.keys.filter { contract.contains($0) } == contract)
        #expect(card["quality"]?.object?["dimensions"]?.array?.count == 6)
        #expect(card["security"]?.object?["categories"]?.array?.count == 5)
        #expect(card["jointGain"]?.object?["gradeAfter"]?.string == "C")
        let finding = try #require(card["findings"]?.array?.first?.object)
        #expect(
            Array(finding.keys) == [
                "rule", "dimension", "severity", "confidence", "tool", "pointer", "message",
                "evidence", "advice", "references", "fingerprint", "suppressed",
            ])
        #expect(finding["pointer"]?.string == "/inputSchema/properties/command")
    }

    @Test func `What is not known is null and a suppression keeps its reason`() throws {
        let empty = try read(JSONReport.render(SampleCards.empty))
        #expect(empty["quality"]?.object?["points"] == .null)
        #expect(empty["quality"]?.object?["status"]?.string == "insufficient-data")
        #expect(empty["subject"]?.object?["version"] == .null)
        let plain = try read(JSONReport.render(SampleCards.plain))
        let findings = (plain["findings"]?.array ?? []).compactMap(\.object)
        let suppressed = findings.compactMap { $0["suppressed"]?.string }
        #expect(suppressed == ["the key is a public demo key, see issue 12"])
        #expect(findings.filter { $0["suppressed"] == .null }.count == 7)
    }

    @Test func `One card stands alone and several stand in a collection with the failures`() throws
    {
        #expect(
            JSONReport.render(cards: [SampleCards.plain]) == JSONReport.render(SampleCards.plain))
        let both = try read(
            JSONReport.render(
                cards: [SampleCards.plain, SampleCards.hostile], failures: SampleCards.failures))
        #expect(both["cards"]?.array?.count == 2)
        #expect(both["failures"]?.array?.first?.object?["name"]?.string == "broken")
        let none = try read(JSONReport.render(cards: [], failures: SampleCards.failures))
        #expect(none["failures"]?.array?.count == 2)
    }

    @Test func `NDJSON has one line for each server, failures included`() throws {
        let text = NDJSONReport.render(
            cards: [SampleCards.plain, SampleCards.hostile], failures: SampleCards.failures)
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { String($0) ?? "" }
        #expect(lines.count == 4)
        #expect(try JSONReader.read(lines[0]).root == JSONReport.value(SampleCards.plain))
        let failure = try read(lines[3])
        #expect(failure["error"]?.string == SampleCards.failures[1].problem)
        #expect(failure["subject"]?.object?["source"]?.string == SampleCards.failures[1].source)
    }
}
