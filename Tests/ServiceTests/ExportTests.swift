// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

/// Senders of calls that remember what was acknowledged.
private struct Sender {
    private(set) var calls: [String: Int] = [:]
    private var number = 0
    private var random = SeededRandom(seed: 11)

    mutating func post(_ count: Int, to client: HTTPClient) async throws {
        var events: [JSONValue] = []
        var made: [String] = []
        for _ in 0..<count {
            number += 1
            let server = "s\(Int.random(in: 0..<3, using: &random))"
            let tool = "t\(Int.random(in: 0..<4, using: &random))"
            let isError = Int.random(in: 0..<10, using: &random) == 0
            events.append([
                "id": .string("\(number)"), "server": .string(server), "tool": .string(tool),
                "durationMs": .int(Int.random(in: 0...900, using: &random)),
                "error": isError ? "timeout" : nil,
            ])
            made.append("\(server) \(tool)\(isError ? " error" : "")")
        }
        let answer = try await client.post(
            "/v1/events", MediaType.json, JSONWriter.bytes(.array(events)))
        try #require(answer.status == 200, "\(answer.text)")
        for name in made { calls[name, default: 0] += 1 }
    }
}

@Suite(
    "Destinations",
    .enabled(
        if: Receiver.isAvailable, "opentelemetry-proto or standardwebhooks is absent"))
struct ExportTests {
    @Test("end with exactly the calls that came, whatever they answer and whoever is killed")
    func exact() async throws {
        let folder = try TemporaryFolder()
        let total = try await Receiver.metrics(["--temporality", "cumulative", "--fail", "503:2:1"])
        let parts = try await Receiver.metrics(["--temporality", "delta", "--fail", "503:1"])
        let slow = try await Receiver.metrics(["--fail", "429:1:2"])
        let settings = try folder.write(
            """
            destinations:
              - {name: total, endpoint: "\(total.address)", interval: 5}
              - {name: parts, endpoint: "\(parts.address)", interval: 5, temporality: delta}
              - {name: slow, endpoint: "\(slow.address)", interval: 5, compression: none}
            """, to: "smelt.yaml")
        let options = ["--config", settings]
        var serve = try await SmeltServe.start(folder.path("data"), options)
        var sender = Sender()
        for round in 0..<3 {
            try await sender.post(200, to: serve.client)
            // Long enough for the collector to be in the middle of telling it.
            try await Task.sleep(for: .milliseconds(5_500))
            try await sender.post(50, to: serve.client)
            if round == 0 {
                _ = try await serve.end(SIGKILL)
                serve = try await SmeltServe.start(folder.path("data"), options)
            }
        }
        let made = sender.calls
        let isTold = try await Receiver.eventually {
            let found = [
                try await total.calls("cumulative"), try await parts.calls("delta"),
                try await slow.calls("cumulative"),
            ]
            return found.allSatisfy { $0 == made }
        }
        #expect(isTold)
        for (receiver, temporality) in [
            (total, "cumulative"), (parts, "delta"), (slow, "cumulative"),
        ] {
            #expect(try await receiver.calls(temporality) == made)
            let totals = try await receiver.totals()
            #expect(totals.at("violations") == [])
            #expect(totals.at("headers", "content-type")?.string == MediaType.protobuf)
            let agent = totals.at("headers", "user-agent")?.string
            #expect(agent?.hasPrefix("smelt/") == true)
        }
        #expect(try await total.totals().at("headers", "content-encoding") == "gzip")
        #expect(try await slow.totals().at("headers", "content-encoding") == nil)
        let status = try await CommandRun.run(
            SmeltServe.path, ["export", "status", "--data", folder.path("data")])
        #expect(status.status == 0, "\(status.stdout)\(status.stderr)")
        for name in ["total: ", "parts: ", "slow: "] { #expect(status.stdout.contains(name)) }
        #expect(status.stdout.contains(" delivered, 0 given up, nothing waits"))
        #expect(try await serve.end().status == 0)
    }

    @Test("that never answer delay no other, and not the end either")
    func silent() async throws {
        let folder = try TemporaryFolder()
        let silent = try await Receiver.metrics(["--hang", "1000"])
        let good = try await Receiver.metrics()
        let settings = try folder.write(
            """
            destinations:
              - {name: silent, endpoint: "\(silent.address)", interval: 5, timeout: 600}
              - {name: good, endpoint: "\(good.address)", interval: 5}
            """, to: "smelt.yaml")
        let serve = try await SmeltServe.start(
            folder.path("data"), ["--config", settings])
        var sender = Sender()
        for _ in 0..<2 {
            try await sender.post(20, to: serve.client)
            let made = sender.calls
            let isTold = try await Receiver.eventually {
                try await good.calls("cumulative") == made
            }
            #expect(isTold)
        }
        let requests = try await silent.totals().at("requests")
        #expect(requests == 1)
        // Its destination would be waited for ten minutes, longer than this waits.
        #expect(try await serve.end().status == 0)
        #expect(try serve.errorText().contains("everything that was taken is stored"))
    }

    @Test("have everything in the end, though what was refused in between came no more")
    func refused() async throws {
        let folder = try TemporaryFolder()
        // An error of the receiver that is not one of those that pass.
        let receiver = try await Receiver.metrics(["--fail", "500:1"])
        let settings = try folder.write(
            "destinations: [{name: it, endpoint: \"\(receiver.address)\", interval: 5}]",
            to: "smelt.yaml")
        let serve = try await SmeltServe.start(
            folder.path("data"), ["--config", settings])
        var sender = Sender()
        try await sender.post(20, to: serve.client)
        let made = sender.calls
        let isTold = try await Receiver.eventually {
            try await receiver.calls("cumulative") == made
        }
        #expect(isTold)
        // It stays in sight that something was given up.
        let lost = try await serve.client.get("/v1/alerts").json().at("undelivered", "0")
        #expect(lost?.at("target") == "it")
        #expect(lost?.at("givenUp") == 1)
        #expect(lost?.at("sentence")?.string?.contains("refuses the request (500)") == true)
        let metrics = try await serve.client.get("/metrics").text
        #expect(metrics.contains("smelt_deliveries_given_up_total{target=\"it\"} 1\n"))
        #expect(try await serve.client.get("/").text.contains("1 given up, the last on "))
        let status = try await CommandRun.run(
            SmeltServe.path, ["export", "status", "--data", folder.path("data")])
        #expect(status.stdout.contains("  last given up 2"), "\(status.stdout)")
        #expect(try await serve.end().status == 0)
    }
}
