// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

@Suite("A collector")
struct CollectorTests {
    @Test("takes nothing where too much waits or where it has ended, and counts the former")
    func refusals() async throws {
        let folder = try TemporaryFolder()
        var limits = Collector.Limits()
        limits.waitingRequests = 0
        let collector = Collector(
            store: try SQLiteStore(folder: folder.path), limits: limits, now: { .now })
        let busy = await #expect(throws: Collector.Refusal.self) {
            _ = try await collector.take(CallBatch())
        }
        #expect(busy == .busy)
        #expect(collector.isFull)
        #expect(collector.counters.refusedBusy == 1)
        #expect((collector.counters.requests, collector.counters.waitingCalls) == (0, 0))
        await collector.close()
        let closed = await #expect(throws: Collector.Refusal.self) {
            _ = try await collector.take(CallBatch())
        }
        #expect(closed == .closed)
        #expect(collector.counters.refusedBusy == 1)
    }

    @Test("is full only where a single call would be refused")
    func full() async throws {
        let folder = try TemporaryFolder()
        let collector = Collector(store: try SQLiteStore(folder: folder.path), now: { .now })
        #expect(!collector.isFull)
        await collector.close()
    }

    @Test("finds out by itself that something can be stored again")
    func recovery() async throws {
        let folder = try TemporaryFolder()
        var limits = Collector.Limits()
        limits.rollSeconds = 1
        let collector = Collector(
            store: try SQLiteStore(folder: folder.path), limits: limits, now: { .now })
        let path = folder.path(SQLiteStore.fileName)
        do {
            let other = try Database(path: path)
            try other.run("BEGIN IMMEDIATE")
            var batch = CallBatch()
            batch.calls = [
                CallBatch.Call(
                    id: nil, start: Timestamp.now.nanoseconds, duration: 1,
                    server: batch.names.number(of: "shop"),
                    method: batch.names.number(of: "tools/call"),
                    tool: batch.names.number(of: "buy"), client: 0, error: 0, fault: nil)
            ]
            await #expect(throws: Collector.Refusal.self) { _ = try await collector.take(batch) }
            #expect(collector.counters.lastProblem != nil)
            try other.run("ROLLBACK")
        }
        let isOver = try await ProcessTable.eventually(within: .seconds(60)) {
            collector.counters.lastProblem == nil
        }
        #expect(isOver)
        await collector.close()
    }

    @Test("counts all that a batch takes in memory")
    func sizes() {
        var batch = CallBatch()
        #expect(batch.isEmpty && batch.size == 0)
        batch.outer = [1, 2, 3]
        #expect(!batch.isEmpty && batch.size == 3)
    }
}
