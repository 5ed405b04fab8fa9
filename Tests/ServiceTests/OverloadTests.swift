// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Telemetry
import TestSupport
import Testing

@Suite("A collector that cannot store what comes")
struct OverloadTests {
    @Test("answers 503 and says when to send again, whether too much waits or the disk refuses")
    func retryAfter() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let client = HTTPClient(port: serve.client.port, seconds: 150)
        let event = #"{"server":"s","tool":"t","durationMs":1}"#
        let one = Array(event.utf8)
        #expect(try await client.post("/v1/events", MediaType.json, one).status == 200)
        let blocking = try Database(path: folder.path("data/calls.sqlite"))
        try blocking.run("BEGIN IMMEDIATE")
        // More than may wait beside anything else.
        let many = Array(String(repeating: event + "\n", count: 200_001).utf8)
        let sender = Task { try await client.post("/v1/events", MediaType.ndjson, many) }
        var isTaken = false
        let limit = ContinuousClock.now + .seconds(120)
        while !isTaken, ContinuousClock.now < limit {
            isTaken = try await client.get("/metrics").text.contains("smelt_calls_waiting 200001")
            try await Task.sleep(for: .milliseconds(50))
        }
        try #require(isTaken)
        // A second where there is a queue, ten where it is the disk.
        let refused = try await client.post("/v1/events", MediaType.json, one)
        #expect(refused.status == 503)
        #expect(refused.headers["retry-after"] == "1")
        // Whoever asks sends elsewhere for that time.
        #expect(try await client.get("/ready").status == 503)
        let failed = try await sender.value
        #expect(failed.status == 503)
        #expect(failed.headers["retry-after"] == "10")
        try blocking.run("ROLLBACK")
        #expect(try await client.post("/v1/events", MediaType.json, one).status == 200)
        #expect(try await client.get("/ready").status == 200)
        let found = try await client.get("/v1/servers/s/analytics?range=1h").json()
        #expect(found.at("calls") == 2)
        #expect(try await serve.end().status == 0)
    }
}
