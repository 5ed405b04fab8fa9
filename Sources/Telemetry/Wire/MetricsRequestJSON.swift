// SPDX-License-Identifier: Apache-2.0

public import MCPModel

extension MetricsRequest {
    /// The calls that the histograms of a request in JSON count.
    ///
    /// The request is put into protobuf first, so that both encodings are read by the same rules.
    public static func calls(
        inJSON bytes: [UInt8], server: String? = nil
    ) throws(InputProblem) -> CallBatch {
        let root = try OTLPJSON.root(bytes)
        var writer = ProtobufWriter()
        for resource in root[["resourceMetrics"]]?.array ?? [] {
            writer.write(1) { $0.resourceMetrics(resource) }
        }
        do throws(WireProblem) {
            return try calls(in: writer.bytes, server: server)
        } catch {
            throw InputProblem(.wrongShape, error.description)
        }
    }
}

/// The part of OTLP's messages that is read again.
extension ProtobufWriter {
    fileprivate mutating func resourceMetrics(_ value: JSONValue) {
        write(1) { $0.attributes(1, value[["resource", "attributes"]]) }
        for scope in value[["scopeMetrics"]]?.array ?? [] {
            write(2) { writer in
                let name = scope[["scope", "name"]]?.string ?? ""
                writer.write(1) { $0.write(1, name.utf8) }
                for metric in scope[["metrics"]]?.array ?? [] {
                    writer.write(2) { $0.metric(metric) }
                }
            }
        }
    }

    private mutating func metric(_ value: JSONValue) {
        for (field, key) in [(1, "name"), (3, "unit")] as [(UInt64, _)] {
            if let text = value[[key]]?.string { write(field, text.utf8) }
        }
        for (field, key) in [(5, "gauge"), (7, "sum"), (11, "summary")] as [(UInt64, _)]
        where value[[key]]?.object != nil {
            write(field) { _ in }
        }
        if let histogram = value[["histogram"]], histogram.object != nil {
            write(9) { $0.histogram(histogram) { $0.point($1) } }
        }
        if let histogram = value[["exponentialHistogram"]], histogram.object != nil {
            write(10) { $0.histogram(histogram) { $0.exponentialPoint($1) } }
        }
    }

    private mutating func histogram(
        _ value: JSONValue, _ point: (inout ProtobufWriter, JSONValue) -> Void
    ) {
        for data in value[["dataPoints"]]?.array ?? [] { write(1) { point(&$0, data) } }
        if let temporality = OTLPJSON.number(value[["aggregationTemporality"]]) {
            write(2, number: temporality)
        }
    }

    /// What both kinds of points have under the same numbers.
    private mutating func common(_ value: JSONValue) {
        let keys = [(2, "startTimeUnixNano"), (3, "timeUnixNano"), (4, "count")] as [(UInt64, _)]
        for (field, key) in keys {
            if let number = OTLPJSON.number(value[[key]]) { write(field, fixed: number) }
        }
        if let sum = OTLPJSON.double(value[["sum"]]) { write(5, fixed: sum.bitPattern) }
        if let flags = OTLPJSON.number(value[["flags"]]) { write(10, number: flags) }
    }

    private mutating func point(_ value: JSONValue) {
        common(value)
        for count in value[["bucketCounts"]]?.array ?? [] {
            // One that is none makes their number wrong, and so the point is refused.
            if let count = OTLPJSON.number(count) { write(6, fixed: count) }
        }
        for bound in value[["explicitBounds"]]?.array ?? [] {
            if let bound = OTLPJSON.double(bound) { write(7, fixed: bound.bitPattern) }
        }
        attributes(9, value[["attributes"]])
        if let least = OTLPJSON.double(value[["min"]]) { write(11, fixed: least.bitPattern) }
        if let most = OTLPJSON.double(value[["max"]]) { write(12, fixed: most.bitPattern) }
    }

    private mutating func exponentialPoint(_ value: JSONValue) {
        attributes(1, value[["attributes"]])
        common(value)
        if let scale = OTLPJSON.signed(value[["scale"]]) { write(6, signed: scale) }
        if let zeros = OTLPJSON.number(value[["zeroCount"]]) { write(7, fixed: zeros) }
        for (field, key) in [(8, "positive"), (9, "negative")] as [(UInt64, _)] {
            guard let buckets = value[[key]], buckets.object != nil else { continue }
            write(field) { writer in
                if let offset = OTLPJSON.signed(buckets[["offset"]]) {
                    writer.write(1, signed: offset)
                }
                for count in buckets[["bucketCounts"]]?.array ?? [] {
                    // One that is none is more than there can be, and so the point is refused.
                    writer.write(2, number: OTLPJSON.number(count) ?? .max)
                }
            }
        }
        if let least = OTLPJSON.double(value[["min"]]) { write(12, fixed: least.bitPattern) }
        if let most = OTLPJSON.double(value[["max"]]) { write(13, fixed: most.bitPattern) }
        if let threshold = OTLPJSON.double(value[["zeroThreshold"]]) {
            write(14, fixed: threshold.bitPattern)
        }
    }
}
