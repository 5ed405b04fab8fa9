// SPDX-License-Identifier: Apache-2.0

/// Why a live server or a client's configuration could not be read.
public struct ClientError: Error, Sendable, Hashable {
    /// What kind of problem this is, for programs.
    public enum Code: String, Sendable {
        case notStarted = "not-started"
        case endedEarly = "ended-early"
        case timedOut = "timed-out"
        case tooMuchOutput = "too-much-output"
        case malformedAnswer = "malformed-answer"
        case serverError = "server-error"
        case notMCP = "not-mcp"
        case unauthorized
        case redirected
        case network
        case cancelled
        case badConfiguration = "bad-configuration"
    }

    /// What kind of problem this is.
    public let code: Code
    /// One sentence for a person: what happened, where, and what to do.
    public let message: String
    /// The last of what the server wrote to its standard error; empty where there is none.
    public var stderrTail: String
    /// Whether the same attempt may succeed a little later.
    public let isRetryable: Bool

    /// Describes a problem.
    public init(
        _ code: Code, _ message: String, stderrTail: String = "", isRetryable: Bool = false
    ) {
        self.code = code
        self.message = message
        self.stderrTail = stderrTail
        self.isRetryable = isRetryable
    }
}

extension ClientError: CustomStringConvertible {
    /// The sentence.
    public var description: String { message }
}
