// SPDX-License-Identifier: Apache-2.0

import Scoring
import TestSupport
import Testing

@testable import Service
@testable import Telemetry

/// Models of the page, filled from a store with calls whose numbers are known.
enum DashboardSample {
    static let now = Timestamp(nanoseconds: 1_790_000_000_000_000_000)
    /// What nobody would call a server, unless to harm the page.
    static let hostile = "<script>alert(1)</script>\"'&\u{202E}gnp\u{0}\n</main>"

    /// The same as a collector keeps it.
    static let kept = NameTable.clean(hostile)

    /// 1,200 calls in 24 hours, 84 of them errors, and as many hostile names as there are places.
    static func model(alerts: Bool = false) throws -> DashboardModel {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        var batch = CallBatch()
        for number in 0..<1200 {
            let kind = number % 50 < 3 ? "timeout" : number % 100 == 20 ? "tool_error" : ""
            add("shop", number % 3 == 0 ? "buy" : "look", kind, minutes: number, to: &batch)
        }
        for number in 0..<7 {
            add(kept, hostile, number < 2 ? hostile : "", minutes: number * 60, to: &batch)
        }
        _ = try store.append([batch], now: now)
        try store.roll()
        var model = DashboardModel(now: now, range: "24h")
        for name in ["shop", hostile, "quiet"] {
            let range = try #require(TimeRange("24h", now: now))
            model.servers.append(
                try ServerAnalytics(of: name, in: range, from: store, now: now))
        }
        model.serverCount = 3
        model.deliveries = [
            .init(name: "lake", kind: .otlp, isHealthy: true, sentence: "", waiting: 0),
            .init(
                name: hostile, kind: .webhook, isHealthy: false,
                sentence: "last answer 503 three minutes ago", waiting: 12),
        ]
        model.cards = [
            .init(
                server: "shop", quality: .init(points: 74, grade: .C), security: nil,
                date: "2026-09-20"),
            .init(
                server: kept, quality: nil, security: .init(points: 93, grade: .A),
                date: hostile),
        ]
        if alerts { model.alerts = Self.alerts }
        return model
    }

    static let alerts: [DashboardModel.Alert] = [
        .init(
            sentence: "7.0 % of the calls failed", server: "shop", rule: "errors",
            since: Timestamp(nanoseconds: now.nanoseconds - 43 * 60_000_000_000)),
        .init(
            sentence: hostile, server: hostile, rule: hostile,
            since: Timestamp(nanoseconds: .min)),
    ]

    private static func add(
        _ server: String, _ tool: String, _ error: String, minutes: Int, to batch: inout CallBatch
    ) {
        batch.calls.append(
            CallBatch.Call(
                id: nil, start: now.nanoseconds - Int64(minutes) * 60_000_000_000,
                duration: UInt64(minutes + 1) * 1_000_000,
                server: batch.names.number(of: server),
                method: batch.names.number(of: "tools/call"), tool: batch.names.number(of: tool),
                client: batch.names.number(of: "client"), error: batch.names.number(of: error),
                fault: Fault(error: error)))
    }
}
