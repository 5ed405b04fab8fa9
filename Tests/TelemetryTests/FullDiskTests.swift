// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

@Suite("A store on a full disk")
struct FullDiskTests {
    private static let now = Timestamp(nanoseconds: 1_790_000_000_000_000_000)

    /// Calls with ids, each of a tool of its own, so that they need room.
    private static func batch(_ numbers: Range<Int>) -> CallBatch {
        var batch = CallBatch()
        for number in numbers {
            batch.calls.append(
                CallBatch.Call(
                    id: CallID(event: "\(number)", server: "shop"), start: now.nanoseconds,
                    duration: UInt64(number + 1) * 1_000,
                    server: batch.names.number(of: "shop"),
                    method: batch.names.number(of: "tools/call"),
                    tool: batch.names.number(of: "tool \(number) of those that need room"),
                    client: 0, error: 0, fault: nil))
        }
        return batch
    }

    private static func calls(_ store: SQLiteStore) throws -> UInt64 {
        let range = try #require(TimeRange("1h", now: now))
        return try ServerAnalytics(of: "shop", in: range, from: store, now: now).total.calls
    }

    /// Lets the file grow no further; a connection that is opened anew knows nothing of it.
    private static func fill(_ store: SQLiteStore) throws {
        try store.current().database.run("PRAGMA max_page_count = 1")
    }

    @Test("refuses what has no room, keeps what it took, and goes on once there is room")
    func refuses() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        #expect(try store.append([Self.batch(0..<300)], now: Self.now)[0].stored == 300)
        for _ in 0..<3 {
            try Self.fill(store)
            let problem = #expect(throws: StoreProblem.self) {
                try store.append([Self.batch(300..<900)], now: Self.now)
            }
            #expect(problem?.code == .full)
            #expect(problem?.description.contains("make room on the disk") == true)
            #expect(try Self.calls(store) == 300)
        }
        // What was acknowledged is there for a new process too.
        #expect(try Self.calls(SQLiteStore(folder: folder.path)) == 300)
        let outcome = try #require(
            try store.append([Self.batch(200..<900)], now: Self.now).first)
        #expect((outcome.stored, outcome.repeated) == (600, 100))
        #expect(try Self.calls(store) == 900)
    }

    @Test("answers from memory what the rollups have no room for, until they have")
    func rollups() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        #expect(try store.append([Self.batch(0..<300)], now: Self.now)[0].stored == 300)
        try Self.fill(store)
        for _ in 0..<2 {
            let problem = #expect(throws: StoreProblem.self) { try store.roll() }
            #expect(problem?.code == .full)
            #expect(try Self.calls(store) == 300)
        }
        try store.current().database.run("PRAGMA max_page_count = 1000000")
        try store.roll()
        #expect(try Self.calls(store) == 300)
        #expect(try Self.calls(SQLiteStore(folder: folder.path)) == 300)
    }
}
