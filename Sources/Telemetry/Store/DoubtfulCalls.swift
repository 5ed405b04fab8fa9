// SPDX-License-Identifier: Apache-2.0

/// Calls that count until a span arrives that makes them part of another call.
///
/// Servers that are mounted into one of FastMCP report calls beside it, and their spans come first,
/// maybe a request earlier. So such calls stand beside the log for a while, where they can be taken back.
struct DoubtfulCalls {
    /// One call; its id is not 0.
    struct Entry: Hashable {
        let call: Segment.Call
        /// The span above it.
        let parent: UInt64
        /// Whose call it is.
        let server: Int32
        /// When it came, in seconds since 1970.
        let stored: Int64
    }

    /// Exporters send every few seconds, and again after a failure; what has not come then never will.
    static let seconds: Int64 = 60
    /// Of more than these, no call is doubted.
    static let most = 20_000

    /// By the ids of the calls.
    private var entries: [UInt64: Entry] = [:]
    private var byParent: [UInt64: Set<UInt64>] = [:]
    private var byServer: [Int32: Set<UInt64>] = [:]
    /// When the oldest came, or earlier.
    private var oldest = Int64.max

    var count: Int { entries.count }

    mutating func add(_ entry: Entry) {
        let id = entry.call.id
        entries[id] = entry
        byParent[entry.parent, default: []].insert(id)
        byServer[entry.server, default: []].insert(id)
        oldest = min(oldest, entry.stored)
    }

    mutating func remove(_ removed: [Entry]) {
        for entry in removed {
            entries[entry.call.id] = nil
            Self.remove(entry.call.id, at: entry.parent, from: &byParent)
            Self.remove(entry.call.id, at: entry.server, from: &byServer)
        }
    }

    private static func remove<Key>(
        _ id: UInt64, at key: Key, from table: inout [Key: Set<UInt64>]
    ) {
        table[key]?.remove(id)
        if table[key]?.isEmpty == true { table[key] = nil }
    }

    /// Those that turn out to be part of the calls of some spans.
    func inner(below spans: Set<UInt64>) -> [Entry] {
        if entries.isEmpty { return [] }
        return spans.flatMap { byParent[$0] ?? [] }.compactMap { entries[$0] }
    }

    /// Those that nobody has taken back for long enough.
    mutating func settled(at second: Int64) -> [Entry] {
        let limit = second - Self.seconds
        guard oldest <= limit else { return [] }
        oldest = entries.values.lazy.map(\.stored).filter { $0 > limit }.min() ?? .max
        return entries.values.filter { $0.stored <= limit }
    }

    /// The latencies of a server's calls, for each of its series and minutes.
    func minutes(of server: Int32) -> [RollupKey: LatencySketch] {
        var minutes: [RollupKey: LatencySketch] = [:]
        for id in byServer[server] ?? [] {
            guard let call = entries[id]?.call else { continue }
            minutes[call.rollup, default: LatencySketch()].insert(nanoseconds: call.duration)
        }
        return minutes
    }
}

/// What some batches change about ``DoubtfulCalls``, until it is on disk.
struct DoubtChanges {
    var added: [DoubtfulCalls.Entry] = []
    /// Part of other calls.
    var inner: [DoubtfulCalls.Entry] = []
    /// Doubted no longer.
    var settled: [DoubtfulCalls.Entry] = []

    var removed: [DoubtfulCalls.Entry] { inner + settled }
    var isEmpty: Bool { added.isEmpty && inner.isEmpty && settled.isEmpty }

    /// Writes them, within a transaction.
    func save(in database: Database) throws(StoreProblem) {
        if isEmpty { return }
        let insert = try database.prepare("REPLACE INTO doubts VALUES (?, ?, ?, ?, ?, ?)")
        for entry in added {
            insert.bind(1, Int64(bitPattern: entry.call.id))
            insert.bind(2, Int64(bitPattern: entry.parent))
            insert.bind(3, Int64(entry.call.series))
            insert.bind(4, entry.call.start)
            insert.bind(5, Int64(bitPattern: entry.call.duration))
            insert.bind(6, entry.stored)
            try insert.run()
        }
        let delete = try database.prepare("DELETE FROM doubts WHERE call = ?")
        for entry in removed {
            delete.bind(1, Int64(bitPattern: entry.call.id))
            try delete.run()
        }
    }
}

extension SQLiteState {
    /// Reads the calls that were doubted when the file was closed.
    mutating func loadDoubts() throws(StoreProblem) {
        let select = try database.prepare(
            "SELECT call, parent, series, start, duration, stored FROM doubts")
        while try select.step() {
            let series = Int(select.int(2))
            guard table.keys.indices.contains(series) else { continue }
            let call = Segment.Call(
                series: Int32(series), start: select.int(3),
                duration: UInt64(bitPattern: select.int(4)), id: UInt64(bitPattern: select.int(0)))
            _ = seen.insert(call.id)
            doubts.add(
                DoubtfulCalls.Entry(
                    call: call, parent: UInt64(bitPattern: select.int(1)),
                    server: table.keys[series].server, stored: select.int(5)))
        }
    }
}
