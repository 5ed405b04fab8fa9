// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@Suite("A sender that holds its body back until it is told to go on")
struct HeldBackBodyTests {
    private static func head(_ length: Int) -> [UInt8] {
        Array(
            """
            POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
            expect: 100-Continue\r\ncontent-length: \(length)\r\n\r\n
            """.utf8)
    }

    @Test("is told so, and then answered; again on the same connection")
    func told() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let connection = try Connection(port: serve.client.port)
        let event = Array(#"{"server":"s","tool":"t","durationMs":1}"#.utf8)
        for _ in 1...2 {
            connection.write(Self.head(event.count))
            #expect(try await connection.laterHead() == "HTTP/1.1 100 Continue\r\n\r\n")
            connection.write(event)
            let answer = try await connection.laterAnswer()
            #expect(answer.status == 200)
            #expect(try answer.json().at("stored") == 1)
        }
    }

    @Test("is refused at once where the body would be too long")
    func refused() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let connection = try Connection(port: serve.client.port)
        connection.write(Self.head((64 << 20) + 1))
        #expect(try await connection.laterAnswer().status == 413)
    }
}
