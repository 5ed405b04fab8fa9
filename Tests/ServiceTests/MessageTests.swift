// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import Telemetry
import TestSupport
import Testing

@Suite(
    "Messages",
    .enabled(
        if: Receiver.isAvailable, "opentelemetry-proto or standardwebhooks is absent"))
struct MessageTests {
    private static let secrets = [
        "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "whsec_c21lbHQtc21lbHQtc21lbHQtc21lbHQtMjQ=",
    ]

    private static func receiver(_ answers: String) async throws -> Receiver {
        try await .messages(["--answers", answers] + secrets.flatMap { ["--secret", $0] })
    }

    private static func settings(
        _ folder: TemporaryFolder, _ receiver: Receiver, _ more: String = "allow-private: true"
    ) throws -> String {
        try folder.write(
            """
            webhooks:
              - name: hook
                url: "\(receiver.address)/take"
                secrets: [\(secrets.joined(separator: ", "))]
                \(more)
            """, to: "smelt.yaml")
    }

    /// Posts the report card of a server.
    private static func post(
        _ client: HTTPClient, _ quality: (Int, String), _ security: (Int, String) = (95, "A"),
        server: String = "shop"
    ) async throws {
        let card: JSONValue = [
            "subject": ["name": .string(server)],
            "quality": ["points": .int(quality.0), "grade": .string(quality.1)],
            "security": ["points": .int(security.0), "grade": .string(security.1)],
        ]
        let answer = try await client.post("/v1/cards", MediaType.json, JSONWriter.bytes(card))
        try #require(answer.status == 200, "\(answer.text)")
    }

    @Test("come until they are taken, then never again, always under the same id")
    func untilTaken() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await Self.receiver("hang,429:1,500,200")
        let settings = try Self.settings(folder, receiver)
        let serve = try await SmeltServe.start(folder.path("data"), ["--config", settings])
        try await Self.post(serve.client, (80, "B"))
        try await Self.post(serve.client, (60, "D"), (50, "F"))
        let isTaken = try await Receiver.eventually {
            try await receiver.messages().count { $0.answer == "200" } >= 3
        }
        #expect(isTaken)
        try await Task.sleep(for: .seconds(2))
        let messages = try await receiver.messages()
        #expect(messages.count == 6)
        for message in messages {
            #expect(message.problems == [])
            #expect(message.id.hasPrefix("msg_") && message.signatures == 2)
        }
        let taken = messages.filter { $0.answer == "200" }
        #expect(
            taken.map(\.type).sorted() == ["grade.dropped", "grade.dropped", "score.changed"])
        #expect(Set(taken.map(\.id)).count == 3)
        #expect(Set(messages.map(\.id)).count == 3)
        for message in taken {
            #expect(messages.last { $0.id == message.id }?.answer == "200")
        }
        let changed = taken.first { $0.type == "score.changed" }?.data
        #expect(
            changed == [
                "before": ["quality": 80, "security": 95], "quality": 60, "security": 50,
                "server": "shop",
            ])
        let dropped = taken.filter { $0.type == "grade.dropped" }.map(\.data)
        for data: JSONValue in [
            ["axis": "quality", "before": "B", "grade": "D", "server": "shop"],
            ["axis": "security", "before": "A", "grade": "F", "server": "shop"],
        ] { #expect(dropped.contains(data)) }
        #expect(try await serve.end().status == 0)
    }

    @Test("are those that were asked for, and come again when somebody wants them to")
    func replayed() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await Self.receiver("200")
        let settings = try Self.settings(
            folder, receiver, "allow-private: true\n    events: [grade.dropped]")
        let data = folder.path("data")
        let serve = try await SmeltServe.start(data, ["--config", settings])
        try await Self.post(serve.client, (80, "B"))
        // The same again, a better and a worse one.
        try await Self.post(serve.client, (80, "B"))
        try await Self.post(serve.client, (91, "A"))
        try await Self.post(serve.client, (91, "A"), (50, "F"))
        func count(_ wanted: Int) async throws -> Bool {
            try await Receiver.eventually {
                try await receiver.messages().count == wanted
            }
        }
        #expect(try await count(1))
        let first = try #require(try await receiver.messages().first)
        #expect(first.type == "grade.dropped")
        #expect(first.data?.at("axis") == "security")
        for wanted in 2...3 {
            let only = wanted == 2 ? ["--message", first.id] : []
            let run = try await CommandRun.run(
                SmeltServe.path,
                ["export", "replay", "hook", "--data", data, "--config", settings] + only)
            #expect(run.status == 0, "\(run.stderr)")
            #expect(run.stdout == "hook: 1 messages are delivered again\n")
            #expect(try await count(wanted))
        }
        let messages = try await receiver.messages()
        #expect(Set(messages.map(\.id)) == [first.id])
        #expect(messages.allSatisfy { $0.problems == [] })
        #expect(try await serve.end().status == 0)
    }

    @Test("tell each change of a card once, however many say it at the same time")
    func atOnce() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await Self.receiver("200")
        let settings = try Self.settings(folder, receiver)
        let serve = try await SmeltServe.start(folder.path("data"), ["--config", settings])
        let client = serve.client
        for round in 0..<5 {
            try await Self.post(client, (90, "A"), server: "shop \(round)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await Self.post(client, (60, "D"), server: "shop \(round)")
                    }
                }
                try await group.waitForAll()
            }
        }
        let isTold = try await Receiver.eventually { try await receiver.messages().count >= 10 }
        #expect(isTold)
        #expect(try await serve.end().status == 0)
        let types = try await receiver.messages().map(\.type)
        #expect(types.count { $0 == "score.changed" } == 5)
        #expect(types.count { $0 == "grade.dropped" } == 5)
    }

    @Test("are not lost where a receiver asks again and again to come a little later")
    func patience() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await Self.receiver("429:1")
        let settings = try Self.settings(folder, receiver)
        let data = folder.path("data")
        let serve = try await SmeltServe.start(data, ["--config", settings])
        try await Self.post(serve.client, (80, "B"))
        try await Self.post(serve.client, (81, "B"))
        let isPatient = try await Receiver.eventually {
            try await receiver.messages().count > 10
        }
        #expect(isPatient)
        let status = try await CommandRun.run(
            SmeltServe.path, ["export", "status", "--data", data])
        #expect(status.stdout.contains("0 delivered, 0 given up, 1 wait"), "\(status.stdout)")
        #expect(try await serve.end().status == 0)
    }

    @Test("do not go into private networks unless that is allowed")
    func privateNetwork() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await Self.receiver("200")
        let settings = try Self.settings(folder, receiver, "allow-private: false")
        let data = folder.path("data")
        let serve = try await SmeltServe.start(data, ["--config", settings])
        try await Self.post(serve.client, (80, "B"))
        try await Self.post(serve.client, (60, "D"))
        var status = ""
        let isSaid = try await Receiver.eventually {
            let run = try await CommandRun.run(
                SmeltServe.path, ["export", "status", "--data", data])
            status = run.stdout
            return run.status == 1
        }
        #expect(isSaid)
        #expect(status.contains("hook: 0 delivered, 0 given up, 2 wait"), "\(status)")
        #expect(
            status.contains(
                "\(receiver.address)/take leads into a private network, which is not allowed"))
        #expect(try await receiver.messages().isEmpty)
        let test = try await CommandRun.run(
            SmeltServe.path, ["export", "test", "hook", "--config", settings])
        #expect(test.status == 1)
        #expect(test.stdout.contains("leads into a private network"))
        #expect(try await serve.end().status == 0)
    }

    @Test("are told after all when a card comes again that could not be told of")
    func again() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await Self.receiver("200")
        let settings = try Self.settings(folder, receiver)
        let serve = try await SmeltServe.start(folder.path("data"), ["--config", settings])
        try await Self.post(serve.client, (80, "B"))
        let blocking = try Database(path: folder.path("data/delivery.sqlite"))
        try blocking.run("BEGIN IMMEDIATE")
        let card = Array(
            #"{"subject":{"name":"shop"},"quality":{"points":60,"grade":"D"}}"#.utf8)
        let client = serve.client
        let refused = try await client.post("/v1/cards", MediaType.json, card)
        #expect(refused.status == 503)
        try blocking.run("ROLLBACK")
        let taken = try await client.post("/v1/cards", MediaType.json, card)
        #expect(try taken.json().at("told") == 2)
        #expect(try await serve.end().status == 0)
    }

    @Test("are about the server that a token is for, after a new start too")
    func tokens() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await Self.receiver("200")
        let settings = try Self.settings(folder, receiver)
        let data = folder.path("data")
        let token = try await SmeltServe.token(data, ["shop"])
        let options = ["--config", settings, "--require-tokens"]
        for quality in [80, 70] {
            let serve = try await SmeltServe.start(data, options)
            let card: JSONValue = [
                "subject": ["name": "bank"], "quality": ["points": .int(quality), "grade": "B"],
            ]
            let answer = try await serve.client.send(
                "POST", "/v1/cards",
                headers: [
                    "content-type": MediaType.json, "authorization": "Bearer \(token)",
                ], body: JSONWriter.bytes(card))
            #expect(answer.status == 200)
            if quality == 70 { #expect(try answer.json().at("told") == 1) }
            #expect(try await serve.end().status == 0)
        }
    }
}
