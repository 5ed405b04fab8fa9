// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@testable import Telemetry

/// What every engine that keeps calls must do; a second one joins ``engines``.
@Suite("A store of calls")
struct CallStoreTests {
    /// A way to open a store in a folder.
    struct Engine: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let open: @Sendable (_ folder: String) throws -> any CallStore
    }

    static let engines = [
        Engine(testDescription: "SQLite") { folder in
            var limits = CardinalityLimits()
            limits.servers = 3
            limits.seriesPerServer = 20
            limits.streams = 20
            return try SQLiteStore(folder: folder, limits: limits)
        }
    ]

    private static let now = Timestamp(nanoseconds: 1_790_000_000_000_000_000)

    private static func batch(
        _ calls: [(tool: String, id: String?, minutesAgo: Int64)]
    ) -> CallBatch {
        var batch = CallBatch()
        for call in calls { add(call.tool, call.id, call.minutesAgo, server: "shop", to: &batch) }
        return batch
    }

    private static func add(
        _ tool: String, _ id: String?, _ minutesAgo: Int64, server: String,
        to batch: inout CallBatch
    ) {
        batch.calls.append(
            CallBatch.Call(
                id: id.map { CallID(event: $0, server: server) },
                start: now.nanoseconds - minutesAgo * 60_000_000_000, duration: 5_000_000,
                server: batch.names.number(of: server),
                method: batch.names.number(of: "tools/call"), tool: batch.names.number(of: tool),
                client: 0, error: 0, fault: nil))
    }

    private func analytics(
        _ store: any CallStore, _ range: String, server: String = "shop"
    ) throws -> ServerAnalytics {
        let range = try #require(TimeRange(range, now: Self.now))
        return try ServerAnalytics(of: server, in: range, from: store, now: Self.now)
    }

    @Test("gives steps that are shorter than an hour their own calls", arguments: engines)
    func shortSteps(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        let minutes: [Int64] = [20, 95, 200, 340]
        _ = try store.append(
            [Self.batch(minutes.map { ("buy", "\($0)", $0) })], now: Self.now)
        try store.roll()
        let found = try analytics(store, "6h")
        #expect(found.stepSeconds == 900)
        #expect(found.total.calls == 4)
        for minute in minutes {
            let start = Self.now.nanoseconds - minute * 60_000_000_000
            let step = found.steps.last { $0.start.nanoseconds <= start }
            #expect(step?.numbers.calls == 1, "\(minute) minutes ago")
        }
    }

    @Test(
        "lets others read what it had taken at one moment, whatever comes then", arguments: engines)
    func reading(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        _ = try store.append([Self.batch([("buy", "1", 300)])], now: Self.now)
        try store.roll()
        // Some are in the rollups, some are not.
        _ = try store.append([Self.batch([("buy", "2", 5)])], now: Self.now)
        let readings = try [store.reading(), store.reading()]
        _ = try store.append([Self.batch([("buy", "3", 5), ("sell", "4", 5)])], now: Self.now)
        try store.roll()
        _ = try store.append([Self.batch([("buy", "5", 300)])], now: Self.now)
        let range = try #require(TimeRange("6h", now: Self.now))
        for reading in readings {
            let found = try ServerAnalytics(of: "shop", in: range, from: reading, now: Self.now)
            #expect(found.total.calls == 2)
            #expect(found.tools.map(\.name) == ["buy"])
        }
        #expect(try analytics(store, "6h").total.calls == 5)
        let latest = try store.reading()
        let found = try ServerAnalytics(of: "shop", in: range, from: latest, now: Self.now)
        #expect(found.total.calls == 5)
    }

    @Test("finds what little there is in the longest range, among many series", arguments: engines)
    func longRange(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        var batch = CallBatch()
        let days: [Int64] = [0, 1, 40, 399]
        for day in days { Self.add("buy", nil, day * 1_440 + 7, server: "shop", to: &batch) }
        for tool in 0..<10 { Self.add("\(tool)", nil, 7, server: "other", to: &batch) }
        _ = try store.append([batch], now: Self.now)
        for _ in 1...2 {
            let found = try analytics(store, "4000d")
            #expect(found.total.calls == UInt64(days.count))
            #expect(found.steps.count { $0.numbers.calls > 0 } > 1)
            try store.roll()
        }
    }

    @Test("gives what it took, before and after the rollups and a new start", arguments: engines)
    func takes(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        let batch = Self.batch([("buy", "1", 1), ("buy", "2", 2), ("look", nil, 90)])
        let outcomes = try store.append([batch, Self.batch([("buy", "3", 0)])], now: Self.now)
        #expect(outcomes.map(\.stored) == [3, 1])
        func check(_ store: any CallStore) throws {
            #expect(try store.servers() == ["shop"])
            let day = try analytics(store, "24h")
            #expect(day.total.calls == 4)
            #expect(day.tools.map(\.name) == ["buy", "look"])
            #expect(day.tools.map(\.numbers.calls) == [3, 1])
            #expect(try analytics(store, "60m").total.calls == 3)
            #expect(try analytics(store, "60m").before.calls == 1)
            #expect(day.steps.reduce(0) { $0 + $1.numbers.calls } == 4)
        }
        try check(store)
        try check(engine.open(folder.path))
        try store.roll()
        try check(store)
        try check(engine.open(folder.path))
    }

    @Test("counts a call once, however often and when it is handed in", arguments: engines)
    func repeats(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let batch = Self.batch([("buy", "1", 1), ("buy", "1", 1), ("buy", "2", 1)])
        do {
            let store = try engine.open(folder.path)
            let outcome = try #require(try store.append([batch], now: Self.now).first)
            #expect((outcome.stored, outcome.repeated) == (2, 1))
        }
        let store = try engine.open(folder.path)
        let outcome = try #require(try store.append([batch], now: Self.now).first)
        #expect((outcome.stored, outcome.repeated) == (0, 3))
        #expect(try analytics(store, "1h").total.calls == 2)
    }

    @Test("counts late calls where they belong", arguments: engines)
    func late(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        _ = try store.append([Self.batch([("buy", nil, 3000)])], now: Self.now)
        try store.roll()
        _ = try store.append([Self.batch([("buy", nil, 3000)])], now: Self.now)
        try store.roll()
        #expect(try analytics(store, "7d").total.calls == 2)
        #expect(try analytics(store, "24h").total.calls == 0)
        #expect(try analytics(store, "2d").before.calls == 2)
    }

    @Test("refuses what is older than is kept, or of the future", arguments: engines)
    func outOfTime(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        let batch = Self.batch([("buy", nil, 401 * 1440), ("buy", nil, -2000), ("buy", nil, 5)])
        let outcome = try #require(try store.append([batch], now: Self.now).first)
        #expect((outcome.stored, outcome.outOfTime) == (1, 2))
    }

    @Test("counts names beyond the limits together, and loses no call", arguments: engines)
    func overflow(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        let many = Self.batch((0..<50).map { ("tool\($0)", nil, 1) })
        let outcome = try #require(try store.append([many], now: Self.now).first)
        #expect(outcome.stored == 50)
        #expect(outcome.overflowed > 0)
        let found = try analytics(store, "1h")
        #expect(found.total.calls == 50)
        #expect(found.tools.first?.name == CardinalityLimits.otherName)
        #expect(found.notes.contains { $0.contains(CardinalityLimits.otherName) })
        var servers = CallBatch()
        for server in 0..<10 { Self.add("buy", nil, 1, server: "s\(server)", to: &servers) }
        _ = try store.append([servers], now: Self.now)
        #expect(try store.servers().count <= 4)
        // Few series among many are read in another way than many.
        try store.roll()
        let total = try store.servers().reduce(0) { total, server in
            total + (try analytics(store, "1h", server: server).total.calls)
        }
        #expect(total == 60)
    }

    @Test("forgets single calls and old rollups, and keeps the numbers", arguments: engines)
    func expiry(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        _ = try store.append([Self.batch([("buy", "1", 100)])], now: Self.now)
        // What is not in the rollups must survive however old it is.
        let later = Timestamp(nanoseconds: Self.now.nanoseconds + 30 * 3_600_000_000_000)
        try store.expire(now: later)
        #expect(try analytics(store, "7d").total.calls == 1)
        try store.roll()
        try store.expire(now: later)
        #expect(try analytics(store, "7d").total.calls == 1)
        let open = try engine.open(folder.path)
        #expect(try analytics(open, "7d").total.calls == 1)
        // Without its single calls nothing is left to tell a repeated one by.
        #expect(try open.append([Self.batch([("buy", "1", 100)])], now: Self.now)[0].stored == 1)
    }

    @Test("shows whole hours where nothing shorter is kept any more", arguments: engines)
    func hoursOnly(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        // Ten minutes apart, for six hours, twenty days ago; and one now.
        let age: Int64 = 20 * 1_440
        let now = Self.now.minute
        let hour = (now - age).floorDivided(by: 60) * 60
        var batch = CallBatch()
        for number in 0..<36 as Range<Int64> {
            Self.add("buy", nil, now - (hour + number * 10), server: "shop", to: &batch)
        }
        Self.add("buy", nil, 3, server: "shop", to: &batch)
        _ = try store.append([batch], now: Self.now)
        try store.roll()
        func found(_ from: Int64, _ to: Int64) throws -> ServerAnalytics {
            let range = TimeRange(
                from: Timestamp(minute: hour + from), to: Timestamp(minute: hour + to))
            return try ServerAnalytics(of: "shop", in: range, from: store, now: Self.now)
        }
        #expect(try store.startOfMinutes() == nil)
        #expect(try found(30, 90).total.calls == 6)
        #expect(try found(30, 90).stepSeconds == 300)
        try store.expire(now: Self.now)
        #expect(try store.startOfMinutes() != nil)
        for (from, to, calls, before) in [
            (60, 120, 6, 6), (60, 180, 12, 6), (0, 360, 36, 0), (240, 1_440, 12, 24),
            (180, 360, 18, 18),
        ] as [(Int64, Int64, UInt64, UInt64)] {
            let exact = try found(from, to)
            #expect((exact.total.calls, exact.before.calls) == (calls, before), "\(from) to \(to)")
            #expect(exact.stepSeconds >= 3_600)
            #expect(!exact.isRounded)
        }
        // Where a part of an hour is asked for, all of it is shown, and this is said.
        let part = try found(90, 150)
        #expect(part.total.calls == 12)
        #expect(part.range.from.minute == hour + 60 && part.range.to.minute == hour + 180)
        #expect(part.notes.contains { $0.contains("by whole hours") })
        #expect(try analytics(store, "15m").total.calls == 1)
        #expect(try analytics(store, "15m").stepSeconds == 60)
        #expect(try analytics(store, "4w").total.calls == 37)
        // A clock that was ahead for a while leaves no mark once it is right.
        try store.expire(
            now: Timestamp(nanoseconds: Self.now.nanoseconds + 20 * 86_400_000_000_000))
        #expect(try store.startOfMinutes().map { $0 > Self.now } == true)
        try store.expire(now: Self.now)
        #expect(try store.startOfMinutes().map { $0 > Self.now } == false)
    }

    @Test("knows a server by its own name, however it had to be kept", arguments: engines)
    func names(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        let long = String(repeating: "é", count: 300)
        for name in ["two\nlines \u{202E}", long] {
            let event: JSONValue = ["server": .string(name), "tool": "t", "durationMs": 3]
            let batch = try CallEvents.calls(in: JSONWriter.bytes(event), now: Self.now)
            _ = try store.append([batch], now: Self.now)
            let kept = try #require(try store.serverName(name))
            #expect(kept != name)
            #expect(try store.serverName(kept) == kept)
            for asked in [name, kept] {
                let found = try analytics(store, "1h", server: asked)
                #expect(found.server == kept)
                #expect(found.total.calls == 1)
            }
        }
        #expect(try store.serverName("nobody") == nil)
    }

    @Test("keeps kinds of errors and their causes apart", arguments: engines)
    func errors(engine: Engine) throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        var batch = Self.batch([("buy", nil, 1), ("buy", nil, 1)])
        for error in ["tool_error", "tool_error", "NotFoundError"] {
            Self.add("buy", nil, 1, server: "shop", to: &batch)
            batch.calls[batch.calls.count - 1].error = batch.names.number(of: error)
            batch.calls[batch.calls.count - 1].fault = Fault(error: error)
        }
        _ = try store.append([batch], now: Self.now)
        let found = try analytics(store, "1h")
        #expect((found.total.calls, found.total.errors) == (5, 3))
        #expect(found.isBreached)
        #expect(found.errors.map(\.name) == ["tool_error", "NotFoundError"])
        #expect(found.faults.map(\.fault) == [.caller, .tool])
        #expect(found.faults.map(\.errors) == [1, 2])
        let kinds = found.json[["errorTypes"]]?.array ?? []
        #expect(kinds.map { $0[["calls"]]?.number?.int } == [2, 1])
        let slowest = kinds.map { $0[["latency", "max"]]?.number?.double }
        #expect(slowest == [5, 5])
    }
}

@Suite("A file of calls")
struct SQLiteStoreTests {
    @Test("that is none is refused with its name")
    func garbage() throws {
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: "no database ", count: 100), to: SQLiteStore.fileName)
        do {
            _ = try SQLiteStore(folder: folder.path)
            Issue.record("a damaged file was opened")
        } catch {
            #expect(error.code == .damaged)
            #expect(error.description.contains(SQLiteStore.fileName))
        }
    }

    @Test("that is removed while it is in use takes nothing more, and is begun anew")
    func removed() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        let now = Timestamp(nanoseconds: 1_790_000_000_000_000_000)
        func batch(_ id: UInt64) -> CallBatch {
            var batch = CallBatch()
            batch.calls = [
                CallBatch.Call(
                    id: CallID(high: 1, low: id), start: now.nanoseconds, duration: 1,
                    server: batch.names.number(of: "shop"),
                    method: batch.names.number(of: "tools/call"),
                    tool: batch.names.number(of: "buy"), client: 0, error: 0, fault: nil)
            ]
            return batch
        }
        _ = try store.append([batch(1)], now: now)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            try FileManager.default.removeItem(atPath: folder.path(file))
        }
        do {
            _ = try store.append([batch(2)], now: now)
            Issue.record("a call was taken that nobody will find")
        } catch {
            #expect(error.description.hasSuffix("was removed or replaced while it was in use"))
        }
        #expect(try store.append([batch(2)], now: now).map(\.stored) == [1])
        let range = try #require(TimeRange("1h", now: Timestamp(nanoseconds: now.nanoseconds + 1)))
        let found = try ServerAnalytics(
            of: "shop", in: range, from: SQLiteStore(folder: folder.path), now: now)
        #expect(found.total.calls == 1)
    }

    @Test("that refuses a commit and cannot be read again takes nothing until it can")
    func refused() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        var batch = CallBatch()
        batch.calls = [
            CallBatch.Call(
                id: CallID(event: "1", server: "shop"), start: 1_790_000_000_000_000_000,
                duration: 1, server: batch.names.number(of: "shop"),
                method: batch.names.number(of: "tools/call"),
                tool: batch.names.number(of: "buy"), client: 0, error: 0, fault: nil)
        ]
        let now = Timestamp(nanoseconds: 1_790_000_000_000_000_000)
        let path = folder.path(SQLiteStore.fileName)
        do {
            let other = try Database(path: path)
            try other.run("BEGIN IMMEDIATE")
            #expect(throws: StoreProblem.self) { try store.append([batch], now: now) }
            try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
            // A folder in its place cannot be opened as a file.
            try folder.write("", to: SQLiteStore.fileName + "/nothing")
            for _ in 0..<2 {
                #expect(throws: StoreProblem.self) { try store.append([batch], now: now) }
                #expect(throws: StoreProblem.self) { try store.servers() }
            }
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        }
        let outcome = try #require(try store.append([batch], now: now).first)
        #expect((outcome.stored, outcome.repeated) == (1, 0))
        #expect(try store.servers() == ["shop"])
    }

    @Test("that does not exist is not made by reading")
    func missing() throws {
        let folder = try TemporaryFolder()
        #expect(throws: StoreProblem.self) {
            try SQLiteStore(folder: folder.path, readOnly: true)
        }
        #expect(try folder.names() == [])
    }
}
