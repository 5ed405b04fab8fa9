// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Service

@Suite("The bodies that are read at the same time")
struct BodyBudgetTests {
    @Test("have so many bytes together, but one alone may have more")
    func shares() {
        let budget = BodyBudget(bytes: 100, free: 0)
        let first = BodyBudget.Share(of: budget)
        #expect(first.take(70))
        #expect(first.take(70))
        let second = BodyBudget.Share(of: budget)
        #expect(!second.take(1))
        first.give(back: 100)
        #expect(!second.take(61))
        #expect(second.take(60))
        #expect(!first.take(1))
        #expect(budget.bytes == 100)
        second.end()
        second.end()
        #expect(budget.bytes == 40)
        #expect(first.take(1_000))
    }

    @Test("give their bytes back, however they end")
    func release() {
        let budget = BodyBudget(bytes: 100, free: 0)
        func use() {
            let share = BodyBudget.Share(of: budget)
            #expect(share.take(100))
        }
        use()
        use()
        #expect(budget.bytes == 0)
    }

    /// Whether `/metrics` says soon that so much is being read.
    private static func receives(
        _ range: ClosedRange<Int>, _ serve: SmeltServe
    ) async throws -> Bool {
        try await Receiver.eventually {
            let lines = try await serve.client.get("/metrics").text.split(separator: "\n")
            let words = lines.first { $0.hasPrefix("smelt_receiving_bytes ") }?.split(
                separator: " ")
            return words.flatMap { Int($0[1]) }.map(range.contains) == true
        }
    }

    @Test("pass where they are small, however full it is")
    func small() {
        let budget = BodyBudget(bytes: 100, free: 10)
        let large = BodyBudget.Share(of: budget)
        let small = BodyBudget.Share(of: budget)
        #expect(large.take(110))
        #expect(budget.bytes == 100)
        #expect(small.take(10))
        #expect(!small.take(1))
        small.give(back: 5)
        #expect(small.take(5))
        small.end()
        #expect(budget.bytes == 100)
        large.end()
        #expect(budget.bytes == 0)
    }

    @Test("are not held beyond 256 MiB where senders stop halfway, and others are told to wait")
    func stalled() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(
            folder.path("data"), ["--max-request", "100", "--max-request-time", "3600"])
        let part = [UInt8](repeating: 0x20, count: 85 << 20)
        var senders: [Connection] = []
        var trickles: [Trickle] = []
        defer { for trickle in trickles { trickle.end() } }
        for _ in 1...3 {
            let sender = try Connection(port: serve.client.port, seconds: 600)
            sender.write(
                Array(
                    """
                    POST /v1/events HTTP/1.1\r\nhost: localhost\r\n\
                    content-type: application/json\r\ncontent-length: \(90 << 20)\r\n\r\n
                    """.utf8))
            sender.write(part)
            senders.append(sender)
            // Whoever is silent for half a minute is closed, and this may take longer.
            trickles.append(Trickle(to: [sender]))
        }
        // The first 16 KiB of each count nothing.
        let least = 3 * (part.count - (16 << 10))
        #expect(try await Self.receives(least...(least + (1 << 20)), serve))
        let event = Array(#"{"server":"s","tool":"t","durationMs":1}"#.utf8)
        let large = event + [UInt8](repeating: 0x20, count: 2 << 20)
        let refused = try await serve.client.post("/v1/events", MediaType.json, large)
        #expect(refused.status == 503)
        #expect(refused.headers["retry-after"] == "1")
        #expect(refused.headers["connection"] == "close")
        // One that is small but unpacks to much was read to its end, so its connection goes on.
        let run = try await CommandRun.run("gzip", ["-c"], input: .bytes(large))
        #expect(run.status == 0, "\(run.stderr)")
        let connection = try Connection(port: serve.client.port)
        for _ in 1...2 {
            let head = """
                POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                content-encoding: gzip\r\ncontent-length: \(run.output.count)\r\n\r\n
                """
            connection.write(Array(head.utf8) + run.output)
            let answer = try await connection.laterAnswer()
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "1")
            #expect(answer.headers["connection"] == nil)
        }
        // There is room for what is small.
        #expect(try await serve.client.post("/v1/events", MediaType.json, event).status == 200)
        // Until then they must be connected.
        for trickle in trickles { trickle.end() }
        senders = []
        #expect(try await Self.receives(0...0, serve))
        #expect(try await serve.client.post("/v1/events", MediaType.json, large).status == 200)
    }
}
