// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

private let bounds = [0.005, 0.01, 0.1, 1]
private let counts: [UInt64] = [10, 20, 5, 0, 1]

/// A point with a few bounds.
func plainPoint(tool: String = "buy") -> TestPoint {
    var point = TestPoint(.explicit(bounds: bounds, counts: counts), tool: tool)
    point.sum = 1.75
    return point
}

/// A point of an exponential histogram.
func finePoint(tool: String = "buy") -> TestPoint {
    var point = TestPoint(
        .exponential(scale: 5, offset: -160, counts: [1, 0, 7, 2]), tool: tool,
        [TestAttribute("error.type", "tool_error"), TestAttribute("mcp.client.name", "claude")])
    point.zeros = 3
    point.sum = 0.5
    point.least = 0
    point.most = 0.04
    return point
}

/// Reads the points of one metric.
private func read(
    _ points: [TestPoint], service: String? = "shop",
    _ change: (inout TestHistogram) -> Void = { _ in }
) throws -> CallBatch {
    var histogram = TestHistogram(points)
    change(&histogram)
    return try MetricsRequest.calls(in: metricsRequest([TestMeter(service: service, [histogram])]))
}

@Suite("Calls from a metrics request")
struct MetricsRequestTests {
    @Test("stand in histograms with bounds")
    func explicit() throws {
        for isPacked in [true, false] {
            var point = plainPoint()
            point.isPacked = isPacked
            let batch = try read([point])
            let found = try #require(batch.readMeasurements.first)
            #expect(found.server == "shop")
            #expect(found.method == "tools/call")
            #expect(found.tool == "buy")
            #expect((found.client, found.error) == ("", ""))
            #expect(found.fault == nil)
            #expect(found.isCumulative)
            #expect(found.start == 1_789_999_940_000_000_000)
            #expect(found.time == 1_790_000_000_000_000_000)
            #expect(found.histogram.buckets == .explicit(bounds: bounds))
            #expect(found.histogram.counts == counts)
            #expect(found.histogram.count == 36)
            #expect(found.histogram.sum == 1.75)
            #expect(batch.notes == ReadingNotes())
            #expect(batch.size == 1)
            #expect(!batch.isEmpty)
        }
    }

    @Test("stand in exponential histograms")
    func exponential() throws {
        for isPacked in [true, false] {
            var point = finePoint()
            point.isPacked = isPacked
            point.negatives = [1, 1]
            let batch = try read([point]) { $0.temporality = 1 }
            let found = try #require(batch.readMeasurements.first)
            #expect(found.client == "claude")
            #expect(found.error == "tool_error")
            #expect(found.fault == .tool)
            #expect(!found.isCumulative)
            #expect(found.histogram.buckets == .exponential(scale: 5, first: -160))
            #expect(found.histogram.counts == [1, 0, 7, 2])
            // Those below zero are as good as none.
            #expect(found.histogram.zeroCount == 5)
            #expect(found.histogram.count == 15)
            #expect((found.histogram.least, found.histogram.most) == (0, 0.04))
            #expect(batch.notes.negative == 1)
        }
    }

    @Test("may be no more than a number")
    func bare() throws {
        var point = TestPoint(.explicit(bounds: [], counts: []))
        point.count = 4
        point.sum = 2
        let found = try #require(try read([point]).readMeasurements.first)
        #expect(found.histogram.counts == [4])
        let median = try #require(LatencySketch(found.histogram).quantile(0.5))
        #expect((median - 5e8).magnitude / 5e8 < BucketScale.relativeError * 1.001)
    }

    @Test(
        "have the names that the conventions and Prometheus give",
        arguments: [
            ("mcp.server.operation.duration", 1), ("mcp_server_operation_duration_seconds", 1),
            ("mcp_server_operation_duration", 1), ("mcp.client.operation.duration", 0),
            ("mcp.server.session.duration", 0), ("http.server.request.duration", 0), ("", 0),
        ])
    func names(name: String, count: Int) throws {
        let batch = try read([plainPoint()]) { $0.name = name }
        #expect(batch.measurements.count == count)
        #expect(batch.notes.unrelated == 1 - count)
        #expect(batch.notes.refused == 0)
    }

    @Test("are in seconds, or in milliseconds")
    func units() throws {
        for unit in ["s", ""] {
            let found = try read([plainPoint()]) { $0.unit = unit }
            #expect(found.measurements.first?.histogram.buckets == .explicit(bounds: bounds))
        }
        var point = plainPoint()
        point.buckets = .explicit(bounds: bounds.map { $0 * 1000 }, counts: counts)
        (point.sum, point.least, point.most) = (1750, 1, 2000)
        let found = try read([point]) { $0.unit = "ms" }
        let histogram = try #require(found.measurements.first?.histogram)
        #expect(histogram.sum == 1.75)
        #expect((histogram.least, histogram.most) == (0.001, 2))
        guard case .explicit(let seconds) = histogram.buckets else {
            Issue.record("not a histogram with bounds")
            return
        }
        #expect(zip(seconds, bounds).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    }

    @Test("in other units are refused")
    func otherUnits() throws {
        for unit in ["us", "min", "1", "By", "S", "seconds"] {
            let batch = try read([plainPoint(), plainPoint(tool: "look")]) { $0.unit = unit }
            #expect(batch.measurements.isEmpty)
            #expect(batch.notes.refused == 2)
            #expect(batch.notes.refusal?.contains("unit") == true)
        }
        // The bounds of such buckets cannot be multiplied.
        #expect(try read([finePoint()]) { $0.unit = "ms" }.notes.refused == 1)
    }

    @Test("name their server, in the resource or beside the method")
    func servers() throws {
        var point = plainPoint()
        let nameless = try read([point], service: nil)
        #expect(nameless.measurements.isEmpty)
        #expect(nameless.notes.refused == 1)
        #expect(nameless.notes.refusal?.contains("service.name") == true)
        point.attributes.append(TestAttribute("mcp.server.name", "Tides"))
        for service in [nil, "", "unknown_service:python"] {
            let found = try read([point], service: service)
            #expect(found.readMeasurements.map(\.server) == ["Tides"])
        }
        #expect(try read([point]).readMeasurements.map(\.server) == ["shop"])
        let unknown = try read([plainPoint()], service: "unknown_service:node")
        #expect(unknown.readMeasurements.map(\.server) == ["unknown_service:node"])
    }

    @Test("name their method, and a tool only where the method is about one")
    func methods() throws {
        var point = plainPoint()
        point.attributes.removeFirst()
        let batch = try read([point, plainPoint()])
        #expect(batch.measurements.count == 1)
        #expect(batch.notes.refused == 1)
        #expect(batch.notes.refusal?.contains("mcp.method.name") == true)
        point.attributes.append(TestAttribute("mcp.method.name", "resources/read"))
        let other = try #require(try read([point]).readMeasurements.first)
        #expect((other.method, other.tool) == ("resources/read", ""))
    }

    @Test("beyond a sender's limit are calls of tools that it does not tell apart")
    func overflow() throws {
        var point = plainPoint()
        point.attributes = [TestAttribute("otel.metric.overflow", .bool(true))]
        let batch = try read([plainPoint(), point])
        let found = batch.readMeasurements
        try #require(found.count == 2)
        #expect((found[1].server, found[1].method) == ("shop", "tools/call"))
        #expect((found[1].tool, found[1].client, found[1].error) == ("(other)", "", ""))
        #expect(found[1].histogram == found[0].histogram)
        #expect(found[1].stream != found[0].stream)
        #expect(batch.notes == ReadingNotes())
        point.attributes.append(TestAttribute("mcp.method.name", "tools/list"))
        #expect(try read([point]).readMeasurements.map(\.method) == ["tools/list"])
        point.attributes = [TestAttribute("otel.metric.overflow", .bool(false))]
        #expect(try read([point]).notes.refused == 1)
    }

    @Test("say whether they go on or begin anew", arguments: [0, 3, 1 << 40] as [UInt64])
    func temporality(value: UInt64) throws {
        let batch = try read([plainPoint()]) { $0.temporality = value }
        #expect(batch.measurements.isEmpty)
        #expect(batch.notes.refused == 1)
        #expect(batch.notes.refusal?.contains("temporality") == true)
    }

    @Test("say it in the lower bits of a longer number", arguments: [1, 2] as [UInt64])
    func longTemporality(value: UInt64) throws {
        let batch = try read([plainPoint()]) { $0.temporality = 1 << 32 | value }
        #expect(batch.measurements.map(\.isCumulative) == [value == 2])
    }

    @Test("are none where the sender says that it knows nothing")
    func unrecorded() throws {
        var point = plainPoint()
        point.flags = 1
        let batch = try read([point])
        #expect(batch.isEmpty)
        #expect(batch.notes == ReadingNotes())
        point.flags = 2
        #expect(try read([point]).measurements.count == 1)
    }

    @Test("do not stand in other metrics")
    func others() throws {
        var meter = TestMeter([TestHistogram([plainPoint()])])
        // No metric has the fields 4, 6, 8 and 13.
        meter.others = [4, 5, 6, 7, 8, 11, 13]
        let batch = try MetricsRequest.calls(in: metricsRequest([meter]))
        #expect(batch.measurements.count == 1)
        #expect(batch.notes.unrelated == 3)
        #expect(batch.notes.refused == 0)
    }

    // MARK: - Streams

    @Test("belong together whatever the order of their attributes")
    func sameStream() throws {
        var point = finePoint()
        let stream = try #require(try read([point]).measurements.first?.stream)
        point.attributes.reverse()
        point.time += 60_000_000_000
        point.zeros += 1
        #expect(try read([point]).measurements.map(\.stream) == [stream])
        var meter = TestMeter([TestHistogram([point])])
        meter.attributes.reverse()
        meter.isLast = true
        let other = try MetricsRequest.calls(in: metricsRequest([meter]))
        #expect(other.measurements.map(\.stream) == [stream])
    }

    @Test("belong to others by any attribute, and by the start of those that go on")
    func otherStreams() throws {
        func stream(
            temporality: UInt64 = 2, resource: [TestAttribute] = [],
            _ change: (inout TestPoint) -> Void = { _ in }
        ) throws -> UInt64 {
            var point = finePoint()
            change(&point)
            var histogram = TestHistogram([point])
            histogram.temporality = temporality
            var meter = TestMeter([histogram])
            meter.attributes += resource
            let batch = try MetricsRequest.calls(in: metricsRequest([meter]))
            return try #require(batch.measurements.first?.stream)
        }
        let streams = [
            try stream(), try stream(resource: [TestAttribute("service.instance.id", "1")]),
            try stream(resource: [TestAttribute("service.instance.id", "2")]),
            try stream { $0.attributes.append(TestAttribute("server.port", .int(1))) },
            try stream { $0.attributes.append(TestAttribute("server.port", .int(2))) },
            try stream { $0.attributes.removeLast() }, try stream { $0.start += 1 },
            try stream { $0.start = 0 },
        ]
        #expect(Set(streams).count == streams.count)
        #expect(try stream(temporality: 1) == stream(temporality: 1) { $0.start += 1 })
    }
}
