// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

@Suite("The signal of a request")
struct SignalTests {
    /// A request with one item: a resource, a scope, the item.
    private static func request(_ body: (inout MessageBuilder) -> Void) -> [UInt8] {
        var item = MessageBuilder()
        body(&item)
        var (scope, resource, request) = (MessageBuilder(), MessageBuilder(), MessageBuilder())
        scope.contents(2, item.bytes)
        resource.contents(2, scope.bytes)
        request.contents(1, resource.bytes)
        return request.bytes
    }

    @Test("is told from spans, also where they say little")
    func spans() {
        let span = TestSpan("tools/call")
        let scopes = [TestScope("fastmcp", []), TestScope("fastmcp", [span])]
        #expect(
            Signal(protobuf: traceRequest([TestResource(service: "s", scopes)])) == .traces)
        let bare = Self.request { item in
            item.contents(1, span.trace)
            item.text(5, "name")
            item.fixed(8, TestSpan.usualStart)
        }
        #expect(Signal(protobuf: bare) == .traces)
    }

    @Test("is told from metrics of every kind, whatever their names")
    func metrics() {
        let meter = TestMeter([TestHistogram([plainPoint()])])
        #expect(Signal(protobuf: metricsRequest([meter])) == .metrics)
        #expect(
            Signal(protobuf: metricsRequest([TestMeter([TestHistogram([finePoint()])])]))
                == .metrics)
        for kind in [5, 7, 9, 10, 11] as [UInt64] {
            // As long as the id of a trace.
            let request = Self.request { item in
                item.text(1, "process.cpu.time")
                item.text(2, "12345678")
                item.contents(kind, [])
            }
            #expect(Signal(protobuf: request) == .metrics, "\(kind)")
        }
    }

    @Test("is told from records of logs")
    func logs() {
        let records: [(inout MessageBuilder) -> Void] = [
            { $0.fixed(1, TestSpan.usualStart) },
            { $0.fixed(11, TestSpan.usualStart) },
            { item in
                item.number(2, 9)
                item.contents(5, [])
            },
            { item in
                item.contents(5, [])
                item.contents(6, [])
            },
        ]
        for record in records { #expect(Signal(protobuf: Self.request(record)) == .logs) }
    }

    @Test("is not told from what is empty, or no protobuf")
    func nothing() {
        for bytes in [[], [0x0A, 0], [0x0A, 2, 0x12, 0], [0x0F], [0x0A, 5, 1]] as [[UInt8]] {
            #expect(Signal(protobuf: bytes) == nil)
        }
        #expect(Signal(protobuf: Self.request { $0.text(1, "a name alone") }) == nil)
    }

    @Test(
        "is told from the first key of JSON that names one",
        arguments: [
            (#"{"resourceSpans":[]}"#, .traces), (#" { "resourceMetrics" : [] }"#, .metrics),
            (#"{"resourceLogs":[]}"#, .logs),
            (#"{"more":{"resourceSpans":[]},"s":"}\"{","resourceMetrics":[]}"#, .metrics),
            ("{}", nil), ("", nil), ("[\"resourceSpans\"", .traces),
            (#"{"resource":[]}"#, nil),
        ] as [(String, Signal?)])
    func json(text: String, signal: Signal?) {
        #expect(Signal(json: Array(text.utf8)) == signal)
    }

    @Test("of bytes that somebody damaged never ends the program")
    func damage() {
        var random = SeededRandom(seed: 4318)
        let bytes = metricsRequest([TestMeter([TestHistogram([plainPoint()])])])
        for _ in 0..<2_000 {
            let damaged = ByteMutation.mutated(bytes, with: &random)
            _ = (Signal(protobuf: damaged), Signal(json: damaged))
        }
    }
}
