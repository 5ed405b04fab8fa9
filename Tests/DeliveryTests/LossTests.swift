// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Telemetry
import TestSupport
import Testing

@testable import Delivery

@Suite("What is given up")
struct LossTests {
    private static let now = Timestamp(nanoseconds: 1_790_000_000_000_000_000)

    private static func later(_ seconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: now.nanoseconds + seconds * 1_000_000_000)
    }

    private static func record(_ outbox: Outbox) throws -> TargetRecord {
        try #require(try outbox.records().first)
    }

    @Test("stays in sight for a day, though all goes well again")
    func day() throws {
        let folder = try TemporaryFolder()
        let outbox = try Outbox(folder: folder.path)
        let verdicts = [Verdict.refused("never"), .delivered(warning: nil)]
        for (number, verdict) in verdicts.enumerated() {
            let time = Self.later(Int64(number))
            try outbox.change { database throws(StoreProblem) in
                try outbox.put([], id: "\(number)", for: "it", at: time, in: database)
            }
            let item = try #require(try outbox.next(for: "it", at: time, inOrder: true).item)
            try outbox.settle(
                item, for: "it", verdict, at: time, again: nil, keepsDelivered: false)
        }
        let record = try Self.record(outbox)
        #expect((record.delivered, record.dropped, record.state) == (1, 1, "ok"))
        #expect(record.lastLoss == TargetRecord.Loss(at: Self.now, sentence: "never"))
        #expect(record.recentLoss(at: Self.later(86_399)) == record.lastLoss)
        #expect(record.recentLoss(at: Self.later(86_400)) == nil)
    }

    @Test("are the messages beside ten thousand that wait for the same webhook")
    func tooMany() async throws {
        let folder = try TemporaryFolder()
        let outbox = try Outbox(folder: folder.path)
        try outbox.change { database throws(StoreProblem) in
            try database.run(
                """
                WITH RECURSIVE numbers (n) AS (
                    SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9999)
                INSERT INTO items (target, id, created, due, attempts, body)
                    SELECT 'hook', n, 0, 0, 0, x'' FROM numbers
                """)
        }
        let hook = Webhook(name: "hook", url: "http://127.0.0.1:9", secrets: [])
        let deliveries = Deliveries(
            outbox: outbox, destinations: [], webhooks: [hook], version: "0", now: { Self.now })
        let event = WebhookEvent(
            .scoreChanged, server: "shop", time: Self.now, details: JSONObject())
        try await deliveries.tell([event, event, event])
        #expect(try outbox.backlog(of: "hook").count == 10_000)
        let record = try Self.record(outbox)
        #expect((record.name, record.delivered, record.dropped) == ("hook", 0, 2))
        #expect(record.lastLoss?.at == Self.now)
        #expect(record.lastLoss?.sentence.hasPrefix("10000 messages wait already") == true)
        #expect(record.isHealthy)
    }

    @Test("is what has waited for a week for somebody who is not in the settings")
    func outside() async throws {
        let folder = try TemporaryFolder()
        let outbox = try Outbox(folder: folder.path)
        let day: Int64 = 86_400
        let items = [("gone", 8 * day), ("gone", 9 * day), ("gone", 6), ("it", 8 * day)]
        try outbox.change { database throws(StoreProblem) in
            for (target, age) in items {
                try outbox.put(
                    [], id: "\(age)", for: target, at: Self.later(-age), in: database)
            }
        }
        let destination = Destination(name: "it", url: "http://127.0.0.1:9")
        let deliveries = Deliveries(
            outbox: outbox, destinations: [destination], webhooks: [], version: "0",
            now: { Self.now })
        for _ in 0..<2 { try await deliveries.expire() }
        #expect(try outbox.backlog(of: "gone").count == 1)
        // Those in the settings have a time of their own.
        #expect(try outbox.backlog(of: "it").count == 1)
        let record = try Self.record(outbox)
        #expect((record.name, record.dropped) == ("gone", 2))
        #expect(record.lastLoss?.at == Self.now)
    }

    @Test("is not known of a file of an earlier version, which is kept")
    func earlier() throws {
        let folder = try TemporaryFolder()
        let steps = Array(Schema.delivery.steps.prefix(1))
        do {
            let database = try Schema(steps: steps).open(
                folder.path(Outbox.fileName), readOnly: false)
            try database.run("INSERT INTO targets (name, delivered, dropped) VALUES ('it', 3, 2)")
        }
        let record = try Self.record(try Outbox(folder: folder.path))
        #expect((record.delivered, record.dropped) == (3, 2))
        #expect(record.lastLoss == nil)
    }
}
