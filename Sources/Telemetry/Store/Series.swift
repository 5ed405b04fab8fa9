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
    public var seriesPerServer = 2_000

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
        if perServer[key.server] == nil { perServer[key.server] = 0 }
        perServer[key.server, default: 0] += 1
        series[key] = Int32(keys.count)
        keys.append(key)
    }

    mutating func markSaved() { (newNames, newSeries) = (0, 0) }

    func number(of name: String) -> Int32? { numbers[name] }

    mutating func number(of name: String) -> Int32 {
        if let number = numbers[name] { return number }
        newNames += 1
        load(name: name)
        return Int32(names.count - 1)
    }

    /// The series of a key, with whether it had to be one of those beyond the limits.
    mutating func series(of key: SeriesKey) -> (number: Int32, isOverflow: Bool) {
        if let number = series[key] { return (number, false) }
        let other: Int32 = number(of: CardinalityLimits.otherName)
        var wanted = key
        if perServer[key.server] == nil, perServer.count >= limits.servers { wanted.server = other }
        if perServer[wanted.server, default: 0] >= limits.seriesPerServer {
            (wanted.tool, wanted.client) = (other, other)
            if key.error != 0 { wanted.error = other }
        }
        if let number = series[wanted] { return (number, wanted != key) }
        newSeries += 1
        load(wanted)
        return (Int32(keys.count - 1), wanted != key)
    }
}
