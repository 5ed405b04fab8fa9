// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@Suite("A name of a megabyte")
struct LongNameTests {
    private static let name = String(repeating: "name of a server ", count: 1 << 16)

    @Test("is cut and counted in spans and events, and refused in an address")
    func cut() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let client = serve.client
        let event: JSONValue = ["server": .string(Self.name), "tool": "t", "durationMs": 1]
        let taken = try await client.post("/v1/events", MediaType.json, JSONWriter.bytes(event))
        #expect(taken.status == 200)
        #expect(try taken.json() == ["stored": 1, "repeated": 0, "rejected": 0])
        let spans = [
            SentSpan(service: Self.name, tool: "t", number: 1),
            SentSpan(service: "s", tool: Self.name, error: Self.name, number: 2),
        ]
        let sent = try await client.post("/v1/traces", MediaType.protobuf, SentSpan.protobuf(spans))
        #expect(sent.status == 200)
        #expect(sent.body.isEmpty)
        let names = try await client.get("/v1/servers").json().at("servers")?.array ?? []
        #expect(names.count == 2)
        for name in names { #expect((1...200).contains(name.string?.utf8.count ?? 0)) }
        let found = try await client.get("/v1/servers/s/analytics?range=24h").json()
        #expect(found.at("calls") == 1)
        #expect(found.at("errors") == 1)
        // No head of a request is that long; the connection may be closed before the answer is read.
        let path = Self.name.split(separator: " ").joined(separator: "-")
        if let answer = try? await client.get("/v1/servers/\(path)/analytics") {
            #expect(answer.status == 400)
        }
        #expect(try await client.get("/ready").status == 200)
        #expect(try await client.get("/metrics").text.contains("\nsmelt_names_shortened_total "))
        #expect(try await serve.end().status == 0)
    }
}
