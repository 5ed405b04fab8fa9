// SPDX-License-Identifier: Apache-2.0

public import MCPModel

extension MetricsRequest {
    /// The calls that the histograms of a request in JSON count.
    public static func calls(
        inJSON bytes: [UInt8], server: String? = nil
    ) throws(InputProblem) -> CallBatch {
        let request = try OTLPJSON.protobuf(bytes, as: OTLPMessage.metricsRequest)
        do throws(WireProblem) {
            return try calls(in: request, server: server)
        } catch {
            throw InputProblem(.wrongShape, error.description)
        }
    }
}

extension OTLPMessage {
    fileprivate static let metricsRequest: OTLPMessage = OTLPMessage([
        (1, "resourceMetrics", .list(.message(resourceMetrics)))
    ])

    private static let resourceMetrics: OTLPMessage = OTLPMessage([
        (1, "resource", .message(metricsResource)),
        (2, "scopeMetrics", .list(.message(scopeMetrics))),
    ])

    private static let metricsResource: OTLPMessage = OTLPMessage([
        (1, "attributes", .list(.message(attribute)))
    ])

    private static let scopeMetrics: OTLPMessage = OTLPMessage([
        (1, "scope", .message(metricsScope)), (2, "metrics", .list(.object { metric($0) })),
    ])

    /// All of it tells streams apart.
    private static let metricsScope: OTLPMessage = OTLPMessage([
        (1, "name", .text), (2, "version", .text), (3, "attributes", .list(.message(attribute))),
    ])

    private static func metric(_ object: JSONObject) -> OTLPMessage? {
        guard var name = object["name"]?.string else { return otherMetric }
        let isOurs = name.withUTF8 { MetricsRequest.isRead(UnsafeRawBufferPointer($0)) }
        return isOurs ? durations : otherMetric
    }

    private static let durations: OTLPMessage = OTLPMessage(
        [
            (1, "name", .text), (3, "unit", .text), (5, "gauge", .anything),
            (7, "sum", .anything), (9, "histogram", .message(histogram)),
            (10, "exponentialHistogram", .message(exponentialHistogram)),
            (11, "summary", .anything),
        ],
        oneOf: 5..<12)

    /// One that is counted, but not looked into.
    private static let otherMetric: OTLPMessage = OTLPMessage(
        [
            (1, "name", .text), (5, "gauge", .anything), (7, "sum", .anything),
            (9, "histogram", .anything), (10, "exponentialHistogram", .anything),
            (11, "summary", .anything),
        ],
        oneOf: 5..<12)

    // MARK: - Histograms

    private static let histogram: OTLPMessage = OTLPMessage([
        (1, "dataPoints", .list(.message(point))),
        (2, "aggregationTemporality", .enumeration(temporalities)),
    ])

    private static let exponentialHistogram: OTLPMessage = OTLPMessage([
        (1, "dataPoints", .list(.message(exponentialPoint))),
        (2, "aggregationTemporality", .enumeration(temporalities)),
    ])

    private static let temporalities: [String: Int32] = [
        "AGGREGATION_TEMPORALITY_UNSPECIFIED": 0, "AGGREGATION_TEMPORALITY_DELTA": 1,
        "AGGREGATION_TEMPORALITY_CUMULATIVE": 2,
    ]

    private static let point: OTLPMessage = OTLPMessage([
        (2, "startTimeUnixNano", .fixed64), (3, "timeUnixNano", .fixed64),
        (4, "count", .fixed64), (5, "sum", .double), (6, "bucketCounts", .list(.fixed64)),
        (7, "explicitBounds", .list(.double)), (9, "attributes", .list(.message(attribute))),
        (10, "flags", .uint32), (11, "min", .double), (12, "max", .double),
    ])

    private static let exponentialPoint: OTLPMessage = OTLPMessage([
        (1, "attributes", .list(.message(attribute))), (2, "startTimeUnixNano", .fixed64),
        (3, "timeUnixNano", .fixed64), (4, "count", .fixed64), (5, "sum", .double),
        (6, "scale", .sint32), (7, "zeroCount", .fixed64), (8, "positive", .message(buckets)),
        (9, "negative", .message(buckets)), (10, "flags", .uint32), (12, "min", .double),
        (13, "max", .double), (14, "zeroThreshold", .double),
    ])

    private static let buckets: OTLPMessage = OTLPMessage([
        (1, "offset", .sint32), (2, "bucketCounts", .list(.uint64)),
    ])
}
