// SPDX-License-Identifier: Apache-2.0

import COTLP

/// A request of metrics as protobuf-c reads it.
struct ReadMetrics: Sendable {
    /// A point of a histogram or of a gauge.
    struct Point: Sendable, Hashable {
        var service = ""
        var instance = ""
        var scope = ""
        var metric = ""
        var unit = ""
        /// 0 for gauges.
        var temporality = 0
        var attributes: [String: String] = [:]
        var start: Int64 = 0
        var time: Int64 = 0
        var count: UInt64 = 0
        /// The sum of a histogram, the value of a gauge.
        var value = 0.0
        var scale = 0
        var zeroCount: UInt64 = 0
        var offset = 0
        var buckets: [UInt64] = []
        var least: Double?
        var most: Double?

        /// What tells its series from all others.
        var series: [String] {
            [service, metric]
                + attributes.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        }
    }

    private(set) var points: [Point] = []
    /// How often an attribute stands twice in one place.
    private(set) var repeatedAttributes = 0
    /// How many resources, scopes and metrics hold nothing.
    private(set) var empty = 0

    /// Nil when protobuf-c refuses the bytes.
    init?(_ bytes: [UInt8]) {
        guard
            let request = otlp__export_metrics_service_request__unpack(nil, bytes.count, bytes)
        else { return nil }
        defer { otlp__export_metrics_service_request__free_unpacked(request, nil) }
        empty += request.pointee.n_resource_metrics == 0 ? 1 : 0
        for resource in each(
            request.pointee.resource_metrics, request.pointee.n_resource_metrics)
        {
            var point = Point()
            if let inner = resource.pointee.resource?.pointee {
                let attributes = read(inner.attributes, inner.n_attributes)
                point.service = attributes["service.name"] ?? ""
                point.instance = attributes["service.instance.id"] ?? ""
            }
            empty += resource.pointee.n_scope_metrics == 0 ? 1 : 0
            for scope in each(resource.pointee.scope_metrics, resource.pointee.n_scope_metrics) {
                empty += scope.pointee.n_metrics == 0 ? 1 : 0
                point.scope = scope.pointee.scope.map { text($0.pointee.name) } ?? ""
                for metric in each(scope.pointee.metrics, scope.pointee.n_metrics) {
                    point.metric = text(metric.pointee.name)
                    point.unit = text(metric.pointee.unit)
                    add(metric.pointee, point)
                }
            }
        }
    }

    private mutating func add(_ metric: Otlp__Metric, _ point: Point) {
        switch metric.data_case {
        case OTLP__METRIC__DATA_EXPONENTIAL_HISTOGRAM:
            let data = metric.exponential_histogram.pointee
            var point = point
            point.temporality = Int(data.aggregation_temporality.rawValue)
            empty += data.n_data_points == 0 ? 1 : 0
            for found in each(data.data_points, data.n_data_points) { add(found.pointee, point) }
        case OTLP__METRIC__DATA_GAUGE:
            let data = metric.gauge.pointee
            empty += data.n_data_points == 0 ? 1 : 0
            for found in each(data.data_points, data.n_data_points) {
                var point = point
                point.time = Int64(found.pointee.time_unix_nano)
                point.value = found.pointee.as_double
                points.append(point)
            }
        default: empty += 1
        }
    }

    private mutating func add(_ found: Otlp__ExponentialHistogramDataPoint, _ point: Point) {
        var point = point
        point.attributes = read(found.attributes, found.n_attributes)
        point.start = Int64(found.start_time_unix_nano)
        point.time = Int64(found.time_unix_nano)
        point.count = found.count
        point.value = found.sum
        point.scale = Int(found.scale)
        point.zeroCount = found.zero_count
        if let positive = found.positive?.pointee {
            point.offset = Int(positive.offset)
            point.buckets = (0..<positive.n_bucket_counts).map { positive.bucket_counts[$0] }
        }
        let hasLeast =
            found.optional_min_case == OTLP__EXPONENTIAL_HISTOGRAM_DATA_POINT__OPTIONAL_MIN_MIN
        let hasMost =
            found.optional_max_case == OTLP__EXPONENTIAL_HISTOGRAM_DATA_POINT__OPTIONAL_MAX_MAX
        if hasLeast { point.least = found.min }
        if hasMost { point.most = found.max }
        points.append(point)
    }

    private mutating func read(
        _ attributes: UnsafeMutablePointer<UnsafeMutablePointer<Otlp__KeyValue>?>?, _ count: Int
    ) -> [String: String] {
        var found: [String: String] = [:]
        for attribute in each(attributes, count) {
            let value = attribute.pointee.value.map { text($0.pointee.string_value) } ?? ""
            if found.updateValue(value, forKey: text(attribute.pointee.key)) != nil {
                repeatedAttributes += 1
            }
        }
        return found
    }
}

/// The members of a list in C.
private func each<Value>(
    _ start: UnsafeMutablePointer<UnsafeMutablePointer<Value>?>?, _ count: Int
) -> [UnsafeMutablePointer<Value>] {
    guard let start else { return [] }
    return (0..<count).compactMap { start[$0] }
}

private func text(_ data: ProtobufCBinaryData) -> String {
    String(decoding: UnsafeBufferPointer(start: data.data, count: data.len), as: UTF8.self)
}
