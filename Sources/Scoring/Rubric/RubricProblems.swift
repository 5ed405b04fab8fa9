// SPDX-License-Identifier: Apache-2.0

public import StrictYAML

/// Everything that is wrong with a set of rubric files.
public struct RubricProblems: Error, Sendable, CustomStringConvertible {
    /// The problems, in the order of the files.
    public let problems: [FileProblem]

    /// One problem a line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
