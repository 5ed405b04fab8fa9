// SPDX-License-Identifier: Apache-2.0

import Telemetry
import TestSupport
import Testing

@testable import Delivery

/// A webhook of this process with some messages that wait for it.
private struct Round {
    let folder: TemporaryFolder
    let receiver: ScriptedReceiver
    let outbox: Outbox
    let courier: Courier

    init(
        _ answers: [[UInt8]], messages: Int, created: Timestamp = .now, inOrder: Bool = false
    ) throws {
        folder = try TemporaryFolder()
        receiver = try ScriptedReceiver(answers)
        let url = "http://127.0.0.1:\(receiver.port)/"
        let target =
            inOrder
            ? Destination(name: "it", url: url).target(version: "1")
            : Webhook(name: "it", url: url, secrets: [], allowsPrivate: true).target(version: "1")
        let outbox = try Outbox(folder: folder.path)
        for number in 0..<messages {
            try outbox.change { database throws(StoreProblem) in
                try outbox.put(
                    [], id: "message-\(number)", for: "it", at: created, in: database)
            }
        }
        self.outbox = outbox
        courier = Courier(target, outbox: outbox, now: { .now })
    }

    /// Delivers until something is so, and for a while after it; or for a while at all.
    func run(
        for limit: Duration = .seconds(180), until condition: () throws -> Bool,
        andFor time: Duration = .zero
    ) async throws -> Bool {
        courier.start()
        let isSo = try await ProcessTable.eventually(within: limit, condition)
        try await Task.sleep(for: time)
        courier.close()
        let isOver = try await ProcessTable.eventually { courier.hasEnded }
        #expect(isOver)
        receiver.close()
        return isSo
    }

    func isEmpty() throws -> Bool { try outbox.backlog(of: "it").count == 0 }

    /// The ids of the messages that came.
    var ids: [String] {
        receiver.heads.compactMap { head in
            head.split(separator: "\r\n").first { $0.hasPrefix("webhook-id: ") }
                .map { String($0.dropFirst(12)) }
        }
    }
}

@Suite("A courier")
struct CourierTests {
    @Test("brings what waits, one after the other")
    func order() async throws {
        let round = try Round([ScriptedReceiver.answer(200)], messages: 5)
        #expect(try await round.run { try round.isEmpty() })
        #expect(round.ids == (0..<5).map { "message-\($0)" })
        let record = try #require(try round.outbox.records().first)
        #expect((record.delivered, record.dropped, record.state) == (5, 0, "ok"))
    }

    @Test("brings what comes while it waits, when it is woken")
    func woken() async throws {
        let round = try Round([ScriptedReceiver.answer(204)], messages: 0)
        let isBrought = try await round.run {
            if round.receiver.heads.isEmpty, try round.isEmpty() {
                try round.outbox.change { database throws(StoreProblem) in
                    try round.outbox.put([1], id: "new", for: "it", at: .now, in: database)
                }
                round.courier.wake()
            }
            return try round.outbox.records().first?.delivered == 1
        }
        #expect(isBrought)
        #expect(round.ids == ["new"])
    }

    @Test("does not come again at once, whatever it is told", arguments: [true, false])
    func atOnce(inOrder: Bool) async throws {
        let round = try Round(
            [ScriptedReceiver.answer(503, ["Retry-After: 0"])], messages: 1, inOrder: inOrder)
        let start = ContinuousClock.now
        _ = try await round.run(for: .milliseconds(1_500)) { false }
        // On a busy machine the while may be long; once a second is what matters.
        let seconds = (ContinuousClock.now - start).components.seconds
        #expect(round.receiver.heads.count <= Int(seconds) + 2)
        // Nothing is lost by it.
        #expect(try round.outbox.backlog(of: "it").count == 1)
    }

    @Test("brings no more where no more is wanted")
    func gone() async throws {
        let round = try Round([ScriptedReceiver.answer(410)], messages: 3)
        #expect(
            try await round.run(
                until: { try round.outbox.records().first?.state == "gone" }, andFor: .seconds(1)))
        #expect(round.ids == ["message-0"])
    }

    @Test("does not bring what has lost its worth", arguments: [true, false])
    func old(inOrder: Bool) async throws {
        let week = Timestamp(
            nanoseconds: Timestamp.now.nanoseconds - (7 * 86_400 + 60) * 1_000_000_000)
        let round = try Round(
            [ScriptedReceiver.answer(200)], messages: 2, created: week, inOrder: inOrder)
        #expect(try await round.run { try round.isEmpty() })
        #expect(round.receiver.heads.isEmpty)
        let record = try #require(try round.outbox.records().first)
        #expect((record.delivered, record.dropped) == (0, 2))
        #expect(record.sentence == "given up after 168 hours")
    }

    @Test("tries the next where the first has to wait, unless order matters")
    func overtaking() async throws {
        let answers = [
            ScriptedReceiver.answer(503, ["Retry-After: 600"]), ScriptedReceiver.answer(200),
        ]
        let free = try Round(answers, messages: 3)
        #expect(try await free.run { try free.outbox.backlog(of: "it").count == 1 })
        #expect(free.ids == ["message-0", "message-1", "message-2"])
        let busy = [ScriptedReceiver.answer(503, ["Retry-After: 600"])]
        let ordered = try Round(busy, messages: 3, inOrder: true)
        #expect(
            try await ordered.run(
                until: { try ordered.outbox.records().first != nil }, andFor: .seconds(1)))
        #expect(ordered.receiver.heads.count == 1)
        #expect(try ordered.outbox.backlog(of: "it").count == 3)
    }
}
