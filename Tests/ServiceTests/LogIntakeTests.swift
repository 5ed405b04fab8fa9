// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite("Logs that are posted")
struct LogIntakeTests {
    @Test("are answered as what they are, and refused where they are none")
    func malformed() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        // A resource with a scope and an empty record, in each encoding.
        let logs = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}"#
        let good: [(type: String, body: [UInt8])] = [
            (MediaType.protobuf, [0x0A, 4, 0x12, 2, 0x12, 0]),
            (MediaType.json, Self.bytes(logs)),
        ]
        for (type, body) in good {
            let answer = try await serve.client.post("/v1/logs", type, body)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == type)
        }
        // A wire type that nobody has, and ends within a field, the last of them three levels down.
        let bad: [(type: String, body: [UInt8])] = [
            (MediaType.protobuf, [0x0F]), (MediaType.protobuf, [0x0A, 5, 1]),
            (MediaType.protobuf, [0x0A, 4, 0x12, 2, 0x12, 7]),
            (MediaType.json, []), (MediaType.json, Self.bytes("[]")),
            (MediaType.json, Self.bytes("{\"resourceLogs\":")),
            (MediaType.json, Self.bytes("{\"resourceLogs\":{}}")),
        ]
        for (type, body) in bad {
            let answer = try await serve.client.post("/v1/logs", type, body)
            #expect(answer.status == 400, "\(type) \(body)")
            #expect(answer.headers["content-type"] == type)
        }
    }

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
