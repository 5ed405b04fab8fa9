// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// What a rule says about itself, for formats that carry a catalogue of rules.
public struct RuleDescription: Sendable, Hashable {
    /// The stable id.
    public let id: String
    /// What is wrong when the rule is not met.
    public let title: String
    /// Why it matters.
    public let why: String
    /// What to do about it.
    public let advice: String
    /// How much harm the problem does as a rule.
    public let severity: Finding.Severity
    /// Specification clauses and catalogues of weaknesses.
    public let references: [String]

    /// Describes a rule.
    public init(
        id: String, title: String, why: String, advice: String, severity: Finding.Severity,
        references: [String]
    ) {
        self.id = id
        self.title = title
        self.why = why
        self.advice = advice
        self.severity = severity
        self.references = references
    }
}

extension RuleDescription {
    /// Describes a rule of a rubric.
    public init(_ rule: Rubric.Rule) {
        self.init(
            id: rule.id, title: rule.failure, why: rule.why, advice: rule.advice,
            severity: rule.severity, references: rule.references)
    }
}
