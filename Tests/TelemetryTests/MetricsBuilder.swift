// SPDX-License-Identifier: Apache-2.0

@testable import Telemetry

/// One kind of call, as a server counted it up to a moment.
struct TestPoint: Sendable {
    /// The buckets in which its durations are counted.
    enum Buckets: Sendable {
        case explicit(bounds: [Double], counts: [UInt64])
        case exponential(scale: Int64, offset: Int64, counts: [UInt64])
    }

    static let usualStart: UInt64 = 1_789_999_940_000_000_000
    static let usualTime: UInt64 = 1_790_000_000_000_000_000

    var start = TestPoint.usualStart
    var time = TestPoint.usualTime
    var buckets: Buckets
    var attributes: [TestAttribute]
    /// What the point says its count is; the sum of its buckets unless told otherwise.
    var count: UInt64?
    var zeros: UInt64 = 0
    /// The buckets of durations below zero.
    var negatives: [UInt64] = []
    var sum: Double?
    var least: Double?
    var most: Double?
    var flags: UInt64 = 0
    /// Whether numbers of a list stand together in one field.
    var isPacked = true

    init(_ buckets: Buckets, tool: String = "buy", _ attributes: [TestAttribute] = []) {
        self.buckets = buckets
        self.attributes =
            [
                TestAttribute("mcp.method.name", "tools/call"),
                TestAttribute("gen_ai.tool.name", tool),
            ] + attributes
    }

    fileprivate var isExponential: Bool {
        if case .exponential = buckets { true } else { false }
    }

    fileprivate var allCounts: [UInt64] {
        switch buckets {
        case .explicit(_, let counts), .exponential(_, _, let counts): counts
        }
    }

    /// The count that is written.
    fileprivate var shownCount: UInt64 { count ?? (allCounts + negatives).reduce(zeros, &+) }

    fileprivate func bytes(_ isNoisy: Bool) -> [UInt8] {
        var message = MessageBuilder()
        if isNoisy { message.unknownFields() }
        message.fixed(2, start)
        message.fixed(3, time)
        message.fixed(4, shownCount)
        if let sum { message.fixed(5, sum.bitPattern) }
        switch buckets {
        case .explicit(let bounds, let counts):
            message.words(6, counts, isPacked)
            message.words(7, bounds.map(\.bitPattern), isPacked)
        case .exponential(let scale, let offset, let counts):
            message.number(6, MessageBuilder.zigzag(scale))
            if zeros > 0 { message.fixed(7, zeros) }
            message.contents(8, Self.side(offset, counts, isPacked))
            if !negatives.isEmpty { message.contents(9, Self.side(0, negatives, isPacked)) }
        }
        for attribute in attributes { message.contents(isExponential ? 1 : 9, attribute.bytes) }
        if flags != 0 { message.number(10, flags) }
        if let least { message.fixed(isExponential ? 12 : 11, least.bitPattern) }
        if let most { message.fixed(isExponential ? 13 : 12, most.bitPattern) }
        if isNoisy { message.unknownFields() }
        return message.bytes
    }

    /// The buckets on one side of zero.
    private static func side(_ offset: Int64, _ counts: [UInt64], _ isPacked: Bool) -> [UInt8] {
        var inner = MessageBuilder()
        inner.number(1, MessageBuilder.zigzag(offset))
        if isPacked {
            var packed = MessageBuilder()
            for count in counts { packed.varint(count) }
            inner.contents(2, packed.bytes)
        } else {
            for count in counts { inner.number(2, count) }
        }
        return inner.bytes
    }
}

extension MessageBuilder {
    /// A signed number as `sint32` is written.
    static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

    /// A list of numbers of eight bytes.
    fileprivate mutating func words(_ field: UInt64, _ words: [UInt64], _ isPacked: Bool) {
        guard isPacked else {
            for word in words { fixed(field, word) }
            return
        }
        var packed: [UInt8] = []
        for word in words {
            for step in 0..<8 { packed.append(UInt8(truncatingIfNeeded: word >> (8 * step))) }
        }
        contents(field, packed)
    }
}

/// A metric of points of one kind.
struct TestHistogram: Sendable {
    var name = "mcp.server.operation.duration"
    var unit = "s"
    /// 1 where points count since the one before, 2 where they go on from a start.
    var temporality: UInt64 = 2
    var points: [TestPoint]

    init(_ points: [TestPoint]) { self.points = points }

    fileprivate var isExponential: Bool { points.first?.isExponential == true }

    fileprivate func bytes(_ isNoisy: Bool) -> [UInt8] {
        var inner = MessageBuilder()
        for point in points { inner.contents(1, point.bytes(isNoisy)) }
        inner.number(2, temporality)
        if isNoisy { inner.unknownFields() }
        var message = MessageBuilder()
        message.text(1, name)
        message.text(2, "How long it took.")
        if isNoisy { message.unknownFields() }
        message.contents(isExponential ? 10 : 9, inner.bytes)
        message.text(3, unit)
        return message.bytes
    }
}

/// What one process measured.
struct TestMeter: Sendable {
    var attributes: [TestAttribute]
    var histograms: [TestHistogram]
    /// Metrics without points, by their number among the kinds of data.
    var others: [UInt64] = []
    /// Whether the resource stands behind its metrics.
    var isLast = false
    /// Whether every message holds fields that nobody knows.
    var isNoisy = false

    init(service: String? = "shop", _ histograms: [TestHistogram]) {
        attributes = [TestAttribute("telemetry.sdk.language", "python")]
        if let service { attributes.append(TestAttribute("service.name", service)) }
        self.histograms = histograms
    }

    fileprivate var bytes: [UInt8] {
        var resource = MessageBuilder()
        for attribute in attributes { resource.contents(1, attribute.bytes) }
        var name = MessageBuilder()
        name.text(1, "my.app")
        var scope = MessageBuilder()
        scope.contents(1, name.bytes)
        for histogram in histograms { scope.contents(2, histogram.bytes(isNoisy)) }
        for kind in others {
            var metric = MessageBuilder()
            metric.text(1, "process.cpu.time")
            metric.contents(kind, [])
            scope.contents(2, metric.bytes)
        }
        if isNoisy { scope.unknownFields() }
        var message = MessageBuilder()
        if !isLast { message.contents(1, resource.bytes) }
        if isNoisy { message.unknownFields() }
        message.contents(2, scope.bytes)
        if isLast { message.contents(1, resource.bytes) }
        return message.bytes
    }
}

/// The bytes of an `ExportMetricsServiceRequest`.
func metricsRequest(_ meters: [TestMeter]) -> [UInt8] {
    var message = MessageBuilder()
    for meter in meters { message.contents(1, meter.bytes) }
    return message.bytes
}

// MARK: - JSON

/// The same request as ``metricsRequest(_:)`` in JSON.
func metricsRequestJSON(_ meters: [TestMeter]) -> String {
    object([("resourceMetrics", list(meters.map(\.json)))])
}

private func object(_ members: [(String, String?)]) -> String {
    let present = members.compactMap { key, value in value.map { "\"\(key)\":\($0)" } }
    return "{" + present.joined(separator: ",") + "}"
}

private func list(_ values: [String]) -> String { "[" + values.joined(separator: ",") + "]" }

private func text(_ value: String) -> String { "\"\(value)\"" }

private func texts(_ counts: [UInt64]) -> String { list(counts.map { text(String($0)) }) }

private func number(_ value: Double) -> String {
    value.isNaN
        ? text("NaN") : value.isFinite ? "\(value)" : text((value < 0 ? "-" : "") + "Infinity")
}

extension TestAttribute {
    fileprivate var json: String {
        let member =
            switch value {
            case .string(let value): ("stringValue", text(value))
            case .bool(let value): ("boolValue", "\(value)")
            case .int(let value): ("intValue", text(String(value)))
            case .double(let value): ("doubleValue", number(value))
            }
        return object([("key", text(key)), ("value", object([member]))])
    }
}

extension TestPoint {
    fileprivate var json: String {
        var members: [(String, String?)] = [
            ("attributes", list(attributes.map(\.json))),
            ("startTimeUnixNano", text(String(start))), ("timeUnixNano", text(String(time))),
            ("count", text(String(shownCount))), ("sum", sum.map(number)),
            ("min", least.map(number)), ("max", most.map(number)), ("flags", "\(flags)"),
        ]
        switch buckets {
        case .explicit(let bounds, let counts):
            members += [
                ("bucketCounts", texts(counts)), ("explicitBounds", list(bounds.map(number))),
            ]
        case .exponential(let scale, let offset, let counts):
            members += [
                ("scale", "\(scale)"), ("zeroCount", text(String(zeros))),
                (
                    "positive",
                    object([("offset", "\(offset)"), ("bucketCounts", texts(counts))])
                ),
                ("negative", object([("bucketCounts", texts(negatives))])),
            ]
        }
        return object(members)
    }
}

extension TestMeter {
    fileprivate var json: String {
        var metrics = histograms.map { histogram in
            let data = object([
                ("dataPoints", list(histogram.points.map(\.json))),
                ("aggregationTemporality", "\(histogram.temporality)"),
            ])
            return object([
                ("name", text(histogram.name)), ("unit", text(histogram.unit)),
                (histogram.isExponential ? "exponentialHistogram" : "histogram", data),
            ])
        }
        let kinds: [UInt64: String] = [5: "gauge", 7: "sum", 11: "summary"]
        metrics += others.compactMap { kinds[$0] }.map {
            object([("name", text("process.cpu.time")), ($0, "{}")])
        }
        return object([
            ("resource", object([("attributes", list(attributes.map(\.json)))])),
            (
                "scopeMetrics",
                list([
                    object([
                        ("scope", object([("name", text("my.app"))])), ("metrics", list(metrics)),
                    ])
                ])
            ),
        ])
    }
}

// MARK: - What was read

/// A measurement with its names in place of their numbers.
struct ReadMeasurement: Hashable {
    var server: String
    var method: String
    var tool: String
    var client: String
    var error: String
    var fault: Fault?
    var stream: UInt64
    var isCumulative: Bool
    var start: Int64
    var time: Int64
    var histogram: Histogram
}

extension CallBatch {
    /// The measurements, by their names.
    var readMeasurements: [ReadMeasurement] {
        measurements.map { point in
            ReadMeasurement(
                server: names.text(point.server), method: names.text(point.method),
                tool: names.text(point.tool), client: names.text(point.client),
                error: names.text(point.error), fault: point.fault, stream: point.stream,
                isCumulative: point.isCumulative, start: point.start, time: point.time,
                histogram: point.histogram)
        }
    }
}
