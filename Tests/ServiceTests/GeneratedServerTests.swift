// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@Suite(
    "A server that smelt generate made",
    .enabled(
        if: Fixture.serverPython != nil,
        "SMELT_SERVER_PYTHON names no Python with the packages of templates/fastmcp"))
struct GeneratedServerTelemetryTests {
    @Test("is seen by the collector: each call under its tool, and each error")
    func seen() async throws {
        let python = try #require(Fixture.serverPython)
        let folder = try TemporaryFolder()
        let generated = try await CommandRun.run(
            SmeltServe.path,
            ["generate", Fixture.fixtures + "/OpenAPI/parcels.yaml", "-o", folder.path("server")])
        try #require(generated.status == 0, "\(generated.stderr)")
        let serve = try await SmeltServe.start(folder.path("data"))
        let run = try await CommandRun.run(
            python,
            [
                Fixture.fixtures + "/Servers/generated_server_calls.py", "--telemetry",
                "http://127.0.0.1:\(serve.client.port)",
                Fixture.fixtures + "/OpenAPI/parcels.requests.json", "--", python, "-m",
                "parcels_mcp",
            ], directory: folder.path("server"))
        try #require(run.status == 0, "\(run.stdout) \(run.stderr)")

        // The last spans are sent as the server ends, which the client does not wait for.
        var found: JSONValue = nil
        for _ in 0..<100 {
            found = try await serve.client.get("/v1/servers/parcels/analytics?range=24h").json()
            if found.at("calls") == 15 { break }
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(found.at("calls") == 15)
        #expect(found.at("errors") == 7)
        var counts: [String: [Int]] = [:]
        for tool in found.at("tools")?.array ?? [] {
            let name = try #require(tool.at("name")?.string)
            counts[name] = [tool.at("calls"), tool.at("errors")].compactMap { $0?.number?.int }
        }
        #expect(
            counts == [
                "list_parcels": [6, 4], "get_parcel": [3, 2], "create_parcel": [2, 1],
                "delete_parcel": [1, 0], "show_grid": [1, 0], "search_parcels": [1, 0],
                "upload_label": [1, 0],
            ])
        #expect(try await serve.end().status == 0)
    }
}
