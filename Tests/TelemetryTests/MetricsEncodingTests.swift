// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Telemetry

/// A request with everything that may stand in one.
private var mixed: [TestMeter] {
    var failed = plainPoint(tool: "look")
    failed.attributes += [
        TestAttribute("error.type", "-32602"), TestAttribute("server.port", .int(8080)),
        TestAttribute("load", .double(0.5)), TestAttribute("is.new", .bool(true)),
    ]
    failed.least = 0.001
    failed.most = 2
    var delta = TestHistogram([finePoint(), finePoint(tool: "sell")])
    delta.temporality = 1
    var slow = TestHistogram([plainPoint(tool: "wait")])
    slow.unit = "ms"
    var ended = plainPoint(tool: "old")
    ended.flags = 1
    var meter = TestMeter([TestHistogram([plainPoint(), failed, ended]), delta, slow])
    meter.others = [5, 7, 11]
    return [meter, TestMeter(service: "tides", [TestHistogram([plainPoint()])])]
}

/// What a store would make of a measurement.
private func pushThrough(_ batch: CallBatch) -> Bool {
    let now = Timestamp(nanoseconds: Int64(TestPoint.usualTime))
    return batch.measurements.allSatisfy { point in
        let total = point.histogram.count
        guard LatencySketch(point.histogram).count == total else { return false }
        guard Retention().times(now).contains(point.time) else { return true }
        let minutes = point.histogram.byMinute(since: point.start, to: point.time)
        return minutes.reduce(0) { $0 + $1.sketch.count } == total
    }
}

@Suite("Calls from the bytes of a metrics request")
struct MetricsEncodingTests {
    @Test("are the same in JSON")
    func json() throws {
        let expected = try MetricsRequest.calls(in: metricsRequest(mixed))
        let found = try MetricsRequest.calls(inJSON: Array(metricsRequestJSON(mixed).utf8))
        #expect(expected.measurements.count == 6)
        #expect(found.readMeasurements == expected.readMeasurements)
        #expect(found.notes == expected.notes)
    }

    @Test("do not depend on the order of fields, nor on fields that nobody knows")
    func orderAndNoise() throws {
        let usual = try MetricsRequest.calls(in: metricsRequest(mixed))
        for (isLast, isNoisy) in [(true, false), (false, true), (true, true)] {
            let meters = mixed.map { meter in
                var meter = meter
                (meter.isLast, meter.isNoisy) = (isLast, isNoisy)
                return meter
            }
            let other = try MetricsRequest.calls(in: metricsRequest(meters))
            #expect(other.readMeasurements == usual.readMeasurements)
            #expect(other.notes == usual.notes)
        }
    }

    @Test("of nothing are none")
    func nothing() throws {
        #expect(try MetricsRequest.calls(in: []).isEmpty)
        #expect(try MetricsRequest.calls(in: metricsRequest([TestMeter([])])).isEmpty)
        for json in ["{}", #"{"resourceMetrics":[]}"#, #"{"a":1}"#] {
            #expect(try MetricsRequest.calls(inJSON: Array(json.utf8)).isEmpty)
        }
    }

    @Test("are not read from other texts", arguments: ["", "[]", "1", "{", "null"])
    func refusedJSON(json: String) {
        #expect(throws: InputProblem.self) { try MetricsRequest.calls(inJSON: Array(json.utf8)) }
    }

    @Test("from requests that end too early never end the program")
    func truncated() throws {
        let bytes = metricsRequest(mixed)
        var problems = 0
        for length in bytes.indices {
            let batch = try? MetricsRequest.calls(in: Array(bytes[..<length]))
            if batch == nil { problems += 1 }
            #expect(batch.map(pushThrough) != false)
        }
        // All but the request without anything and the one that ends between two resources.
        #expect(problems == bytes.count - 2)
    }

    @Test("from requests that somebody damaged never end the program")
    func damage() {
        var random = SeededRandom(seed: 4320)
        let bytes = metricsRequest(mixed)
        var read = 0
        for _ in 0..<2_000 {
            let damaged = ByteMutation.mutated(bytes, with: &random)
            guard let batch = try? MetricsRequest.calls(in: damaged) else { continue }
            read += 1
            #expect(pushThrough(batch), "\(damaged)")
        }
        #expect(read > 0)
    }

    @Test("from texts that somebody damaged never end the program")
    func damagedJSON() {
        var random = SeededRandom(seed: 4321)
        let bytes = Array(metricsRequestJSON(mixed).utf8)
        var read = 0
        for _ in 0..<2_000 {
            let damaged = ByteMutation.mutated(bytes, with: &random)
            guard let batch = try? MetricsRequest.calls(inJSON: damaged) else { continue }
            read += 1
            #expect(pushThrough(batch))
        }
        #expect(read > 0)
    }

    @Test("from texts of another shape never end the program")
    func otherShapes() throws {
        let json = metricsRequestJSON(mixed)
        let values = ["null", "-1", "1e999", "0.5", "\"x\"", "\"NaN\"", "[]", "{}", "true"]
        let pieces = [
            "\"5\"", "\"20\"", "0.1", "1.75", "-160", "\"1790000000000000000\"", ":2",
            #"{"stringValue":"shop"}"#, #"["10","20","5","0","1"]"#, "\"36\"", "\"ms\"",
        ]
        for piece in pieces {
            #expect(json.contains(piece))
            for value in values {
                let other = Array(json.replacing(piece, with: value).utf8)
                guard let batch = try? MetricsRequest.calls(inJSON: other) else { continue }
                #expect(pushThrough(batch), "\(piece), \(value)")
            }
        }
    }
}
