// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite("A request that does not end")
struct EndlessRequestTests {
    @Test(
        "is answered, and its connection closed, however long more of it trickles in",
        arguments: [(408, 1_000), (413, 2 << 20)])
    func trickle(status: Int, length: Int) async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(
            folder.path("data"), ["--max-request-time", "1", "--max-request", "1"])
        let connection = try Connection(port: serve.client.port, seconds: 20)
        connection.write(
            Array(
                """
                POST /v1/events HTTP/1.1\r\nhost: localhost\r\n\
                content-type: application/json\r\ncontent-length: \(length)\r\n\r\n
                """.utf8))
        // Less than the length in all the time that the connection has.
        let sender = Task {
            while !Task.isCancelled {
                connection.write([0x20])
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        defer { sender.cancel() }
        let answer = try await connection.laterAnswer()
        #expect(answer.status == status)
        #expect(answer.headers["connection"] == "close")
        #expect(await connection.laterEnd())
        #expect(try await serve.client.get("/ready").status == 200)
    }
}
