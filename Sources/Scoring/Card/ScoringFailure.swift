// SPDX-License-Identifier: Apache-2.0

/// A server that was named but could not be scored.
public struct ScoringFailure: Sendable, Hashable {
    /// The server's name, or the best name its source gives.
    public let name: String
    /// Where it was looked for: a path, a URL or a command line.
    public let source: String
    /// What happened, in one sentence.
    public let problem: String

    /// Describes a server that could not be scored.
    public init(name: String, source: String, problem: String) {
        self.name = name
        self.source = source
        self.problem = problem
    }
}
