// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

private let engines = CallStoreTests.engines
private let now = Timestamp(nanoseconds: Int64(TestPoint.usualTime))
private let second: Int64 = 1_000_000_000
/// Twenty seconds before now.
private let minute = now.nanoseconds.floorDivided(by: 60 * second) * 60 * second
private let hour = now.nanoseconds.floorDivided(by: 3_600 * second) * 3_600 * second

@Suite("A store of calls that servers count")
struct MeasuredCallsTests {
    @Test("counts what came since a start that is known", arguments: engines)
    func knownStart(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        let start = now.nanoseconds - 600 * second
        let first = TestCount(count: 10, start: start, time: now.nanoseconds - 60 * second)
        #expect(try store.take(first).stored == 10)
        #expect(try store.calls() == 10)
        // The same again is no news, nor is what is older.
        for time in [first.time, first.time - 1] {
            let again = try store.take(TestCount(count: 10, start: start, time: time))
            #expect((again.stored, again.repeated) == (0, 1))
        }
        #expect(try store.take(TestCount(count: 17, start: start)).stored == 7)
        #expect(
            try store.take(TestCount(count: 17, start: start, time: now.nanoseconds + 1)).stored
                == 0)
        let found = try store.analytics()
        #expect(found.total.calls == 17)
        #expect(found.tools.map(\.name) == ["buy"])
        #expect(found.sources.counted.measured == 17)
        #expect(try store.servers() == ["shop"])
    }

    @Test("counts what a process that was never heard of counts first as of its last minute")
    func late() throws {
        for (start, isListening) in [(20, true), (20 * 60, true), (24 * 60, true), (2, false)]
            as [(Int64, Bool)]
        {
            let folder = try TemporaryFolder()
            // Either the process is older than whoever listens, which does so for long, or younger.
            let opened = now.nanoseconds - (isListening ? 600 : 150 * 60) * second
            let store = try SQLiteStore(
                folder: folder.path, opened: Timestamp(nanoseconds: opened))
            // Its spans may tell of the same calls.
            _ = try store.append([spans(1..<11, at: now.nanoseconds - 30 * second)], now: now)
            let count = TestCount(count: 10, start: now.nanoseconds - start * 60 * second)
            #expect(try store.take(count).stored == 10)
            #expect(try store.analytics("15m").sources.known.measured == 10)
            #expect(try store.analytics("24h").total.calls == 10)
            var older = TestCount(count: 10, start: now.nanoseconds - 86_401 * second)
            older.process = "2"
            #expect(try store.take(older).baselines == 1)
        }
    }

    @Test(
        "counts nothing of what a process counted before anybody listened, where its spans tell of it"
    )
    func before() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(
            folder: folder.path, opened: Timestamp(nanoseconds: now.nanoseconds - 60 * second))
        _ = try store.append([spans(1..<11, at: now.nanoseconds - 30 * second)], now: now)
        let start = now.nanoseconds - 3_600 * 6 * second
        let early = now.nanoseconds - 10 * second
        #expect(try store.take(TestCount(count: 50, start: start, time: early)).baselines == 1)
        #expect(try store.take(TestCount(count: 52, start: start)).stored == 2)
        #expect(try store.analytics("24h").total.calls == 10)
        // Of another server nothing else tells.
        var other = TestCount(count: 50, start: start)
        other.server = "counting"
        #expect(try store.take(other).stored == 50)
    }

    @Test(
        "only remembers where counts stood first, when it is not known since when",
        arguments: engines)
    func baseline(engine: CallStoreTests.Engine) throws {
        let time = now.nanoseconds - 60 * second
        for start in [nil, time, time + 1, time - 86_401 * second] {
            let folder = try TemporaryFolder()
            let store = try engine.open(folder.path)
            let first = try store.take(TestCount(count: 100, start: start, time: time))
            #expect((first.stored, first.baselines) == (0, 1))
            #expect(try store.calls() == 0)
            let next = try store.take(TestCount(count: 104, start: start))
            #expect((next.stored, next.baselines) == (4, 0))
            #expect(try store.calls() == 4)
        }
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        // A day is not too long.
        #expect(
            try store.take(TestCount(count: 5, start: time - 86_400 * second, time: time)).stored
                == 5)
    }

    @Test("begins anew where counts do, by another start or because they fell", arguments: engines)
    func resets(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        let start = now.nanoseconds - 600 * second
        func time(_ place: Int64) -> Int64 { now.nanoseconds - 300 * second + place * second }
        #expect(try store.take(TestCount(count: 10, start: start, time: time(0))).stored == 10)
        #expect(try store.take(TestCount(count: 3, start: time(10), time: time(60))).stored == 3)
        #expect(try store.take(TestCount(count: 4, start: time(10), time: time(120))).stored == 1)
        #expect(try store.calls() == 14)
        #expect(try store.take(TestCount(count: 50, time: time(0), process: "2")).baselines == 1)
        #expect(try store.take(TestCount(count: 52, time: time(60), process: "2")).stored == 2)
        #expect(try store.take(TestCount(count: 5, time: time(120), process: "2")).stored == 5)
        #expect(try store.take(TestCount(count: 6, time: time(180), process: "2")).stored == 1)
        #expect(try store.calls() == 22)
    }

    @Test("keeps processes apart that report in turn", arguments: engines)
    func processes(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        for turn: Int64 in 1...5 {
            let time = now.nanoseconds - (6 - turn) * 60 * second
            for (process, share) in [("1", 1), ("1", 10), ("2", 100)] as [(String, UInt64)] {
                // Two of them differ by nothing but their start.
                let start = now.nanoseconds - 3_600 * second - Int64(share)
                let count = TestCount(
                    count: share * UInt64(turn), start: start, time: time, process: process)
                #expect(try store.take(count).stored == Int(share))
            }
        }
        #expect(try store.calls() == 555)
    }

    @Test("adds up counts that begin anew each time, each once", arguments: engines)
    func deltas(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        func delta(_ count: UInt64, _ place: Int64) -> TestCount {
            let start = now.nanoseconds - (10 - place) * 60 * second
            return TestCount(count: count, start: start, time: start + 60 * second, temporality: 1)
        }
        do {
            let store = try engine.open(folder.path)
            #expect(try store.take(delta(3, 1)).stored == 3)
            #expect(try store.take(delta(3, 2)).stored == 3)
            #expect(try store.take(delta(3, 2)).repeated == 1)
            // One that was late is news all the same.
            #expect(try store.take(delta(5, 0)).stored == 5)
            // Within one request as well.
            let outcomes = try store.append(
                [delta(2, 3).batch, delta(2, 3).batch], now: now)
            #expect(outcomes.map(\.stored) == [2, 0])
            #expect(outcomes.map(\.repeated) == [0, 1])
        }
        let store = try engine.open(folder.path)
        for old in [delta(3, 1), delta(3, 2), delta(5, 0), delta(2, 3)] {
            let again = try store.take(old)
            #expect((again.stored, again.repeated) == (0, 1))
        }
        #expect(try store.calls() == 13)
    }

    @Test("goes on after a new start of its own", arguments: engines)
    func reopened(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let start = now.nanoseconds - 3_600 * second
        for turn: Int64 in 1...4 {
            let store = try engine.open(folder.path)
            let time = now.nanoseconds - (5 - turn) * 60 * second
            let count = TestCount(count: UInt64(turn) * 3, start: start, time: time)
            #expect(try store.take(count).stored == 3)
            #expect(try store.take(count).repeated == 1)
            try store.roll()
            try store.expire(now: now)
            #expect(try store.calls() == UInt64(turn) * 3)
        }
    }

    @Test("counts calls in the minutes in which they came", arguments: engines)
    func minutes(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        func counts() throws -> [Int64: UInt64] {
            var found: [Int64: UInt64] = [:]
            let range = try #require(TimeRange("12m", now: now))
            try store.read(
                server: "shop", method: nil, from: range.from, to: range.to, byMinute: true
            ) { row in
                #expect((row.source, row.step) == (.measured, 60))
                found[(row.start.nanoseconds - minute) / (60 * second), default: 0] +=
                    row.latency.count
            }
            return found
        }
        // Three quarters of it fall to the minute before.
        _ = try store.take(
            TestCount(count: 401, start: minute - 45 * second, time: minute + 15 * second))
        let last = try #require(try counts()[0])
        #expect((100...101).contains(last))
        #expect(try counts()[-1] == 401 - last)
        // What came up to the end of a minute is of that minute.
        _ = try store.take(
            TestCount(
                count: 7, start: minute - 300 * second, time: minute - 240 * second, process: "2"))
        #expect(try counts()[-5] == 7)
        #expect(try counts().keys.sorted() == [-5, -1, 0])
        _ = try store.take(TestCount(count: 5, start: nil, temporality: 1, process: "3"))
        #expect(try counts()[0] == last + 5)
    }

    @Test("refuses what is older than is kept, or of the future", arguments: engines)
    func outOfTime(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        let day = 86_400 * second
        for time in [now.nanoseconds - 401 * day, now.nanoseconds + 2 * day, 1, .max] {
            let outcome = try store.take(TestCount(count: 1, start: time - 1, time: time))
            #expect((outcome.stored, outcome.outOfTime, outcome.rejected) == (0, 1, 1))
        }
        // The sender's clock may yet be put right.
        #expect(try store.take(TestCount(count: 1, start: now.nanoseconds - 1)).stored == 1)
    }

    @Test("remembers no more streams than it may, until some fall silent", arguments: engines)
    func bounds(engine: CallStoreTests.Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        let start = now.nanoseconds - 60 * second
        var unremembered = 0
        for process in 0..<30 {
            let outcome = try store.take(TestCount(count: 1, start: start, process: "\(process)"))
            unremembered += outcome.unremembered
            #expect(outcome.stored + outcome.rejected == 1)
        }
        // Of each process it is remembered when it was heard, beside what it counts.
        #expect(unremembered == 20)
        #expect(try store.calls() == 10)
        // Those that are known go on.
        let next = TestCount(count: 3, start: start, time: now.nanoseconds + second, process: "0")
        #expect(try store.take(next).stored == 2)
        let other = TestCount(count: 1, start: start, process: "40")
        let open = try engine.open(folder.path)
        #expect(try open.take(other).unremembered == 1)
        let later = Timestamp(nanoseconds: now.nanoseconds + 31 * 86_400 * second)
        try open.expire(now: later)
        #expect(try open.take(other).stored == 1)
    }

    @Test("leaves other servers room for their streams, and says whose are too many")
    func shares() throws {
        let folder = try TemporaryFolder()
        var limits = CardinalityLimits()
        limits.streamsPerServer = 10
        let start = now.nanoseconds - 60 * second
        func isNoted(_ store: SQLiteStore) throws -> Bool {
            try store.analytics().notes.contains { $0.contains("more streams") }
        }
        do {
            let store = try SQLiteStore(folder: folder.path, limits: limits)
            for process in 0..<5 {
                let count = TestCount(count: 1, start: start, process: "\(process)")
                #expect(try store.take(count).stored == 1)
            }
            #expect(try !isNoted(store))
            let more = TestCount(count: 1, start: start, process: "5")
            #expect(try store.take(more).unremembered == 1)
            #expect(try isNoted(store))
            #expect(try store.calls() == 5)
        }
        // The same after a new start, and once all have fallen silent.
        let store = try SQLiteStore(folder: folder.path, limits: limits)
        #expect(try isNoted(store))
        let more = TestCount(count: 1, start: start, process: "6")
        #expect(try store.take(more).unremembered == 1)
        var other = TestCount(count: 3, start: start)
        other.server = "quiet"
        #expect(try store.take(other).stored == 3)
        #expect(try store.lastRefusal(of: "quiet") == nil)
        // What an hour was silent makes room for what is new.
        let hour = 3_700 * second
        var late = TestCount(count: 1, start: now.nanoseconds + hour - second, process: "7")
        late.time = now.nanoseconds + hour
        let outcome = try store.append(
            [late.batch], now: Timestamp(nanoseconds: now.nanoseconds + hour))
        #expect(outcome.map(\.stored) == [1])
        try store.expire(now: Timestamp(nanoseconds: now.nanoseconds + 31 * 86_400 * second))
        #expect(try store.take(more).stored == 1)
    }

    @Test("never ends the program, however many calls servers claim")
    func manyCalls() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let store = try SQLiteStore(folder: folder.path)
            let points = (0..<1_100).map { number in
                TestPoint(
                    .exponential(scale: 6, offset: -300, counts: [1 << 40]), tool: "tool\(number)")
            }
            for _ in 0..<2 {
                var delta = TestHistogram(points)
                delta.temporality = 1
                delta.points[0].start += 1
                let request = metricsRequest([TestMeter([delta]), TestMeter(service: "b", [delta])])
                _ = try store.append([try MetricsRequest.calls(in: request)], now: now)
            }
            _ = try store.analytics()
        }
    }
}
