// SPDX-License-Identifier: Apache-2.0

import Foundation
import HostSystem
import TestSupport
import Testing

@Suite("The connections of a collector")
struct OpenFilesTests {
    @Test("are as many as the system allows, whatever it begins with")
    func limit() async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"), after: "ulimit -Sn 64")
        let limits = try String(contentsOfFile: "/proc/\(serve.pid)/limits", encoding: .utf8)
        let line = try #require(limits.split(separator: "\n").first { $0.contains("open files") })
        let words = line.split(separator: " ")
        // Max open files, the soft one, the hard one, files.
        #expect(words.count == 6 && words[3] == words[4], "\(line)")
        var connections: [Connection] = []
        for _ in 0..<200 { connections.append(try Connection(port: serve.client.port)) }
        #expect(try await serve.client.get("/ready").status == 200)
        // Until then they must be open.
        withExtendedLifetime(connections) {}
    }

    @Test("may be ten thousand with half a request each, and nobody waits for them")
    func many() async throws {
        OpenFiles.allowMost()
        let most = sysconf(Int32(_SC_OPEN_MAX))
        // A system may allow fewer; some are for everything else.
        let count = min(10_000, most - 1_000)
        try #require(count >= 1_000, "\(most) files may be open")
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let half = Array(
            """
            POST /v1/events HTTP/1.1\r\nhost: localhost\r\n\
            content-type: application/json\r\ncontent-length: 40\r\n\r\n{"server":
            """.utf8)
        var connections: [Connection] = []
        let limit = ContinuousClock.now + .seconds(300)
        while connections.count < count, ContinuousClock.now < limit {
            // Of those that come all at once some are let in a moment later.
            guard let connection = try? Connection(port: serve.client.port) else {
                try await Task.sleep(for: .milliseconds(20))
                continue
            }
            connection.write(half)
            connections.append(connection)
        }
        try #require(connections.count == count)
        // Whoever is silent for half a minute is closed, so one of them comes now.
        let last = try Connection(port: serve.client.port)
        last.write(half)
        #expect(try await serve.client.get("/health").status == 200)
        let event = Array(#"{"server":"s","tool":"t","durationMs":1}"#.utf8)
        let answer = try await serve.client.send(
            "POST", "/v1/events", headers: ["content-type": MediaType.json], body: event)
        #expect(answer.status == 200)
        // It was waited for by nobody, and what it finishes is taken.
        last.write(Array(#""s","tool":"t","durationMs":1}"#.utf8))
        #expect(try await last.laterAnswer().status == 200)
        withExtendedLifetime(connections) {}
    }
}
