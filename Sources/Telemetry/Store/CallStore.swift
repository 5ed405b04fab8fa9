// SPDX-License-Identifier: Apache-2.0

/// Keeps calls; what it has taken is on disk when it says so.
///
/// Used by one thread at a time. A second engine passes the same tests (`CallStoreTests`).
public protocol CallStore: CallReading {
    /// Takes batches in, all of them or none: each call once, however often it is handed in.
    func append(_ batches: [CallBatch], now: Timestamp) throws(StoreProblem) -> [AppendOutcome]

    /// Ends the doubt about calls that might have been part of others, after long enough.
    func settle(now: Timestamp) throws(StoreProblem)

    /// Finds out whether something could be stored now.
    func probe() throws(StoreProblem)

    /// Puts what was taken in since the last time into the rollups that ranges are read from.
    func roll() throws(StoreProblem)

    /// Removes what is older than it is to be kept.
    func expire(now: Timestamp) throws(StoreProblem)

    /// What is stored now: the same answers whatever comes later, for another thread to ask.
    func reading() throws(StoreProblem) -> any CallReading
}

/// Tells of calls that are kept.
public protocol CallReading: AnyObject {
    /// The servers that ever reported, by name.
    func servers() throws(StoreProblem) -> [String]

    /// When the data was begun, and what tells it from all other data.
    func origin() throws(StoreProblem) -> StoreOrigin

    /// Calls a function with all latencies of each series since the data was begun.
    func readTotals(_ body: (RollupRow.Names, LatencySketch) -> Void) throws(StoreProblem)

    /// In which ways calls of a server are known.
    func sources(of server: String) throws(StoreProblem) -> Set<CallSource>

    /// From when on numbers are known by the minute; before that by the hour. `nil` where none were removed.
    func startOfMinutes() throws(StoreProblem) -> Timestamp?

    /// When a server last sent a call and said that it keeps only a share of them.
    func lastSampling(of server: String) throws(StoreProblem) -> Timestamp?

    /// When some of a server's own counts were last not taken, because it has too many streams of them.
    func lastRefusal(of server: String) throws(StoreProblem) -> Timestamp?

    /// Calls a function with the latencies of every series and step of a server in a range.
    ///
    /// - Parameter byMinute: whether steps of an hour are too long, where there are shorter ones.
    func read(
        server: String, method: String?, from: Timestamp, to: Timestamp, byMinute: Bool,
        _ body: (RollupRow) -> Void
    ) throws(StoreProblem)
}

extension CallReading {
    /// The name under which a server that somebody asks for is kept; `nil` where it never sent anything.
    ///
    /// Names are shortened and cleaned when they come in, so a server can be asked for by its own.
    public func serverName(_ asked: String) throws(StoreProblem) -> String? {
        let name = NameTable.clean(asked)
        return try servers().contains(name) ? name : nil
    }
}

/// What became of a batch.
public struct AppendOutcome: Sendable, Hashable {
    /// Calls that are kept now.
    public var stored = 0
    /// Calls that had been handed in before.
    public var repeated = 0
    /// Calls of inner servers that an outer one reports too, of earlier batches as well.
    public var delegated = 0
    /// Calls outside of the time that is kept.
    public var outOfTime = 0
    /// Calls that were counted under other names, because there are too many.
    public var overflowed = 0
    /// Measurements that only tell where a server's counts stand.
    public var baselines = 0
    /// Measurements that were not taken, because there are too many streams of them.
    public var unremembered = 0

    /// What the sender should know was not taken.
    public var rejected: Int { outOfTime + unremembered }

    /// Nothing was handed in.
    public init() {}
}

/// Where some data comes from.
public struct StoreOrigin: Sendable, Hashable {
    /// When it was begun.
    public let started: Timestamp
    /// What tells it from all other data.
    public let instance: String
}

/// How calls are known.
public enum CallSource: UInt8, Sendable, Hashable, CaseIterable {
    /// One by one: from spans and events.
    case reported = 0
    /// By counts that the server keeps itself: from metrics.
    case measured = 1
}

/// The latencies of one series in one step.
public struct RollupRow: Sendable {
    /// When the step begins.
    public let start: Timestamp
    /// How long it is in seconds: a minute or an hour.
    public let step: Int
    /// The method of the protocol.
    public let method: String
    /// The tool; empty for methods that are about none.
    public let tool: String
    /// The client; empty when it is not known.
    public let client: String
    /// The kind of error; empty for success.
    public let error: String
    /// Who brought the error about.
    public let fault: Fault?
    /// How the calls are known.
    public let source: CallSource
    /// How many calls, and how long they took.
    public let latency: LatencySketch
}

extension RollupRow {
    /// What a series is told by from outside, whoever counted it.
    public struct Names: Sendable, Hashable {
        /// The server.
        public let server: String
        /// The method of the protocol.
        public let method: String
        /// The tool; empty for methods that are about none.
        public let tool: String
        /// The client; empty when it is not known.
        public let client: String
        /// The kind of error; empty for success.
        public let error: String
        /// How the calls are known.
        public let source: CallSource
    }
}

/// How long calls are kept.
public struct Retention: Sendable, Hashable {
    /// Single calls, in hours.
    public var callHours = 24
    /// Rollups by minute, in days.
    public var minuteDays = 14
    /// Rollups by hour, in days.
    public var hourDays = 400

    /// A day, two weeks and a little more than a year.
    public init() {}

    /// The moments whose calls are taken, in nanoseconds since 1970.
    func times(_ now: Timestamp) -> Range<Int64> {
        let day: Int64 = 86_400_000_000_000
        return (now.nanoseconds - Int64(hourDays) * day + 1)..<(now.nanoseconds + day)
    }
}
