// SPDX-License-Identifier: Apache-2.0

/// Reads `ExportTraceServiceRequest` of OTLP from protobuf (opentelemetry-proto 1.x).
///
/// Only what tells about calls is looked at; the rest is passed over where it lies.
public enum TraceRequest {
    /// The calls that the spans report.
    ///
    /// - Parameters:
    ///   - server: the server whose calls they are, whatever they say; `nil` to believe them.
    ///   - memory: what earlier requests told about their senders.
    public static func calls(
        in bytes: [UInt8], server: String? = nil, memory: SenderMemory = SenderMemory()
    ) throws(WireProblem) -> CallBatch {
        let outcome = bytes.withUnsafeBytes { bytes in
            Result { () throws(WireProblem) in
                var reading = TraceReading(collector: SpanCollector(server: server, memory: memory))
                try reading.request(bytes)
                return reading.collector.finish()
            }
        }
        return try outcome.get()
    }
}

/// One request on its way through the messages within.
private struct TraceReading {
    var collector: SpanCollector
    private var span = SpanReading()

    init(collector: SpanCollector) { self.collector = collector }

    mutating func request(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            if field == 1, wire == .bytes {
                try resourceSpans(try reader.contents())
            } else {
                try reader.skip(wire)
            }
        }
    }

    /// The resource may stand behind its spans, so it is looked for first.
    private mutating func resourceSpans(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        var service = SpanReading.nothing
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            if field == 1, wire == .bytes {
                service = try resource(try reader.contents()) ?? service
            } else {
                try reader.skip(wire)
            }
        }
        reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            if field == 2, wire == .bytes {
                try scopeSpans(try reader.contents(), service: service)
            } else {
                try reader.skip(wire)
            }
        }
    }

    private mutating func resource(
        _ bytes: UnsafeRawBufferPointer
    ) throws(WireProblem) -> UnsafeRawBufferPointer? {
        span.clear()
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            if field == 1, wire == .bytes {
                try span.readAttribute(try reader.contents())
            } else {
                try reader.skip(wire)
            }
        }
        return span[.serviceName]
    }

    private mutating func scopeSpans(
        _ bytes: UnsafeRawBufferPointer, service: UnsafeRawBufferPointer
    ) throws(WireProblem) {
        var sender = SpanSender.other
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            if field == 1, wire == .bytes {
                sender = try scope(try reader.contents())
            } else {
                try reader.skip(wire)
            }
        }
        reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            if field == 2, wire == .bytes {
                try self.span(try reader.contents())
                collector.take(span, sender: sender, service: service)
            } else {
                try reader.skip(wire)
            }
        }
    }

    private func scope(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) -> SpanSender {
        var name = SpanReading.nothing
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            if field == 1, wire == .bytes {
                name = try reader.contents()
            } else {
                try reader.skip(wire)
            }
        }
        return SpanSender(scope: name)
    }

    private mutating func span(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        span.clear()
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            switch (field, wire) {
            case (1, .bytes): span.trace = try reader.contents()
            case (2, .bytes): span.span = try reader.contents()
            case (3, .bytes): span.traceState = try reader.contents()
            case (4, .bytes): span.parent = try reader.contents()
            case (5, .bytes): span.name = try reader.contents()
            case (6, .varint): span.kind = UInt64(UInt32(truncatingIfNeeded: try reader.varint()))
            case (7, .fixed64): span.start = try reader.fixed64()
            case (8, .fixed64): span.end = try reader.fixed64()
            case (9, .bytes): try span.readAttribute(try reader.contents())
            case (15, .bytes): span.status = try status(try reader.contents())
            default: try reader.skip(wire)
            }
        }
    }

    private func status(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) -> UInt64 {
        var code: UInt64 = 0
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            if field == 3, wire == .varint {
                code = UInt64(UInt32(truncatingIfNeeded: try reader.varint()))
            } else {
                try reader.skip(wire)
            }
        }
        return code
    }
}

extension SpanReading {
    /// A key and a value; only texts and truth values of known keys are kept.
    @inline(__always)
    mutating func readAttribute(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        var key: SpanKey?
        var value = SpanReading.nothing
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            switch (field, wire) {
            case (1, .bytes): key = SpanKey(try reader.contents())
            case (2, .bytes): value = try reader.contents()
            default: try reader.skip(wire)
            }
        }
        if let key { try set(key, value) }
    }

    @inline(__always)
    private mutating func set(
        _ key: SpanKey, _ value: UnsafeRawBufferPointer
    ) throws(WireProblem) {
        var reader = ProtobufReader(value)
        while let (field, wire) = try reader.next() {
            switch (field, wire) {
            case (1, .bytes): self[key] = try reader.contents()
            case (2, .varint): set(key, try reader.varint() != 0)
            case (3, .varint), (4, .fixed64), (5, .bytes), (6, .bytes), (7, .bytes):
                set(key, false)
                try reader.skip(wire)
            default: try reader.skip(wire)
            }
        }
    }
}
