// SPDX-License-Identifier: Apache-2.0

/// One server of a leaderboard: its card, or why there is none.
public struct LeaderboardEntry: Sendable {
    /// What became of the server in this run.
    public enum Outcome: Sendable {
        case card(ReportCard)
        case failure(ScoringFailure)
    }

    /// What became of the server in this run.
    public let outcome: Outcome

    /// A server that was scored.
    public init(_ card: ReportCard) { outcome = .card(card) }

    /// A server that could not be scored.
    public init(_ failure: ScoringFailure) { outcome = .failure(failure) }

    /// The server's name.
    public var name: String {
        switch outcome {
        case .card(let card): card.subject.name
        case .failure(let failure): failure.name
        }
    }

    /// Where it was read; it stands on the page, so it must hold no secret.
    public var source: String {
        switch outcome {
        case .card(let card): card.subject.source
        case .failure(let failure): failure.source
        }
    }

    /// The card, where there is one.
    public var card: ReportCard? {
        if case .card(let card) = outcome { card } else { nil }
    }

    /// Why there is no card; `nil` where there is one.
    public var failure: ScoringFailure? {
        if case .failure(let failure) = outcome { failure } else { nil }
    }
}

/// Two tools of different servers that a model with both could confuse.
public struct LeaderboardOverlap: Sendable, Hashable {
    /// The places of the two servers among the entries.
    public let servers: [Int]
    /// The two tools, in the order of `servers`.
    public let tools: [String]
    /// From 0 (nothing in common) to 1 (the same thing said twice).
    public let similarity: Double
    /// What sort of overlap it is, in a word or two, such as "same name".
    public let kind: String
    /// What they share, in words.
    public let reason: String

    /// Describes an overlap; both lists hold two elements.
    public init(
        servers: [Int], tools: [String], similarity: Double, kind: String, reason: String
    ) {
        self.servers = servers
        self.tools = tools
        self.similarity = similarity
        self.kind = kind
        self.reason = reason
    }
}
