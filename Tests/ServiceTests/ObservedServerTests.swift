// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@Suite(
    "A FastMCP server with OpenTelemetry's exporter",
    .enabled(
        if: Fixture.pythonHas(
            "fastmcp", "opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"),
        "fastmcp, opentelemetry-sdk or opentelemetry-exporter-otlp-proto-http is absent"))
struct ObservedServerTests {
    /// With 8 the spans of one call come in different requests.
    @Test("gives exactly its calls and errors, in large and small batches", arguments: [512, 8])
    func exact(batch: Int) async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let endpoint = "http://127.0.0.1:\(serve.client.port)/v1/traces"
        let run = try await CommandRun.run(
            Fixture.python,
            [Fixture.fixtures + "/Servers/observed_server.py", endpoint, "weather", String(batch)])
        try #require(run.status == 0, "\(run.stderr)")
        let made = try #require(try JSONReader.read(run.output).root.object)

        let found = try await serve.client.get("/v1/servers/weather/analytics?range=24h").json()
        var tools = JSONObject()
        for tool in found.at("tools")?.array ?? [] {
            let name = try #require(tool.at("name")?.string)
            let (calls, errors) = (tool.at("calls"), tool.at("errors"))
            tools[name] = ["calls": calls ?? nil, "errors": errors ?? nil]
        }
        for member in made.members { #expect(tools[member.key] == member.value, "\(member.key)") }
        #expect(Set(tools.keys) == Set(made.keys), "tools that nobody called by these names")
        #expect(found.at("calls") == 29)
        #expect(found.at("errors") == 13)
        // Wrong arguments and unknown tools are the caller's doing.
        #expect(found.at("faults") == ["caller": 6, "tool": 7])
        #expect(try await serve.client.get("/v1/servers").json() == ["servers": ["weather"]])
        #expect(try await serve.end().status == 0)
    }

    @Test(
        "gives exactly the calls that its metrics count",
        arguments: ["explicit", "exponential"], ["delta", "cumulative"])
    func measured(buckets: String, temporality: String) async throws {
        let folder = try TemporaryFolder()
        let serve = try await SmeltServe.start(folder.path("data"))
        let run = try await CommandRun.run(
            Fixture.python,
            [
                Fixture.fixtures + "/Servers/measured_server.py",
                "http://127.0.0.1:\(serve.client.port)/v1/metrics", buckets, temporality,
            ])
        try #require(run.status == 0, "\(run.stderr)")
        let made = try JSONReader.read(run.output).root

        let found = try await serve.client.get("/v1/servers/measured/analytics?range=24h").json()
        #expect(found.at("calls") == made.at("calls"))
        #expect(found.at("errors") == made.at("errors"))
        #expect(found.at("otherRequests") == made.at("otherRequests"))
        for tool in found.at("tools")?.array ?? [] {
            let name = try #require(tool.at("name")?.string)
            #expect(tool.at("calls") == made.at("tools")?.at(name))
        }
        let p95 = try #require(found.at("latency")?.at("p95")?.number?.double)
        let exact = try #require(made.at("p95Ms")?.number?.double)
        // The buckets of the conventions are wide; those of 160 buckets are not.
        #expect(abs(p95 / exact - 1) < (buckets == "explicit" ? 0.5 : 0.03), "\(p95), \(exact)")
        #expect(
            found.at("notes")?.array?.contains { $0.string?.contains("metrics") == true } == true)
    }
}
