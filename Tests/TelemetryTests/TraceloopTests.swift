// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

/// What the spans of OpenLLMetry 0.62.4 say, as it was seen with FastMCP 2.12.5.
@Suite("Calls from spans of OpenLLMetry")
struct TraceloopTests {
    private static let scope = "opentelemetry.instrumentation.mcp.instrumentation"

    private func read(
        _ spans: [TestSpan], scope: String = Self.scope, service: String? = "shop"
    ) throws -> CallBatch {
        try TraceRequest.calls(
            in: traceRequest([TestResource(service: service, [TestScope(scope, spans)])]))
    }

    /// The span of a tool, at a client unless it is in a server's workflow or below `mcp.server`.
    private func tool(
        _ name: String, _ number: UInt64, under parent: UInt64 = 0, workflow: String? = nil
    ) -> TestSpan {
        var span = TestSpan(
            "\(name).tool", number: number,
            [
                TestAttribute("traceloop.span.kind", "tool"),
                TestAttribute("traceloop.entity.name", name),
            ])
        if let workflow {
            span.attributes.append(TestAttribute("traceloop.workflow.name", workflow))
        }
        (span.kind, span.status, span.parent) = (1, 1, parent)
        return span
    }

    /// The span above that of a tool at a server.
    private func server(_ number: UInt64, under parent: UInt64 = 0) -> TestSpan {
        var span = TestSpan(
            "mcp.server", number: number,
            [
                TestAttribute("traceloop.span.kind", "server"),
                TestAttribute("traceloop.entity.name", "mcp.server"),
            ])
        (span.kind, span.status, span.parent) = (1, 1, parent)
        return span
    }

    @Test(
        "are those of tools at the server",
        arguments: [
            "opentelemetry.instrumentation.mcp.instrumentation",
            "opentelemetry.instrumentation.mcp",
        ])
    func servers(scope: String) throws {
        var failed = tool("boom", 4, under: 3, workflow: "sums.mcp")
        failed.status = 2
        failed.attributes.append(TestAttribute("error.type", "ToolError"))
        var writer = TestSpan("ResponseStreamWriter", number: 5)
        writer.kind = 1
        let spans = [
            tool("add", 2, under: 1, workflow: "sums.mcp"), server(1), failed, server(3), writer,
        ]
        let batch = try read(spans, scope: scope)
        #expect(batch.readCalls.map(\.server) == ["shop", "shop"])
        #expect(batch.readCalls.map(\.method) == ["tools/call", "tools/call"])
        #expect(batch.readCalls.map(\.tool) == ["add", "boom"])
        #expect(batch.readCalls.map(\.error) == ["", "ToolError"])
        #expect(batch.readCalls.map(\.fault) == [nil, .tool])
        #expect(batch.notes.unrelated == 3)
        #expect(batch.notes.refused == 0)
    }

    @Test(
        "are none at a client, nor in a workflow of its own",
        arguments: [nil, "planning"] as [String?])
    func clients(workflow: String?) throws {
        var failed = tool("boom", 2, under: 9, workflow: workflow)
        failed.status = 2
        failed.attributes.append(TestAttribute("error.type", "tool_error"))
        let batch = try read([tool("add", 1, workflow: workflow), failed])
        #expect(batch.calls.isEmpty)
        #expect(batch.notes.unrelated == 2)
        #expect(batch.notes.refused == 0)
    }

    @Test("are told from a client's by the span above, where the server has no name")
    func nameless() throws {
        let (answer, above) = (tool("add", 2, under: 1), server(1, under: 3))
        let request = tool("add", 3)
        for spans in [[answer, above, request], [request, above, answer]] {
            let batch = try read(spans)
            #expect(batch.calls.count == 1)
            #expect(batch.notes.unrelated == 2)
        }
        #expect(try read([answer, request]).calls.isEmpty)
    }

    @Test(
        "of a mounted server are counted at the outer one only",
        arguments: [nil, "sub.mcp"] as [String?])
    func mounted(workflow: String?) throws {
        let spans = [
            tool("add", 4, under: 3, workflow: workflow), server(3, under: 2),
            tool("s_add", 2, under: 1, workflow: workflow), server(1),
        ]
        for order in [spans, Array(spans.reversed())] {
            let batch = try read(order)
            #expect(batch.readCalls.map(\.tool) == ["s_add"])
            #expect(batch.notes.delegated == 1)
            #expect(batch.notes.unrelated == 2)
        }
    }

    @Test("of a server that asks another one in the same process are counted at both")
    func nested() throws {
        let spans = [
            tool("add", 5, under: 4, workflow: "sums.mcp"), server(4, under: 3),
            tool("add", 3, under: 2), tool("ask", 2, under: 1, workflow: "sums.mcp"), server(1),
        ]
        let batch = try read(spans)
        #expect(batch.readCalls.map(\.tool) == ["add", "ask"])
        #expect(batch.notes.delegated == 0)
    }

    @Test("name their server by the workflow, where its process has no name")
    func names() throws {
        func server(_ workflow: String, _ service: String?) throws -> [String] {
            let span = tool("add", 2, under: 1, workflow: workflow)
            return try read([span], service: service).readCalls.map(\.server)
        }
        #expect(try server("sums.mcp", nil) == ["sums"])
        #expect(try server("sums.mcp", "unknown_service:python") == ["sums"])
        #expect(try server("sums.mcp", "shop") == ["shop"])
        #expect(try server(".mcp", nil) == [".mcp"])
    }

    @Test("are named after their span where no attribute names the tool")
    func spanNames() throws {
        var span = tool("subtract", 2, workflow: "sums.mcp")
        span.attributes.removeAll { $0.key == "traceloop.entity.name" }
        #expect(try read([span]).readCalls.map(\.tool) == ["subtract"])
    }
}
