// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@Suite("The methods of the addresses")
struct MethodTests {
    @Test("that an address does not have are refused, with those that it has")
    func wrong() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let wrong = [
            ("GET", "/v1/traces", "POST"), ("PUT", "/v1/events", "POST"),
            ("DELETE", "/v1/servers", "GET, HEAD"),
            ("POST", "/ready", "GET, HEAD"), ("OPTIONS", "/v1/servers/s/analytics", "GET, HEAD"),
            ("PATCH", "/", "GET, HEAD, POST"),
        ]
        for (method, path, allowed) in wrong {
            let answer = try await serve.client.send(method, path)
            #expect(answer.status == 405, "\(method) \(path)")
            #expect(answer.headers["allow"] == allowed)
            let words = "\(path) takes \(allowed), not \(method)"
            #expect(try answer.json() == ["error": .string(words)])
        }
        let head = try await Self.head("/v1/cards", serve)
        #expect(head.hasPrefix("HTTP/1.1 405 "))
    }

    @Test(
        "include HEAD wherever GET is one, which is answered like it without a body",
        arguments: ["/", "/health", "/ready", "/metrics", "/v1/servers", "/v1/alerts"])
    func head(path: String) async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let head = try await Self.head(path, serve)
        #expect(head.hasPrefix("HTTP/1.1 200 "), "\(head)")
        #expect(head.lowercased().contains("\r\ncontent-length: "))
        let unknown = try await Self.head("/page", serve)
        #expect(unknown.hasPrefix("HTTP/1.1 404 "))
    }

    /// Asks twice on one connection: what came after a head would stand before the second.
    private static func head(_ path: String, _ serve: SmeltServe) async throws -> String {
        let connection = try Connection(port: serve.client.port)
        let request = Array("HEAD \(path) HTTP/1.1\r\nhost: localhost\r\n\r\n".utf8)
        connection.write(request)
        let first = try await connection.laterHead()
        connection.write(request)
        let second = try await connection.laterHead()
        #expect(second.prefix(13) == first.prefix(13))
        return first
    }
}
