// SPDX-License-Identifier: Apache-2.0

/// What the calls of one server in a range came to.
public struct ServerAnalytics: Sendable, Hashable {
    /// Calls, their errors and how long they took.
    public struct Numbers: Sendable, Hashable {
        /// How many failed.
        public private(set) var errors: UInt64 = 0
        /// How long they took, failed ones included.
        public private(set) var latency = LatencySketch()

        /// How many there were.
        public var calls: UInt64 { latency.count }
        /// The share of calls that failed; 0 without calls.
        public var errorRate: Double { calls == 0 ? 0 : Double(errors) / Double(calls) }

        mutating func add(_ row: RollupRow) {
            latency.merge(row.latency)
            if !row.error.isEmpty { errors.add(clamped: row.latency.count) }
        }

        mutating func merge(_ other: Numbers) {
            latency.merge(other.latency)
            errors.add(clamped: other.errors)
        }
    }

    /// The numbers of one name: a tool, a client, a kind of error.
    public struct Part: Sendable, Hashable {
        /// The name, as it was reported.
        public let name: String
        /// What its calls came to.
        public let numbers: Numbers
    }

    /// The numbers of one stretch of a chart.
    public struct Step: Sendable, Hashable {
        /// When it begins.
        public let start: Timestamp
        /// What its calls came to.
        public let numbers: Numbers
        /// Whether calls may still be added to it.
        public let isUnfinished: Bool
        /// Whether the range begins or ends within it, so that some of its calls are left out.
        public let isPartial: Bool
    }

    /// How many errors somebody brought about.
    public struct FaultCount: Sendable, Hashable {
        /// Who.
        public let fault: Fault
        /// How many failed.
        public let errors: UInt64
    }

    /// The name of the server.
    public let server: String
    /// The range that was asked for, with whole hours at ends of which nothing shorter is known.
    public let range: TimeRange
    /// The numbers of all calls.
    public let total: Numbers
    /// The range of the same length before, to the hour where nothing shorter is known.
    public let before: Numbers
    /// The share of errors from which on it is too many.
    public let threshold: Double
    /// The tools, the most called first.
    public let tools: [Part]
    /// The clients, the busiest first.
    public let clients: [Part]
    /// How many failed.
    public let errors: [Part]
    /// Who brought the errors about.
    public let faults: [FaultCount]
    /// The range in steps, for charts.
    public let steps: [Step]
    /// How long a step is.
    public let stepSeconds: Int
    /// Requests of other methods, which are no calls.
    public let otherRequests: UInt64

    /// How the calls are known, where there are any.
    public let sources: SourceTally
    /// Whether the server said that it reports only a share of its calls.
    public let isSampled: Bool
    /// Whether steps shorter than an hour were to be expected, but nothing shorter is known any more.
    public let isRounded: Bool
    /// Whether some of the server's own counts were not taken, because it has too many streams of them.
    public let isCrowded: Bool

    /// By how much of their value quantiles are off at most; `nil` where that is up to the buckets of
    /// the server's own histograms, which nobody here knows.
    public var relativeError: Double? {
        sources.isMeasuredUsed ? nil : BucketScale.relativeError
    }

    /// Whether too many calls failed.
    public var isBreached: Bool { total.errorRate > threshold }

    /// The share of errors from which on a server is said to fail too often, unless told otherwise.
    public static let usualThreshold = 0.05
    /// The method that people mean by a call.
    static let callMethod = "tools/call"

    /// Asks a store for a server, by its own name or the one under which it is kept.
    public init(
        of server: String, in range: TimeRange, from store: any CallReading, now: Timestamp,
        threshold: Double = usualThreshold
    ) throws(StoreProblem) {
        let server = NameTable.clean(server)
        let asked = range
        let minutes = try store.startOfMinutes()
        let range = asked.withWholeHours(before: minutes)
        let isByHour = minutes.map { range.from < $0 } ?? false
        isRounded = range != asked && asked.stepSeconds < 3_600
        var gathering = Gathering(stepSeconds: max(range.stepSeconds, isByHour ? 3_600 : 0))
        let sources = try store.readOnce(server: server, range) { gathering.add($0) }
        var before = Numbers()
        // Of a short range that begins just behind that moment, one before it would be far longer.
        let earlier =
            isByHour || range.stepSeconds >= 3_600
            ? range.before.withWholeHours(before: minutes) : range.before
        _ = try store.readOnce(server: server, earlier) { row in
            if row.method == Self.callMethod { before.add(row) }
        }
        self.sources = sources
        isSampled = try store.lastSampling(of: server).map { $0 >= range.from } ?? false
        isCrowded = try store.lastRefusal(of: server).map { $0 >= range.from } ?? false
        self.server = server
        self.range = range
        self.before = before
        self.threshold = threshold
        total = gathering.total
        tools = Self.sorted(gathering.tools)
        clients = Self.sorted(gathering.clients)
        errors = Self.sorted(gathering.errors)
        let faults = gathering.faults
        self.faults = Fault.allCases.compactMap { fault in
            faults[fault].map { FaultCount(fault: fault, errors: $0) }
        }
        stepSeconds = gathering.stepSeconds
        steps = gathering.steps(of: range, now: now)
        otherRequests = gathering.otherRequests
    }

    private static func sorted(_ parts: [String: Numbers]) -> [Part] {
        parts.map { Part(name: $0.key, numbers: $0.value) }
            .sorted { ($1.numbers.calls, $0.name) < ($0.numbers.calls, $1.name) }
    }

    /// What rows come to on the way.
    private struct Gathering {
        /// What calls are told apart by in the answer.
        private struct Series: Hashable {
            let tool: String
            let client: String
            let error: String
            let fault: Fault?
        }

        let stepSeconds: Int
        private var series: [Series: Numbers] = [:]
        private var bySteps: [Int64: Numbers] = [:]
        private(set) var otherRequests: UInt64 = 0

        init(stepSeconds: Int) { self.stepSeconds = stepSeconds }

        mutating func add(_ row: RollupRow) {
            guard row.method == ServerAnalytics.callMethod else {
                otherRequests.add(clamped: row.latency.count)
                return
            }
            let name = Series(
                tool: row.tool, client: row.client, error: row.error, fault: row.fault)
            series[name, default: Numbers()].add(row)
            bySteps[step(of: row.start), default: Numbers()].add(row)
        }

        // Series are few and rows are many, so the rows are added up only once.

        var total: Numbers { series.values.reduce(into: Numbers()) { $0.merge($1) } }
        var tools: [String: Numbers] { grouped(by: \.tool) }
        var clients: [String: Numbers] { grouped(by: \.client) }
        var errors: [String: Numbers] { grouped(by: \.error).filter { !$0.key.isEmpty } }
        var faults: [Fault: UInt64] {
            series.reduce(into: [:]) { faults, item in
                if let fault = item.key.fault {
                    faults[fault, default: 0].add(clamped: item.value.calls)
                }
            }
        }

        private func grouped(by name: KeyPath<Series, String>) -> [String: Numbers] {
            series.reduce(into: [:]) { groups, item in
                groups[item.key[keyPath: name], default: Numbers()].merge(item.value)
            }
        }

        private func step(of start: Timestamp) -> Int64 {
            start.nanoseconds.floorDivided(by: Int64(stepSeconds) * 1_000_000_000)
        }

        func steps(of range: TimeRange, now: Timestamp) -> [Step] {
            let first = step(of: range.from)
            let last = step(of: Timestamp(nanoseconds: range.to.nanoseconds - 1))
            let length = Int64(stepSeconds) * 1_000_000_000
            return (first...max(first, last)).map { number in
                let (start, end) = (number * length, (number + 1) * length)
                return Step(
                    start: Timestamp(nanoseconds: start), numbers: bySteps[number] ?? Numbers(),
                    isUnfinished: end > now.nanoseconds,
                    // What is still to come is left out by nobody.
                    isPartial: start < range.from.nanoseconds
                        || min(end, now.nanoseconds) > range.to.nanoseconds)
            }
        }
    }
}
