// SPDX-License-Identifier: Apache-2.0

import Foundation
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
        #expect(connections.count == 200)
    }
}
