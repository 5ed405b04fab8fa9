// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import MCPModel
import StrictYAML
import TestSupport
import Testing

/// The files in `dashboards/`.
private enum DashboardFiles {
    private static let folder = Fixture.repository + "/dashboards"

    /// The dashboard of Grafana.
    static func dashboard() throws -> JSONValue {
        let file = URL(fileURLWithPath: folder + "/grafana/smelt-mcp-servers.json")
        return try JSONReader.read(Array(try Data(contentsOf: file))).root
    }

    /// The expressions of its panels, as they are written.
    static func panels() throws -> [String] {
        var found: [String] = []
        gather(try dashboard(), &found)
        return found
    }

    private static func gather(_ value: JSONValue, _ found: inout [String]) {
        switch value {
        case .array(let elements):
            for element in elements { gather(element, &found) }
        case .object(let object):
            for member in object.members {
                if member.key == "expr", let text = member.value.string { found.append(text) }
                gather(member.value, &found)
            }
        default: break
        }
    }

    /// The expressions of a file of rules.
    static func rules(_ name: String) throws -> [String] {
        let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        let problems = ProblemList(file: name)
        let root = try #require(YAMLValue.parse(text, problems: problems))
        var found: [String] = []
        for group in root.members(required: ["groups"])["groups"]?.elements ?? [] {
            let members = group.members(required: ["name", "rules"], optional: ["interval"])
            for rule in members["rules"]?.elements ?? [] {
                let expression = rule.anyMembers.first { $0.key == "expr" }
                found.append(try #require(expression?.value.text))
            }
        }
        #expect(problems.problems.map(\.description) == [])
        return found
    }
}

@Suite("The dashboard of Grafana")
struct DashboardFilesTests {
    @Test("lets servers and tools be chosen, and asks by what is chosen")
    func variables() throws {
        let list = try DashboardFiles.dashboard()[["templating", "list"]]?.array ?? []
        for name in ["server", "tool"] {
            let variable = try #require(list.first { $0[["name"]]?.string == name })
            #expect(variable[["type"]] == "query")
            #expect(variable[["multi"]] == true)
            #expect(variable[["includeAll"]] == true)
        }
        let panels = try DashboardFiles.panels()
        #expect(panels.count >= 19)
        for panel in panels {
            #expect(panel.contains("$label=~\"$server\""), "\(panel)")
            let isScore = panel.contains("smelt_score_")
            #expect(panel.contains("gen_ai_tool_name=~\"$tool\"") != isScore, "\(panel)")
        }
    }
}

@Suite(
    "VictoriaMetrics",
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: Backend.path),
        "SMELT_VICTORIA_METRICS names no program; scripts/victoria-metrics gets it"))
struct ExpressionTests {
    /// What Grafana puts in for the variables where this store is chosen.
    private static let values = [
        ("$__rate_interval", "4m"), ("$__range", "1h"), ("$count", "abs"),
        ("$label", "service_name"), ("$server", ".*"), ("$tool", "buy|look"),
    ]

    @Test("takes every expression of the dashboard and of all rules")
    func taken() async throws {
        let folder = try TemporaryFolder()
        let backend = try Backend(folder.path("metrics"))
        try await backend.start()
        var expressions = try DashboardFiles.panels().map { panel in
            Self.values.reduce(panel) { $0.replacing($1.0, with: $1.1) }
        }
        for name in ["victoriametrics/recording.rules.yaml", "prometheus/alerts.rules.yaml"] {
            expressions += try DashboardFiles.rules(name)
        }
        // Prometheus counts native histograms by a function that nobody else has.
        expressions += try DashboardFiles.rules("prometheus/recording.rules.yaml").map {
            $0.replacing("histogram_count", with: "abs")
        }
        #expect(expressions.count >= 36)
        for expression in expressions {
            #expect(!expression.contains("$label") && !expression.contains("$__"))
            #expect(try await backend.objection(to: expression) == nil, "\(expression)")
        }
        #expect(try await backend.objection(to: "sum by (job (up)") != nil)
        try await backend.end(SIGTERM)
    }
}
