// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Telemetry

@Suite("The kind of a span's error")
struct ErrorKindTests {
    /// A call that failed, as its status says.
    private func failed(_ attributes: [TestAttribute] = []) -> TestSpan {
        var span = TestSpan(
            "tools/call get_tides", [TestAttribute("mcp.method.name", "tools/call")] + attributes)
        span.status = 2
        return span
    }

    /// The only call of a request of one span.
    private func read(_ span: TestSpan) throws -> ReadCall {
        let scope = TestScope("my.app", [span])
        let batch = try TraceRequest.calls(
            in: traceRequest([TestResource(service: "tides", [scope])]))
        return try #require(batch.readCalls.first)
    }

    @Test("is the code of the answer where nothing else tells it")
    func code() throws {
        let code = TestAttribute("rpc.response.status_code", "-32602")
        var span = failed([code])
        let call = try read(span)
        #expect(call.error == "-32602")
        #expect(call.fault == .caller)
        // A code alone is no error.
        span.status = 0
        #expect(try read(span).error == "")
        #expect(try read(failed([code, TestAttribute("error.type", "Oops")])).error == "Oops")
        let told = TestAttribute("mcp.tool.result.is_error", .bool(true))
        #expect(try read(failed([code, told])).error == "tool_error")
        #expect(try read(failed([TestAttribute("rpc.response.status_code", "")])).error == "_OTHER")
        #expect(try read(failed()).error == "_OTHER")
    }

    // MARK: - Exceptions

    @Test("is the type of the last exception where nothing else tells it")
    func exceptions() throws {
        var span = failed()
        span.events = [
            TestEvent(exception: "KeyError"),
            TestEvent(exception: "pydantic_core._pydantic_core.ValidationError"),
            TestEvent("retry", [TestAttribute("exception.type", "httpx.ConnectTimeout")]),
            TestEvent("exception", [TestAttribute("exception.message", "no such place")]),
        ]
        var call = try read(span)
        #expect(call.error == "pydantic_core._pydantic_core.ValidationError")
        #expect(call.fault == .caller)
        span.attributes.append(TestAttribute("rpc.response.status_code", "-32001"))
        #expect(try read(span).error == "-32001")
        span.attributes.append(TestAttribute("mcp.tool.result.is_error", .bool(true)))
        #expect(try read(span).error == "tool_error")
        span.attributes.append(TestAttribute("error.type", "NotFoundError"))
        #expect(try read(span).error == "NotFoundError")
        // An exception that somebody caught is no error.
        span = failed()
        span.status = 1
        span.events = [TestEvent(exception: "KeyError")]
        call = try read(span)
        #expect(call.error == "")
        #expect(call.fault == nil)
    }

    @Test("of FastMCP 3 is in the exceptions, each of which it records twice")
    func fastMCP3() throws {
        let kinds: [(String, Fault)] = [
            ("fastmcp.exceptions.ToolError", .tool), ("fastmcp.exceptions.NotFoundError", .caller),
            ("pydantic_core._pydantic_core.ValidationError", .caller), ("KeyError", .server),
        ]
        for (kind, fault) in kinds {
            var span = failed([
                TestAttribute("rpc.system", "mcp"), TestAttribute("rpc.service", "Tides"),
                TestAttribute("fastmcp.component.key", "tool:get_tides@"),
            ])
            span.events = [TestEvent(exception: kind), TestEvent(exception: kind)]
            let call = try read(span)
            #expect(call.error == kind)
            #expect(call.fault == fault)
        }
    }

    @Test("is in the exceptions in JSON too")
    func json() throws {
        let json = #"""
            {"resourceSpans":[{
              "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"tides"}}]},
              "scopeSpans":[{"scope":{"name":"fastmcp"},"spans":[{
                "traceId":"a1a2a3a4a5a6a7a8a9aaabacadaeafb0","spanId":"0000000000000001",
                "name":"tools/call get_tides","kind":2,
                "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000025000000",
                "attributes":[{"key":"mcp.method.name","value":{"stringValue":"tools/call"}}],
                "events":[
                  {"name":"exception","timeUnixNano":"1700000000020000000","attributes":[
                    {"key":"exception.type","value":{"stringValue":"KeyError"}},
                    {"key":"exception.message","value":{"stringValue":"no such place"}}]},
                  {"name":"retry","timeUnixNano":"1700000000021000000"}],
                "status":{"code":2}}]}]}]}
            """#
        let batch = try TraceRequest.calls(inJSON: Array(json.utf8))
        #expect(batch.readCalls.map(\.error) == ["KeyError"])
    }

    @Test(
        "is not in events that cannot be read, which spoil nothing",
        arguments: [
            [], [0x12], [0x12, 9, 0x65], [0x1A, 2, 0x0A, 9], [0x0B], [0x00], [0x08, 0x80],
            [0x12, 9] + Array("exception".utf8), [0x1A, 0],
        ] as [[UInt8]])
    func brokenEvents(bytes: [UInt8]) throws {
        var span = failed()
        span.events = [TestEvent(bytes: bytes)]
        #expect(try read(span).error == "_OTHER")
        // Nor does it keep others from being read.
        span.events = [TestEvent(exception: "KeyError"), TestEvent(bytes: bytes)]
        #expect(try read(span).error == "KeyError")
        span.events.reverse()
        #expect(try read(span).error == "KeyError")
    }

    @Test(
        "is no value but a text",
        arguments: [.bool(true), .int(7), .double(0.5), .string("")] as [TestValue])
    func otherValues(value: TestValue) throws {
        var span = failed()
        span.events = [TestEvent("exception", [TestAttribute("exception.type", value)])]
        #expect(try read(span).error == "_OTHER")
    }
}
