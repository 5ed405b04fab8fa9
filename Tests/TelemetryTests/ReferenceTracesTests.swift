// SPDX-License-Identifier: Apache-2.0

import COTLP
import Testing

@testable import Telemetry

@Suite("Traces that protobuf-c reads too")
struct ReferenceTracesTests {
    // MARK: - A request

    private static func span(
        _ name: String, _ number: UInt64, _ attributes: KeyValuePairs<String, TestValue>
    ) -> TestSpan {
        TestSpan(name, number: number, attributes.map { TestAttribute($0.key, $0.value) })
    }

    private static var conventional: [TestSpan] {
        var failed = span(
            "tools/call get_tides", 2,
            [
                "mcp.method.name": .string("tools/call"), "gen_ai.tool.name": .string("get_tides"),
                "error.type": .string("-32602"), "mcp.client.name": .string("claude"),
            ])
        failed.status = 2
        failed.state = "ot=th:8"
        let told = span(
            "tools/call add", 3,
            [
                "mcp.method.name": .string("tools/call"), "mcp.tool.name": .string("add"),
                "mcp.tool.result.is_error": .bool(true), "load": .double(0.5),
            ])
        var rejected = span(
            "tools/call sum", 5,
            [
                "mcp.method.name": .string("tools/call"), "gen_ai.tool.name": .string("sum"),
                "rpc.response.status_code": .string("-32601"),
            ])
        rejected.status = 2
        var client = span("tools/call add", 4, ["mcp.method.name": .string("tools/call")])
        client.kind = 3
        let plain = span(
            "tools/call get_weather", 1,
            [
                "mcp.method.name": .string("tools/call"),
                "gen_ai.tool.name": .string("get_weather"), "server.port": .int(8080),
                "mcp.session.id": .string("3f2a"),
            ])
        return [plain, failed, told, rejected, client]
    }

    private static var others: [TestSpan] {
        var broken = span(
            "tools/call 天気", 11,
            [
                "rpc.system": .string("mcp"), "rpc.method": .string("tools/call"),
                "rpc.service": .string("Weather"),
            ])
        broken.status = 2
        broken.parent = 12
        let component = span(
            "tools/call x", 12,
            [
                "mcp.method.name": .string("tools/call"), "mcp.server.name": .string("Sums"),
                "fastmcp.component.key": .string("tool:add@2"),
            ])
        let prompt = span(
            "prompts/get greet", 13,
            [
                "mcp.event_type": .string("mcp:prompts/get"),
                "traceloop.workflow.name": .string("flow"), "mcp.client_name": .string("cursor"),
            ])
        let listing = span("tools/list", 14, ["mcp.method.name": .string("tools/list")])
        return [broken, component, prompt, listing]
    }

    /// A request of several processes, with all that spans may carry.
    private static func request() throws -> WireMessage {
        var nameless = TestResource(service: nil, [TestScope("other.app", others)])
        nameless.isLast = true
        nameless.isNoisy = true
        let resources = [
            TestResource(
                service: "weather",
                [TestScope("my.app", conventional), TestScope("", [others[0]])]),
            nameless,
            TestResource(
                service: "unknown_service:node", [TestScope("a", Array(others.suffix(2)))]),
        ]
        var request = try #require(WireMessage(traceRequest(resources), as: .traceRequest))
        request.addDetails()
        return request
    }

    // MARK: - Tests

    @Test("are read the same")
    func whole() throws {
        let bytes = try Self.request().bytes
        let batch = try TraceRequest.calls(in: bytes)
        #expect(batch.calls.count == 10)
        #expect(batch.notes.refused == 1)
        var comparison = ReadingComparison<ReadCall>.traces
        comparison.expectAgreement(on: bytes)
    }

    @Test("are read the same however they are damaged", arguments: 1...4 as ClosedRange<UInt64>)
    func damaged(seed: UInt64) throws {
        var comparison = ReadingComparison<ReadCall>.traces
        comparison.damage(try Self.request(), rounds: 8_000, seed: seed)
        comparison.tally.expectEnough(onlyOurs: 500, refused: 2_000, foundInEach: 8)
    }

    @Test("are answered in a way that it reads", arguments: [0, 1, 300, UInt64(UInt32.max) + 1])
    func answers(rejected: UInt64) throws {
        var writer = ProtobufWriter()
        writer.write(1) { partial in
            if rejected > 0 { partial.write(1, number: rejected) }
            partial.write(2, "no such place: 天気".utf8)
        }
        let bytes = writer.bytes
        let answer = try #require(
            otlp__export_trace_service_response__unpack(nil, bytes.count, bytes))
        defer { otlp__export_trace_service_response__free_unpacked(answer, nil) }
        let partial = try #require(answer.pointee.partial_success).pointee
        #expect(partial.rejected_spans == Int64(rejected))
        #expect(String(cString: partial.error_message) == "no such place: 天気")
    }

    @Test("are refused in a way that it reads")
    func refusals() throws {
        var writer = ProtobufWriter()
        writer.write(1, number: 8)
        writer.write(2, "come back later".utf8)
        let bytes = writer.bytes
        let status = try #require(otlp__rpc_status__unpack(nil, bytes.count, bytes))
        defer { otlp__rpc_status__free_unpacked(status, nil) }
        #expect(status.pointee.code == 8)
        #expect(String(cString: status.pointee.message) == "come back later")
    }
}
