// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Telemetry

private let engines = CallStoreTests.engines
private let now = usualNow.nanoseconds
private let second: Int64 = 1_000_000_000
private let hour = now.floorDivided(by: 3_600 * second) * 3_600 * second

/// What came in the minute before a moment.
private func delta(_ count: UInt64, at time: Int64, method: String = "tools/call") -> TestCount {
    TestCount(
        count: count, start: time - 60 * second, time: time, temporality: 1, method: method)
}

/// Does something before what was taken is in the rollups, and again after.
private func beforeAndAfterRolling(_ store: any CallStore, _ body: () throws -> Void) throws {
    try body()
    try store.roll()
    try body()
}

@Suite("A server that reports its calls and counts them too")
struct CountingOnceTests {
    @Test("is known by its spans where they are all there", arguments: engines)
    func both(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        _ = try store.append([spans(1..<41, at: now - 600 * second)], now: usualNow)
        let alone = try store.analytics()
        #expect(alone.total.calls == 40)
        #expect(!alone.sources.isMeasuredUsed)
        _ = try store.take(delta(40, at: now - 560 * second))
        try beforeAndAfterRolling(store) { () throws in
            let found = try store.analytics()
            #expect(found.total == alone.total)
            #expect((found.sources.known.reported, found.sources.known.measured) == (40, 40))
            #expect((found.sources.counted.reported, found.sources.counted.measured) == (40, 0))
            #expect(!found.sources.isMeasuredUsed)
            #expect(found.notes == alone.notes)
        }
    }

    @Test("is known by its counts where the spans are but a share", arguments: engines)
    func share(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        _ = try store.append([spans(1..<41, at: now - 600 * second)], now: usualNow)
        _ = try store.take(delta(400, at: now - 560 * second))
        let found = try store.analytics()
        #expect(found.total.calls == 400)
        #expect(found.sources.isMeasuredUsed)
        #expect(found.notes.contains { $0.contains("only 40 calls") && $0.contains("count 400") })
        #expect(found.notes.contains { $0.contains("own metrics") })
        #expect(found.steps.reduce(0) { $0 + $1.numbers.calls } == 400)
        // Most of them are not all, but a few that are missing yet are no share.
        _ = try store.append([spans(41..<351, at: now - 600 * second)], now: usualNow)
        #expect(try store.analytics().total.calls == 400)
        _ = try store.append([spans(351..<391, at: now - 600 * second)], now: usualNow)
        let most = try store.analytics()
        #expect(most.total.calls == 390)
        #expect(!most.sources.isMeasuredUsed)
    }

    @Test("is counted in the same way whatever the range", arguments: engines)
    func sampler(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        // Of a thousand calls an hour a sampler keeps 85 of 100.
        for place: Int64 in 0..<4 {
            let start = hour - place * 3_600 * second - 1_800 * second
            let first = UInt64(place) * 1_000 + 1
            _ = try store.append([spans(first..<(first + 850), at: start)], now: usualNow)
            _ = try store.take(delta(1_000, at: start + 60 * second))
        }
        try beforeAndAfterRolling(store) { () throws in
            for (range, calls, spans) in [
                ("1h", 1_000, "850"), ("6h", 4_000, "3,400"), ("7d", 4_000, "3,400"),
            ] as [(String, UInt64, String)] {
                let found = try store.analytics(range)
                #expect(found.total.calls == calls, "\(range)")
                #expect(found.notes.contains { $0.contains("only \(spans) calls") })
            }
        }
    }

    @Test("says how exact its latencies are only where that is known", arguments: engines)
    func exactness(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        _ = try store.append([spans(1..<41, at: now - 600 * second)], now: usualNow)
        let alone = try store.analytics()
        #expect(alone.json[["latency", "relativeError"]]?.number?.double == 0.0054)
        #expect(AnalyticsText.render(alone).contains("(±0.54 %)"))
        _ = try store.take(delta(400, at: now - 560 * second))
        let counted = try store.analytics()
        for path in [["latency"], ["before", "latency"], ["tools", "0", "latency"]] {
            #expect(counted.json[JSONPointer(path + ["relativeError"])] == JSONValue.null)
        }
        #expect(!AnalyticsText.render(counted).contains("±"))
        #expect(AnalyticsText.render(counted).contains("p95"))
    }

    @Test("may have changed from the one to the other", arguments: engines)
    func changed(engine: CallStoreTests.Engine) throws {
        for (calls, counts) in [(30, 20), (20, 30), (3, 40)] as [(UInt64, UInt64)] {
            let folder = try TemporaryFolder()
            let store = try engine.open(folder.path)
            let then = hour - 5 * 3_600 * second
            _ = try store.append([spans(1..<(calls + 1), at: then)], now: usualNow)
            _ = try store.take(delta(counts, at: now - 60 * second))
            try beforeAndAfterRolling(store) { () throws in
                #expect(try store.calls() == calls + counts)
            }
        }
    }

    @Test("may have changed from one hour to the next", arguments: engines)
    func changedSoon(engine: CallStoreTests.Engine) throws {
        for (calls, counts) in [(100, 50), (50, 100), (1, 1)] as [(UInt64, UInt64)] {
            let folder = try TemporaryFolder()
            let store = try engine.open(folder.path)
            let then = hour - 3 * 3_600 * second + 1_800 * second
            _ = try store.append([spans(1..<(calls + 1), at: then)], now: usualNow)
            _ = try store.take(delta(counts, at: then + 3_600 * second))
            try beforeAndAfterRolling(store) { () throws in
                for range in ["6h", "24h", "7d"] {
                    let found = try store.analytics(range)
                    #expect(found.total.calls == calls + counts, "\(range)")
                    #expect(found.sources.counted.measured == counts)
                    #expect(found.relativeError == nil)
                    #expect(found.notes.contains { $0.contains("of these calls \(counts) are") })
                }
            }
        }
    }

    @Test("may have instances that only count", arguments: engines)
    func instances(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        _ = try store.append([spans(1..<61, at: now - 600 * second)], now: usualNow)
        var count = delta(40, at: now - 560 * second)
        count.process = "b"
        _ = try store.take(count)
        let found = try store.analytics()
        #expect(found.total.calls == 60)
        let note = try #require(found.notes.first { $0.contains("instances") })
        #expect(note.contains("only 40 calls"))
        #expect(note.contains("tell of 60"))
    }

    @Test("is counted by its spans where the counts of calls before fall into the range")
    func edges() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        // The range of an hour begins between the calls and half of their counts.
        let start = usualNow.minute * 60 * second - 3_540 * second
        _ = try store.append([spans(1..<31, at: start - 50 * second)], now: usualNow)
        _ = try store.append([spans(31..<36, at: start + 70 * second)], now: usualNow)
        _ = try store.take(delta(30, at: start + 30 * second))
        _ = try store.take(delta(5, at: start + 90 * second))
        let found = try store.analytics("1h")
        #expect(found.total.calls == 5)
        #expect(!found.sources.isMeasuredUsed)
    }

    @Test("of which a few spans stand at the end of an hour is counted once", arguments: engines)
    func sampledBurst(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        _ = try store.append([spans(1..<4, at: hour - 5 * second)], now: usualNow)
        _ = try store.take(delta(30, at: hour + 60 * second))
        try beforeAndAfterRolling(store) { () throws in
            for range in ["6h", "24h"] {
                #expect(try store.analytics(range).total.calls == 30)
            }
        }
    }

    @Test("is counted once across hours of which the minutes are gone", arguments: engines)
    func withoutMinutes(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        let end = hour - 20 * 86_400 * second
        _ = try store.append([spans(1..<31, at: end - 100 * second)], now: usualNow)
        _ = try store.take(
            TestCount(count: 30, start: end, time: end + 60 * second, temporality: 1))
        try store.roll()
        for _ in 1...2 {
            for length in [2, 3, 40] as [Int64] {
                let range = TimeRange(
                    from: Timestamp(nanoseconds: end - 3_600 * second),
                    to: Timestamp(nanoseconds: end + length * 3_600 * second))
                let found = try ServerAnalytics(
                    of: "shop", in: range, from: store, now: usualNow)
                #expect(found.total.calls == 30)
            }
            try store.expire(now: usualNow)
        }
    }

    @Test("is counted once where its counts come in the next hour", arguments: engines)
    func burst(engine: CallStoreTests.Engine) throws {
        for start in [0, 5, 60] {
            let folder = try TemporaryFolder()
            let store = try engine.open(folder.path)
            _ = try store.append([spans(1..<31, at: hour - 5 * second)], now: usualNow)
            let count = TestCount(
                count: 30, start: hour - Int64(start) * second, time: hour + 60 * second,
                temporality: 1)
            _ = try store.take(count)
            for range in ["1h", "6h", "24h"] {
                #expect(try store.analytics(range).total.calls == 30)
            }
            try store.roll()
            #expect(try store.calls() == 30)
        }
    }

    @Test("is not said to send a share because it counts other requests too", arguments: engines)
    func otherMethods(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        _ = try store.append([spans(1..<41, at: now - 600 * second)], now: usualNow)
        for (method, count) in [("tools/call", 40), ("tools/list", 90)] as [(String, UInt64)] {
            _ = try store.take(delta(count, at: now - 560 * second, method: method))
        }
        let found = try store.analytics()
        #expect(found.total.calls == 40)
        #expect(!found.sources.isMeasuredUsed)
        #expect(!found.notes.contains { $0.contains("share") })
    }

    // MARK: - Samples

    @Test("may say that it sends only a share", arguments: engines)
    func sampled(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        func isNoted(_ store: any CallStore) throws -> Bool {
            try store.analytics().notes.contains { $0.contains("only a share") }
        }
        _ = try store.append([spans(1..<5, at: now - 600 * second)], now: usualNow)
        #expect(try !isNoted(store))
        #expect(try store.lastSampling(of: "shop") == nil)
        let sample = try spans(5..<9, at: now - 500 * second, state: "ot=th:8")
        _ = try store.append([sample], now: usualNow)
        #expect(try isNoted(store))
        #expect(try isNoted(engine.open(folder.path)))
        #expect(try store.lastSampling(of: "shop") == usualNow)
        #expect(try store.lastSampling(of: "other") == nil)
        #expect(try store.analytics().total.calls == 8)
        // With its own counts nothing is missing.
        _ = try store.take(delta(80, at: now - 480 * second))
        #expect(try !isNoted(store))
        #expect(try store.analytics().total.calls == 80)
    }

    @Test("makes no names by spans that are not taken")
    func names() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        for number in 0..<50 {
            var batch = try spans(1..<2, at: second, state: "ot=th:8")
            let server = batch.names.number(of: "server\(number)")
            batch.calls[0].server = server
            batch.sampling = [server]
            #expect(try store.append([batch], now: usualNow)[0].outOfTime == 1)
        }
        #expect(store.state.table.names.count < 10)
    }
}
