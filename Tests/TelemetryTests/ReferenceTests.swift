// SPDX-License-Identifier: Apache-2.0

import COTLP
import TestSupport
import Testing

@testable import Telemetry

@Suite("Traces that protobuf-c reads too")
struct ReferenceTests {
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
        var client = span("tools/call add", 4, ["mcp.method.name": .string("tools/call")])
        client.kind = 3
        let plain = span(
            "tools/call get_weather", 1,
            [
                "mcp.method.name": .string("tools/call"),
                "gen_ai.tool.name": .string("get_weather"), "server.port": .int(8080),
                "mcp.session.id": .string("3f2a"),
            ])
        return [plain, failed, told, client]
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
        var request = try #require(WireMessage(traceRequest(resources), as: .request))
        request.addDetails()
        return request
    }

    // MARK: - Comparing

    /// How often both readers came to what.
    private struct Tally: CustomStringConvertible {
        /// Requests that both took, and read the same.
        var agreed = 0
        /// Requests that only we took, and that both read the same without what we pass over.
        var onlyOurs = 0
        /// Requests that we took and that may be read in more than one way.
        var ambiguous = 0
        /// Requests that only protobuf-c took.
        var onlyTheirs = 0
        var refused = 0
        /// Calls that both read the same.
        var calls = 0

        var description: String {
            "\(agreed) agreed, \(onlyOurs) only ours, \(ambiguous) ambiguous, "
                + "\(onlyTheirs) only theirs, \(refused) refused, \(calls) calls"
        }
    }

    /// What is wrong with how we read a request; `nil` when nothing is.
    private func disagreement(_ bytes: [UInt8], _ tally: inout Tally) -> String? {
        let reference = ReferenceTraces(bytes)?.outcome
        guard let batch = try? TraceRequest.calls(in: bytes) else {
            tally.refused += reference == nil ? 1 : 0
            tally.onlyTheirs += reference == nil ? 0 : 1
            guard let message = WireMessage(bytes, as: .request) else {
                return reference == nil ? nil : "protobuf-c reads what is no message"
            }
            // protobuf-c takes field numbers that protobuf forbids; they are the only such thing.
            if message.hasForbiddenNumber { return nil }
            return reference == nil && message.hasBrokenValue ? nil : "we refuse what is a message"
        }
        guard let message = WireMessage(bytes, as: .request) else {
            return "we read what is no message"
        }
        let ours = ReferenceTraces.Outcome(batch)
        if message.isAmbiguous {
            // Even then no span is lost.
            tally.ambiguous += 1
            return ours.spans == message.spans ? nil : "of \(message.spans) spans we read \(ours)"
        }
        // What we pass over may be wrong in itself, a field that we look for may be written in another
        // way and so be one that nobody knows, and numbers may be longer than they must be. protobuf-c
        // refuses all of that. Without it, it must take the request.
        guard let theirs = reference ?? ReferenceTraces(message.trimmed.bytes)?.outcome else {
            return "protobuf-c refuses what we look at"
        }
        tally.agreed += reference == nil ? 0 : 1
        tally.onlyOurs += reference == nil ? 1 : 0
        tally.calls += ours.calls.count
        return ours == theirs ? nil : "we read \(ours), protobuf-c \(theirs)"
    }

    /// Damages a request again and again; stops at the first that both read differently.
    private func compare(
        _ request: WireMessage, rounds: Int, seed: UInt64,
        _ disagreement: ([UInt8], inout Tally) -> String?
    ) -> Tally {
        var random = SeededRandom(seed: seed)
        let whole = request.bytes
        var tally = Tally()
        for round in 0..<rounds {
            var bytes = whole
            // Damage within the messages leaves the lengths around it right, damage to bytes does not.
            let isWithin = round % 4 != 0
            if isWithin {
                var message = request
                for _ in 0..<Int.random(in: 1...3, using: &random) { message.change(with: &random) }
                bytes = message.bytes
            }
            if !isWithin || round % 4 == 3 { bytes = ByteMutation.mutated(bytes, with: &random) }
            if let problem = disagreement(bytes, &tally) {
                Issue.record("round \(round): \(problem); the bytes are \(bytes)")
                break
            }
        }
        return tally
    }

    // MARK: - Tests

    @Test("are read the same")
    func whole() throws {
        let bytes = try Self.request().bytes
        let batch = try TraceRequest.calls(in: bytes)
        #expect(batch.calls.count == 9)
        #expect(batch.notes.refused == 1)
        var tally = Tally()
        #expect(disagreement(bytes, &tally) == nil)
        #expect(tally.agreed == 1)
    }

    @Test("are read the same however they are damaged", arguments: 1...4 as ClosedRange<UInt64>)
    func damaged(seed: UInt64) throws {
        let tally = compare(try Self.request(), rounds: 8_000, seed: seed, disagreement)
        // Enough must be left to compare, and little excused from it.
        #expect(tally.agreed > 2_000, "\(tally)")
        #expect(tally.onlyOurs > 500, "\(tally)")
        #expect(tally.refused > 2_000, "\(tally)")
        #expect(tally.calls > 8 * (tally.agreed + tally.onlyOurs), "\(tally)")
        #expect(tally.ambiguous < 500, "\(tally)")
        #expect(tally.onlyTheirs < 100, "\(tally)")
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

// MARK: - What is passed over

extension WireMessage {
    /// Adds what spans and resources carry besides what we look at, to one span of each scope.
    fileprivate mutating func addDetails() {
        let isScope = kind == .scopeSpans
        let last = fields.lastIndex { isScope && $0.number == 2 }
        for place in fields.indices where !isScope || fields[place].number != 2 || place == last {
            guard case .message(var message) = fields[place].value else { continue }
            message.addDetails()
            fields[place].value = .message(message)
        }
        switch kind {
        case .span:
            let event = WireMessage(
                .event,
                [
                    Field(number: 1, value: .eight([1, 2, 3, 4, 5, 6, 7, 8])),
                    Self.text(2, "exception"), Self.nested(3),
                ])
            let link = WireMessage(
                .link,
                [
                    Field(number: 1, value: .bytes(Array(1...16))),
                    Field(number: 2, value: .bytes(Array(1...8))), Self.nested(4),
                    Field(number: 6, value: .four([1, 0, 0, 0])),
                ])
            fields += [
                Field(number: 10, value: .number(300)), Field(number: 11, value: .message(event)),
                Field(number: 13, value: .message(link)), Self.nested(9),
                Field(number: 16, value: .four([1, 3, 0, 0])),
            ]
        case .resource: fields += [Self.nested(1), Field(number: 2, value: .number(1))]
        case .scope: fields.append(Field(number: 4, value: .number(7)))
        case .scopeSpans, .resourceSpans:
            fields.append(Self.text(3, "https://opentelemetry.io/schemas/1.40.0"))
        default: break
        }
    }

    private static func text(_ number: UInt64, _ text: String) -> Field {
        Field(number: number, value: .bytes(Array(text.utf8)))
    }

    /// An attribute whose value is a list of attributes, one of them a list of values.
    private static func nested(_ number: UInt64) -> Field {
        func attribute(_ key: String, _ kind: UInt64, _ inner: Value) -> WireMessage {
            let value = WireMessage(.value, [Field(number: kind, value: inner)])
            return WireMessage(
                .attribute, [text(1, key), Field(number: 2, value: .message(value))])
        }
        let items = [text(1, "a"), Field(number: 3, value: .number(5))].map {
            Field(number: 1, value: .message(WireMessage(.value, [$0])))
        }
        let inner = [
            // Within, a name that we know means nothing.
            attribute("gen_ai.tool.name", 1, .bytes(Array("inner".utf8))),
            attribute("tags", 5, .message(WireMessage(.values, items))),
            attribute("raw", 7, .bytes([0, 0xFF])),
        ].map { Field(number: 1, value: .message($0)) }
        return Field(
            number: number,
            value: .message(
                attribute("details", 6, .message(WireMessage(.attributes, inner)))))
    }
}
