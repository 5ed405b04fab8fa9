// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Telemetry

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
