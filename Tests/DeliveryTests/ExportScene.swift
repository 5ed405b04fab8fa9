// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Delivery
@testable import Telemetry

/// A store of calls, an outbox beside it, and a clock that is stepped by hand.
final class ExportScene {
    let folder: TemporaryFolder
    var store: SQLiteStore
    let outbox: Outbox
    var destination = Destination(name: "it", url: "http://127.0.0.1/v1/metrics")
    var now = Timestamp(nanoseconds: Timestamp.now.nanoseconds + 1_000_000_000)

    init(_ temporality: Destination.Temporality = .cumulative) throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(folder: folder.path)
        outbox = try Outbox(folder: folder.path)
        destination.temporality = temporality
    }

    func step(seconds: Int64 = 60) {
        now = Timestamp(nanoseconds: now.nanoseconds + seconds * 1_000_000_000)
    }

    /// Calls as spans and events report them.
    func add(_ tool: String, _ count: Int = 1, error: String = "", server: String = "shop") throws {
        var batch = CallBatch()
        for _ in 0..<count {
            batch.calls.append(
                CallBatch.Call(
                    id: nil, start: now.nanoseconds, duration: 5_000_000,
                    server: batch.names.number(of: server),
                    method: batch.names.number(of: "tools/call"),
                    tool: batch.names.number(of: tool), client: 0,
                    error: batch.names.number(of: error),
                    fault: error.isEmpty ? nil : Fault(error: error)))
        }
        try take(batch)
    }

    /// Calls as a server counts them itself.
    func measure(_ tool: String, _ count: Int, server: String = "shop") throws {
        var latency = LatencySketch()
        latency.insert(nanoseconds: 7_000_000, times: UInt64(count))
        var sender = Destination(name: "server", url: "")
        sender.temporality = .delta
        let key = MetricsWriter.Key(
            server: server, method: "tools/call", tool: tool, client: "", error: "")
        let requests = MetricsWriter(
            sender, origin: StoreOrigin(started: now, instance: "server"), version: "1",
            start: Timestamp(nanoseconds: now.nanoseconds - 1_000_000_000), time: now
        ).requests([.init(key: key, latency: latency)], [])
        for request in requests { try take(try MetricsRequest.calls(in: request)) }
    }

    private func take(_ batch: CallBatch) throws {
        let outcomes = try store.append([batch], now: now)
        #expect(outcomes.map(\.rejected) == [0])
        try store.roll()
    }

    /// Tells what is new; how many requests that takes.
    @discardableResult
    func cut(_ scores: [Deliveries.Score] = []) throws -> Int {
        try Exporter(outbox: outbox, version: "1").cut(
            try Exporter.Totals(of: store), scores, for: destination, at: now)
    }

    /// Takes out of the outbox what waits there.
    func deliver() throws -> [ReadMetrics.Point] {
        var points: [ReadMetrics.Point] = []
        while let item = try outbox.next(for: "it", at: now, inOrder: true).item {
            points += try #require(ReadMetrics(item.body)).points
            try outbox.settle(
                item, for: "it", .delivered(warning: nil), at: now, again: nil,
                keepsDelivered: false)
        }
        return points
    }
}

extension [ReadMetrics.Point] {
    /// How many calls of each tool the points count.
    var counts: [String: Int] {
        reduce(into: [:]) { counts, point in
            let attributes = point.attributes
            let error = attributes["error.type"].map { " " + $0 } ?? ""
            counts[(attributes["gen_ai.tool.name"] ?? "") + error, default: 0] += Int(point.count)
        }
    }
}

extension Outbox {
    /// Settles an item of a target of which only the name and what is kept matter.
    func settle(
        _ item: Item, for name: String, _ verdict: Verdict, at now: Timestamp, again: Timestamp?,
        keepsDelivered: Bool
    ) throws(StoreProblem) {
        var webhook = Webhook(name: name, url: "http://127.0.0.1:9", secrets: []).target(
            version: "0")
        webhook.keepsDelivered = keepsDelivered
        try settle(
            item, for: webhook, verdict, at: now,
            again: again.map { Attempt(due: $0, counts: true) })
    }
}
