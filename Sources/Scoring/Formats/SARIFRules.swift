// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The catalogue of rules in a SARIF log: those described, and any other that has findings.
struct SARIFRules {
    private let indexes: [String: Int]
    /// The descriptors, ordered by id.
    let values: [JSONValue]

    init(cards: [ReportCard], described: [RuleDescription]) {
        var rules: [String: RuleDescription] = [:]
        for rule in described { rules[rule.id] = rule }
        var securityRules: Set<String> = []
        for card in cards {
            let categories = Set(card.security.dimensions.map(\.id))
            for finding in card.findings + card.readiness.findings {
                if categories.contains(finding.dimension) { securityRules.insert(finding.rule) }
                if rules[finding.rule] == nil {
                    rules[finding.rule] = Self.description(of: finding)
                }
            }
        }
        let sorted = rules.values.sorted { $0.id < $1.id }
        indexes = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.id, $0) })
        values = sorted.map { Self.value($0, isSecurity: securityRules.contains($0.id)) }
    }

    func index(of rule: String) -> Int? { indexes[rule] }

    /// What can be said about a rule that nobody described.
    private static func description(of finding: Finding) -> RuleDescription {
        RuleDescription(
            id: finding.rule, title: finding.rule, why: "", advice: finding.advice,
            severity: finding.severity, references: finding.references)
    }

    private static func value(_ rule: RuleDescription, isSecurity: Bool) -> JSONValue {
        var value = JSONObject()
        value["id"] = .string(rule.id)
        value["shortDescription"] = SARIFReport.message(rule.title)
        if !rule.why.isEmpty { value["fullDescription"] = SARIFReport.message(rule.why) }
        if !rule.advice.isEmpty { value["help"] = SARIFReport.message(rule.advice) }
        let link = rule.references.first { $0.hasPrefix("https://") }
        value["helpUri"] = link.map { .string(PercentEncoding.uri($0)) }
        value["defaultConfiguration"] = ["level": .string(SARIFReport.level(rule.severity))]
        var properties = JSONObject()
        properties["tags"] = [isSecurity ? "security" : "quality"]
        // Code scanning reads its own severities from this number.
        if isSecurity { properties["security-severity"] = .string(score(rule.severity)) }
        properties["references"] = .array(rule.references.map(JSONValue.string))
        value["properties"] = .object(properties)
        return .object(value)
    }

    private static func score(_ severity: Finding.Severity) -> String {
        switch severity {
        case .critical: "9.5"
        case .high: "8.0"
        case .medium: "5.5"
        case .low: "3.0"
        case .info: "1.0"
        }
    }
}
