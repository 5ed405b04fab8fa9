// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// A repair of the definitions for which the input itself holds the answer.
public struct Fix: Sendable, Hashable {
    /// The same for the same repair in every run.
    public let id: String
    /// The rule whose finding it answers.
    public let rule: String
    /// What it does, in a few words.
    public let title: String
    /// The tool it changes.
    public let tool: String?
    /// Whether it can be applied unseen; otherwise somebody should look at it first.
    public let isSafe: Bool
    /// The change, on the document that was read.
    public let patch: JSONPatch
    /// What the server gains by this repair alone, by scoring again.
    public let gain: Gain

    /// The difference that a change of the definitions makes to the server's two numbers.
    public struct Gain: Sendable, Hashable {
        /// Whole points of quality.
        public let quality: Int
        /// Whole points of security.
        public let security: Int
        /// Quality before it is rounded to whole points, to two places.
        public let exactQuality: Double
        /// Security before it is rounded to whole points, to two places.
        public let exactSecurity: Double
    }
}

/// What a set of repairs gains together, which is not the sum of what each gains alone.
public struct JointGain: Sendable, Hashable {
    /// How many repairs the set holds.
    public let fixes: Int
    /// The points gained.
    public let gain: Fix.Gain
    /// The quality letter afterwards.
    public let gradeAfter: Grade?
    /// The security letter afterwards.
    public let securityGradeAfter: Grade?
}

extension Fix.Gain {
    static let none = Fix.Gain(quality: 0, security: 0, exactQuality: 0, exactSecurity: 0)
}

extension JointGain {
    static let none = JointGain(
        fixes: 0, gain: .none, gradeAfter: nil, securityGradeAfter: nil)
}
