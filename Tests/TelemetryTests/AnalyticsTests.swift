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
}
