// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Telemetry

/// Reads the spans of one scope.
private func read(
    _ spans: [TestSpan], scope: String = "my.app", service: String? = "weather"
) throws -> CallBatch {
    try TraceRequest.calls(
        in: traceRequest([TestResource(service: service, [TestScope(scope, spans)])]))
}

/// A span by the plain semantic conventions.
private func plainSpan(number: UInt64 = 1, tool: String = "get_weather") -> TestSpan {
    TestSpan(
        "tools/call \(tool)", number: number,
        [
            TestAttribute("mcp.method.name", "tools/call"), TestAttribute("gen_ai.tool.name", tool),
            TestAttribute("mcp.protocol.version", "2025-11-25"),
            TestAttribute("mcp.session.id", "3f2a"), TestAttribute("server.port", .int(8080)),
            TestAttribute("load", .double(0.5)),
        ])
}

@Suite("Calls from a trace request")
struct TraceRequestTests {
    // MARK: - Senders

    @Test("follow the plain semantic conventions")
    func plain() throws {
        var failed = plainSpan(number: 2, tool: "get_tides")
        failed.attributes += [
            TestAttribute("error.type", "-32602"), TestAttribute("mcp.client.name", "claude"),
        ]
        failed.status = 2
        let batch = try read([plainSpan(), failed])
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
        var span = plainSpan(tool: "add")
        span.attributes.removeAll { $0.key == "gen_ai.tool.name" }
        #expect(try read([span]).readCalls.map(\.tool) == ["add"])
        span.attributes.append(TestAttribute("mcp.tool.name", "sum"))
        #expect(try read([span]).readCalls.map(\.tool) == ["sum"])
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
        var span = plainSpan()
        span.kind = kind
        let batch = try read([span, plainSpan(number: 2)])
        #expect(batch.calls.count == 1)
        #expect(batch.notes.unrelated == 1)
        #expect(batch.notes.refused == 0)
    }

    @Test("tell a tool's own error from an exception")
    func toolError() throws {
        var span = plainSpan()
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
        var span = plainSpan()
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

    @Test(
        "of the SDKs follow the plain conventions",
        arguments: ["mcp-python-sdk", "Experimental.ModelContextProtocol", "", "mcp"])
    func sdks(scope: String) throws {
        var failed = plainSpan(number: 2)
        failed.attributes.append(TestAttribute("error.type", "tool_error"))
        var request = plainSpan(number: 3)
        request.kind = 3
        let batch = try read([plainSpan(), failed, request], scope: scope)
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
            let batch = try read([span, plainSpan(number: 2)], scope: scope)
            #expect(batch.calls.count == 1)
            #expect(batch.notes.unrelated == 1)
        }
    }

    // MARK: - Servers, times, samples

    @Test("name their server in one of several places")
    func servers() throws {
        var span = plainSpan()
        let nameless = try read([span], service: nil)
        #expect(nameless.calls.isEmpty)
        #expect(nameless.notes.refused == 1)
        #expect(nameless.notes.refusal?.contains("service.name") == true)

        span.attributes.append(TestAttribute("fastmcp.server.name", "Tides"))
        #expect(try read([span], service: nil).readCalls.map(\.server) == ["Tides"])
        #expect(try read([span], service: "").readCalls.map(\.server) == ["Tides"])
        #expect(
            try read([span], service: "unknown_service:python").readCalls.map(\.server)
                == ["Tides"])
        #expect(try read([span]).readCalls.map(\.server) == ["weather"])
    }

    @Test("keep the name that a process has by default when there is no other")
    func unknownService() throws {
        let batch = try read([plainSpan()], service: "unknown_service:node")
        #expect(batch.readCalls.map(\.server) == ["unknown_service:node"])
    }

    @Test("of several servers stay apart")
    func severalResources() throws {
        let bytes = traceRequest([
            TestResource(
                service: "a",
                [TestScope("x", [plainSpan()]), TestScope("y", [plainSpan(number: 2)])]),
            TestResource(service: nil, [TestScope("x", [plainSpan(number: 3)])]),
            TestResource(service: "b", [TestScope("x", [plainSpan(number: 4)])]),
        ])
        let batch = try TraceRequest.calls(in: bytes)
        #expect(batch.readCalls.map(\.server) == ["a", "a", "b"])
        #expect(batch.notes.refused == 1)
        #expect(Set(batch.calls.map(\.id)).count == 3)
    }

    @Test("that ended before they began took no time")
    func negative() throws {
        var span = plainSpan()
        span.end = span.start - 1
        let batch = try read([span, plainSpan(number: 2)])
        #expect(batch.calls.map(\.duration) == [0, 25_000_000])
        #expect(batch.notes.negative == 1)
    }

    @Test("that took no time are not negative")
    func instant() throws {
        var span = plainSpan()
        span.end = span.start
        let batch = try read([span])
        #expect(batch.calls.map(\.duration) == [0])
        #expect(batch.notes.negative == 0)
    }

    @Test("without a usable time are refused", arguments: [0, 1 << 63, .max] as [UInt64])
    func noTime(start: UInt64) throws {
        var span = plainSpan()
        span.start = start
        let batch = try read([span, plainSpan(number: 2)])
        #expect(batch.calls.count == 1)
        #expect(batch.notes.refused == 1)
        #expect(batch.notes.refusal?.contains("start") == true)
    }

    @Test(
        "are counted as a sample when the trace state says so",
        arguments: [
            ("ot=th:8", 1), ("ot=th:0", 0), ("", 0), ("ot=rv:7fff;th:c8", 1),
            ("vendor=1,ot=th:8;rv:1", 1), ("ot=th:0;rv:8", 0), ("ot=th:00", 0), ("ot=rv:8", 0),
            ("vendor=x", 0), ("th", 0),
        ])
    func sampled(state: String, count: Int) throws {
        var span = plainSpan()
        span.state = state
        let batch = try read([span])
        #expect(batch.calls.count == 1)
        #expect(batch.notes.sampled == count)
    }

    @Test("have no id unless the span has a whole one")
    func ids() throws {
        var span = plainSpan()
        span.trace = Array(1...15)
        #expect(try read([span]).calls.map(\.id) == [nil])
        span.trace = [UInt8](repeating: 0, count: 16)
        #expect(try read([span]).calls.map(\.id) == [nil])
        span.trace = Array(1...16)
        span.number = 0
        #expect(try read([span]).calls.map(\.id) == [nil])
        span.number = 1
        let first = try #require(try read([span]).calls.first?.id)
        span.trace = Array(2...17)
        #expect(try read([span]).calls.first?.id != first)
    }

    @Test("have clean names")
    func cleanNames() throws {
        let span = plainSpan(tool: "get\nweather" + String(repeating: "!", count: 300))
        let batch = try read([span], service: "wea\u{0}ther")
        let call = try #require(batch.readCalls.first)
        #expect(call.server == "wea ther")
        #expect(call.tool == "get weather" + String(repeating: "!", count: 189))
        #expect(batch.notes.shortened == 1)
    }

    // MARK: - The encoding

    @Test("do not depend on the order of fields, nor on fields that nobody knows")
    func orderAndNoise() throws {
        var failed = plainSpan(number: 2)
        failed.status = 2
        failed.state = "ot=th:8"
        var resource = TestResource(
            service: "weather", [TestScope("my.app", [plainSpan(), failed])])
        let usual = try TraceRequest.calls(in: traceRequest([resource]))
        #expect(usual.calls.count == 2)
        for (isLast, isNoisy) in [(true, false), (false, true), (true, true)] {
            resource.isLast = isLast
            resource.isNoisy = isNoisy
            let other = try TraceRequest.calls(in: traceRequest([resource]))
            #expect(other.readCalls == usual.readCalls)
            #expect(other.notes == usual.notes)
        }
    }

    @Test("of nothing are none")
    func nothing() throws {
        #expect(try TraceRequest.calls(in: []).calls.isEmpty)
        #expect(try TraceRequest.calls(in: traceRequest([])).calls.isEmpty)
        let resource = TestResource(service: "a", [TestScope("b", [])])
        #expect(try TraceRequest.calls(in: traceRequest([resource])).calls.isEmpty)
    }

    @Test(
        "are not read from other bytes",
        arguments: [
            [0x0A], [0x0A, 5, 1], [0x00], [0x0B], [0x0F], [0x08, 0x80], [0x09, 1, 2], [0x0D, 1],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
        ] as [[UInt8]])
    func refused(bytes: [UInt8]) {
        #expect(throws: WireProblem.self) { try TraceRequest.calls(in: bytes) }
    }

    /// A request with spans of every sender.
    private static var mixed: [TestResource] {
        var inner = plainSpan(number: 3)
        inner.parent = 2
        inner.state = "ot=th:8"
        var delegate = TestSpan("delegate get_weather", number: 2)
        delegate.parent = 1
        var outer = plainSpan()
        outer.status = 2
        outer.attributes.append(TestAttribute("fastmcp.span.seam", .bool(true)))
        let cat = TestSpan(
            "mcp:tools/call", number: 4, [TestAttribute("mcp.resource_name", "天気")])
        let add = TestSpan(
            "add.tool", number: 5, [TestAttribute("traceloop.workflow.name", "sums.mcp")])
        var resource = TestResource(
            service: "weather",
            [
                TestScope("fastmcp", [inner, delegate, outer]), TestScope("mcpcat", [cat]),
                TestScope("opentelemetry.instrumentation.mcp", [add]),
                TestScope("my.app", [plainSpan(number: 6)]),
            ])
        resource.isNoisy = true
        return [resource]
    }

    @Test("from requests that end too early never end the program")
    func truncated() throws {
        let bytes = traceRequest(Self.mixed)
        let whole = try TraceRequest.calls(in: bytes)
        #expect(whole.calls.count == 4)
        var problems = 0
        for length in bytes.indices {
            do {
                let batch = try TraceRequest.calls(in: Array(bytes[..<length]))
                #expect(batch.readCalls.count <= whole.calls.count)
            } catch {
                problems += 1
            }
        }
        // All but the request without anything and those that end between two fields.
        #expect(problems > bytes.count - 10)
    }

    @Test("from requests that somebody damaged never end the program")
    func damage() {
        var random = SeededRandom(seed: 4318)
        let bytes = traceRequest(Self.mixed)
        var read = 0
        for _ in 0..<2_000 {
            let damaged = ByteMutation.mutated(bytes, with: &random)
            guard let batch = try? TraceRequest.calls(in: damaged) else { continue }
            read += 1
            let longest = batch.readCalls.map { max($0.server.utf8.count, $0.tool.utf8.count) }
            guard longest.allSatisfy({ $0 <= NameTable.longest }) else {
                Issue.record("a name is too long: \(damaged)")
                return
            }
        }
        #expect(read > 0)
    }
}

@Suite("Calls from a trace request in JSON")
struct TraceRequestJSONTests {
    private func read(_ json: String) throws -> CallBatch {
        try TraceRequest.calls(inJSON: Array(json.utf8))
    }

    /// A call and its error, as the collector of OpenTelemetry writes them.
    private static let plain = #"""
        {"resourceSpans":[{
          "resource":{"attributes":[
            {"key":"telemetry.sdk.language","value":{"stringValue":"python"}},
            {"key":"service.name","value":{"stringValue":"weather"}}]},
          "scopeSpans":[{
            "scope":{"name":"my.app","version":"1.2.3"},
            "spans":[{
              "traceId":"a1a2a3a4a5a6a7a8a9aaabacadaeafb0",
              "spanId":"00000000000000ab",
              "parentSpanId":"",
              "flags":257,
              "name":"tools/call get_weather",
              "kind":2,
              "startTimeUnixNano":"1700000000000000000",
              "endTimeUnixNano":"1700000000025000000",
              "attributes":[
                {"key":"mcp.method.name","value":{"stringValue":"tools/call"}},
                {"key":"gen_ai.tool.name","value":{"stringValue":"get_weather"}},
                {"key":"server.port","value":{"intValue":"8080"}},
                {"key":"server.tags","value":{"arrayValue":{"values":[{"stringValue":"a"}]}}},
                {"key":"error.type","value":{"stringValue":"-32602"}}],
              "events":[{"name":"exception","timeUnixNano":"1700000000020000000"}],
              "status":{"code":2,"message":"no such place"}}]}]}]}
        """#

    private static func plainSpan() -> TestSpan {
        TestSpan(
            "tools/call get_weather", number: 0xAB,
            [
                TestAttribute("mcp.method.name", "tools/call"),
                TestAttribute("gen_ai.tool.name", "get_weather"),
                TestAttribute("server.port", .int(8080)),
                TestAttribute("error.type", "-32602"),
            ])
    }

    @Test("are those of protobuf, by the plain conventions")
    func plain() throws {
        var span = Self.plainSpan()
        span.status = 2
        let bytes = traceRequest([
            TestResource(service: "weather", [TestScope("my.app", [span])])
        ])
        let expected = try TraceRequest.calls(in: bytes)
        let found = try read(Self.plain)
        #expect(found.calls.count == 1)
        #expect(found.readCalls == expected.readCalls)
        #expect(found.notes == expected.notes)
    }

    @Test("are the same with ids in capitals and numbers that are no texts")
    func spellings() throws {
        let other = Self.plain
            .replacing("a1a2a3a4a5a6a7a8a9aaabacadaeafb0", "A1A2A3A4A5A6A7A8A9AAABACADAEAFB0")
            .replacing("00000000000000ab", "00000000000000AB")
            .replacing("\"1700000000000000000\"", "1700000000000000000")
            .replacing("\"1700000000025000000\"", "1700000000025000000")
            .replacing("\"8080\"", "8080")
            .replacing("\"kind\":2", "\"kind\":\"2\"")
            .replacing("\"code\":2", "\"code\":\"2\"")
        #expect(other != Self.plain)
        let expected = try read(Self.plain)
        #expect(try read(other).readCalls == expected.readCalls)
    }

    @Test("are those of protobuf for FastMCP's inner and outer servers")
    func fastMCP() throws {
        let attributes = #"""
            {"key":"mcp.method.name","value":{"stringValue":"tools/call"}},
            {"key":"gen_ai.tool.name","value":{"stringValue":"add"}}
            """#
        let times = #"""
            "traceId":"A1a2A3a4A5a6A7a8A9aaAbacAdaeAfb0",
            "startTimeUnixNano":1700000000000000000,"endTimeUnixNano":1700000000025000000
            """#
        let json = #"""
            {"resourceSpans":[{"scopeSpans":[{"scope":{"name":"fastmcp"},"spans":[
              {\#(times),"spanId":"0000000000000003","parentSpanId":"0000000000000002",
               "name":"tools/call add","kind":2,"attributes":[\#(attributes),
                {"key":"fastmcp.server.name","value":{"stringValue":"Inner"}}]},
              {\#(times),"spanId":"0000000000000002","parentSpanId":"0000000000000001",
               "name":"delegate add","kind":1},
              {\#(times),"spanId":"0000000000000001","name":"tools/call add","kind":2,
               "traceState":"ot=th:8",
               "attributes":[\#(attributes),
                {"key":"fastmcp.server.name","value":{"stringValue":"Sums"}},
                {"key":"fastmcp.span.seam","value":{"boolValue":true}}]}]}]}]}
            """#
        let pair = [
            TestAttribute("mcp.method.name", "tools/call"),
            TestAttribute("gen_ai.tool.name", "add"),
        ]
        var inner = TestSpan("tools/call add", number: 3, pair)
        inner.parent = 2
        inner.attributes.append(TestAttribute("fastmcp.server.name", "Inner"))
        var delegate = TestSpan("delegate add", number: 2)
        delegate.parent = 1
        delegate.kind = 1
        var outer = TestSpan("tools/call add", pair)
        outer.state = "ot=th:8"
        outer.attributes += [
            TestAttribute("fastmcp.server.name", "Sums"),
            TestAttribute("fastmcp.span.seam", .bool(true)),
        ]
        let bytes = traceRequest([
            TestResource(service: nil, [TestScope("fastmcp", [inner, delegate, outer])])
        ])
        let expected = try TraceRequest.calls(in: bytes)
        let found = try read(json)
        #expect(found.readCalls.map(\.server) == ["Sums"])
        #expect(found.readCalls == expected.readCalls)
        #expect(found.notes == expected.notes)
        #expect(found.notes.delegated == 1)
        #expect(found.notes.sampled == 1)
    }

    @Test("are those of protobuf for mcpcat")
    func mcpcat() throws {
        let found = try read(
            #"""
            {"resourceSpans":[{
              "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"tides"}}]},
              "scopeSpans":[{"scope":{"name":"mcpcat"},"spans":[{
                "traceId":"a1a2a3a4a5a6a7a8a9aaabacadaeafb0","spanId":"0000000000000001",
                "name":"mcp:tools/call","kind":2,
                "startTimeUnixNano":1700000000000000000,"endTimeUnixNano":"1700000000025000000",
                "attributes":[
                  {"key":"mcp.event_type","value":{"stringValue":"mcp:tools/call"}},
                  {"key":"mcp.resource_name","value":{"stringValue":"天気"}},
                  {"key":"mcp.client_name","value":{"stringValue":"cursor"}}]}]}]}]}
            """#)
        let span = TestSpan(
            "mcp:tools/call",
            [
                TestAttribute("mcp.event_type", "mcp:tools/call"),
                TestAttribute("mcp.resource_name", "天気"),
                TestAttribute("mcp.client_name", "cursor"),
            ])
        let bytes = traceRequest([TestResource(service: "tides", [TestScope("mcpcat", [span])])])
        #expect(found.calls.count == 1)
        let expected = try TraceRequest.calls(in: bytes)
        #expect(found.readCalls == expected.readCalls)
    }

    @Test(
        "have no id when theirs is of another length", arguments: ["", "a1", "00000000000000abcd"])
    func shortIDs(id: String) throws {
        let batch = try read(Self.plain.replacing("00000000000000ab", id))
        #expect(batch.calls.map(\.id) == [nil])
    }

    @Test(
        "are refused when an id is not hexadecimal",
        arguments: ["xyz", "a1a2a", "AAAAAAAAAKs=", "00 00 00 00 00 00 00 ab"])
    func badIDs(id: String) {
        let json = Self.plain.replacing("00000000000000ab", id)
        #expect(throws: InputProblem.self) { try read(json) }
    }

    @Test("of nothing are none", arguments: ["{}", #"{"resourceSpans":[]}"#, #"{"a":1}"#])
    func nothing(json: String) throws { #expect(try read(json).calls.isEmpty) }

    @Test("are not read from other texts", arguments: ["", "[]", "1", "{", "null", "\"a\""])
    func refused(json: String) {
        #expect(throws: InputProblem.self) { try read(json) }
    }

    @Test("from texts of another shape never end the program")
    func otherShapes() {
        let values = ["null", "1", "-1", "1e999", "\"x\"", "[]", "{}", "[[1]]", "true"]
        let pieces = [
            #"{"stringValue":"weather"}"#, #""service.name""#, #""my.app""#, "\"8080\"",
            #""tools/call get_weather""#, #"{"stringValue":"tools/call"}"#, "257",
            "\"1700000000000000000\"", "\"1700000000025000000\"", "\"00000000000000ab\"",
            #"{"code":2,"message":"no such place"}"#, #""gen_ai.tool.name""#, "\"-32602\"",
        ]
        for piece in pieces {
            #expect(Self.plain.contains(piece))
            for value in values {
                _ = try? read(Self.plain.replacing(piece, value)).readCalls
            }
        }
    }

    @Test("from texts that somebody damaged never end the program")
    func damage() {
        var random = SeededRandom(seed: 4319)
        let bytes = Array(Self.plain.utf8)
        for _ in 0..<2_000 {
            let damaged = ByteMutation.mutated(bytes, with: &random)
            _ = try? TraceRequest.calls(inJSON: damaged).readCalls
        }
    }
}

extension String {
    /// This text with every occurrence of another one replaced.
    fileprivate func replacing(_ old: String, _ new: String) -> String {
        replacing(old, with: new)
    }
}
