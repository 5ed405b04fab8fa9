// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite("The numbers of requests")
struct RequestCountTests {
    @Test("are told by what they brought, and of those refused by their status")
    func counts() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let client = serve.client
        let fresh = try await client.get("/metrics").text
        #expect(fresh.contains("\nsmelt_requests_taken_total{signal=\"traces\"} 0\n"))
        #expect(fresh.contains("\nsmelt_requests_refused_total{status=\"413\"} 0\n"))
        let event = Array(#"{"server":"s","tool":"t","durationMs":1}"#.utf8)
        let posts: [(path: String, type: String, body: [UInt8])] = [
            ("/v1/events", MediaType.json, event), ("/v1/events", MediaType.json, event),
            ("/v1/events", MediaType.json, []), ("/v1/events", "text/plain", event),
            ("/v1/traces", MediaType.protobuf, []), ("/", MediaType.protobuf, []),
            ("/v1/logs", MediaType.protobuf, []), ("/v1/metrics", MediaType.protobuf, [0x0F]),
            ("/v1/spans", MediaType.protobuf, []),
        ]
        for (path, type, body) in posts { _ = try await client.post(path, type, body) }
        // Whoever only asks has nothing to be taken.
        #expect(try await client.get("/nothing").status == 404)
        let text = try await client.get("/metrics").text
        for line in [
            "taken_total{signal=\"events\"} 2", "taken_total{signal=\"traces\"} 2",
            "taken_total{signal=\"logs\"} 1", "taken_total{signal=\"metrics\"} 0",
            "taken_total{signal=\"cards\"} 0", "refused_total{status=\"400\"} 2",
            "refused_total{status=\"404\"} 1", "refused_total{status=\"415\"} 1",
            "refused_total{status=\"503\"} 0",
        ] {
            #expect(text.contains("\nsmelt_requests_\(line)\n"), "\(line)")
        }
    }
}
