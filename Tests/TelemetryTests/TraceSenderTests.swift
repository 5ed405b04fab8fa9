// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

/// What each sender does in its own way.
extension TraceRequestTests {
    @Test("of FastMCP 4 are counted at the outer server only")
    func fastMCP4() throws {
        func span(_ name: String, _ number: UInt64, under parent: UInt64) -> TestSpan {
            var span = TestSpan(
                name, number: number,
                [
                    TestAttribute("mcp.method.name", "tools/call"),
                    TestAttribute("gen_ai.tool.name", "get_weather"),
                    TestAttribute("fastmcp.server.name", "inner"),
                ])
            span.parent = parent
            return span
        }
        var outer = span("tools/call get_weather", 1, under: 77)
        outer.attributes.append(TestAttribute("fastmcp.span.seam", .bool(true)))
        var delegate = span("delegate get_weather", 2, under: 1)
        delegate.kind = 1
        let inner = span("tools/call get_weather", 3, under: 2)
        // The order of spans is that in which they ended, or any other one.
        let orders = [
            [inner, delegate, outer], [outer, delegate, inner], [delegate, outer, inner],
        ]
        let outerID = try #require(try read([outer]).calls.first?.id)
        for spans in orders {
            let batch = try read(spans, scope: "fastmcp")
            let only = try #require(batch.readCalls.first)
            #expect(batch.calls.count == 1)
            #expect(only.id == outerID)
            #expect(only.server == "weather")
            #expect(only.tool == "get_weather")
            #expect(batch.notes.delegated == 1)
            #expect(batch.notes.unrelated == 1)
            #expect(batch.notes.refused == 0)
        }
        // Where the span between is missing, the store finds out when it comes.
        let alone = try read([inner, outer], scope: "fastmcp")
        #expect(alone.calls.map { $0.parent == 0 } == [false, true])
        // An outer span stays, whatever stands above it.
        outer.parent = 2
        #expect(try read([outer, delegate, inner], scope: "fastmcp").calls.count == 1)
    }

    @Test("of FastMCP 3 are read from the names of remote procedures")
    func fastMCP3() throws {
        var span = TestSpan(
            "tools/call get_weather",
            [
                TestAttribute("rpc.system", "mcp"), TestAttribute("rpc.service", "Weather"),
                TestAttribute("rpc.method", "tools/call"),
                TestAttribute("fastmcp.server.name", "Weather"),
                TestAttribute("fastmcp.component.type", "tool"),
                TestAttribute("fastmcp.component.key", "tool:get_weather@"),
            ])
        span.status = 2
        let batch = try read([span], scope: "fastmcp")
        let call = try #require(batch.readCalls.first)
        #expect(call.method == "tools/call")
        #expect(call.tool == "get_weather")
        #expect(call.error == "_OTHER")
        #expect(call.fault == .server)
        #expect(call.server == "weather")
        #expect(batch.notes == ReadingNotes())
    }

    @Test(
        "of FastMCP name the tool within its key",
        arguments: [
            ("tool:get_weather@", "get_weather"), ("tool:get_weather@2", "get_weather"),
            ("tool:get_weather", "get_weather"), ("tool:a@b@1.0", "a@b"),
            ("add", "add"),
        ])
    func componentKeys(key: String, tool: String) throws {
        let span = TestSpan(
            "tools/call x",
            [
                TestAttribute("mcp.method.name", "tools/call"),
                TestAttribute("fastmcp.component.key", key),
            ])
        #expect(try read([span], scope: "fastmcp").readCalls.map(\.tool) == [tool])
    }

    @Test(
        "of the SDKs follow the plain conventions",
        arguments: ["mcp-python-sdk", "Experimental.ModelContextProtocol", "", "mcp"])
    func sdks(scope: String) throws {
        var failed = Self.plainSpan(number: 2)
        failed.attributes.append(TestAttribute("error.type", "tool_error"))
        var request = Self.plainSpan(number: 3)
        request.kind = 3
        let batch = try read([Self.plainSpan(), failed, request], scope: scope)
        #expect(batch.readCalls.map(\.tool) == ["get_weather", "get_weather"])
        #expect(batch.readCalls.map(\.error) == ["", "tool_error"])
        #expect(batch.readCalls.map(\.fault) == [nil, .tool])
        #expect(batch.notes.unrelated == 1)
    }

    @Test("of mcpcat are spans of any kind")
    func mcpcat() throws {
        for kind: UInt64 in [1, 2] {
            var span = TestSpan(
                "mcp:tools/call",
                [
                    TestAttribute("mcp.event_type", "mcp:tools/call"),
                    TestAttribute("mcp.resource_name", "get_weather"),
                    TestAttribute("mcp.client_name", "cursor"),
                ])
            span.kind = kind
            span.status = 2
            for scope in ["mcpcat", "agentcat"] {
                let call = try #require(try read([span], scope: scope).readCalls.first)
                #expect(call.method == "tools/call")
                #expect(call.tool == "get_weather")
                #expect(call.client == "cursor")
                #expect(call.server == "weather")
                #expect(call.error == "tool_error")
                #expect(call.fault == .tool)
            }
            // Only a tool's result can be marked as an error.
            span.attributes[0] = TestAttribute("mcp.event_type", "mcp:prompts/get")
            let other = try #require(try read([span], scope: "mcpcat").readCalls.first)
            #expect(other.error == "_OTHER")
        }
        // The name tells the method as well.
        let named = TestSpan("mcp:tools/call", [TestAttribute("mcp.resource_name", "add")])
        let call = try #require(try read([named], scope: "mcpcat").readCalls.first)
        #expect(call.method == "tools/call")
        #expect(call.tool == "add")
    }
}
