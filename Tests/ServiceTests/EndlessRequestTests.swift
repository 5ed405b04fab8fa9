// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite("A request that does not end")
struct EndlessRequestTests {
    @Test(
        "is answered, and its connection closed, however long more of it trickles in",
        arguments: [(408, 1_000_000), (413, 2 << 20)])
    func trickle(status: Int, length: Int) async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(
            folder.path("data"), ["--max-request-time", "1", "--max-request", "1"])
        try await trickle(
            "POST /v1/events", MediaType.json, length: length, to: serve, status: status)
    }

    @Test("is answered where its sender just stops", arguments: ["", "["])
    func stop(_ start: String) async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"), ["--max-request-time", "1"])
        let connection = try Connection(port: serve.client.port)
        connection.write(
            Array(
                """
                POST /v1/events HTTP/1.1\r\nhost: localhost\r\n\
                content-type: application/json\r\ncontent-length: 40\r\n\r\n\(start)
                """.utf8))
        let answer = try await connection.laterAnswer()
        #expect(answer.status == 408)
        #expect(answer.headers["connection"] == "close")
        #expect(await connection.laterEnd())
    }

    @Test(
        "is not waited for where its head is enough to refuse it",
        arguments: [
            (401, "POST /v1/events", MediaType.json), (404, "POST /v1/nothing", MediaType.json),
            (405, "PUT /v1/events", MediaType.json), (415, "POST /v1/traces", "text/plain"),
        ])
    func refused(status: Int, line: String, type: String) async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        if status == 401 { _ = try await SmeltServe.token(data, ["--any-server"]) }
        let serve = try await SmeltServe.start(data, status == 401 ? ["--require-tokens"] : [])
        try await trickle(line, type, length: 1_000_000, to: serve, status: status)
    }

    /// Sends less than it says in all the time that the connection has.
    private func trickle(
        _ line: String, _ type: String, length: Int, to serve: SmeltServe, status: Int
    ) async throws {
        let connection = try Connection(port: serve.client.port)
        connection.write(
            Array(
                """
                \(line) HTTP/1.1\r\nhost: localhost\r\n\
                content-type: \(type)\r\ncontent-length: \(length)\r\n\r\n
                """.utf8))
        let trickle = Trickle(to: [connection], every: .milliseconds(100))
        defer { trickle.end() }
        let answer = try await connection.laterAnswer()
        #expect(answer.status == status)
        #expect(answer.headers["connection"] == "close")
        #expect(await connection.laterEnd())
        #expect(try await serve.client.get("/health").status == 200)
    }
}
