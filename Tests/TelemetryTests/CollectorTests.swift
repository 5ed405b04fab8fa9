// SPDX-License-Identifier: Apache-2.0

import HostSystem
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
        let gate = Handover<Void>()
        var limits = Collector.Limits()
        limits.waitingCalls = 3
        let collector = Collector(
            store: HeldStore(try SQLiteStore(folder: folder.path), until: gate), limits: limits,
            now: { .now })
        #expect(!collector.isFull)
        // One larger than all that may wait passes where nothing waits, and then nothing else does.
        let first = Task { try await collector.take(Self.batch(5)) }
        try await Self.wait(for: 5, in: collector)
        #expect(collector.isFull)
        await #expect(throws: Collector.Refusal.busy) {
            _ = try await collector.take(Self.batch(1))
        }
        gate.give(())
        #expect(try await first.value.stored == 5)
        #expect(!collector.isFull)
        let second = Task { try await collector.take(Self.batch(2)) }
        try await Self.wait(for: 2, in: collector)
        await #expect(throws: Collector.Refusal.busy) {
            _ = try await collector.take(Self.batch(2))
        }
        #expect(!collector.isFull)
        gate.give(())
        #expect(try await second.value.stored == 2)
        #expect(collector.counters.refusedBusy == 2)
        await collector.close()
    }

    private static func wait(for calls: Int, in collector: Collector) async throws {
        let isWaiting = try await ProcessTable.eventually {
            collector.counters.waitingCalls == calls
        }
        try #require(isWaiting)
    }

    /// So many calls without ids.
    private static func batch(_ count: Int) -> CallBatch {
        var batch = CallBatch()
        batch.calls = Array(
            repeating: CallBatch.Call(
                id: nil, start: Timestamp.now.nanoseconds, duration: 1,
                server: batch.names.number(of: "shop"),
                method: batch.names.number(of: "tools/call"),
                tool: batch.names.number(of: "buy"), client: 0, error: 0, fault: nil),
            count: count)
        return batch
    }

    @Test("stores what comes while somebody asks a long question, which is about what was before")
    func longQuestion() async throws {
        let folder = try TemporaryFolder()
        let collector = Collector(store: try SQLiteStore(folder: folder.path), now: { .now })
        _ = try await collector.take(Self.batch(1))
        let (asked, gate) = (Handover<Void>(), Handover<Void>())
        @Sendable func question(_ reading: any CallReading) throws(StoreProblem) -> UInt64 {
            var count: UInt64 = 0
            try reading.read(
                server: "shop", method: nil, from: Timestamp(nanoseconds: 0),
                to: Timestamp(nanoseconds: .max), byMinute: true
            ) { count += $0.latency.count }
            return count
        }
        let answer = Task {
            try await collector.ask { reading throws(StoreProblem) in
                asked.give(())
                gate.take()
                return try question(reading)
            }
        }
        await SystemThread.run { asked.take() }
        #expect(try await collector.take(Self.batch(2)).stored == 2)
        let next = Task { try await collector.ask(question) }
        gate.give(())
        #expect(try await answer.value == 1)
        #expect(try await next.value == 3)
        await collector.close()
        await #expect(throws: Collector.Refusal.closed) { _ = try await collector.ask(question) }
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
            await #expect(throws: Collector.Refusal.self) {
                _ = try await collector.take(Self.batch(1))
            }
            #expect(collector.counters.lastProblem != nil)
            try other.run("ROLLBACK")
        }
        let isOver = try await ProcessTable.eventually {
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
