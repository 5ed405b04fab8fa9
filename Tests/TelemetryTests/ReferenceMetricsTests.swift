// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

@Suite("Metrics that protobuf-c reads too")
struct ReferenceMetricsTests {
    // MARK: - A request

    /// Counts that go on from a start, in buckets with bounds.
    private static var explicit: TestHistogram {
        var failed = plainPoint(tool: "look")
        failed.attributes += [
            TestAttribute("error.type", "-32602"), TestAttribute("server.port", .int(8080)),
        ]
        (failed.least, failed.most) = (0.001, 2)
        var ended = plainPoint(tool: "old")
        ended.flags = 1
        var bare = TestPoint(.explicit(bounds: [], counts: []), tool: "count")
        (bare.count, bare.sum) = (4, 2)
        var loose = plainPoint(tool: "loose")
        loose.isPacked = false
        // The latter of the two is no truth, and so there is no error.
        loose.attributes += [
            TestAttribute("mcp.tool.result.is_error", .bool(true)),
            TestAttribute("mcp.tool.result.is_error", "no"),
        ]
        return TestHistogram([plainPoint(), failed, ended, bare, loose])
    }

    /// Counts that begin anew each time, in buckets of a scale.
    private static var exponential: TestHistogram {
        var below = finePoint(tool: "look")
        below.negatives = [1, 2]
        var told = TestPoint(
            .exponential(scale: 5, offset: -160, counts: [4, 2, 1]), tool: "add",
            [TestAttribute("mcp.tool.result.is_error", .bool(true))])
        told.isPacked = false
        var zero = TestPoint(.exponential(scale: 0, offset: 0, counts: []), tool: "none")
        (zero.zeros, zero.flags) = (2, 2)
        var histogram = TestHistogram([below, told, zero, finePoint()])
        histogram.temporality = 1
        return histogram
    }

    /// Metrics in other units and with other names, of which only the first is read.
    private static var others: [TestHistogram] {
        var slow = TestPoint(
            .explicit(bounds: [5, 10, 100, 1000], counts: [10, 20, 5, 0, 1]), tool: "wait")
        (slow.least, slow.most, slow.sum) = (1, 1500, 1750)
        var milliseconds = TestHistogram([slow])
        milliseconds.name = "mcp_server_operation_duration_seconds"
        milliseconds.unit = "ms"
        milliseconds.temporality = 1
        var fine = TestHistogram([finePoint(tool: "wait")])
        fine.unit = "ms"
        var client = TestHistogram([plainPoint()])
        client.name = "mcp.client.operation.duration"
        return [milliseconds, fine, client]
    }

    /// Points that name their server themselves, if anything does.
    private static var nameless: TestMeter {
        var named = plainPoint(tool: "tide")
        named.attributes.append(TestAttribute("mcp.server.name", "Tides"))
        var meter = TestMeter(service: nil, [TestHistogram([plainPoint(), named])])
        (meter.isLast, meter.isNoisy) = (true, true)
        return meter
    }

    /// Points of other methods, one of them by the names of remote procedures.
    private static var unknown: TestMeter {
        var listing = finePoint()
        listing.attributes[0] = TestAttribute("mcp.method.name", "tools/list")
        var greeting = plainPoint(tool: "天気")
        greeting.attributes.removeFirst()
        greeting.attributes += [
            TestAttribute("rpc.system", "mcp"), TestAttribute("rpc.method", "prompts/get"),
            TestAttribute("rpc.service", "Weather"),
        ]
        var histograms = [TestHistogram([listing]), TestHistogram([greeting])]
        histograms[0].temporality = 1
        histograms[1].name = "mcp_server_operation_duration"
        histograms[1].unit = ""
        return TestMeter(service: "unknown_service:node", histograms)
    }

    /// A request of several processes, with all that metrics may carry.
    private static func request() throws -> WireMessage {
        var shop = TestMeter([explicit, exponential] + others)
        shop.others = [5, 7, 11]
        let bytes = metricsRequest([shop, nameless, unknown])
        var request = try #require(WireMessage(bytes, as: .metricsRequest))
        request.addDetails()
        return request
    }

    // MARK: - Tests

    @Test("are read the same")
    func whole() throws {
        let bytes = try Self.request().bytes
        let batch = try MetricsRequest.calls(in: bytes)
        #expect(batch.measurements.count == 12)
        #expect(Set(batch.measurements.map(\.stream)).count == 12)
        // One in another unit, one without a server.
        #expect(batch.notes.refused == 2)
        #expect(batch.notes.unrelated == 4)
        #expect(batch.notes.negative == 1)
        var comparison = ReadingComparison<ReadMeasurement>.metrics
        comparison.expectAgreement(on: bytes)
    }

    @Test("are read the same however they are damaged", arguments: 1...4 as ClosedRange<UInt64>)
    func damaged(seed: UInt64) throws {
        var comparison = ReadingComparison<ReadMeasurement>.metrics
        comparison.damage(try Self.request(), rounds: 8_000, seed: seed)
        comparison.tally.expectEnough(onlyOurs: 900, refused: 3_500, foundInEach: 10)
    }
}
