// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Telemetry

private let usual = TestPoint(.explicit(bounds: [0.1, 1], counts: [1, 2, 3]), tool: "usual")

/// Reads one metric.
private func read(_ points: [TestPoint]) throws -> CallBatch {
    try MetricsRequest.calls(in: metricsRequest([TestMeter([TestHistogram(points)])]))
}

@Suite("A point of a histogram")
struct MalformedPointTests {
    /// A point that is wrong, and a word of why.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: String
        let point: TestPoint

        init(
            _ name: String, _ reason: String, _ buckets: TestPoint.Buckets,
            _ change: (inout TestPoint) -> Void = { _ in }
        ) {
            testDescription = name
            self.reason = reason
            var point = TestPoint(buckets)
            change(&point)
            self.point = point
        }
    }

    private static let ones = [UInt64](repeating: 1, count: 4_097)
    private static let two: TestPoint.Buckets = .explicit(bounds: [1], counts: [1, 2])

    static let wrong = [
        Wrong("too few counts", "2 bounds", .explicit(bounds: [1, 2], counts: [1, 2])),
        Wrong("too many counts", "1 bounds", .explicit(bounds: [1], counts: [1, 2, 3])),
        Wrong("no counts", "1 bounds", .explicit(bounds: [1], counts: [])),
        Wrong("NaN", "ascend", .explicit(bounds: [1, .nan], counts: [1, 2, 3])),
        Wrong("NaN alone", "ascend", .explicit(bounds: [.nan], counts: [1, 2])),
        Wrong("descending", "ascend", .explicit(bounds: [2, 1], counts: [1, 2, 3])),
        Wrong("equal", "ascend", .explicit(bounds: [1, 1], counts: [1, 2, 3])),
        Wrong("scale 21", "scale is 21", .exponential(scale: 21, offset: 0, counts: [1])),
        Wrong("scale -11", "scale is -11", .exponential(scale: -11, offset: 0, counts: [1])),
        Wrong("largest scale", "scale", .exponential(scale: 1 << 31 - 1, offset: 0, counts: [1])),
        Wrong("least scale", "scale", .exponential(scale: -1 << 31, offset: 0, counts: [1])),
        Wrong("many buckets", "buckets", .exponential(scale: 0, offset: 0, counts: ones)),
        Wrong(
            "many bounds", "buckets",
            .explicit(bounds: (0..<4_096).map { Double($0) }, counts: ones)),
        Wrong(
            "many bounds alone", "buckets",
            .explicit(bounds: (0..<5_000).map { Double($0) }, counts: [1, 2])),
        Wrong("beyond", "beyond", .exponential(scale: 20, offset: 1 << 31 - 2, counts: [1, 1])),
        Wrong("2^40 + 1", "too many", .explicit(bounds: [1], counts: [1 << 40, 1])),
        Wrong("2^63 twice", "too many", .explicit(bounds: [1], counts: [1 << 63, 1 << 63])),
        Wrong("the largest", "too many", .exponential(scale: 0, offset: 0, counts: [.max, .max])),
        Wrong("zeros", "too many", .exponential(scale: 0, offset: 0, counts: [1])) {
            $0.zeros = 1 << 40
        },
        Wrong("zeros alone", "too many", .exponential(scale: 0, offset: 0, counts: [])) {
            $0.zeros = 1 << 63
        },
        Wrong("negatives", "too many", .exponential(scale: 0, offset: 0, counts: [1])) {
            $0.zeros = .max
            $0.negatives = [1]
        },
        Wrong("bare", "too many", .explicit(bounds: [], counts: [])) { $0.count = .max },
        Wrong("sum NaN", "sum", two) { $0.sum = .nan },
        Wrong("sum without end", "sum", two) { $0.sum = .infinity },
        Wrong("time 0", "time", two) { $0.time = 0 },
        Wrong("time 2^63", "time", two) { $0.time = 1 << 63 },
        Wrong("the largest time", "time", two) { $0.time = .max },
        Wrong("start 2^63", "time", two) { $0.start = 1 << 63 },
        Wrong("the largest start", "time", two) { $0.start = .max },
    ]

    @Test("that is wrong is refused, and the others are taken", arguments: wrong)
    func refused(wrong: Wrong) throws {
        // Points of one metric are of one kind.
        let isExponential = if case .exponential = wrong.point.buckets { true } else { false }
        var others = [TestHistogram([wrong.point])]
        if isExponential {
            others.append(TestHistogram([usual]))
        } else {
            others[0].points = [wrong.point, usual]
        }
        let meter = TestMeter(others)
        let found = [
            try MetricsRequest.calls(in: metricsRequest([meter])),
            try MetricsRequest.calls(inJSON: Array(metricsRequestJSON([meter]).utf8)),
        ]
        for batch in found {
            #expect(batch.readMeasurements.map(\.tool) == ["usual"])
            #expect(batch.notes.refused == 1)
            #expect(batch.notes.refusal?.contains(wrong.reason) == true)
        }
    }

    @Test("may be at every limit and keeps all of its counts")
    func limits() throws {
        let most: UInt64 = 1 << 40
        let (low, high) = (-Int64(1) << 31, Int64(1) << 31 - 1)
        let (huge, tiny) = (Double.greatestFiniteMagnitude, Double.leastNonzeroMagnitude)
        let buckets: [TestPoint.Buckets] =
            [
                .explicit(bounds: [1], counts: [most, 0]),
                .explicit(bounds: [1], counts: [0, most]),
                .explicit(bounds: [-.infinity, .infinity], counts: [7, 8, 9]),
                .explicit(bounds: [-huge, -1, 0, huge], counts: [5, 6, 7, 8, 9]),
                .explicit(bounds: [tiny, tiny.nextUp, huge], counts: [most / 4, 1, most / 4, 3]),
                .explicit(bounds: [1, (1.0).nextUp], counts: [1, most / 2, 1]),
                .explicit(bounds: [huge.nextDown, huge], counts: [most / 4, most / 4, most / 4]),
                .explicit(
                    bounds: (0..<4_095).map { exp2Bound($0) },
                    counts: [UInt64](repeating: most / 4_096, count: 4_096)),
                .exponential(
                    scale: 6, offset: -2_048,
                    counts: [UInt64](repeating: most / 4_096, count: 4_096)),
                .exponential(scale: 0, offset: 0, counts: []),
            ]
            + (-10...20).flatMap { scale in
                [low, high - 3, 0, -1].map {
                    .exponential(scale: scale, offset: $0, counts: [1, most / 2, 3])
                }
            }
        for buckets in buckets {
            var point = TestPoint(buckets)
            for (least, most) in [
                (nil, nil), (huge, tiny), (-1, .infinity), (.nan, .nan), (tiny, huge), (0.5, 0.7),
            ] as [(Double?, Double?)] {
                (point.least, point.most, point.sum) = (least, most, least == nil ? -huge : nil)
                let batch = try read([point])
                let found = try #require(batch.measurements.first, "\(buckets)")
                let sketch = LatencySketch(found.histogram)
                #expect(sketch.count == found.histogram.count)
                #expect(LatencySketch(encoded: sketch.encoded()) == sketch)
                let minutes = found.histogram.byMinute(since: found.start, to: found.time)
                #expect(minutes.reduce(0) { $0 + $1.sketch.count } == sketch.count)
            }
        }
    }

    /// Bounds over all durations, near one another.
    private func exp2Bound(_ place: Int) -> Double {
        BucketScale.lowerBound(of: place - 2_048)
    }

    @Test("has all of its buckets, in however many pieces they come")
    func pieces() throws {
        var (begin, end) = (MessageBuilder(), MessageBuilder())
        begin.number(1, MessageBuilder.zigzag(-3))
        begin.contents(2, [1, 2])
        begin.number(2, 3)
        end.contents(2, [4])
        var message = MessageBuilder()
        message.number(6, MessageBuilder.zigzag(2))
        for field: UInt64 in [8, 9] {
            message.contents(field, begin.bytes)
            message.contents(field, end.bytes)
        }
        var point = PointReading()
        var attributes = SpanReading()
        try message.bytes.withUnsafeBytes { try point.readExponential($0, &attributes) }
        let histogram = point.histogram(true, 1)
        #expect(histogram.buckets == .exponential(scale: 2, first: -3))
        #expect(histogram.counts == [1, 2, 3, 4])
        #expect(point.negatives == 10)
    }

    @Test("has all of its negative durations counted, however many buckets they are in")
    func manyNegatives() throws {
        var side = MessageBuilder()
        side.contents(2, [UInt8](repeating: 1, count: 10_000))
        var message = MessageBuilder()
        message.contents(8, side.bytes)
        message.contents(9, side.bytes)
        var point = PointReading()
        var attributes = SpanReading()
        try message.bytes.withUnsafeBytes { try point.readExponential($0, &attributes) }
        #expect(point.negatives == 10_000)
        let histogram = point.histogram(true, 1)
        // No more are kept than show that there are too many.
        #expect(histogram.counts.count == 4_097)
        #expect(histogram.flaw == "a histogram has too many buckets")
    }

    @Test("may begin at no time, or after it ended")
    func starts() throws {
        let time = TestPoint.usualTime
        for start: UInt64 in [0, time, time + 1, 1 << 63 - 1] {
            var point = usual
            point.start = start
            let found = try #require(try read([point]).measurements.first)
            let minutes = found.histogram.byMinute(since: found.start, to: found.time)
            #expect(minutes.reduce(0) { $0 + $1.sketch.count } == 6)
        }
    }

    @Test("may end as late as can be said")
    func latest() async {
        await #expect(processExitsWith: .success) {
            var point = usual
            point.time = 1 << 63 - 1
            let found = try #require(try read([point]).measurements.first)
            let minutes = found.histogram.byMinute(since: found.start, to: found.time)
            #expect(minutes.reduce(0) { $0 + $1.sketch.count } == 6)
        }
    }

    @Test("of JSON with a count that is none is refused with its request, whatever its kind")
    func noCount() throws {
        let fine = TestPoint(.exponential(scale: 3, offset: 0, counts: [11, 12]))
        let plain = TestPoint(.explicit(bounds: [1], counts: [11, 12]))
        for point in [fine, plain] {
            let json = metricsRequestJSON([TestMeter([TestHistogram([point])])])
            for value in ["null", "-1", "0.5", "\"x\"", "{}"] {
                let other = json.replacing("\"12\"", with: value)
                #expect(other != json)
                let problem = #expect(throws: InputProblem.self, "\(value)") {
                    try MetricsRequest.calls(inJSON: Array(other.utf8))
                }
                let place = problem?.pointer?.description ?? ""
                #expect(place.hasSuffix("/bucketCounts/1"), "\(place)")
            }
        }
    }
}
