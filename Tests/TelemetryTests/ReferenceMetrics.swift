// SPDX-License-Identifier: Apache-2.0

import COTLP

@testable import Telemetry

/// A request of metrics as protobuf-c reads it.
///
/// What its points say is worked out anew from the rules in docs/telemetry.md, slowly and without our
/// reader. Streams are left out: they are told apart by the bytes that senders wrote, of which
/// protobuf-c keeps only what they mean.
struct ReferenceMetrics: ~Copyable {
    /// What senders call the metric that is read.
    static let names = [
        "mcp.server.operation.duration", "mcp_server_operation_duration",
        "mcp_server_operation_duration_seconds",
    ].map { Array($0.utf8) }

    private let request: UnsafeMutablePointer<Otlp__ExportMetricsServiceRequest>

    /// Nil when protobuf-c refuses the bytes.
    init?(_ bytes: [UInt8]) {
        guard
            let request = otlp__export_metrics_service_request__unpack(nil, bytes.count, bytes)
        else { return nil }
        self.request = request
    }

    deinit { otlp__export_metrics_service_request__free_unpacked(request, nil) }

    var outcome: ReadOutcome<ReadMeasurement> {
        var outcome = ReadOutcome<ReadMeasurement>()
        for resource in list(
            request.pointee.resource_metrics, request.pointee.n_resource_metrics)
        {
            let service = ReferenceAttributes.service(resource.pointee.resource)
            for scope in list(resource.pointee.scope_metrics, resource.pointee.n_scope_metrics) {
                for metric in list(scope.pointee.metrics, scope.pointee.n_metrics) {
                    outcome.add(metric.pointee, service)
                }
            }
        }
        return outcome
    }
}

extension ReadingComparison where Found == ReadMeasurement {
    /// Of requests of metrics.
    static var metrics: Self {
        Self(
            kind: .metricsRequest,
            ours: { bytes in
                guard let batch = try? MetricsRequest.calls(in: bytes) else { return nil }
                var found = batch.readMeasurements
                for place in found.indices { found[place].stream = 0 }
                return ReadOutcome(found, batch.notes)
            },
            theirs: { ReferenceMetrics($0)?.outcome })
    }
}

extension ReadOutcome where Found == ReadMeasurement {
    fileprivate mutating func add(_ metric: Otlp__Metric, _ service: [UInt8]) {
        let isKnown = ReferenceMetrics.names.contains(array(metric.name))
        let unit = String(decoding: array(metric.unit), as: UTF8.self)
        switch metric.data_case {
        case OTLP__METRIC__DATA__NOT_SET: break
        case OTLP__METRIC__DATA_HISTOGRAM where isKnown:
            let data = metric.histogram.pointee
            for point in list(data.data_points, data.n_data_points) {
                add(ReferencePoint(point.pointee, unit), data.aggregation_temporality, service)
            }
        case OTLP__METRIC__DATA_EXPONENTIAL_HISTOGRAM where isKnown:
            let data = metric.exponential_histogram.pointee
            for point in list(data.data_points, data.n_data_points) {
                add(ReferencePoint(point.pointee, unit), data.aggregation_temporality, service)
            }
        default: unrelated += 1
        }
    }

    private mutating func add(
        _ point: ReferencePoint, _ temporality: Otlp__AggregationTemporality, _ service: [UInt8]
    ) {
        // Nothing was recorded.
        if point.flags % 2 == 1 { return }
        let isCumulative =
            temporality == OTLP__AGGREGATION_TEMPORALITY__AGGREGATION_TEMPORALITY_CUMULATIVE
        let isDelta = temporality == OTLP__AGGREGATION_TEMPORALITY__AGGREGATION_TEMPORALITY_DELTA
        // Which histograms can be used is tested elsewhere.
        guard isCumulative || isDelta, let histogram = point.histogram, histogram.flaw == nil
        else {
            refused += 1
            return
        }
        if point.isNegative { negative += 1 }
        let server = point.attributes.server(service)
        guard !server.isEmpty, let method = point.attributes.method,
            let start = Int64(exactly: point.start), let time = Int64(exactly: point.time), time > 0
        else {
            refused += 1
            return
        }
        let tool = ReferenceAttributes.hasSubject(method) ? point.attributes.tool ?? [] : []
        let error = clean(point.attributes.error ?? [])
        found.append(
            ReadMeasurement(
                server: clean(server), method: clean(method), tool: clean(tool),
                client: clean(point.attributes.client), error: error, fault: Fault(error: error),
                stream: 0, isCumulative: isCumulative, start: start, time: time,
                histogram: histogram))
    }
}

/// A point of either kind of histogram.
private struct ReferencePoint {
    let attributes: ReferenceAttributes
    let start: UInt64
    let time: UInt64
    let flags: UInt32
    /// Nil where it is in a unit that cannot be read.
    var histogram: Histogram?
    /// Whether it counts durations below zero.
    var isNegative = false

    init(_ point: Otlp__HistogramDataPoint, _ unit: String) {
        attributes = ReferenceAttributes(point.attributes, point.n_attributes)
        (start, time) = (point.start_time_unix_nano, point.time_unix_nano)
        flags = point.flags
        let units = ["": 1, "s": 1, "ms": 0.001]
        guard let seconds = units[unit] else { return }
        let bounds = numbers(point.explicit_bounds, point.n_explicit_bounds).map { $0 * seconds }
        var counts = numbers(point.bucket_counts, point.n_bucket_counts)
        // Without buckets, everything is in one.
        if bounds.isEmpty, counts.isEmpty { counts = [point.count] }
        var histogram = Histogram(buckets: .explicit(bounds: bounds), counts: counts)
        if point.optional_sum_case == OTLP__HISTOGRAM_DATA_POINT__OPTIONAL_SUM_SUM {
            histogram.sum = point.sum * seconds
        }
        if point.optional_min_case == OTLP__HISTOGRAM_DATA_POINT__OPTIONAL_MIN_MIN {
            histogram.least = Self.extreme(point.min, seconds)
        }
        if point.optional_max_case == OTLP__HISTOGRAM_DATA_POINT__OPTIONAL_MAX_MAX {
            histogram.most = Self.extreme(point.max, seconds)
        }
        self.histogram = histogram
    }

    init(_ point: Otlp__ExponentialHistogramDataPoint, _ unit: String) {
        attributes = ReferenceAttributes(point.attributes, point.n_attributes)
        (start, time) = (point.start_time_unix_nano, point.time_unix_nano)
        flags = point.flags
        // Buckets of a scale are those of seconds.
        guard unit.isEmpty || unit == "s" else { return }
        var (first, counts) = (0, [UInt64]())
        if let positive = point.positive?.pointee {
            first = Int(positive.offset)
            counts = numbers(positive.bucket_counts, positive.n_bucket_counts)
        }
        var histogram = Histogram(
            buckets: .exponential(scale: Int(point.scale), first: first), counts: counts)
        // What took less than no time took none.
        histogram.zeroCount = point.zero_count
        if let negative = point.negative?.pointee {
            for count in numbers(negative.bucket_counts, negative.n_bucket_counts) {
                isNegative = isNegative || count > 0
                histogram.zeroCount.add(clamped: count)
            }
        }
        let threshold = point.zero_threshold
        histogram.zeroThreshold = threshold > 0 && threshold < .infinity ? threshold : 0
        if point.optional_sum_case == OTLP__EXPONENTIAL_HISTOGRAM_DATA_POINT__OPTIONAL_SUM_SUM {
            histogram.sum = point.sum
        }
        if point.optional_min_case == OTLP__EXPONENTIAL_HISTOGRAM_DATA_POINT__OPTIONAL_MIN_MIN {
            histogram.least = Self.extreme(point.min, 1)
        }
        if point.optional_max_case == OTLP__EXPONENTIAL_HISTOGRAM_DATA_POINT__OPTIONAL_MAX_MAX {
            histogram.most = Self.extreme(point.max, 1)
        }
        self.histogram = histogram
    }

    /// The shortest or longest duration in seconds; none where it cannot be one.
    private static func extreme(_ value: Double, _ seconds: Double) -> Double? {
        value >= 0 && value < .infinity ? value * seconds : nil
    }
}
