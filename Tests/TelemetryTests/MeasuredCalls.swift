// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

/// The moment at which stores are asked.
let usualNow = Timestamp(nanoseconds: Int64(TestPoint.usualTime))

/// What a process says of one kind of call.
struct TestCount {
    var count: UInt64
    /// `nil` where the sender does not say since when.
    var start: Int64?
    var time: Int64 = Int64(TestPoint.usualTime)
    var temporality: UInt64 = 2
    var process = "1"
    var tool = "buy"
    var method = "tools/call"
    var server = "shop"

    var batch: CallBatch {
        get throws {
            // All in one bucket of the sketches' own scale.
            var point = TestPoint(.exponential(scale: 6, offset: -300, counts: [count]), tool: tool)
            point.attributes[0] = TestAttribute("mcp.method.name", method)
            (point.start, point.time) = (UInt64(start ?? 0), UInt64(time))
            var histogram = TestHistogram([point])
            histogram.temporality = temporality
            var meter = TestMeter(service: server, [histogram])
            meter.attributes.append(TestAttribute("service.instance.id", process))
            return try MetricsRequest.calls(in: metricsRequest([meter]))
        }
    }
}

/// Spans of one tool that began at a moment.
func spans(
    _ numbers: Range<UInt64>, at start: Int64, state: String = ""
) throws -> CallBatch {
    let spans = numbers.map { number in
        var span = TestSpan(
            "tools/call buy", number: number,
            [
                TestAttribute("mcp.method.name", "tools/call"),
                TestAttribute("gen_ai.tool.name", "buy"),
            ])
        (span.start, span.end) = (UInt64(start), UInt64(start) + 11_000_000)
        span.state = state
        return span
    }
    return try TraceRequest.calls(
        in: traceRequest([TestResource(service: "shop", [TestScope("my.app", spans)])]))
}

extension CallStore {
    /// What becomes of one measurement.
    func take(_ count: TestCount) throws -> AppendOutcome {
        try #require(try append([count.batch], now: usualNow).first)
    }

    func analytics(_ range: String = "24h") throws -> ServerAnalytics {
        let range = try #require(TimeRange(range, now: usualNow))
        return try ServerAnalytics(of: "shop", in: range, from: self, now: usualNow)
    }

    /// The calls of the last two days.
    func calls() throws -> UInt64 { try analytics("2d").total.calls }
}
