// SPDX-License-Identifier: Apache-2.0

/// Why no server could be made.
public struct PipelineError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of problem this is, for programs.
    public enum Code: String, Sendable {
        case unreadable
        case notOpenAPI = "not-openapi"
        case unsupportedVersion = "unsupported-version"
        case noOperations = "no-operations"
        case badOption = "bad-option"
        case output
    }

    /// What kind of problem this is.
    public let code: Code
    /// One sentence for a person: what happened, where, and what to do.
    public let description: String

    /// Describes a problem.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
