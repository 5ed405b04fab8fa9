// SPDX-License-Identifier: Apache-2.0

/// Reads `ExportTraceServiceRequest` of OTLP from protobuf (opentelemetry-proto 1.x).
///
/// Only what tells about calls is looked at; the rest is passed over where it lies.
public enum TraceRequest {
    /// The calls that the spans report.
    ///
    /// - Parameter server: the server whose calls they are, whatever they say; `nil` to believe them.
    public static func calls(
        in bytes: [UInt8], server: String? = nil
    ) throws(WireProblem) -> CallBatch {
        let outcome = bytes.withUnsafeBytes { bytes in
            Result { () throws(WireProblem) in
                var reading = TraceReading(collector: SpanCollector(server: server))
                try reading.request(bytes)
                return reading.collector.finish()
            }
        }
        return try outcome.get()
    }
}

/// One request on its way through the messages within.
private struct TraceReading: ~Copyable {
    var collector: SpanCollector
    private var span = SpanReading()

    init(collector: SpanCollector) { self.collector = collector }

    mutating func request(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(1) {
                try resourceSpans(try reader.contents())
            } else {
                try reader.skip(tag)
            }
        }
    }

    /// The resource may stand behind its spans, so it is looked for first.
    private mutating func resourceSpans(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        var service = SpanReading.nothing
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(1) {
                service = try resource(try reader.contents()) ?? service
            } else {
                try reader.skip(tag)
            }
        }
        reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(2) {
                try scopeSpans(try reader.contents(), service: service)
            } else {
                try reader.skip(tag)
            }
        }
    }

    private mutating func resource(
        _ bytes: UnsafeRawBufferPointer
    ) throws(WireProblem) -> UnsafeRawBufferPointer? {
        span.clear()
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(1) {
                try span.readAttribute(try reader.contents())
            } else {
                try reader.skip(tag)
            }
        }
        return span[.serviceName]
    }

    private mutating func scopeSpans(
        _ bytes: UnsafeRawBufferPointer, service: UnsafeRawBufferPointer
    ) throws(WireProblem) {
        var sender = SpanSender.other
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(1) {
                sender = try scope(try reader.contents())
            } else {
                try reader.skip(tag)
            }
        }
        if sender == .traceloop { try survey(bytes) }
        reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(2) {
                try self.span(try reader.contents())
                collector.take(span, sender: sender, service: service)
            } else {
                try reader.skip(tag)
            }
        }
    }

    /// Shows the collector the spans of a scope before it takes any of them.
    private mutating func survey(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(2) {
                try self.span(try reader.contents())
                collector.survey(span)
            } else {
                try reader.skip(tag)
            }
        }
    }

    private func scope(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) -> SpanSender {
        var name = SpanReading.nothing
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(1) {
                name = try reader.contents()
            } else {
                try reader.skip(tag)
            }
        }
        return SpanSender(scope: name)
    }

    private mutating func span(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        span.clear()
        span.whole = bytes
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            switch tag {
            // Most fields are attributes.
            case .bytes(9): try span.readAttribute(try reader.contents())
            case .bytes(1): span.trace = try reader.contents()
            case .bytes(2): span.span = try reader.contents()
            case .bytes(3): span.traceState = try reader.contents()
            case .bytes(4): span.parent = try reader.contents()
            case .bytes(5): span.name = try reader.contents()
            case .varint(6): span.kind = UInt64(UInt32(truncatingIfNeeded: try reader.varint()))
            case .fixed64(7): span.start = try reader.fixed64()
            case .fixed64(8): span.end = try reader.fixed64()
            case .bytes(15): span.status = try status(try reader.contents())
            default: try reader.skip(tag)
            }
        }
    }

    private func status(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) -> UInt64 {
        var code: UInt64 = 0
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .varint(3) {
                code = UInt64(UInt32(truncatingIfNeeded: try reader.varint()))
            } else {
                try reader.skip(tag)
            }
        }
        return code
    }
}
