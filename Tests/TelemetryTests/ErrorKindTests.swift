// SPDX-License-Identifier: Apache-2.0

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
}
