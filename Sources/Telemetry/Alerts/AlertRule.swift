// SPDX-License-Identifier: Apache-2.0

/// A line that a number of a server should not cross, and how long it may before somebody is told.
public struct AlertRule: Sendable, Hashable {
    /// The number that is watched.
    public enum Measure: String, Sendable, Hashable, CaseIterable {
        /// The share of calls that failed, from 0 to 1.
        case errorRate = "error-rate"
        /// What 95 % of calls took at most, in milliseconds.
        case p95
        /// The minutes since the last call of a server that had calls in the day before.
        case silence
        /// The points for quality of the latest report card.
        case quality
        /// The points for security of the latest report card.
        case security

        /// Whether more is better.
        public var isScore: Bool { self == .quality || self == .security }
        /// Whether it is taken from the calls of a window.
        public var hasWindow: Bool { self == .errorRate || self == .p95 }
    }

    /// What tells the rule from others.
    public let name: String
    /// The server that is watched; `nil` for every server.
    public let server: String?
    /// The number that is watched.
    public let measure: Measure
    /// The line: an alert is due above it, for scores below it.
    public let threshold: Double
    /// An alert is over at or below this line, for scores at or above it.
    public let clear: Double
    /// How many minutes of calls are looked at.
    public let windowMinutes: Int
    /// How long the line must be crossed before it fires, and clear before it is over.
    public let forMinutes: Int
    /// With fewer calls in the window nothing is said about them.
    public let minimumCalls: Int
    /// Whether errors that callers brought about are left out of the errors.
    public let ignoresCallerFaults: Bool

    /// How long a window may be, in minutes.
    public static let windows = 1...1_440
    /// How long a line may have to be crossed, in minutes.
    public static let durations = 0...1_440
    /// How many calls may be asked for.
    public static let volumes = 1...1_000_000

    /// A rule; what is not given is the usual, and what is out of bounds is taken into them.
    ///
    /// - Parameter clear: 80 % of the threshold where it is not given, two points more for scores.
    public init(
        name: String, server: String? = nil, measure: Measure, threshold: Double,
        clear: Double? = nil, windowMinutes: Int = 10, forMinutes: Int = 5, minimumCalls: Int = 20,
        ignoresCallerFaults: Bool = false
    ) {
        let threshold = threshold.settled
        self.name = name
        self.server = server
        self.measure = measure
        self.threshold = threshold
        if measure.isScore {
            // No card has more than 100 points, and an alert must be able to end.
            let usual = max(min(threshold + 2, 100), threshold)
            self.clear = max(clear ?? usual, threshold).settled
        } else {
            self.clear = min(clear ?? threshold * 0.8, threshold).settled
        }
        self.windowMinutes = windowMinutes.within(Self.windows)
        self.forMinutes = forMinutes.within(Self.durations)
        self.minimumCalls = minimumCalls.within(Self.volumes)
        self.ignoresCallerFaults = ignoresCallerFaults
    }

    /// The rules that apply where nobody wrote any.
    ///
    /// One alone: how slow or how silent is too much differs from server to server.
    public static let usual = [
        AlertRule(
            name: "error-rate", measure: .errorRate, threshold: ServerAnalytics.usualThreshold)
    ]

    /// Whether a value is beyond the line.
    func isCrossed(by value: Double) -> Bool {
        measure.isScore ? value < threshold : value > threshold
    }

    /// Whether a value is so good that an alert may end.
    func isClear(at value: Double) -> Bool { measure.isScore ? value >= clear : value <= clear }

    /// How many minutes may pass between two judgements that are to follow one another.
    ///
    /// Within a window every minute is looked at by one of them. Rules without one are as patient.
    var longestGap: Int64 { Int64(max(windowMinutes, forMinutes)) }

    /// The servers that it is about.
    ///
    /// One that has a report card needs no calls for a rule about its points.
    func servers(among servers: Set<String>, scores: [String: AlertScores]) -> [String] {
        if let server {
            let isThere = servers.contains(server) || measure.isScore && scores[server] != nil
            return isThere ? [server] : []
        }
        return (measure.isScore ? servers.union(scores.keys) : servers).sorted()
    }
}

/// The points of a server's latest report card, as far as it has any.
public struct AlertScores: Sendable, Hashable {
    /// Those for quality.
    public let quality: Int?
    /// Those for security.
    public let security: Int?

    /// The points of a card.
    public init(quality: Int?, security: Int?) {
        self.quality = quality
        self.security = security
    }
}

extension Double {
    /// The number to six places, and so small that what is written is read as the same.
    var settled: Double {
        if isNaN { return 0 }
        return (Swift.min(Swift.max(self, -1e9), 1e9) * 1e6).rounded() / 1e6
    }
}

extension Int {
    fileprivate func within(_ range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
