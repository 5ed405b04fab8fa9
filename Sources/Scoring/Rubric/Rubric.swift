// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// How servers are judged: dimensions, their checks, and what the numbers mean.
public struct Rubric: Sendable {
    /// The rubric's id, such as `quality`.
    public let id: String
    /// The version; a change to what a score means changes it.
    public let version: String
    /// `sha256:` and the digest of the rubric's files in hexadecimal.
    public let digest: String
    /// What the rubric is about, in a sentence.
    public let title: String
    /// The lowest points of each letter, the best first.
    public let bands: [Band]
    /// How the numbers of many tools become one.
    let blend: Blend
    /// How the rules of a dimension become one number.
    let combining: Combining
    /// The most points that a server keeps with a finding of a severity that is not merely suspected.
    public let caps: [Finding.Severity: Int]
    /// The parts of the score, in the order they are shown.
    public let dimensions: [Dimension]

    /// The lowest points of a letter.
    public struct Band: Sendable, Hashable {
        /// The letter.
        public let grade: Grade
        /// The lowest whole number of points that earns it.
        public let from: Int
    }

    /// A part of the score.
    public struct Dimension: Sendable {
        /// The stable id, such as `schema-completeness`.
        public let id: String
        /// The name people read.
        public let title: String
        /// The question it answers.
        public let asks: String
        /// Its share of the score in percent.
        public let weight: Int
        /// What it leaves out, because a definition gives no evidence of it; `nil` if nothing.
        public let notJudged: String?
        /// Its checks, in the order they are shown.
        public let rules: [Rule]
    }

    /// A check with everything that is said and counted around it.
    ///
    /// A class, because it is handed around for every tool and holds much text.
    public final class Rule: Sendable {
        /// The stable id, never reused for another rule.
        public let id: String
        /// What is true when the rule is met.
        public let title: String
        /// What is true when it is not.
        public let failure: String
        /// Why anybody should care.
        public let why: String
        /// What to do about it.
        public let advice: String
        /// The sentence of a finding, with `{tool}`, `{field}` and `{detail}` to fill in.
        let message: MessageTemplate
        /// The share of its dimension.
        public let weight: Double
        /// How much harm not meeting it does.
        public let severity: Finding.Severity
        /// How sure the check is.
        public let confidence: Finding.Confidence
        /// Values below this are findings.
        let reportBelow: Double
        /// From the check's measure to 0…1.
        let curve: Curve
        /// Why the rule does not apply to a tool that has nothing to measure.
        public let notApplicable: String
        /// A rule of the same dimension whose failing already charges for this one.
        public let entailedBy: String?
        /// Specification clauses and catalogues of weaknesses.
        public let references: [String]
        /// Examples that meet the rule, and examples that do not.
        public let examples: (pass: [Example], fail: [Example])
        /// The measurement.
        let check: any Check

        /// Whether a finding is more than a suspicion.
        var isConfirmed: Bool { confidence > .low }

        init(
            id: String, title: String, failure: String, why: String, advice: String,
            message: MessageTemplate, weight: Double, severity: Finding.Severity,
            confidence: Finding.Confidence, reportBelow: Double, curve: Curve,
            notApplicable: String, entailedBy: String?, references: [String],
            examples: (pass: [Example], fail: [Example]), check: any Check
        ) {
            self.id = id
            self.title = title
            self.failure = failure
            self.why = why
            self.advice = advice
            self.message = message
            self.weight = weight
            self.severity = severity
            self.confidence = confidence
            self.reportBelow = reportBelow
            self.curve = curve
            self.notApplicable = notApplicable
            self.entailedBy = entailedBy
            self.references = references
            self.examples = examples
            self.check = check
        }
    }

    /// A small server that shows a rule met or broken.
    public struct Example: Sendable {
        /// The example as it stands in the rubric.
        public let json: JSONValue
        let manifest: ServerManifest
        /// What the server is held against, where the rule asks for it.
        let lock: ToolLock?
        /// The servers beside it, where the rule asks for them.
        let neighbours: [ServerManifest]
    }

    /// The soft mean of many tools: below the plain mean by what the weakest tools lack.
    struct Blend: Sendable {
        /// The power of the mean; 1 is the plain mean, lower ones lean to the weakest.
        let power: Double
    }

    /// How the rules of a dimension become its number.
    enum Combining: String, Sendable, CaseIterable {
        /// The mean by weight: what is good makes up for what is not.
        case mean
        /// Each rule takes its weight, in percent, of what the others left: nothing is made up for.
        case deduct
    }

    /// The letter of a number of points.
    public func grade(_ points: Int) -> Grade {
        bands.first { points >= $0.from }?.grade ?? .F
    }

    /// All rules with the dimension each belongs to.
    public var rules: [(dimension: Dimension, rule: Rule)] {
        dimensions.flatMap { dimension in dimension.rules.map { (dimension, $0) } }
    }

    /// The rule with an id, or `nil`.
    public func rule(_ id: String) -> (dimension: Dimension, rule: Rule)? {
        rules.first { $0.rule.id == id }
    }
}
