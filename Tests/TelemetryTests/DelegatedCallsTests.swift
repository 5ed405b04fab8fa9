// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

/// Servers that are mounted into others, whose spans come one request after the other.
@Suite("Calls that FastMCP's servers hand on")
struct DelegatedCallsTests {
    private static let now = Timestamp(nanoseconds: 1_790_000_000_000_000_000)

    /// A span of FastMCP 3; those of inner servers look like those of outer ones.
    private func span(
        _ number: UInt64, under parent: UInt64, _ server: String, _ method: String = "tools/call",
        tool: String = "add"
    ) -> TestSpan {
        var span = TestSpan(
            "\(method) \(tool)", number: number,
            [
                TestAttribute("mcp.method.name", .string(method)),
                TestAttribute("gen_ai.tool.name", .string(tool)),
                TestAttribute("fastmcp.server.name", .string(server)),
            ])
        span.start = UInt64(Self.now.nanoseconds) - 1_000_000_000
        span.end = span.start + 1_000
        span.parent = parent
        return span
    }

    private func delegate(_ number: UInt64, under parent: UInt64) -> TestSpan {
        var span = TestSpan("delegate add", number: number)
        span.parent = parent
        span.kind = 1
        return span
    }

    /// Outer, middle and inner server; 9 is the client's span.
    private var spans: [TestSpan] {
        [
            span(1, under: 9, "outer", tool: "a_b_add"), delegate(2, under: 1),
            span(3, under: 2, "middle", tool: "b_add"), delegate(4, under: 3),
            span(5, under: 4, "inner"),
        ]
    }

    private func read(_ span: TestSpan) throws -> CallBatch {
        let resource = TestResource(service: "shop", [TestScope("fastmcp", [span])])
        return try TraceRequest.calls(in: traceRequest([resource]))
    }

    private func analytics(_ store: any CallStore) throws -> ServerAnalytics {
        let range = try #require(TimeRange("1h", now: Self.now))
        return try ServerAnalytics(of: "shop", in: range, from: store, now: Self.now)
    }

    private func totals(_ store: any CallStore) throws -> UInt64 {
        var count: UInt64 = 0
        try store.readTotals { count += $1.count }
        return count
    }

    @Test("are counted once, whichever span comes first", arguments: [false, true])
    func orders(isReopened: Bool) throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<20 {
            let folder = try TemporaryFolder()
            var store = try SQLiteStore(folder: folder.path)
            // As it happens, spans come in the order in which they end; a store that was opened anew
            // knows no spans of before.
            let ordered = isReopened ? spans.reversed() : spans.shuffled(using: &random)
            var delegated = 0
            for span in ordered {
                let batch = try read(span)
                delegated += batch.notes.delegated
                let outcome = try store.append([batch], now: Self.now)
                delegated += outcome.reduce(0) { $0 + $1.delegated }
                if isReopened { store = try SQLiteStore(folder: folder.path) }
            }
            let found = try analytics(store)
            #expect(found.total.calls == 1)
            #expect(found.tools.map(\.name) == ["a_b_add"])
            #expect(delegated == 2)
        }
    }

    @Test("are counted once when all come at the same time")
    func together() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        let batches = try spans.reversed().map { try read($0) }
        _ = try store.append(batches, now: Self.now)
        #expect(try analytics(store).total.calls == 1)
        // And when they are sent again.
        _ = try store.append(batches, now: Self.now)
        #expect(try analytics(store).total.calls == 1)
    }

    @Test("are taken back once, however often it is said what they are part of")
    func takenBackOnce() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        _ = try store.append([read(span(3, under: 2, "inner"))], now: Self.now)
        let outer = try read(delegate(2, under: 1))
        let outcomes = try store.append([outer, outer, outer], now: Self.now)
        #expect(outcomes.reduce(0) { $0 + $1.delegated } == 1)
        #expect(try totals(store) == 0)
    }

    @Test("are counted once when a list is asked for, which nothing delegates")
    func lists() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        for span in [
            span(3, under: 2, "inner", "tools/list"), span(2, under: 1, "middle", "tools/list"),
            span(1, under: 9, "outer", "tools/list"),
        ] {
            _ = try store.append([read(span)], now: Self.now)
        }
        #expect(try analytics(store).otherRequests == 1)
    }

    @Test("are two where a tool itself calls another server")
    func callsOfTools() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        for span in [span(2, under: 1, "asked"), span(1, under: 9, "asking", tool: "ask")] {
            _ = try store.append([read(span)], now: Self.now)
        }
        #expect(try analytics(store).total.calls == 2)
    }

    @Test("are not doubted where FastMCP 4 marks them, whatever is above")
    func marks() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        var outer = span(3, under: 2, "outer")
        outer.attributes.append(TestAttribute("fastmcp.span.seam", .bool(true)))
        _ = try store.append([read(outer)], now: Self.now)
        _ = try store.append([read(delegate(2, under: 1))], now: Self.now)
        #expect(try analytics(store).total.calls == 1)
    }

    @Test("count at once, and for good when nobody takes them back")
    func settled() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        let call = try read(span(3, under: 2, "lonely"))
        let outcome = try store.append([call], now: Self.now)
        #expect(outcome.map(\.stored) == [1])
        #expect(try analytics(store).total.calls == 1)
        try store.roll()
        #expect(try totals(store) == 0)
        #expect(try SQLiteStore(folder: folder.path, readOnly: true).servers() == ["shop"])
        #expect(try store.append([call], now: Self.now).map(\.repeated) == [1])
        let later = Timestamp(nanoseconds: Self.now.nanoseconds + 61_000_000_000)
        try store.settle(now: later)
        try store.roll()
        #expect(try totals(store) == 1)
        #expect(try analytics(store).total.calls == 1)
        // A call that the log has is not taken back.
        _ = try store.append([read(delegate(2, under: 1))], now: later)
        #expect(try analytics(store).total.calls == 1)
        #expect(try analytics(SQLiteStore(folder: folder.path)).total.calls == 1)
    }

    /// As many calls as there may be doubts about, and ten more.
    private func manyCalls(below parent: (Int) -> UInt64) -> CallBatch {
        var batch = CallBatch()
        for number in 0..<(DoubtfulCalls.most + 10) {
            batch.calls.append(
                CallBatch.Call(
                    id: CallID(high: 7, low: UInt64(number)), start: Self.now.nanoseconds - 1,
                    duration: 1, server: batch.names.number(of: "shop"),
                    method: batch.names.number(of: "tools/call"),
                    tool: batch.names.number(of: "add"), client: 0, error: 0, fault: nil,
                    parent: parent(number)))
        }
        return batch
    }

    @Test("are doubted within limits")
    func limits() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        let batch = manyCalls { UInt64($0) + 1 }
        _ = try store.append([batch], now: Self.now)
        #expect(try analytics(store).total.calls == UInt64(batch.calls.count))
        var outer = CallBatch()
        outer.outer = Set((1...UInt64(batch.calls.count)))
        let outcome = try store.append([outer], now: Self.now)
        #expect(outcome.map(\.delegated) == [DoubtfulCalls.most])
        #expect(try analytics(store).total.calls == 10)
    }

    @Test("are settled in no time, however many are below one span")
    func siblings() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        let batch = manyCalls { _ in 1 }
        _ = try store.append([batch], now: Self.now)
        let later = Timestamp(nanoseconds: Self.now.nanoseconds + 61_000_000_000)
        let time = try ThreadTime.measure { try store.settle(now: later) }
        // To look at all for each of them takes minutes.
        #expect(time < .seconds(20))
        #expect(try analytics(store).total.calls == UInt64(batch.calls.count))
    }
}
