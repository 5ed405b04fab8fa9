// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

@Suite("Calls from a trace request")
struct TraceRequestTests {
    /// Reads the spans of one scope.
    func read(
        _ spans: [TestSpan], scope: String = "my.app", service: String? = "weather"
    ) throws -> CallBatch {
        try TraceRequest.calls(
            in: traceRequest([TestResource(service: service, [TestScope(scope, spans)])]))
    }

    /// A span by the plain semantic conventions.
    static func plainSpan(number: UInt64 = 1, tool: String = "get_weather") -> TestSpan {
        TestSpan(
            "tools/call \(tool)", number: number,
            [
                TestAttribute("mcp.method.name", "tools/call"),
                TestAttribute("gen_ai.tool.name", tool),
                TestAttribute("mcp.protocol.version", "2025-11-25"),
                TestAttribute("mcp.session.id", "3f2a"), TestAttribute("server.port", .int(8080)),
                TestAttribute("load", .double(0.5)),
            ])
    }

    @Test("follow the plain semantic conventions")
    func plain() throws {
        var failed = Self.plainSpan(number: 2, tool: "get_tides")
        failed.attributes += [
            TestAttribute("error.type", "-32602"), TestAttribute("mcp.client.name", "claude"),
        ]
        failed.status = 2
        let batch = try read([Self.plainSpan(), failed])
        let calls = batch.readCalls
        try #require(calls.count == 2)
        #expect(calls[0].server == "weather")
        #expect(calls[0].method == "tools/call")
        #expect(calls[0].tool == "get_weather")
        #expect(calls[0].client == "")
        #expect(calls[0].error == "")
        #expect(calls[0].fault == nil)
        #expect(calls[0].start == 1_700_000_000_000_000_000)
        #expect(calls[0].duration == 25_000_000)
        #expect(calls[0].id != nil)
        #expect(calls[1].tool == "get_tides")
        #expect(calls[1].client == "claude")
        #expect(calls[1].error == "-32602")
        #expect(calls[1].fault == .caller)
        #expect(calls[1].id != calls[0].id)
        #expect(batch.notes == ReadingNotes())
    }

    @Test("take the tool from the span's name when no attribute has it")
    func toolFromName() throws {
        var span = Self.plainSpan(tool: "add")
        span.attributes.removeAll { $0.key == "gen_ai.tool.name" }
        #expect(try read([span]).readCalls.map(\.tool) == ["add"])
        span.attributes.append(TestAttribute("mcp.tool.name", "sum"))
        #expect(try read([span]).readCalls.map(\.tool) == ["sum"])
    }

    @Test("count where they name no tool, as those do that are refused before it is known")
    func withoutTool() throws {
        var span = TestSpan(
            "tools/call",
            [
                TestAttribute("mcp.method.name", "tools/call"),
                TestAttribute("error.type", "McpError"),
            ])
        let batch = try read([span])
        #expect(batch.readCalls.map(\.tool) == [""])
        #expect(batch.readCalls.map(\.error) == ["McpError"])
        span.name = "tools/call "
        #expect(try read([span]).readCalls.map(\.tool) == [""])
        #expect(batch.notes.refused == 0)
    }

    @Test("of other methods are about no tool")
    func otherMethods() throws {
        let spans = [
            TestSpan("resources/read", [TestAttribute("mcp.method.name", "resources/read")]),
            TestSpan("tools/list", number: 2, [TestAttribute("mcp.method.name", "tools/list")]),
            TestSpan(
                "prompts/get greet", number: 3,
                [
                    TestAttribute("mcp.method.name", "prompts/get"),
                    TestAttribute("gen_ai.prompt.name", "greet"),
                ]),
        ]
        let calls = try read(spans).readCalls
        #expect(calls.map(\.method) == ["resources/read", "tools/list", "prompts/get"])
        #expect(calls.map(\.tool) == ["", "", "greet"])
    }

    @Test("are not those that a client makes", arguments: [0, 1, 3, 4, 5] as [UInt64])
    func otherKinds(kind: UInt64) throws {
        var span = Self.plainSpan()
        span.kind = kind
        let batch = try read([span, Self.plainSpan(number: 2)])
        #expect(batch.calls.count == 1)
        #expect(batch.notes.unrelated == 1)
        #expect(batch.notes.refused == 0)
    }

    @Test("tell a tool's own error from an exception")
    func toolError() throws {
        var span = Self.plainSpan()
        span.attributes.append(TestAttribute("mcp.tool.result.is_error", .bool(true)))
        var call = try #require(try read([span]).readCalls.first)
        #expect(call.error == "tool_error")
        #expect(call.fault == .tool)
        span.attributes.removeLast()
        span.attributes.append(TestAttribute("mcp.tool.result.is_error", .bool(false)))
        call = try #require(try read([span]).readCalls.first)
        #expect(call.error == "")
        #expect(call.fault == nil)
    }

    @Test("have the last of an attribute's values, whatever its kind")
    func lastValue() throws {
        var span = Self.plainSpan()
        span.attributes += [
            TestAttribute("mcp.tool.result.is_error", .bool(true)),
            TestAttribute("mcp.tool.result.is_error", .string("no")),
        ]
        #expect(try read([span]).readCalls.map(\.error) == [""])
        // Within one value too: a text, and after it the number of one in a table.
        var value = MessageBuilder()
        value.text(1, "-32602")
        value.number(8, 5)
        var attribute = MessageBuilder()
        attribute.text(1, "error.type")
        attribute.contents(2, value.bytes)
        var hasError = true
        try attribute.bytes.withUnsafeBytes { bytes in
            var reading = SpanReading()
            try reading.readAttribute(bytes)
            hasError = reading.error(.other) != nil
        }
        #expect(!hasError)
    }

    @Test("of remote procedures other than the protocol's are unrelated")
    func otherProcedures() throws {
        let span = TestSpan(
            "grpc.health.v1.Health/Check",
            [
                TestAttribute("rpc.system", "grpc"),
                TestAttribute("rpc.method", "Check"),
            ])
        let batch = try read([span])
        #expect(batch.calls.isEmpty)
        #expect(batch.notes.unrelated == 1)
    }

    @Test("are not in spans of HTTP alone")
    func http() throws {
        let span = TestSpan(
            "POST /mcp",
            [
                TestAttribute("http.request.method", "POST"),
                TestAttribute("http.response.status_code", .int(200)),
                TestAttribute("error.type", "500"),
            ])
        for scope in ["io.opentelemetry.http", "fastmcp"] {
            let batch = try read([span, Self.plainSpan(number: 2)], scope: scope)
            #expect(batch.calls.count == 1)
            #expect(batch.notes.unrelated == 1)
        }
    }
}
