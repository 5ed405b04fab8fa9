// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite("A connection")
struct LastRequestTests {
    @Test(
        "ends after a request of a sender that reads to its end",
        arguments: [
            "HTTP/1.0\r\n", "HTTP/1.0\r\nconnection: keep-alive\r\n",
            "HTTP/1.1\r\nhost: localhost\r\nconnection: Close\r\n",
            "HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n",
        ])
    func last(rest: String) async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let connection = try Connection(port: serve.client.port)
        connection.write(Array("GET /health \(rest)\r\n".utf8))
        let answer = try await connection.laterAnswer()
        #expect(answer.status == 200)
        #expect(answer.headers["connection"] == "close")
        // Nobody answers what comes after it.
        connection.write(Array("GET /health \(rest)\r\n".utf8))
        #expect(await connection.laterEnd())
    }

    @Test("goes on after any other request")
    func others() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let connection = try Connection(port: serve.client.port)
        for _ in 1...3 {
            connection.write(Array("GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n".utf8))
            let answer = try await connection.laterAnswer()
            #expect(answer.status == 200)
            #expect(answer.headers["connection"] == nil)
        }
    }
}
