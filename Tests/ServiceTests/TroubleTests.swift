// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import Telemetry
import TestSupport
import Testing

@testable import Service

@Suite("Whoever runs a collector")
struct TroubleTests {
    private static let event = Array(#"{"server":"s","tool":"t","durationMs":1}"#.utf8)

    /// How often something was said.
    private static func count(_ words: String, _ serve: SmeltServe) throws -> Int {
        try serve.errorText().components(separatedBy: words).count - 1
    }

    /// Waits until something was said.
    private static func hear(_ words: String, from serve: SmeltServe) async throws -> Bool {
        try await ProcessTable.eventually {
            try serve.errorText().contains(words)
        }
    }

    @Test("is told once that nothing is stored any more and why, and once that it is again")
    func storing() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let client = serve.client
        let blocking = try Database(path: folder.path("data/calls.sqlite"))
        try blocking.run("BEGIN IMMEDIATE")
        for _ in 1...2 {
            let answer = try await client.post("/v1/events", MediaType.json, Self.event)
            #expect(answer.status == 503)
        }
        let file = folder.path("data/calls.sqlite")
        let words = "smelt: nothing more can be stored: \(file): database is locked"
        #expect(try await Self.hear(words, from: serve))
        try blocking.run("ROLLBACK")
        #expect(try await client.post("/v1/events", MediaType.json, Self.event).status == 200)
        #expect(try await Self.hear("smelt: what comes is stored again\n", from: serve))
        #expect(try Self.count("nothing more can be stored", serve) == 1)
        #expect(try Self.count("stored again", serve) == 1)
    }

    @Test("is told that nothing can be read, and so no alert be judged")
    func reading() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        let first = try await SmeltServe.start(data)
        // The minute that is not over is not looked at.
        let start = Timestamp(nanoseconds: Timestamp.now.nanoseconds - 120_000_000_000)
        let event: JSONValue = [
            "server": "s", "tool": "t", "durationMs": 1, "start": .string(start.text),
        ]
        let posted = try await first.client.post(
            "/v1/events", MediaType.json, JSONWriter.bytes(event))
        #expect(posted.status == 200)
        #expect(try await first.end().status == 0)
        try Database(path: data + "/calls.sqlite").run("UPDATE rollups SET sketch = x'00'")
        let serve = try await SmeltServe.start(data)
        let words =
            "smelt: deliveries and alerts stand still: \(data)/calls.sqlite: a rollup is damaged"
        #expect(try await Self.hear(words, from: serve))
        let ready = try await serve.client.get("/ready").json()
        #expect(ready.at("deliveries")?.string?.contains("a rollup is damaged") == true)
        // What comes is stored all the same.
        #expect(try await serve.client.post("/v1/events", MediaType.json, Self.event).status == 200)
    }

    @Test("is told that the file of tokens is damaged, while those known before still hold")
    func tokens() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        let token = try await SmeltServe.token(data, ["shop"])
        let file = try folder.text("data/tokens.json")
        let serve = try await SmeltServe.start(data, ["--require-tokens"])
        let headers = ["content-type": MediaType.json, "authorization": "Bearer \(token)"]
        for (text, words) in [
            ("[]", "smelt: the tokens known before still hold: \(data)/tokens.json is no list"),
            (file, "smelt: the file of tokens is read again\n"),
        ] {
            let before = try await serve.client.send(
                "POST", "/v1/events", headers: headers, body: Self.event)
            #expect(before.status == 200)
            try folder.write(text, to: "data/tokens.json")
            // The file is looked at once a second, when somebody comes.
            var isSaid = false
            for _ in 0..<100 where !isSaid {
                try await Task.sleep(for: .milliseconds(200))
                let answer = try await serve.client.send(
                    "POST", "/v1/events", headers: headers, body: Self.event)
                #expect(answer.status == 200)
                isSaid = try serve.errorText().contains(words)
            }
            #expect(isSaid, "\(words)")
        }
    }

    @Test("is told that the file of tokens cannot be reached, which revokes none until it is gone")
    func unreachableTokens() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        let token = try await SmeltServe.token(data, ["shop"])
        let serve = try await SmeltServe.start(data, ["--require-tokens"])
        let headers = ["content-type": MediaType.json, "authorization": "Bearer \(token)"]
        func post() async throws -> Int {
            try await serve.client.send(
                "POST", "/v1/events", headers: headers, body: Self.event
            ).status
        }
        #expect(try await post() == 200)
        // A link that leads nowhere but to itself; whoever may do everything cannot follow it either.
        let file = folder.path("data/tokens.json")
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(
            atPath: file, withDestinationPath: "tokens.json")
        let words = "smelt: the tokens known before still hold: \(file): Too many levels"
        var isSaid = false
        for _ in 0..<100 where !isSaid {
            try await Task.sleep(for: .milliseconds(200))
            #expect(try await post() == 200)
            isSaid = try serve.errorText().contains(words)
        }
        #expect(isSaid)
        try FileManager.default.removeItem(atPath: file)
        var status = 200
        for _ in 0..<100 where status == 200 {
            try await Task.sleep(for: .milliseconds(200))
            status = try await post()
        }
        #expect(status == 401)
        #expect(try Self.count("the tokens known before still hold", serve) == 1)
    }

    @Test("is told that alerts are begun anew where their file is damaged")
    func alerts() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("{", to: "data/alerts.json")
        let serve = try await SmeltServe.start(folder.path("data"))
        #expect(try Self.count("smelt: \(file) cannot be read and is begun anew", serve) == 1)
    }

    @Test("hears of each trouble by itself, and nothing twice")
    func kinds() {
        let said = Said()
        let log = TroubleLog { said.add($0) }
        log.update(.storing, nil)
        log.update(.storing, "full")
        log.update(.storing, "locked")
        log.update(.delivering, "full")
        log.update(.storing, nil)
        log.update(.storing, nil)
        #expect(
            said.all == [
                "nothing more can be stored: full", "deliveries and alerts stand still: full",
                "what comes is stored again",
            ])
    }
}

/// Sentences in the order in which they came.
private final class Said: @unchecked Sendable {
    private let lock = NSLock()
    private var sentences: [String] = []

    var all: [String] { lock.withLock { sentences } }

    func add(_ sentence: String) { lock.withLock { sentences.append(sentence) } }
}
