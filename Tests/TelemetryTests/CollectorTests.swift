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
}
