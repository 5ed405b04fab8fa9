// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@Suite("What is posted to the address itself")
struct RootIntakeTests {
    /// Three calls that a server of a name has counted.
    private static func metrics(_ server: String) -> [UInt8] {
        func attribute(_ key: String, _ value: String) -> JSONValue {
            ["key": .string(key), "value": ["stringValue": .string(value)]]
        }
        let now = Int(Date().timeIntervalSince1970)
        let point: JSONValue = [
            "startTimeUnixNano": .string("\(now - 60)000000000"),
            "timeUnixNano": .string("\(now)000000000"), "count": "3", "sum": 30,
            "bucketCounts": ["3", "0"], "explicitBounds": [100],
            "attributes": [
                attribute("mcp.method.name", "tools/call"), attribute("gen_ai.tool.name", "buy"),
            ],
        ]
        let metric: JSONValue = [
            "name": "mcp.server.operation.duration", "unit": "ms",
            "histogram": ["aggregationTemporality": 1, "dataPoints": [point]],
        ]
        let resource: JSONValue = [
            "resource": ["attributes": [attribute("service.name", server)]],
            "scopeMetrics": [["scope": ["name": "app"], "metrics": [metric]]],
        ]
        return JSONWriter.bytes(["resourceMetrics": [resource]])
    }

    @Test("is read as what it is: spans, metrics or logs")
    func signals() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let client = serve.client
        let bodies: [(type: String, body: [UInt8])] = [
            (MediaType.json, SentSpan.json([SentSpan(service: "spans", tool: "t")])),
            (MediaType.json, Self.metrics("metrics")),
            (MediaType.json, Array(#"{"resourceLogs":[]}"#.utf8)),
            (
                MediaType.protobuf,
                SentSpan.protobuf([SentSpan(service: "more", tool: "t", number: 2)])
            ),
            // A record of a log with a severity alone.
            (MediaType.protobuf, [0x0A, 6, 0x12, 4, 0x12, 2, 0x10, 9]),
        ]
        for (type, body) in bodies {
            #expect(try await client.post("/", type, body).status == 200)
        }
        let servers = try await client.get("/v1/servers").json()
        #expect(servers == ["servers": ["metrics", "more", "spans"]])
        #expect(try await client.get("/metrics").text.contains("smelt_spans_unrelated_total 0\n"))
    }
}
