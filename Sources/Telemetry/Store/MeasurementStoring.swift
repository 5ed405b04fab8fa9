// SPDX-License-Identifier: Apache-2.0

/// What the measurements of some batches change, until it is on disk.
struct MeasuredChanges {
    /// The streams that went on, and when each was measured last, in seconds since 1970.
    var streams: [UInt64: StreamState] = [:]
    /// The servers whose they are, by ``StreamCounts``.
    var owners: [UInt64: Int64] = [:]
    var newStreams = StreamCounts()
    /// The new ones, counted once.
    var seen: Set<UInt64> = []
    /// What they add to the rollups.
    var minutes: [RollupKey: LatencySketch] = [:]
    /// The servers that keep only a share of their calls, and when one was sent in seconds.
    var sampling: [Int32: Int64] = [:]
    /// The servers of which something was not taken, and when in seconds.
    var refusals: [Int32: Int64] = [:]

    var isEmpty: Bool { streams.isEmpty && sampling.isEmpty && refusals.isEmpty }
}

extension SQLiteStore {
    /// Finds out what the measurements of a batch add to those before.
    func take(
        _ batch: CallBatch, _ now: Timestamp, into changes: inout MeasuredChanges,
        _ outcome: inout AppendOutcome
    ) throws(StoreProblem) {
        for server in batch.sampling {
            // One whose calls were all out of time has no number, and needs none.
            guard let number = state.table.number(of: batch.names.text(server)) else { continue }
            changes.sampling[number] = now.second
        }
        let times = retention.times(now)
        var heard: [UInt64: Int64] = [:]
        var owners: [NameTable.Number: Int64] = [:]
        for measurement in batch.measurements {
            guard times.contains(measurement.time) else {
                outcome.outOfTime += 1
                continue
            }
            let owner =
                owners[measurement.server]
                ?? StreamCounts.server(batch.names.text(measurement.server))
            owners[measurement.server] = owner
            guard var stream = try remembered(measurement.stream, of: owner, now, &changes),
                let process = try remembered(measurement.process, of: owner, now, &changes)
            else {
                outcome.unremembered += 1
                if let number = state.table.number(of: batch.names.text(measurement.server)) {
                    changes.refusals[number] = now.second
                }
                continue
            }
            changes.owners[measurement.stream] = owner
            changes.owners[measurement.process] = owner
            // What is heard in this batch must not hide when the process was heard before it.
            let time = heard[measurement.process] ?? 0
            heard[measurement.process] = max(time, measurement.time)
            let circumstances = StreamState.Circumstances(
                heard: process.time > 0 ? process.time : nil, listening: opened.nanoseconds,
                isReported: { self.state.table.isReported(batch.names.text(measurement.server)) })
            switch stream.add(measurement, circumstances) {
            case .repeated: outcome.repeated += 1
            case .baseline:
                outcome.baselines += 1
                changes.streams[measurement.stream] = stream
            case .counts(let histogram, since: let start):
                changes.streams[measurement.stream] = stream
                let count = Int(clamping: histogram.count)
                guard count > 0 else { continue }
                let series = state.table.series(of: batch.names(of: measurement))
                if series.isOverflow { outcome.overflowed.add(clamped: count) }
                outcome.stored.add(clamped: count)
                for (minute, sketch) in histogram.byMinute(since: start, to: measurement.time) {
                    let key = RollupKey(minute: minute, series: series.number)
                    changes.minutes[key, default: LatencySketch()].merge(sketch)
                }
            }
        }
        for (process, time) in heard {
            var state = changes.streams[process] ?? StreamState()
            state.hear(at: time)
            changes.streams[process] = state
        }
    }

    /// Where a stream stands; `nil` for a new one when there are too many, in all or of its server.
    private func remembered(
        _ id: UInt64, of server: Int64, _ now: Timestamp, _ changes: inout MeasuredChanges
    ) throws(StoreProblem) -> StreamState? {
        if let known = changes.streams[id] { return known }
        if changes.seen.contains(id) { return StreamState() }
        let select = state.selectStream
        select.bind(1, Int64(bitPattern: id))
        defer { select.reset() }
        if try select.step() {
            // One that cannot be read is begun anew.
            return StreamState(encoded: select.bytes(0)) ?? StreamState()
        }
        if isFull(server, changes) {
            try forgetSilent(of: server, now)
            if isFull(server, changes) { return nil }
        }
        changes.newStreams.add(of: server)
        changes.seen.insert(id)
        return StreamState()
    }

    private func isFull(_ server: Int64, _ changes: MeasuredChanges) -> Bool {
        let all = state.streams.all + changes.newStreams.all
        let own = state.streams.count(of: server) + changes.newStreams.count(of: server)
        return all >= limits.streams || own >= limits.streamsPerServer
    }

    /// Makes room: processes that have ended leave streams behind, which nobody goes on with.
    ///
    /// A process that lives tells all of its streams every minute or so.
    private func forgetSilent(of server: Int64, _ now: Timestamp) throws(StoreProblem) {
        let isAllFull = state.streams.all >= limits.streams
        // It looks at all streams, so not with every point.
        let key = isAllFull ? 0 : server
        if let last = lastForgetting[key], now.second - last < 60 { return }
        lastForgetting[key] = now.second
        let whose = isAllFull ? "" : " AND server = \(server)"
        try state.database.run("DELETE FROM streams WHERE at < \(now.second - 3600)\(whose)")
        try state.countStreams()
    }

    /// Writes the changes, within a transaction.
    func save(_ changes: MeasuredChanges) throws(StoreProblem) {
        if changes.isEmpty { return }
        let database = state.database
        let streams = try database.prepare("REPLACE INTO streams VALUES (?, ?, ?, ?)")
        for (id, stream) in changes.streams.sorted(by: { $0.key < $1.key }) {
            streams.bind(1, Int64(bitPattern: id))
            streams.bind(2, stream.time.floorDivided(by: 1_000_000_000))
            streams.bind(3, stream.encoded())
            streams.bind(4, changes.owners[id] ?? 0)
            try streams.run()
        }
        for (table, moments) in [
            ("sampling", changes.sampling), ("refusals", changes.refusals),
        ] where !moments.isEmpty {
            let replace = try database.prepare("REPLACE INTO \(table) VALUES (?, ?)")
            for (server, second) in moments {
                replace.bind(1, Int64(server))
                replace.bind(2, second)
                try replace.run()
            }
        }
        try state.addToRollups(changes.minutes)
    }
}
