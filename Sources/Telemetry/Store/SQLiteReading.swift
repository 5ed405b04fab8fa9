// SPDX-License-Identifier: Apache-2.0

/// What an SQLite file says at one moment, with what its rollups do not hold yet.
///
/// A store makes one on its own connection for each question that it is asked itself, and one on a
/// connection beside it for other threads.
final class SQLiteReading: CallReading {
    private let database: Database
    private let rollupReader: RollupReader
    private let table: SeriesTable
    private let pending: [RollupKey: LatencySketch]
    private let doubts: DoubtfulCalls
    /// Where the connection comes from; `nil` where it is the store's own.
    private let readers: SQLiteReaders?

    /// What a store knows, as long as it does not go on.
    init(_ state: SQLiteState) {
        (database, rollupReader, readers) = (state.database, state.rollupReader, nil)
        (table, pending, doubts) = (state.table, state.pending, state.doubts)
    }

    /// The same, however the store goes on.
    init(_ state: SQLiteState, through readers: SQLiteReaders) throws(StoreProblem) {
        database = try readers.begin()
        self.readers = readers
        rollupReader = try RollupReader(database)
        (table, pending, doubts) = (state.table, state.pending, state.doubts)
    }

    deinit { readers?.end(database) }

    /// See ``CallReading/servers()``.
    func servers() throws(StoreProblem) -> [String] {
        let numbers = Set(table.keys.map(\.server))
        return numbers.map { table.names[Int($0)] }.sorted()
    }

    /// See ``CallReading/origin()``.
    func origin() throws(StoreProblem) -> StoreOrigin {
        let select = try database.prepare("SELECT started, instance FROM origin")
        defer { select.reset() }
        _ = try select.step()
        return StoreOrigin(
            started: Timestamp(nanoseconds: select.int(0)), instance: select.text(1))
    }

    /// See ``CallReading/readTotals(_:)``; what is not in the rollups yet is left out.
    func readTotals(
        _ body: (RollupRow.Names, LatencySketch) -> Void
    ) throws(StoreProblem) {
        let names = table.names
        let select = try database.prepare("SELECT series, sketch FROM totals")
        while try select.step() {
            let key = table.keys[Int(select.int(0))]
            body(
                RollupRow.Names(
                    server: names[Int(key.server)], method: names[Int(key.method)],
                    tool: names[Int(key.tool)], client: names[Int(key.client)],
                    error: names[Int(key.error)], source: key.source),
                try database.sketch(select.bytes(1)))
        }
    }

    /// See ``CallReading/sources(of:)``.
    func sources(of server: String) throws(StoreProblem) -> Set<CallSource> {
        guard let number = table.number(of: server) else { return [] }
        return Set(table.keys.lazy.filter { $0.server == number }.map(\.source))
    }

    /// See ``CallReading/startOfMinutes()``.
    func startOfMinutes() throws(StoreProblem) -> Timestamp? {
        let select = try database.prepare("SELECT minutes FROM progress")
        defer { select.reset() }
        guard try select.step(), select.int(0) > 0 else { return nil }
        // Of the hour in which they begin some are gone.
        return Timestamp(minute: (select.int(0) + 59).floorDivided(by: 60) * 60)
    }

    /// See ``CallReading/lastSampling(of:)``.
    func lastSampling(of server: String) throws(StoreProblem) -> Timestamp? {
        try moment("sampling", server)
    }

    /// See ``CallReading/lastRefusal(of:)``.
    func lastRefusal(of server: String) throws(StoreProblem) -> Timestamp? {
        try moment("refusals", server)
    }

    /// When something happened last to a server.
    private func moment(_ name: String, _ server: String) throws(StoreProblem) -> Timestamp? {
        guard let number = table.number(of: server) else { return nil }
        let select = try database.prepare("SELECT at FROM \(name) WHERE server = ?")
        select.bind(1, Int64(number))
        defer { select.reset() }
        return try select.step() ? Timestamp(nanoseconds: select.int(0) * 1_000_000_000) : nil
    }

    /// See ``CallReading/read(server:method:from:to:byMinute:_:)``; else whole hours are read by the hour,
    /// and so they are where nothing shorter is left.
    func read(
        server: String, method: String?, from: Timestamp, to: Timestamp, byMinute: Bool,
        _ body: (RollupRow) -> Void
    ) throws(StoreProblem) {
        let table = self.table
        guard let number = table.number(of: server) else { return }
        let wanted = method.map { table.number(of: $0) ?? -1 }
        func row(_ series: Int64, _ step: Int, _ minute: Int64, _ sketch: LatencySketch) {
            let key = table.keys[Int(series)]
            body(
                RollupRow(
                    start: Timestamp(minute: minute), step: step,
                    method: table.names[Int(key.method)], tool: table.names[Int(key.tool)],
                    client: table.names[Int(key.client)], error: table.names[Int(key.error)],
                    fault: Fault(rawValue: key.fault), source: key.source, latency: sketch))
        }
        let chosen = Set(
            table.keys.enumerated().lazy
                .filter { $1.server == number && (wanted == nil || $1.method == wanted) }
                .map { Int64($0.offset) })
        if chosen.isEmpty { return }
        // Whole hours from the rollups by hour, what is left at both ends by minute.
        let first = from.minute
        let last = Timestamp(nanoseconds: to.nanoseconds - 1).minute + 1
        let minutes = byMinute ? try startOfMinutes()?.minute ?? first : last
        let end = min(max(minutes, first), last)
        let firstHour = min((first + 59).floorDivided(by: 60) * 60, end)
        let lastHour = max(end.floorDivided(by: 60) * 60, firstHour)
        for (step, range) in [
            (60, first..<firstHour), (3600, firstHour..<lastHour), (60, lastHour..<last),
        ] where !range.isEmpty {
            // Few series among many are looked up one by one, many are met on the way.
            let isFew = chosen.count * 4 < table.keys.count
            try isFew
                ? lookUp(chosen.sorted(), step, range, row) : scan(chosen, step, range, row)
        }
        for minutes in [pending, doubts.minutes(of: number)] {
            for (key, sketch) in minutes where chosen.contains(Int64(key.series)) {
                if (first..<last).contains(Int64(key.minute)) {
                    row(Int64(key.series), 60, Int64(key.minute), sketch)
                }
            }
        }
    }

    private func scan(
        _ chosen: Set<Int64>, _ step: Int, _ range: Range<Int64>,
        _ body: (Int64, Int, Int64, LatencySketch) -> Void
    ) throws(StoreProblem) {
        let select = try database.prepare(
            "SELECT at, series, sketch FROM rollups WHERE step = ? AND at >= ? AND at < ?")
        select.bind(1, Int64(step))
        select.bind(2, range.lowerBound)
        select.bind(3, range.upperBound)
        while try select.step() {
            guard chosen.contains(select.int(1)) else { continue }
            body(select.int(1), step, select.int(0), try database.sketch(select.bytes(2)))
        }
    }

    private func lookUp(
        _ chosen: [Int64], _ step: Int, _ range: Range<Int64>,
        _ body: (Int64, Int, Int64, LatencySketch) -> Void
    ) throws(StoreProblem) {
        // Of a long range there may be little: only the steps that are there are looked at.
        let next = try database.prepare(
            "SELECT at FROM rollups WHERE step = ? AND at >= ? AND at < ? ORDER BY at LIMIT 1")
        next.bind(1, Int64(step))
        next.bind(3, range.upperBound)
        var start = range.lowerBound
        while true {
            next.bind(2, start)
            guard try next.step() else { return }
            let at = next.int(0)
            next.reset()
            start = at + Int64(step / 60)
            for series in chosen {
                let key = RollupKey(minute: Int32(clamping: at), series: Int32(series))
                guard let sketch = try rollupReader.sketch(Int64(step), key) else { continue }
                body(series, step, at, sketch)
            }
        }
    }
}

/// Looks up single rollups.
final class RollupReader {
    private let database: Database
    private let select: Statement

    init(_ database: Database) throws(StoreProblem) {
        self.database = database
        select = try database.prepare(
            "SELECT sketch FROM rollups WHERE step = ? AND at = ? AND series = ?")
    }

    /// What the rollups hold of a series from a moment on.
    func sketch(_ step: Int64, _ key: RollupKey) throws(StoreProblem) -> LatencySketch? {
        select.bind(1, step)
        select.bind(2, Int64(key.minute))
        select.bind(3, Int64(key.series))
        guard try select.step() else { return nil }
        defer { select.reset() }
        return try database.sketch(select.bytes(0))
    }
}

extension Database {
    /// The latencies that some bytes of it are.
    func sketch(_ bytes: [UInt8]) throws(StoreProblem) -> LatencySketch {
        if let sketch = LatencySketch(encoded: bytes) { return sketch }
        throw StoreProblem(code: .damaged, description: "\(path): a rollup is damaged")
    }
}

extension SQLiteStore {
    /// See ``CallReading/servers()``.
    public func servers() throws(StoreProblem) -> [String] { try own().servers() }

    /// See ``CallReading/origin()``.
    public func origin() throws(StoreProblem) -> StoreOrigin { try own().origin() }

    /// See ``CallReading/readTotals(_:)``.
    public func readTotals(
        _ body: (RollupRow.Names, LatencySketch) -> Void
    ) throws(StoreProblem) { try own().readTotals(body) }

    /// See ``CallReading/sources(of:)``.
    public func sources(of server: String) throws(StoreProblem) -> Set<CallSource> {
        try own().sources(of: server)
    }

    /// See ``CallReading/startOfMinutes()``.
    public func startOfMinutes() throws(StoreProblem) -> Timestamp? { try own().startOfMinutes() }

    /// See ``CallReading/lastSampling(of:)``.
    public func lastSampling(of server: String) throws(StoreProblem) -> Timestamp? {
        try own().lastSampling(of: server)
    }

    /// See ``CallReading/lastRefusal(of:)``.
    public func lastRefusal(of server: String) throws(StoreProblem) -> Timestamp? {
        try own().lastRefusal(of: server)
    }

    /// See ``CallReading/read(server:method:from:to:byMinute:_:)``.
    public func read(
        server: String, method: String?, from: Timestamp, to: Timestamp, byMinute: Bool,
        _ body: (RollupRow) -> Void
    ) throws(StoreProblem) {
        try own().read(
            server: server, method: method, from: from, to: to, byMinute: byMinute, body)
    }

    /// See ``CallStore/reading()``.
    public func reading() throws(StoreProblem) -> any CallReading {
        let state = try current()
        return try SQLiteReading(state, through: state.readers)
    }

    private func own() throws(StoreProblem) -> SQLiteReading { SQLiteReading(try current()) }
}
