// SPDX-License-Identifier: Apache-2.0

/// A problem in the user's input, found by a rule.
public struct Finding: Sendable, Hashable {
    /// How much harm the problem does.
    public enum Severity: String, Sendable, CaseIterable, Comparable {
        case info, low, medium, high, critical

        /// Orders by harm.
        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// How sure the rule is that this is a problem.
    public enum Confidence: String, Sendable, CaseIterable, Comparable {
        case low, medium, high

        /// Orders by certainty.
        public static func < (left: Confidence, right: Confidence) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// The id of the rule, never reused for another one.
    public let rule: String
    /// The dimension or category the rule belongs to.
    public let dimension: String
    /// How much harm the problem does.
    public let severity: Severity
    /// How sure the rule is.
    public let confidence: Confidence
    /// The tool it is about; none when it is about the server.
    public let tool: String?
    /// The place inside the tool's definition, or inside the manifest when there is no tool.
    ///
    /// It is relative to the tool, so that reordering tools changes no finding.
    public let pointer: JSONPointer
    /// What is wrong, in one sentence.
    public let message: String
    /// The words of the input that show it; empty where the problem is an absence.
    public let evidence: String
    /// What to do about it.
    public let advice: String
    /// Specification clauses and catalogues of weaknesses.
    public let references: [String]
    /// The same for the same problem in every run, whatever surrounds it.
    public let fingerprint: String
    /// Why somebody decided to accept it; `nil` when nobody did.
    public var suppressed: String?
    /// The place in the text that was read, where there is one.
    public var position: TextPosition?

    /// Describes a problem.
    public init(
        rule: String, dimension: String, severity: Severity, confidence: Confidence, tool: String?,
        pointer: JSONPointer, message: String, evidence: String, advice: String,
        references: [String], fingerprint: String, suppressed: String? = nil,
        position: TextPosition? = nil
    ) {
        self.rule = rule
        self.dimension = dimension
        self.severity = severity
        self.confidence = confidence
        self.tool = tool
        self.pointer = pointer
        self.message = message
        self.evidence = evidence
        self.advice = advice
        self.references = references
        self.fingerprint = fingerprint
        self.suppressed = suppressed
        self.position = position
    }

    /// The same problem in other words.
    public func replacing(message: String, evidence: String) -> Finding {
        Finding(
            rule: rule, dimension: dimension, severity: severity, confidence: confidence,
            tool: tool, pointer: pointer, message: message, evidence: evidence, advice: advice,
            references: references, fingerprint: fingerprint, suppressed: suppressed,
            position: position)
    }
}
