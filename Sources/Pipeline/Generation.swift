// SPDX-License-Identifier: Apache-2.0

public import Scoring

/// A server that was made, before it is written.
public struct Generation: Sendable {
    /// What was made of what, and what was not.
    public let record: GenerationRecord
    /// How good its tools are.
    public let card: ReportCard
    /// All files of the project, by path.
    public let files: [ProjectFile]
    /// What its owner has to know before a start.
    public let warnings: [String]
}
