// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

/// A collector of one test's own.
struct IntakeBench {
    let folder: TemporaryFolder
    let serve: SmeltServe

    var client: HTTPClient { serve.client }

    init() async throws {
        folder = try TemporaryFolder()
        serve = try await SmeltServe.start(folder.path("data"))
    }

    /// Posts events in JSON.
    func events(_ text: String, _ type: String = MediaType.json) async throws -> HTTPClient.Answer {
        try await client.post("/v1/events", type, Array(text.utf8))
    }

    /// Posts spans in protobuf.
    func spans(
        _ body: [UInt8], encoding: String? = nil
    ) async throws -> HTTPClient.Answer {
        try await client.post("/v1/traces", MediaType.protobuf, body, encoding: encoding)
    }

    /// The calls of a server.
    func calls(of server: String) async throws -> JSONValue? {
        try await client.get("/v1/servers/\(server)/analytics?range=24h").json().at("calls")
    }

    /// Bytes as the command `gzip` packs them.
    static func gzip(_ bytes: [UInt8]) async throws -> [UInt8] {
        let run = try await CommandRun.run("gzip", ["-c"], input: .bytes(bytes))
        #expect(run.status == 0, "\(run.stderr)")
        return run.output
    }
}
