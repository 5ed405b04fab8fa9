// SPDX-License-Identifier: Apache-2.0

/// What a rule's number is for a server at a moment.
public struct AlertReading: Sendable, Hashable {
    /// The number; `nil` where it cannot be told.
    public let value: Double?

    /// A reading without a number.
    public static let unknown = AlertReading(value: nil)

    /// A number, to six places; what is none is unknown.
    public init(value: Double?) { self.value = value.flatMap { $0.isNaN ? nil : $0.settled } }

    /// Reads one number of one server.
    ///
    /// Only minutes that are over count: in the one that is not, too much may be missing.
    public init(
        rule: AlertRule, server: String, store: any CallReading, scores: AlertScores?,
        now: Timestamp
    ) throws(StoreProblem) {
        var reader = AlertReader(store: store, now: now)
        self = try reader.reading(rule, server, scores)
    }
}

/// Reads the numbers of rules at one moment; the calls of a window are read once for all rules.
struct AlertReader {
    private struct Key: Hashable {
        let server: String
        let minutes: Int
    }

    /// How far back a call may lie for a server to have fallen silent, in minutes.
    static let day: Int64 = 1_440

    private let store: any CallReading
    /// The minute that is not over.
    private let minute: Int64
    private var windows: [Key: CallWindow] = [:]

    init(store: any CallReading, now: Timestamp) {
        self.store = store
        minute = now.minute
    }

    mutating func reading(
        _ rule: AlertRule, _ server: String, _ scores: AlertScores?
    ) throws(StoreProblem) -> AlertReading {
        switch rule.measure {
        case .quality: return AlertReading(value: scores?.quality.map(Double.init))
        case .security: return AlertReading(value: scores?.security.map(Double.init))
        case .silence:
            let last = try lastCall(of: server)
            return AlertReading(value: last.map { Double(minute - 1 - $0) })
        case .errorRate, .p95:
            let window = try window(of: server, minutes: rule.windowMinutes)
            let numbers = window.numbers
            guard numbers.calls >= rule.minimumCalls else { return .unknown }
            if rule.measure == .p95 {
                return AlertReading(value: numbers.latency.quantile(0.95).map { $0 / 1e6 })
            }
            let errors = numbers.errors - (rule.ignoresCallerFaults ? window.callerErrors : 0)
            return AlertReading(value: Double(errors) / Double(numbers.calls))
        }
    }

    private mutating func window(
        of server: String, minutes: Int
    ) throws(StoreProblem) -> CallWindow {
        let key = Key(server: server, minutes: minutes)
        if let known = windows[key] { return known }
        var window = CallWindow()
        let range = Self.range(minute - Int64(minutes), minute)
        _ = try store.readOnce(server: server, range) { window.add($0) }
        windows[key] = window
        return window
    }

    // MARK: - Silence

    /// The last minute with a call, of those that are over.
    private func lastCall(of server: String) throws(StoreProblem) -> Int64? {
        // Nearly always the last minutes tell, and then the day need not be read.
        for length in [5, 60] as [Int64] {
            let start = minute - length
            if let last = try last(of: server, start, minute, byMinute: true) { return last }
        }
        let (start, end) = (minute - Self.day, minute - 60)
        guard let found = try last(of: server, start, end, byMinute: false) else { return nil }
        // What is found may stand for an hour.
        let hour = found.floorDivided(by: 60) * 60
        let (from, to) = (max(hour, start), min(hour + 60, end))
        return try last(of: server, from, to, byMinute: true) ?? found
    }

    /// When the last step with a call began, in minutes.
    private func last(
        of server: String, _ from: Int64, _ to: Int64, byMinute: Bool
    ) throws(StoreProblem) -> Int64? {
        var last: Int64?
        let range = Self.range(from, to)
        // Spans and metrics need no telling apart: either shows that somebody called.
        try store.read(
            server: server, method: ServerAnalytics.callMethod, from: range.from, to: range.to,
            byMinute: byMinute
        ) { row in
            if !row.latency.isEmpty { last = max(last ?? .min, row.start.minute) }
        }
        return last
    }

    private static func range(_ from: Int64, _ to: Int64) -> TimeRange {
        TimeRange(from: Timestamp(minute: from), to: Timestamp(minute: to))
    }
}

/// What the calls of a window came to.
private struct CallWindow {
    private(set) var numbers = ServerAnalytics.Numbers()
    private(set) var callerErrors: UInt64 = 0

    mutating func add(_ row: RollupRow) {
        guard row.method == ServerAnalytics.callMethod else { return }
        numbers.add(row)
        if row.fault == .caller { callerErrors.add(clamped: row.latency.count) }
    }
}
