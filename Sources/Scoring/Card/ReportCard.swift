// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// Everything Smelt says about one server; formats turn it into text.
public struct ReportCard: Sendable {
    /// What made the card.
    public let engine: Engine
    /// The rubrics it was judged by.
    public let rubrics: [RubricStamp]
    /// What was judged.
    public let subject: Subject
    /// How well a model can use the server.
    public let quality: ScoreCard
    /// How safe the server is to connect.
    public let security: ScoreCard
    /// How ready it is for the newest protocol revision; part of neither number.
    public let readiness: Readiness
    /// Each tool's own numbers, in the server's order.
    public let tools: [ToolCard]
    /// Pairs of tools that a model could confuse, the most alike first.
    public var overlaps: [Overlap]
    /// What is wrong, the gravest first; suppressed ones stay in the list.
    public var findings: [Finding]
    /// What to do first: the rules with the most points to gain, the largest gain first.
    public let priorities: [Priority]
    /// The repairs for which the definitions themselves hold the answer, in the order they apply in.
    public let fixes: [Fix]
    /// What all of them gain together.
    public let jointGain: JointGain
    /// What those gain together that need no review.
    public let safeGain: JointGain
    /// What was judged and what was not, and why.
    public let coverage: Coverage

    /// The program that made a card.
    public struct Engine: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its version.
        public let version: String
    }

    /// Which rubric was used, exactly.
    public struct RubricStamp: Sendable, Hashable {
        /// The rubric's id.
        public let id: String
        /// The rubric's version.
        public let version: String
        /// `sha256:` and the digest of the rubric's text in hexadecimal.
        public let digest: String
    }

    /// The server a card is about.
    public struct Subject: Sendable, Hashable {
        /// The server's name.
        public let name: String
        /// The server's version, where known.
        public let version: String?
        /// The protocol revision it spoke, where known.
        public let protocolVersion: String?
        /// Where it was read: a path, a URL or a command line.
        public let source: String
        /// How many tools were judged.
        public let toolCount: Int
        /// `sha256:` and the digest of the tools in hexadecimal, the same for any order of them and
        /// of their members.
        public let digest: String
    }

    /// The state of the server against the newest protocol revision.
    public struct Readiness: Sendable, Hashable {
        /// The revision held against.
        public let protocolVersion: String
        /// 0 to 100, or `nil` where nothing could be judged.
        public let points: Int?
        /// Why there are no points, or what they leave out.
        public let note: String?
        /// What stands in the way.
        public let findings: [Finding]
    }
}

/// One of the two grades with its parts.
public struct ScoreCard: Sendable {
    /// How much of the evidence there was.
    public enum Status: String, Sendable {
        /// Everything that applies was judged.
        case complete
        /// Something that applies could not be judged.
        case incomplete
        /// There is too little to grade: neither an F nor an A.
        case insufficientData = "insufficient-data"
    }

    /// 0 to 100; `nil` without sufficient data.
    public let points: Int?
    /// The letter read from the points.
    public let grade: Grade?
    /// How much of the evidence there was.
    public let status: Status
    /// Why the status is not complete.
    public let note: String?
    /// The parts, in the rubric's order.
    public let dimensions: [DimensionScore]
}

/// One dimension of quality, or one category of security.
public struct DimensionScore: Sendable {
    /// What the measurement came to.
    public enum Status: String, Sendable {
        /// It has points.
        case scored
        /// It has points, but some of its evidence could not be judged.
        case incomplete
        /// Nothing in the subject calls for it; its weight left the total.
        case notApplicable = "not-applicable"
    }

    /// The stable id, such as `schema-completeness`.
    public let id: String
    /// The name people read.
    public let title: String
    /// 0 to 100; `nil` when not applicable.
    public let points: Int?
    /// The letter read from the points.
    public let grade: Grade?
    /// Its share of the total in percent, as the rubric gives it.
    public let weight: Int
    /// What the measurement came to.
    public let status: Status
    /// Why it is not applicable or incomplete.
    public let note: String?
}

/// One tool's own numbers.
public struct ToolCard: Sendable {
    /// The tool's name.
    public let name: String
    /// Its quality, with its dimensions.
    public let quality: ScoreCard
    /// Its security.
    public let security: ScoreCard
}

/// Two tools that a model could confuse.
public struct Overlap: Sendable, Hashable {
    /// The two names, in alphabetical order; across servers the tool of this server comes first.
    public let tools: [String]
    /// From 0 (nothing in common) to 1 (the same thing said twice).
    public let similarity: Double
    /// What they share, in words.
    public let reason: String
    /// The servers of the two tools where they differ; `nil` for tools of one server.
    public let servers: [String]?
    /// How two tools of different servers get in each other's way.
    public let kind: CrossOverlap.Kind?

    init(
        tools: [String], similarity: Double, reason: String, servers: [String]? = nil,
        kind: CrossOverlap.Kind? = nil
    ) {
        self.tools = tools
        self.similarity = similarity
        self.reason = reason
        self.servers = servers
        self.kind = kind
    }

    /// Takes over an overlap that was found across servers.
    public init(_ overlap: CrossOverlap) {
        self.init(
            tools: overlap.tools, similarity: overlap.similarity, reason: overlap.reason,
            servers: overlap.servers, kind: overlap.kind)
    }

    /// The server of the other tool; `nil` when it is the same.
    var otherServer: String? { servers?.last }
}

/// A rule worth mending first.
public struct Priority: Sendable, Hashable {
    /// The rule's id.
    public let rule: String
    /// The dimension it belongs to.
    public let dimension: String
    /// What is wrong, as a title.
    public let title: String
    /// What to do about it.
    public let advice: String
    /// The tools concerned, the worst first.
    public let tools: [String]
    /// Points of quality the server gains when the rule is met everywhere, by re-scoring.
    public let gain: Double
}

/// What was judged and what was not.
public struct Coverage: Sendable, Hashable {
    /// Something that was not judged.
    public struct Gap: Sendable, Hashable {
        /// What it is: a dimension, a check, a tool.
        public let what: String
        /// Why it was not judged.
        public let why: String
    }

    /// How many tools were judged.
    public let toolsJudged: Int
    /// How many tools the source holds, unreadable ones included.
    public let toolsFound: Int
    /// Share of the applicable checks that gave a result, 0 to 1.
    public let checksJudged: Double
    /// What was not judged, and why.
    public let notJudged: [Gap]
}
