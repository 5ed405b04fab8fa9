// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Telemetry

@Suite("What the calls of a server came to")
struct AnalyticsTests {
    @Test("marks the steps that the range cuts, and those alone")
    func partialSteps() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        _ = try store.append(
            [spans(1..<2, at: usualNow.nanoseconds - 300_000_000_000)], now: usualNow)
        func found(_ from: Int64, _ to: Int64) throws -> ServerAnalytics {
            let hour = usualNow.minute / 60 * 60
            let range = TimeRange(
                from: Timestamp(minute: hour + from), to: Timestamp(minute: hour + to))
            return try ServerAnalytics(of: "shop", in: range, from: store, now: usualNow)
        }
        // It is the fourteenth minute of the hour.
        let whole = try found(-1_380, 14)
        #expect(whole.stepSeconds == 3_600)
        #expect(whole.steps.allSatisfy { !$0.isPartial })
        #expect(whole.steps.last?.isUnfinished == true)
        #expect(whole.json[["steps", "0"]]?.object?["partial"] == nil)
        let cut = try found(-1_390, -30)
        #expect(cut.steps.map(\.isPartial) == [true] + Array(repeating: false, count: 22) + [true])
        #expect(cut.json[["steps", "0", "partial"]] == true)
        let past = try found(-1_380, 2)
        #expect(past.steps.last?.isUnfinished == true)
        #expect(past.steps.last?.isPartial == true)
        let text = AnalyticsText.render(try found(-1_390, 14))
        #expect(text.contains("one mark is 1 h, the first one less\n"))
    }

    // MARK: - In a terminal

    /// The text about some calls, each of a tool and a client, or with a kind of error.
    private static func text(
        _ calls: [(tool: String, client: String, error: String)], server: String = "shop",
        width: Int = 80
    ) throws -> String {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        var batch = CallBatch()
        for call in calls {
            batch.calls.append(
                CallBatch.Call(
                    id: nil, start: usualNow.nanoseconds, duration: 5_000_000,
                    server: batch.names.number(of: server),
                    method: batch.names.number(of: "tools/call"),
                    tool: batch.names.number(of: call.tool),
                    client: batch.names.number(of: call.client),
                    error: batch.names.number(of: call.error), fault: Fault(error: call.error)))
        }
        _ = try store.append([batch], now: usualNow)
        let range = try #require(TimeRange("24h", now: usualNow))
        return AnalyticsText.render(
            try ServerAnalytics(of: server, in: range, from: store, now: usualNow), width: width)
    }

    @Test("fits a terminal, whatever the names", arguments: [40, 80, 120])
    func widths(width: Int) throws {
        let wide = String(repeating: "工具", count: 30)
        let long = String(repeating: "tool_", count: 40)
        let text = try Self.text(
            [(wide, long, ""), (long, "cli", ""), ("buy", "cli", long)], server: wide, width: width)
        let lines = text.split(separator: "\n").map { DisplayWidth.of(String($0)) }
        // The numbers of a table take 60 columns, and of a name some are always shown.
        #expect(lines.allSatisfy { $0 <= max(width, 80) }, "\(text)")
        if width == 120 { #expect(lines.contains { $0 > 100 }) }
        #expect(text.contains("工具工"))
        #expect(text.contains("…"))
    }

    @Test("counts one call as one, and says how many kinds of errors are not shown")
    func words() throws {
        let one = try Self.text([("buy", "", "")])
        #expect(one.contains("  1 call\n"))
        #expect(one.contains("  0 errors, "))
        let many = try Self.text((10..<35).map { ("buy", "", "error\($0)") })
        #expect(many.contains("  25 errors, "))
        #expect(many.contains("  1  error29\n  and 5 more; --format json for all\n"))
    }
}
