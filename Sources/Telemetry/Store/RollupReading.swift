// SPDX-License-Identifier: Apache-2.0

extension SQLiteStore {
    /// See ``CallStore/servers()``.
    public func servers() throws(StoreProblem) -> [String] {
        let numbers = Set(state.table.keys.map(\.server))
        return numbers.map { state.table.names[Int($0)] }.sorted()
    }

    /// See ``CallStore/read(server:method:from:to:_:)``; whole hours are read by the hour.
    public func read(
        server: String, method: String?, from: Timestamp, to: Timestamp,
        _ body: (RollupRow) -> Void
    ) throws(StoreProblem) {
        guard let number: Int32 = state.table.number(of: server) else { return }
        let wanted = method.map { state.table.number(of: $0) ?? -1 }
        let table = state.table
        func row(_ series: Int64, _ step: Int, _ minute: Int64, _ sketch: LatencySketch) {
            let key = table.keys[Int(series)]
            body(
                RollupRow(
                    start: Timestamp(nanoseconds: minute * 60_000_000_000), step: step,
                    method: table.names[Int(key.method)], tool: table.names[Int(key.tool)],
                    client: table.names[Int(key.client)], error: table.names[Int(key.error)],
                    fault: Fault(rawValue: key.fault), latency: sketch))
        }
        let chosen = Set(
            table.keys.enumerated().lazy
                .filter { $1.server == number && (wanted == nil || $1.method == wanted) }
                .map { Int64($0.offset) })
        if chosen.isEmpty { return }
        // Whole hours from the rollups by hour, what is left at both ends by minute.
        let first = from.nanoseconds.floorDivided(by: 60_000_000_000)
        let last = (to.nanoseconds - 1).floorDivided(by: 60_000_000_000) + 1
        let firstHour = min((first + 59).floorDivided(by: 60) * 60, last)
        let lastHour = max(last.floorDivided(by: 60) * 60, firstHour)
        for (step, range) in [
            (60, first..<firstHour), (3600, firstHour..<lastHour), (60, lastHour..<last),
        ] where !range.isEmpty {
            // Few series among many are looked up one by one, many are met on the way.
            let isFew = chosen.count * 4 < table.keys.count
            try isFew
                ? lookUp(chosen.sorted(), step, range, row) : scan(chosen, step, range, row)
        }
        for (key, sketch) in state.pending where chosen.contains(Int64(key.series)) {
            if (first..<last).contains(Int64(key.minute)) {
                row(Int64(key.series), 60, Int64(key.minute), sketch)
            }
        }
    }

    private func scan(
        _ chosen: Set<Int64>, _ step: Int, _ range: Range<Int64>,
        _ body: (Int64, Int, Int64, LatencySketch) -> Void
    ) throws(StoreProblem) {
        let select = try state.database.prepare(
            "SELECT at, series, sketch FROM rollups WHERE step = ? AND at >= ? AND at < ?")
        select.bind(1, Int64(step))
        select.bind(2, range.lowerBound)
        select.bind(3, range.upperBound)
        while try select.step() {
            guard chosen.contains(select.int(1)) else { continue }
            body(select.int(1), step, select.int(0), try sketch(select.bytes(2)))
        }
    }

    private func lookUp(
        _ chosen: [Int64], _ step: Int, _ range: Range<Int64>,
        _ body: (Int64, Int, Int64, LatencySketch) -> Void
    ) throws(StoreProblem) {
        let select = state.selectRollup
        for minute in stride(from: range.lowerBound, to: range.upperBound, by: step / 60) {
            for series in chosen {
                select.bind(1, Int64(step))
                select.bind(2, minute)
                select.bind(3, series)
                guard try select.step() else { continue }
                defer { select.reset() }
                body(series, step, minute, try sketch(select.bytes(0)))
            }
        }
    }

    private func sketch(_ bytes: [UInt8]) throws(StoreProblem) -> LatencySketch {
        if let sketch = LatencySketch(encoded: bytes) { return sketch }
        throw StoreProblem(code: .damaged, description: "\(path): a rollup is damaged")
    }
}
