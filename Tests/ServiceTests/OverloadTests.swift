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
        let client = HTTPClient(port: serve.client.port, seconds: 600)
        let event = #"{"server":"s","tool":"t","durationMs":1}"#
        let one = Array(event.utf8)
        #expect(try await client.post("/v1/events", MediaType.json, one).status == 200)
        let blocking = try Database(path: folder.path("data/calls.sqlite"))
        try blocking.run("BEGIN IMMEDIATE")
        // More than may wait beside anything else.
        let many = Array(String(repeating: event + "\n", count: 200_001).utf8)
        // A second where there is a queue, ten where it is the disk; which of two that come at the same
        // time finds the other one waiting is chance.
        var waits: Set<String> = []
        let limit = ContinuousClock.now + .seconds(300)
        while waits.count < 2, ContinuousClock.now < limit {
            async let first = client.post("/v1/events", MediaType.ndjson, many)
            async let second = client.post("/v1/events", MediaType.json, one)
            for refused in try await [first, second] {
                #expect(refused.status == 503)
                waits.insert(refused.headers["retry-after"] ?? "none")
            }
        }
        #expect(waits == ["1", "10"])
        // Whoever asks sends elsewhere for that time.
        #expect(try await client.get("/ready").status == 503)
        try blocking.run("ROLLBACK")
        #expect(try await client.post("/v1/events", MediaType.json, one).status == 200)
        #expect(try await client.get("/ready").status == 200)
        let found = try await client.get("/v1/servers/s/analytics?range=24h").json()
        #expect(found.at("calls") == 2)
        #expect(try await serve.end().status == 0)
    }
}
