// SPDX-License-Identifier: Apache-2.0

extension SQLiteStore {
    /// See ``CallStore/servers()``.
    public func servers() throws(StoreProblem) -> [String] {
        let table = try current().table
        let numbers = Set(table.keys.map(\.server))
        return numbers.map { table.names[Int($0)] }.sorted()
    }

    /// See ``CallStore/origin()``.
    public func origin() throws(StoreProblem) -> StoreOrigin {
        let select = try current().database.prepare("SELECT started, instance FROM origin")
        defer { select.reset() }
        _ = try select.step()
        return StoreOrigin(
            started: Timestamp(nanoseconds: select.int(0)), instance: select.text(1))
    }

    /// See ``CallStore/readTotals(_:)``; what is not in the rollups yet is left out.
    public func readTotals(
        _ body: (RollupRow.Names, LatencySketch) -> Void
    ) throws(StoreProblem) {
        let state = try current()
        let names = state.table.names
        let select = try state.database.prepare("SELECT series, sketch FROM totals")
        while try select.step() {
            let key = state.table.keys[Int(select.int(0))]
            body(
                RollupRow.Names(
                    server: names[Int(key.server)], method: names[Int(key.method)],
                    tool: names[Int(key.tool)], client: names[Int(key.client)],
                    error: names[Int(key.error)], source: key.source),
                try state.sketch(select.bytes(1)))
        }
    }

    /// See ``CallStore/sources(of:)``.
    public func sources(of server: String) throws(StoreProblem) -> Set<CallSource> {
        let table = try current().table
        guard let number = table.number(of: server) else { return [] }
        return Set(table.keys.lazy.filter { $0.server == number }.map(\.source))
    }

    /// See ``CallStore/lastSampling(of:)``.
    public func lastSampling(of server: String) throws(StoreProblem) -> Timestamp? {
        try moment("sampling", server)
    }

    /// See ``CallStore/lastRefusal(of:)``.
    public func lastRefusal(of server: String) throws(StoreProblem) -> Timestamp? {
        try moment("refusals", server)
    }

    /// When something happened last to a server.
    private func moment(_ table: String, _ server: String) throws(StoreProblem) -> Timestamp? {
        let state = try current()
        guard let number = state.table.number(of: server) else { return nil }
        let select = try state.database.prepare("SELECT at FROM \(table) WHERE server = ?")
        select.bind(1, Int64(number))
        defer { select.reset() }
        return try select.step() ? Timestamp(nanoseconds: select.int(0) * 1_000_000_000) : nil
    }

    /// See ``CallStore/read(server:method:from:to:byMinute:_:)``; else whole hours are read by the hour.
    public func read(
        server: String, method: String?, from: Timestamp, to: Timestamp, byMinute: Bool,
        _ body: (RollupRow) -> Void
    ) throws(StoreProblem) {
        let state = try current()
        let table = state.table
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
        let firstHour = byMinute ? last : min((first + 59).floorDivided(by: 60) * 60, last)
        let lastHour = max(last.floorDivided(by: 60) * 60, firstHour)
        for (step, range) in [
            (60, first..<firstHour), (3600, firstHour..<lastHour), (60, lastHour..<last),
        ] where !range.isEmpty {
            // Few series among many are looked up one by one, many are met on the way.
            let isFew = chosen.count * 4 < table.keys.count
            try isFew
                ? Self.lookUp(state, chosen.sorted(), step, range, row)
                : Self.scan(state, chosen, step, range, row)
        }
        for minutes in [state.pending, state.doubts.minutes(of: number)] {
            for (key, sketch) in minutes where chosen.contains(Int64(key.series)) {
                if (first..<last).contains(Int64(key.minute)) {
                    row(Int64(key.series), 60, Int64(key.minute), sketch)
                }
            }
        }
    }

    private static func scan(
        _ state: SQLiteState, _ chosen: Set<Int64>, _ step: Int, _ range: Range<Int64>,
        _ body: (Int64, Int, Int64, LatencySketch) -> Void
    ) throws(StoreProblem) {
        let select = try state.database.prepare(
            "SELECT at, series, sketch FROM rollups WHERE step = ? AND at >= ? AND at < ?")
        select.bind(1, Int64(step))
        select.bind(2, range.lowerBound)
        select.bind(3, range.upperBound)
        while try select.step() {
            guard chosen.contains(select.int(1)) else { continue }
            body(select.int(1), step, select.int(0), try state.sketch(select.bytes(2)))
        }
    }

    private static func lookUp(
        _ state: SQLiteState, _ chosen: [Int64], _ step: Int, _ range: Range<Int64>,
        _ body: (Int64, Int, Int64, LatencySketch) -> Void
    ) throws(StoreProblem) {
        for minute in stride(from: range.lowerBound, to: range.upperBound, by: step / 60) {
            for series in chosen {
                let key = RollupKey(minute: Int32(clamping: minute), series: Int32(series))
                guard let sketch = try state.rollup(Int64(step), key) else { continue }
                body(series, step, minute, sketch)
            }
        }
    }
}
