// SPDX-License-Identifier: Apache-2.0

/// Keeps calls in an SQLite file.
///
/// What is taken in goes to `segments` in one commit that is on disk before ``append(_:now:)`` returns.
/// The rollups follow every few seconds; until then they are in memory, and are made again from the
/// segments when the process ends before.
public final class SQLiteStore: CallStore {
    /// The file's name in the folder of the data.
    public static let fileName = "calls.sqlite"

    /// How long the counts of a server that has fallen silent are remembered.
    private static let streamDays: Int64 = 30

    private let path: String
    private let isReadOnly: Bool
    let limits: CardinalityLimits
    let retention: Retention
    let opened: Timestamp
    var state: SQLiteState
    /// Spans of outer servers that came lately.
    private var outerSpans = SeenCalls(capacity: 500_000)
    /// When silent streams of a server were forgotten last, in seconds since 1970.
    var lastForgetting: [Int64: Int64] = [:]
    /// Whether memory may say what the file does not, since a commit was refused.
    private var isStale = false

    /// Opens the data in a folder.
    ///
    /// - Parameters:
    ///   - readOnly: whether another process may be writing to it.
    ///   - opened: since when somebody listens to those who send calls.
    public init(
        folder: String, readOnly: Bool = false, limits: CardinalityLimits = CardinalityLimits(),
        retention: Retention = Retention(), opened: Timestamp = .now
    ) throws(StoreProblem) {
        path = folder + "/" + Self.fileName
        isReadOnly = readOnly
        self.limits = limits
        self.retention = retention
        self.opened = opened
        state = try SQLiteState(path: path, readOnly: readOnly, limits: limits)
    }

    // MARK: - Taking in

    /// See ``CallStore/append(_:now:)``; one commit for all batches.
    public func append(
        _ batches: [CallBatch], now: Timestamp
    ) throws(StoreProblem) -> [AppendOutcome] {
        try refresh()
        var changes = CallChanges()
        changes.log.reserveCapacity(batches.reduce(0) { $0 + $1.calls.count })
        var measured = MeasuredChanges()
        for batch in batches { for span in batch.outer { _ = outerSpans.insert(span) } }
        do throws(StoreProblem) {
            var outcomes: [AppendOutcome] = []
            for batch in batches {
                var outcome = take(batch, now, into: &changes)
                try take(batch, now, into: &measured, &outcome)
                outcomes.append(outcome)
            }
            takeBack(below: batches, into: &changes)
            if let last = outcomes.indices.last {
                outcomes[last].delegated += changes.doubts.inner.count
            }
            if !changes.isEmpty || !measured.isEmpty { try commit(changes, measured, now) }
            return outcomes
        } catch {
            // What was taken into memory is not on disk: only the disk counts. Until it can be read
            // again nothing is taken, or what is handed in once more would pass for known.
            isStale = true
            throw error
        }
    }

    /// What calls change, until it is on disk.
    private struct CallChanges {
        /// What the log gets.
        var log: [Segment.Call] = []
        var doubts = DoubtChanges()

        var isEmpty: Bool { log.isEmpty && doubts.isEmpty }
    }

    private func take(
        _ batch: CallBatch, _ now: Timestamp, into changes: inout CallChanges
    ) -> AppendOutcome {
        var outcome = AppendOutcome()
        let times = retention.times(now)
        var known: [CallBatch.Series: (number: Int32, isOverflow: Bool)] = [:]
        for call in batch.calls {
            guard times.contains(call.start) else {
                outcome.outOfTime += 1
                continue
            }
            if call.parent != 0, outerSpans.contains(call.parent) {
                outcome.delegated += 1
                continue
            }
            let id = call.id?.word ?? 0
            if id != 0, !state.seen.insert(id) {
                outcome.repeated += 1
                continue
            }
            let series = known[call.series] ?? state.table.series(of: batch.names(of: call))
            known[call.series] = series
            if series.isOverflow { outcome.overflowed += 1 }
            outcome.stored += 1
            let kept = Segment.Call(
                series: series.number, start: call.start, duration: call.duration, id: id)
            let isDoubted =
                call.parent != 0 && id != 0
                && state.doubts.count + changes.doubts.added.count < DoubtfulCalls.most
            guard isDoubted else {
                changes.log.append(kept)
                continue
            }
            changes.doubts.added.append(
                DoubtfulCalls.Entry(
                    call: kept, parent: call.parent,
                    server: state.table.keys[Int(series.number)].server, stored: now.second))
        }
        return outcome
    }

    /// Takes back calls that some batches show to be part of others.
    private func takeBack(below batches: [CallBatch], into changes: inout CallChanges) {
        if state.doubts.count == 0 { return }
        changes.doubts.inner = state.doubts.inner(below: Set(batches.lazy.flatMap(\.outer)))
    }

    /// See ``CallStore/settle(now:)``.
    public func settle(now: Timestamp) throws(StoreProblem) {
        try refresh()
        var changes = CallChanges()
        changes.doubts.settled = state.doubts.settled(at: now.second)
        if changes.isEmpty { return }
        changes.log = changes.doubts.settled.map(\.call)
        do throws(StoreProblem) {
            try commit(changes, MeasuredChanges(), now)
        } catch {
            isStale = true
            throw error
        }
    }

    /// See ``CallStore/probe()``.
    public func probe() throws(StoreProblem) {
        try refresh()
        try state.database.checkPlace()
        try state.database.checkRoom()
        try state.database.transaction { () throws(StoreProblem) in
            try state.database.run("UPDATE progress SET rolled = rolled")
        }
    }

    private func commit(
        _ changes: CallChanges, _ measured: MeasuredChanges, _ now: Timestamp
    ) throws(StoreProblem) {
        guard let insert = state.insertSegment else {
            throw StoreProblem(code: .failed, description: "\(path) is open for reading only")
        }
        let database = state.database
        let table = state.table
        try database.checkPlace()
        try database.transaction { () throws(StoreProblem) in
            try Self.save(table, in: database)
            try save(measured)
            try changes.doubts.save(in: database)
            guard !changes.log.isEmpty else { return }
            insert.bind(1, now.second)
            insert.bind(2, Int64(changes.log.count))
            insert.bind(3, Segment.packed(changes.log))
            try insert.run()
        }
        state.table.markSaved()
        state.streams += measured.newStreams
        if !changes.log.isEmpty { state.lastSegment = database.lastInsertedRow }
        state.doubts.remove(changes.doubts.removed)
        for entry in changes.doubts.added { state.doubts.add(entry) }
        for call in changes.log { state.tally(call) }
    }

    private static func save(
        _ table: SeriesTable, in database: Database
    ) throws(StoreProblem) {
        if table.newNames > 0 {
            let insert = try database.prepare("INSERT INTO names VALUES (?, ?)")
            for id in (table.names.count - table.newNames)..<table.names.count {
                insert.bind(1, Int64(id))
                insert.bind(2, table.names[id])
                try insert.run()
            }
        }
        if table.newSeries > 0 {
            let insert = try database.prepare("INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            for id in (table.keys.count - table.newSeries)..<table.keys.count {
                let key = table.keys[id]
                let values = [key.server, key.method, key.tool, key.client, key.error]
                insert.bind(1, Int64(id))
                for (place, value) in values.enumerated() {
                    insert.bind(Int32(place + 2), Int64(value))
                }
                insert.bind(7, Int64(key.fault))
                insert.bind(8, Int64(key.source.rawValue))
                try insert.run()
            }
        }
    }

    /// Reads the file again after a refused commit.
    private func refresh() throws(StoreProblem) {
        guard isStale else { return }
        state = try SQLiteState(path: path, readOnly: isReadOnly, limits: limits)
        isStale = false
    }

    /// What the file says, and what was taken since it was last rolled up.
    func current() throws(StoreProblem) -> SQLiteState {
        try refresh()
        return state
    }

    // MARK: - Rolling up

    /// See ``CallStore/roll()``.
    public func roll() throws(StoreProblem) {
        try refresh()
        guard !state.pending.isEmpty else { return }
        let state = state
        let last = state.lastSegment
        try state.database.transaction { () throws(StoreProblem) in
            try state.addToRollups(state.pending)
            try state.database.run("UPDATE progress SET rolled = \(last)")
        }
        self.state.pending.removeAll(keepingCapacity: true)
    }

    /// See ``CallStore/expire(now:)``.
    public func expire(now: Timestamp) throws(StoreProblem) {
        let seconds = now.second
        let database = state.database
        let retention = retention
        let minutes = (seconds - Int64(retention.minuteDays) * 86_400) / 60
        // Single calls that are not in the rollups yet must stay.
        try database.transaction { () throws(StoreProblem) in
            try database.run(
                """
                DELETE FROM streams WHERE at < \(seconds - Self.streamDays * 86_400);
                DELETE FROM segments WHERE stored < \(seconds - Int64(retention.callHours) * 3600)
                    AND id <= (SELECT rolled FROM progress);
                DELETE FROM rollups WHERE step = 60 AND at < \(minutes);
                UPDATE progress SET minutes = max(
                    CASE WHEN minutes > \(seconds / 60) THEN 0 ELSE minutes END, \(minutes));
                DELETE FROM rollups WHERE step = 3600
                    AND at < \((seconds - Int64(retention.hourDays) * 86_400) / 60);
                """)
        }
        try state.countStreams()
    }
}

extension CallBatch {
    /// What calls of a batch are told apart by, in the batch's own numbers.
    fileprivate struct Series: Hashable {
        let server, method, tool, client, error: NameTable.Number
    }
}

extension CallBatch.Call {
    fileprivate var series: CallBatch.Series {
        CallBatch.Series(
            server: server, method: method, tool: tool, client: client, error: error)
    }
}
