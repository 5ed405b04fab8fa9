// SPDX-License-Identifier: Apache-2.0

/// What calls are told apart by, in the store's own numbers of names.
struct SeriesKey: Hashable, Sendable {
    var server: Int32
    var method: Int32
    var tool: Int32
    var client: Int32
    /// The kind of error; that of the empty name means success.
    var error: Int32
    var fault: UInt8
    var source: CallSource
}

/// The same by name.
struct SeriesNames: Hashable {
    var server: String
    var method: String
    var tool: String
    var client: String
    var error: String
    var fault: UInt8
    var source: CallSource

    /// Leaves only what is few: calls or other requests, success or error, and whose fault.
    mutating func collapse() {
        let other = CardinalityLimits.otherName
        if method != ServerAnalytics.callMethod { method = other }
        (tool, client) = (other, other)
        if !error.isEmpty { error = other }
    }
}

/// What is counted in a series, with numbers of the names of its batch.
protocol SeriesMember {
    var server: NameTable.Number { get }
    var method: NameTable.Number { get }
    var tool: NameTable.Number { get }
    var client: NameTable.Number { get }
    var error: NameTable.Number { get }
    var fault: Fault? { get }
    /// How such a thing is known.
    static var source: CallSource { get }
}

extension CallBatch.Call: SeriesMember {
    static var source: CallSource { .reported }
}

extension Measurement: SeriesMember {
    static var source: CallSource { .measured }
}

extension CallBatch {
    /// The names of the series in which something of the batch is counted.
    func names<Member: SeriesMember>(of member: Member) -> SeriesNames {
        SeriesNames(
            server: names.text(member.server), method: names.text(member.method),
            tool: names.text(member.tool), client: names.text(member.client),
            error: names.text(member.error), fault: member.fault?.rawValue ?? 0,
            source: Member.source)
    }
}

/// The latencies of one series from a moment on, for as long as the rollup's step.
struct RollupKey: Hashable, Sendable {
    /// In minutes since 1970.
    var minute: Int32
    var series: Int32
}

/// How many series there may be, so that a sender cannot fill the memory with names.
public struct CardinalityLimits: Sendable, Hashable {
    /// Servers; further ones are counted under ``otherName``.
    public var servers = 1_000
    /// Tools, clients and kinds of errors of one server in all their combinations.
    ///
    /// The last quarter is kept for new tools and clients, the last eighth for new tools alone.
    public var seriesPerServer = 2_000
    /// Streams of measurements, whose last counts have to be remembered.
    public var streams = 200_000
    /// Those of one server, so that none takes the room of all others.
    public var streamsPerServer = 20_000

    /// The name that stands for everything beyond the limits.
    public static let otherName = "(other)"

    /// The usual limits.
    public init() {}
}

/// All series that were ever seen, as the store numbers them.
struct SeriesTable {
    private(set) var names: [String] = []
    private var numbers: [String: Int32] = [:]
    private(set) var keys: [SeriesKey] = []
    private var series: [SeriesKey: Int32] = [:]
    private var perServer: [Int32: Int] = [:]
    private var reporting: Set<Int32> = []
    private let limits: CardinalityLimits
    /// Names and series that the disk does not hold yet.
    private(set) var newNames = 0
    private(set) var newSeries = 0

    init(limits: CardinalityLimits) { self.limits = limits }

    /// Takes what the disk holds, in the order of its numbers.
    mutating func load(name: String) {
        numbers[name] = Int32(names.count)
        names.append(name)
    }

    mutating func load(_ key: SeriesKey) {
        perServer[key.server, default: 0] += 1
        if key.source == .reported { reporting.insert(key.server) }
        series[key] = Int32(keys.count)
        keys.append(key)
    }

    mutating func markSaved() { (newNames, newSeries) = (0, 0) }

    func number(of name: String) -> Int32? { numbers[name] }

    /// Whether calls of a server are known one by one.
    func isReported(_ server: String) -> Bool {
        numbers[server].map(reporting.contains) ?? false
    }

    private mutating func makeNumber(of name: String) -> Int32 {
        if let number = numbers[name] { return number }
        newNames += 1
        load(name: name)
        return Int32(names.count - 1)
    }

    /// The series of some names, with whether it had to be one of those that stand for the rest.
    ///
    /// It is made unless there are too many; names that are not told apart are not kept.
    mutating func series(of names: SeriesNames) -> (number: Int32, isOverflow: Bool) {
        if let number = number(of: names) { return (number, false) }
        let other = CardinalityLimits.otherName
        var wanted = names
        if perServer.count >= limits.servers, count(of: wanted.server) == 0 {
            wanted.server = other
        }
        let (held, most) = (count(of: wanted.server), limits.seriesPerServer)
        // What varies most goes first, so that tools are told apart for as long as there is room.
        if held >= most - most / 4, !wanted.error.isEmpty { wanted.error = other }
        if held >= most - most / 8, !wanted.client.isEmpty { wanted.client = other }
        if held >= most, number(of: wanted) == nil { wanted.collapse() }
        let isOverflow = wanted != names
        if let number = number(of: wanted) { return (number, isOverflow) }
        newSeries += 1
        load(
            SeriesKey(
                server: makeNumber(of: wanted.server), method: makeNumber(of: wanted.method),
                tool: makeNumber(of: wanted.tool), client: makeNumber(of: wanted.client),
                error: makeNumber(of: wanted.error), fault: wanted.fault, source: wanted.source))
        return (Int32(keys.count - 1), isOverflow)
    }

    /// The series of some names, where there is one.
    private func number(of names: SeriesNames) -> Int32? { key(of: names).flatMap { series[$0] } }

    /// How many series a server has.
    private func count(of server: String) -> Int { numbers[server].flatMap { perServer[$0] } ?? 0 }

    /// The key of names that are all known.
    private func key(of names: SeriesNames) -> SeriesKey? {
        guard let server = numbers[names.server], let method = numbers[names.method],
            let tool = numbers[names.tool], let client = numbers[names.client],
            let error = numbers[names.error]
        else { return nil }
        return SeriesKey(
            server: server, method: method, tool: tool, client: client, error: error,
            fault: names.fault, source: names.source)
    }
}
