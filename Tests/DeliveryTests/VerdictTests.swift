// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Delivery

/// What comes of one attempt at a receiver of this process.
private struct Attempt {
    let record: TargetRecord
    /// Seconds until it is tried again; `nil` when it is done with.
    let pause: Double?
    let heads: [String]

    private static let now = Timestamp(nanoseconds: 1_763_892_000_000_000_000)

    /// - Parameter isWebhook: whether the receiver is one of messages rather than of OTLP.
    init(_ answer: [UInt8], isWebhook: Bool = false) async throws {
        let folder = try TemporaryFolder()
        let receiver = try ScriptedReceiver([answer])
        defer { receiver.close() }
        let url = "http://127.0.0.1:\(receiver.port)/v1/metrics"
        let target =
            isWebhook
            ? Webhook(name: "it", url: url, secrets: [], allowsPrivate: true).target(version: "1")
            : Destination(name: "it", url: url).target(version: "1")
        let outbox = try Outbox(folder: folder.path)
        try outbox.change { database throws(StoreProblem) in
            try outbox.put([1, 2, 3], id: "one", for: "it", at: Self.now, in: database)
        }
        // The clock stands still, so that nothing is tried twice.
        let courier = Courier(target, outbox: outbox, now: { Self.now })
        courier.start()
        let isTried = try await ProcessTable.eventually { try outbox.records().first != nil }
        courier.close()
        let isOver = try await ProcessTable.eventually { courier.hasEnded }
        #expect(isTried && isOver)
        record = try #require(try outbox.records().first)
        let due = try outbox.next(
            for: "it", at: Timestamp(nanoseconds: .max), inOrder: true
        ).due
        pause = due.map { Double($0.nanoseconds - Self.now.nanoseconds) / 1e9 }
        heads = receiver.heads
    }
}

@Suite("The answer of a receiver")
struct VerdictTests {
    /// What an answer must come to.
    struct Case: Sendable, CustomTestStringConvertible {
        let status: Int
        var headers: [String] = []
        var body: [UInt8] = []
        let state: String
        /// What the sentence holds: what happened and what to do.
        var words: [String] = []
        /// The least and the most seconds until it is tried again.
        var pause: ClosedRange<Double>?
        var testDescription: String { "\(status) \(headers) \(body)" }
    }

    /// A response that says what was not taken: `partial_success`.
    private static func partial(_ rejected: UInt8, _ message: String = "") -> [UInt8] {
        let inner = [0x08, rejected] + [0x12, UInt8(message.utf8.count)] + Array(message.utf8)
        return [0x0A, UInt8(inner.count)] + inner
    }

    static let metrics: [Case] = [
        Case(status: 200, state: "ok", words: ["taken"]),
        Case(status: 204, state: "ok"),
        Case(status: 202, body: [0xFF, 0xFF, 0xFF], state: "ok"),
        Case(status: 200, body: Array("<html>{}".utf8), state: "ok"),
        Case(
            status: 200, body: partial(3, "too old"), state: "warning",
            words: ["all but 3 points", "too old"]),
        Case(status: 200, body: partial(0, "hm"), state: "warning", words: ["everything", "hm"]),
        Case(status: 200, body: partial(0), state: "ok"),
        Case(
            status: 301, headers: ["Location: https://user:secret@else.test/v1?key=secret"],
            state: "needs-help", words: ["https://else.test/v1", "not followed", "endpoint"],
            pause: 1...1.2),
        Case(status: 304, state: "needs-help", words: ["endpoint"], pause: 1...1.2),
        Case(
            status: 400, body: Array("no such field\nand more".utf8), state: "refused",
            words: ["(400)", "no such field"]),
        Case(status: 401, state: "needs-help", words: ["credentials", "token"], pause: 1...1.2),
        Case(
            status: 403, body: Array("{\"error\":\"wrong key\"}".utf8), state: "needs-help",
            words: ["(403)", "wrong key", "token"], pause: 1...1.2),
        Case(
            status: 404, body: Array("<html>nothing</html>".utf8), state: "needs-help",
            words: ["nothing at http://127.0.0.1", "/v1/metrics", "path"], pause: 1...1.2),
        Case(status: 405, state: "needs-help", words: ["endpoint"], pause: 1...1.2),
        Case(status: 410, state: "refused", words: ["(410)"]),
        Case(status: 413, state: "refused", words: ["max-bytes"]),
        Case(
            status: 429, headers: ["Retry-After: 30"], state: "waiting", words: ["429"],
            pause: 30...33.1),
        Case(
            status: 429, headers: ["Retry-After: Sun, 23 Nov 2025 10:01:00 GMT"],
            state: "waiting", pause: 60...66.1),
        Case(status: 429, headers: ["Retry-After: soon"], state: "waiting", pause: 1...1.2),
        Case(status: 500, state: "refused", words: ["(500)"]),
        Case(status: 502, state: "waiting", pause: 1...1.2),
        Case(
            status: 503, headers: ["Retry-After: 999999999"], state: "waiting",
            pause: 86_400...95_041),
        Case(status: 504, state: "waiting", pause: 1...1.2),
    ]

    @Test("to metrics is success, or says what to do", arguments: metrics)
    func toMetrics(wanted: Case) async throws {
        let answer = ScriptedReceiver.answer(wanted.status, wanted.headers, body: wanted.body)
        try await check(Attempt(answer), wanted)
    }

    static let messages: [Case] = [
        Case(status: 200, body: [0xFF, 0x00], state: "ok"),
        Case(status: 204, state: "ok"),
        Case(
            status: 301, headers: ["Location: https://else.test/"], state: "needs-help",
            words: ["https://else.test/", "not followed"], pause: 5...5.6),
        Case(status: 400, state: "waiting", words: ["400"], pause: 5...5.6),
        Case(status: 401, state: "waiting", words: ["401"], pause: 5...5.6),
        Case(status: 404, state: "waiting", pause: 5...5.6),
        Case(status: 410, state: "gone", words: ["no more messages", "settings"]),
        Case(status: 413, state: "waiting", pause: 5...5.6),
        Case(status: 429, headers: ["Retry-After: 7"], state: "waiting", pause: 7...7.8),
        Case(
            status: 429, headers: ["Retry-After: Sun, 23 Nov 2025 10:01:00 GMT"],
            state: "waiting", pause: 60...66.1),
        Case(
            status: 500, body: Array("out of luck".utf8), state: "waiting",
            words: ["500", "out of luck"], pause: 5...5.6),
        Case(status: 503, state: "waiting", pause: 5...5.6),
    ]

    @Test("to a message is success, or a reason to try again", arguments: messages)
    func toMessages(wanted: Case) async throws {
        let answer = ScriptedReceiver.answer(wanted.status, wanted.headers, body: wanted.body)
        try await check(Attempt(answer, isWebhook: true), wanted)
    }

    private func check(_ attempt: Attempt, _ wanted: Case) {
        let record = attempt.record
        #expect(record.state == wanted.state, "\(record.sentence)")
        for word in wanted.words { #expect(record.sentence.contains(word), "\(record.sentence)") }
        for word in ["secret", "<html>"] { #expect(!record.sentence.contains(word)) }
        #expect((attempt.pause == nil) == (wanted.pause == nil))
        if let pause = attempt.pause, let range = wanted.pause { #expect(range.contains(pause)) }
        #expect(record.delivered == (["ok", "warning"].contains(wanted.state) ? 1 : 0))
        #expect(record.dropped == (["refused", "gone"].contains(wanted.state) ? 1 : 0))
        #expect(attempt.heads.count == 1)
    }

    @Test(
        "that asks to come again at once is not believed", arguments: [true, false],
        ["0", "Sun, 23 Nov 2025 09:00:00 GMT"])
    func atOnce(isWebhook: Bool, after: String) async throws {
        let answer = ScriptedReceiver.answer(503, ["Retry-After: \(after)"])
        let attempt = try await Attempt(answer, isWebhook: isWebhook)
        #expect(try #require(attempt.pause) >= 1)
    }

    @Test("that is none makes it come again", arguments: [true, false])
    func garbage(isWebhook: Bool) async throws {
        for bytes in [[], Array("hello\r\n\r\n".utf8), Array("HTTP/1.1 200".utf8), [0, 1, 2]] {
            let attempt = try await Attempt(bytes, isWebhook: isWebhook)
            let states = ["waiting", "needs-help"]
            #expect(states.contains(attempt.record.state), "\(attempt.record.sentence)")
            #expect(attempt.record.sentence.contains("127.0.0.1"))
            #expect(try #require(attempt.pause) >= 1)
        }
    }

    @Test("that is longer than anybody reads is what its status says", arguments: [true, false])
    func endless(isWebhook: Bool) async throws {
        let body = [UInt8](repeating: 0x20, count: 5 << 20)
        let attempt = try await Attempt(
            ScriptedReceiver.answer(200, body: body), isWebhook: isWebhook)
        #expect(attempt.record.delivered == 1, "\(attempt.record.sentence)")
    }

    @Test("of a private network is not asked for where that is not allowed")
    func privateNetwork() async throws {
        let receiver = try ScriptedReceiver([ScriptedReceiver.answer(200)])
        defer { receiver.close() }
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
            let webhook = Webhook(name: "a", url: "http://\(host):\(receiver.port)/", secrets: [])
            let trial = Trial(webhook, version: "1", now: .now)
            #expect(!trial.isTaken)
            #expect(trial.sentence.contains("private network"), "\(trial.sentence)")
        }
        #expect(receiver.heads.isEmpty)
    }
}
