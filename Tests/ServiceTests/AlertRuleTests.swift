// SPDX-License-Identifier: Apache-2.0

import StrictYAML
import Telemetry
import Testing

@testable import Service

@Suite("The alert rules of a file")
struct AlertRuleTests {
    private static func read(_ text: String) -> (rules: [AlertRule], problems: [String]) {
        let problems = ProblemList(file: "smelt.yaml")
        let rules = YAMLValue.parse(text, problems: problems).map { AlertRule.rules($0) } ?? []
        return (rules, problems.problems.map(\.description))
    }

    /// The rule of some lines beside its name, or what is wrong with them.
    private static func rule(_ lines: String...) -> (rule: AlertRule?, problems: [String]) {
        let found = read("- name: one\n" + lines.map { "  \($0)\n" }.joined())
        return (found.rules.first, found.problems)
    }

    @Test("say all that can be said")
    func whole() {
        let found = Self.read(
            """
            - name: shop-errors
              measure: error-rate
              server: shop
              threshold: 5%
              clear: 4%
              window: 20m
              for: 1h
              minimum-calls: 30
              ignore-caller-faults: true
            - {name: slow, measure: p95, threshold: 2s}
            """)
        #expect(found.problems == [])
        #expect(
            found.rules == [
                AlertRule(
                    name: "shop-errors", server: "shop", measure: .errorRate, threshold: 0.05,
                    clear: 0.04, windowMinutes: 20, forMinutes: 60, minimumCalls: 30,
                    ignoresCallerFaults: true),
                AlertRule(name: "slow", measure: .p95, threshold: 2_000),
            ])
    }

    @Test("give a line in the words of its measure")
    func levels() {
        let lines: [(measure: String, text: String, value: Double)] = [
            ("error-rate", "5%", 0.05), ("error-rate", "0.05", 0.05), ("error-rate", "5 %", 0.05),
            ("error-rate", "0", 0), ("error-rate", "12.5%", 0.125), ("p95", "800ms", 800),
            ("p95", "2s", 2_000), ("p95", "1.5 s", 1_500), ("silence", "15m", 15),
            ("silence", "2h", 120), ("quality", "70", 70), ("security", "99.5", 99.5),
        ]
        for line in lines {
            let found = Self.rule("measure: \(line.measure)", "threshold: \(line.text)")
            #expect(found.problems == [])
            #expect(found.rule?.threshold == line.value, "\(line)")
        }
    }

    @Test("refuse a line that is none for their measure")
    func malformed() {
        let lines = [
            ("error-rate", "5"), ("error-rate", "100%"), ("error-rate", "-1%"),
            ("error-rate", "5%%"), ("error-rate", "nan"), ("error-rate", "0x1p-3"),
            ("error-rate", "1e-2"), ("error-rate", ".5"), ("p95", "800"), ("p95", "0ms"),
            ("p95", "2h"), ("p95", "ms"), ("silence", "15"), ("silence", "13h"),
            ("silence", "0m"), ("quality", "70%"), ("quality", "0"), ("security", "101"),
            ("security", "٧٠"),
        ]
        for (measure, text) in lines {
            let found = Self.rule("measure: \(measure)", "threshold: \"\(text)\"")
            #expect(found.rule == nil, "\(measure) \(text)")
            #expect(found.problems.count == 1, "\(measure) \(text)")
            #expect(found.problems.first?.hasPrefix("smelt.yaml:3: expected ") == true)
            #expect(found.problems.first?.contains("not \"\(text)\"") == true)
        }
    }

    @Test("are told all that is wrong with them at once, each with its place")
    func problems() {
        let found = Self.read(
            """
            - name: one
              measure: error-rate
              threshold: 5%
              clear: 6%
              window: 90s
              for: 25h
              minimum-calls: 0
              ignore-caller-faults: maybe
            - name: one
              measure: speed
              threshold: 1
            - measure: quality
              threshold: 70
              clear: 60
              window: 10m
              minimum-calls: 5
              ignore-caller-faults: true
              color: red
            """)
        let lines = found.problems.compactMap { problem in
            problem.split(separator: ":").dropFirst().first.flatMap { Int($0) }
        }
        #expect(lines.sorted() == [4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 17, 18])
        #expect(found.problems.contains("smelt.yaml:9: the name \"one\" is used on line 1 already"))
        #expect(found.problems.contains("smelt.yaml:4: clear must not be above the threshold"))
        let score = Self.rule("measure: quality", "threshold: 70", "clear: 60")
        #expect(score.problems == ["smelt.yaml:4: clear must not be below the threshold"])
    }

    @Test("that are no list are refused")
    func noList() {
        #expect(Self.read("name: one\n").problems == ["smelt.yaml:1: expected a list"])
        #expect(Self.read("[]").problems == [])
        #expect(Self.read("- one\n").problems.count == 1)
    }
}
