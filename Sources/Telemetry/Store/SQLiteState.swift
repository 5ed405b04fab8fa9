// SPDX-License-Identifier: Apache-2.0

/// Everything that follows from a file of calls, and is read from it again after a failure.
struct SQLiteState {
    let database: Database
    /// Connections beside that, for other threads.
    let readers: SQLiteReaders
    var table: SeriesTable
    var seen = SeenCalls()
    /// The latencies that the rollups do not hold yet.
    var pending: [RollupKey: LatencySketch] = [:]
    /// Calls that may be part of others; neither in the log nor in the rollups.
    var doubts = DoubtfulCalls()
    /// How many streams of measurements there are.
    var streams = StreamCounts()
    /// The last segment there is.
    var lastSegment: Int64 = 0
    /// `nil` where the file is only read.
    let insertSegment: Statement?
    let rollupReader: RollupReader
    let selectStream: Statement
    /// `nil` where the file is only read.
    let replaceRollup: Statement?

    init(path: String, readOnly: Bool, limits: CardinalityLimits) throws(StoreProblem) {
        database = try Schema.calls.open(path, readOnly: readOnly)
        // All that is read is of one moment, whatever somebody else writes meanwhile.
        if readOnly { try database.run("BEGIN") }
        readers = SQLiteReaders(path: path)
        table = SeriesTable(limits: limits)
        insertSegment =
            readOnly
            ? nil
            : try database.prepare("INSERT INTO segments (stored, count, calls) VALUES (?, ?, ?)")
        rollupReader = try RollupReader(database)
        selectStream = try database.prepare("SELECT state FROM streams WHERE id = ?")
        replaceRollup =
            readOnly ? nil : try database.prepare("REPLACE INTO rollups VALUES (?, ?, ?, ?)")
        try load()
        if !readOnly { try makeTotals() }
        try replay()
        try loadDoubts()
    }

    private mutating func load() throws(StoreProblem) {
        let names = try database.prepare("SELECT text FROM names ORDER BY id")
        while try names.step() { table.load(name: names.text(0)) }
        let series = try database.prepare(
            "SELECT server, method, tool, client, error, fault, source FROM series ORDER BY id")
        while try series.step() {
            table.load(
                SeriesKey(
                    server: Int32(series.int(0)), method: Int32(series.int(1)),
                    tool: Int32(series.int(2)), client: Int32(series.int(3)),
                    error: Int32(series.int(4)), fault: UInt8(series.int(5)),
                    source: CallSource(rawValue: UInt8(series.int(6))) ?? .reported))
        }
        try countStreams()
    }

    mutating func countStreams() throws(StoreProblem) {
        var counts = StreamCounts()
        let select = try database.prepare("SELECT server, count(*) FROM streams GROUP BY server")
        while try select.step() { counts.add(Int(select.int(1)), of: select.int(0)) }
        streams = counts
    }

    /// Remembers the latest ids, and gathers what the rollups do not hold yet.
    private mutating func replay() throws(StoreProblem) {
        let progress = try database.prepare("SELECT rolled FROM progress")
        let rolled = try progress.step() ? progress.int(0) : 0
        progress.reset()
        lastSegment = rolled
        let segments = try database.prepare(
            "SELECT id, calls FROM segments WHERE id >= ? ORDER BY id")
        segments.bind(1, try firstWorthRemembering(rolled))
        while try segments.step() {
            let id = segments.int(0)
            lastSegment = max(lastSegment, id)
            let isWhole = Segment.forEach(in: segments.bytes(1)) { call in
                if call.id != 0 { _ = seen.insert(call.id) }
                if id > rolled, table.keys.indices.contains(Int(call.series)) { tally(call) }
            }
            if !isWhole {
                throw StoreProblem(
                    code: .damaged,
                    description: "\(database.path): segment \(id) is damaged; "
                        + "move the file away to begin anew, or restore it from a copy")
            }
        }
    }

    /// The segment from which on ids are remembered; at least those beyond the rollups.
    private func firstWorthRemembering(_ rolled: Int64) throws(StoreProblem) -> Int64 {
        let sizes = try database.prepare("SELECT id, count FROM segments ORDER BY id DESC")
        defer { sizes.reset() }
        var (first, count) = (rolled, 0)
        while try sizes.step() {
            count += Int(sizes.int(1))
            first = sizes.int(0)
            if count > seen.capacity, first <= rolled { break }
        }
        return first
    }

    /// Adds latencies by minute to the rollups by minute and by hour.
    func addToRollups(_ minutes: [RollupKey: LatencySketch]) throws(StoreProblem) {
        guard let replaceRollup else { return }
        var hours: [RollupKey: LatencySketch] = [:]
        var added: [Int32: LatencySketch] = [:]
        for (key, sketch) in minutes {
            added[key.series, default: LatencySketch()].merge(sketch)
            let hour = Int32(Int64(key.minute).floorDivided(by: 60) * 60)
            hours[RollupKey(minute: hour, series: key.series), default: LatencySketch()]
                .merge(sketch)
        }
        for (step, sketches) in [(Int64(60), minutes), (3600, hours)] {
            // In the order of the key, so that pages are written one after the other.
            let sorted = sketches.sorted {
                ($0.key.minute, $0.key.series) < ($1.key.minute, $1.key.series)
            }
            for (key, sketch) in sorted {
                var merged = try rollupReader.sketch(step, key) ?? LatencySketch()
                merged.merge(sketch)
                replaceRollup.bind(1, step)
                replaceRollup.bind(2, Int64(key.minute))
                replaceRollup.bind(3, Int64(key.series))
                replaceRollup.bind(4, merged.encoded())
                try replaceRollup.run()
            }
        }
        try addToTotals(added)
    }

    private func addToTotals(_ added: [Int32: LatencySketch]) throws(StoreProblem) {
        let select = try database.prepare("SELECT sketch FROM totals WHERE series = ?")
        let replace = try database.prepare("REPLACE INTO totals VALUES (?, ?)")
        for (series, sketch) in added.sorted(by: { $0.key < $1.key }) {
            var total = sketch
            select.bind(1, Int64(series))
            if try select.step() {
                total.merge(try database.sketch(select.bytes(0)))
                select.reset()
            }
            replace.bind(1, Int64(series))
            replace.bind(2, total.encoded())
            try replace.run()
        }
    }

    /// Adds up the totals of a file that was written before there were any.
    func makeTotals() throws(StoreProblem) {
        let select = try database.prepare(
            "SELECT series, sketch FROM rollups WHERE step = 3600 "
                + "AND NOT EXISTS (SELECT 1 FROM totals)")
        var added: [Int32: LatencySketch] = [:]
        while try select.step() {
            added[Int32(select.int(0)), default: LatencySketch()]
                .merge(try database.sketch(select.bytes(1)))
        }
        if added.isEmpty { return }
        try database.transaction { () throws(StoreProblem) in try addToTotals(added) }
    }

    /// Counts a call until the rollups hold it.
    mutating func tally(_ call: Segment.Call) {
        pending[call.rollup, default: LatencySketch()].insert(nanoseconds: call.duration)
    }
}

extension Segment.Call {
    /// Where it is counted.
    var rollup: RollupKey {
        RollupKey(minute: Int32(clamping: Timestamp(nanoseconds: start).minute), series: series)
    }
}
