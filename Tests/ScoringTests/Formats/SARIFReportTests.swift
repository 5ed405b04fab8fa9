// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

@Suite struct SARIFReportTests {
    static let rules = [
        RuleDescription(
            id: "naming.length", title: "Overlong tool names",
            why: "Clients put a prefix in front.", advice: "Keep {it} short.", severity: .low,
            references: ["https://example.org/a b"])
    ]

    private func run(
        _ cards: [ReportCard], failures: [ScoringFailure] = []
    ) throws -> JSONObject {
        let text = SARIFReport.render(cards: cards, failures: failures, rules: Self.rules)
        let document = try JSONReader.read(text)
        let log = try #require(document.root.object)
        #expect(log["version"]?.string == "2.1.0")
        return try #require(log["runs"]?.array?.first?.object)
    }

    private func results(_ run: JSONObject) throws -> [JSONObject] {
        try #require(run["results"]?.array).compactMap(\.object)
    }

    @Test func `Each finding is a result that leads to its rule`() throws {
        let run = try run([SampleCards.plain, SampleCards.hostile])
        let rules = try #require(run[["tool", "driver", "rules"]]?.array)
        let ids = rules.compactMap { $0.object?["id"]?.string }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        let findings = [SampleCards.plain, SampleCards.hostile].flatMap {
            $0.findings + $0.readiness.findings
        }
        let results = try results(run)
        #expect(results.count == findings.count)
        for (result, finding) in zip(results, findings) {
            let index = try #require(result["ruleIndex"]?.number?.int)
            #expect(ids[index] == finding.rule)
            #expect(result[["partialFingerprints", "smelt/v1"]]?.string == finding.fingerprint)
        }
    }

    @Test func `A suppression stays with its reason`() throws {
        let results = try results(run([SampleCards.plain]))
        let suppressed = results.filter { $0["suppressions"] != nil }
        #expect(suppressed.count == 1)
        let reason = suppressed[0]["suppressions"]?.array?.first?.object
        #expect(reason?["kind"]?.string == "external")
        #expect(reason?["status"]?.string == "accepted")
        #expect(reason?["justification"]?.string == "the key is a public demo key, see issue 12")
    }

    @Test func `A place in a file is a relative address with line and column`() throws {
        let result = try results(run([SampleCards.plain]))[0]
        let location = try #require(result["locations"]?.array?.first?.object)
        let physical = location["physicalLocation"]?.object
        #expect(
            physical?["artifactLocation"]?.object?["uri"]?.string == "servers/docs%20workbench.json"
        )
        #expect(physical?["region"] == ["startLine": 88, "startColumn": 21])
        let logical = location["logicalLocations"]?.array?.first?.object
        #expect(logical?["name"]?.string == "run_export")
        #expect(
            logical?["fullyQualifiedName"]?.string
                == "docs-workbench/run_export/inputSchema/properties/command")
        #expect(result["level"]?.string == "error")
    }

    @Test func `Addresses are percent-encoded`() throws {
        let result = try results(run([SampleCards.hostile]))[0]
        let location = result["locations"]?.array?.first?.object?["physicalLocation"]?.object
        #expect(
            location?["artifactLocation"]?.object?["uri"]?.string
                == "dir%E2%80%AE/a%20b%7C%60c%60%3Cd%3E%23e%3F.json")
        #expect(
            PercentEncoding.uri("https://example.org/a b?c=d#e")
                == "https://example.org/a%20b?c=d#e")
    }

    @Test func `Messages hold neither placeholders nor links`() throws {
        #expect(
            SARIFReport.message("{0} [a](http://x)").object?["text"]?.string
                == "{{0}} [a] (http://x)")
        let run = try run([SampleCards.hostile])
        for result in try results(run) {
            let text = try #require(result["message"]?.object?["text"]?.string)
            #expect(!text.contains("]("))
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        }
    }

    @Test func `A server that could not be scored makes the run unsuccessful`() throws {
        func invocation(_ failures: [ScoringFailure]) throws -> JSONObject {
            let run = try run([SampleCards.plain], failures: failures)
            return try #require(run["invocations"]?.array?.first?.object)
        }
        let good = try invocation([])
        #expect(good["executionSuccessful"]?.bool == true)
        let bad = try invocation(SampleCards.failures)
        #expect(bad["executionSuccessful"]?.bool == false)
        let notes = try #require(bad["toolExecutionNotifications"]?.array).compactMap(\.object)
        #expect(notes.filter { $0["level"]?.string == "error" }.count == 2)
    }

    @Test func `Rules of security carry the number that code scanning reads`() throws {
        let run = try run([SampleCards.plain])
        let rules = try #require(run[["tool", "driver", "rules"]]?.array).compactMap(\.object)
        func rule(_ id: String) -> JSONObject? { rules.first { $0["id"]?.string == id } }
        #expect(
            rule("injection.command")?["properties"]?.object?["security-severity"]?.string == "8.0")
        #expect(rule("naming.length")?["properties"]?.object?["security-severity"] == nil)
        #expect(rule("naming.length")?["help"]?.object?["text"]?.string == "Keep {{it}} short.")
        #expect(rule("naming.length")?["helpUri"]?.string == "https://example.org/a%20b")
    }
}

extension JSONObject {
    fileprivate subscript(pointer: JSONPointer) -> JSONValue? { JSONValue.object(self)[pointer] }
}
