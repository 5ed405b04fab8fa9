// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import MCPClient

@Suite("Servers over HTTP")
struct HTTPServerTests {
    private func manifest(
        _ url: String, headers: [ServerAddress.Header] = [],
        limits: ClientLimits = FixtureServer.limits
    ) async throws(ClientError) -> ServerManifest {
        try await LiveServer.manifest(
            http: ServerAddress(url: url, headers: headers), client: FixtureServer.client,
            limits: limits)
    }

    @Test(
        "are read in either era, as JSON and as events",
        arguments: [
            ("legacy", "2025-11-25"), ("legacy-sse", "2025-11-25"), ("modern", "2026-07-28"),
        ])
    func reads(mode: String, version: String) async throws {
        let fixture = try HTTPFixture(mode)
        let manifest = try await manifest(fixture.url)
        #expect(manifest.name == "fixture")
        #expect(manifest.protocolVersion == version)
        #expect(manifest.tools == (try FixtureServer.savedTools()))
        #expect(manifest.gaps.isEmpty)
    }

    @Test(
        "that fail are described",
        arguments: [
            ("redirects", ClientError.Code.redirected, "sends us on to http://127.0.0.2:9/"),
            ("html", .notMCP, "is a web page, not an MCP endpoint"),
            ("server-error", .serverError, "status 500: Internal Server Error: database is locked"),
            ("drops", .network, "closed the connection too early"),
        ])
    func fails(mode: String, code: ClientError.Code, words: String) async throws {
        let fixture = try HTTPFixture(mode)
        await expectFailure(code, words) {
            try await manifest(fixture.url)
        }
    }

    @Test("that want a token say where to get one")
    func unauthorized() async throws {
        let fixture = try HTTPFixture("unauthorized")
        let place = "/.well-known/oauth-protected-resource"
        await expectFailure(.unauthorized, place) {
            try await manifest(fixture.url)
        }
        let token = ServerAddress.Header(name: "Authorization", value: "Bearer wrong")
        await expectFailure(.unauthorized, "does not accept") {
            try await manifest(fixture.url, headers: [token])
        }
    }

    @Test("that never answer are given up")
    func hangs() async throws {
        let fixture = try HTTPFixture("hangs")
        await expectFailure(.timedOut, "`initialize` within 3 s") {
            try await manifest(fixture.url, limits: FixtureServer.hanging)
        }
    }

    @Test("that never stop are cut off")
    func floods() async throws {
        let fixture = try HTTPFixture("floods")
        var limits = FixtureServer.limits
        limits.bytes = 1 << 20
        await expectFailure(.tooMuchOutput, "more than 1048576") {
            try await manifest(fixture.url, limits: limits)
        }
    }

    @Test("that are not there are described")
    func absent() async throws {
        let closed = "http://user:secret@127.0.0.1:1/mcp?key=secret"
        await expectFailure(.network, "could not connect to http://127.0.0.1:1/mcp:") {
            try await manifest(closed)
        }
        await expectFailure(.badConfiguration, "must begin with http:// or https://") {
            try await manifest("file:///etc/passwd")
        }
        let fixture = try HTTPFixture("legacy")
        await expectFailure(.notMCP, "no MCP endpoint") {
            try await manifest(fixture.url + "/elsewhere")
        }
    }

    @Test("get no header that could smuggle in another one")
    func headerInjection() async throws {
        let header = ServerAddress.Header(name: "X-Token", value: "a\r\nX-Other: b")
        await expectFailure(.badConfiguration, "\"X-Token\"") {
            try await manifest("http://127.0.0.1:1/", headers: [header])
        }
    }

    @Test("are let go when the task is cancelled")
    func cancelled() async throws {
        let fixture = try HTTPFixture("hangs")
        let url = fixture.url
        let task = Task {
            await expectFailure(.cancelled, "cancelled") {
                try await manifest(url, limits: ClientLimits())
            }
        }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        await task.value
    }

    @Test("name their metadata in quotes or without")
    func challenges() {
        let quoted = #"Bearer realm="x", resource_metadata="https://a/b", scope="c""#
        #expect(HTTPRefusal.resourceMetadata(quoted) == "https://a/b")
        #expect(
            HTTPRefusal.resourceMetadata("Bearer resource_metadata=https://a/b, x=y")
                == "https://a/b")
        #expect(HTTPRefusal.resourceMetadata("Basic") == nil)
    }
}
