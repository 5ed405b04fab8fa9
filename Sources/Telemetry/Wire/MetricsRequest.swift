// SPDX-License-Identifier: Apache-2.0

/// Reads `ExportMetricsServiceRequest` of OTLP from protobuf (opentelemetry-proto 1.x).
///
/// Only histograms of how long requests took at a server are looked at; the rest is passed over.
public enum MetricsRequest {
    /// The calls that the histograms count.
    ///
    /// - Parameter server: the server whose calls they are, whatever they say; `nil` to believe them.
    public static func calls(
        in bytes: [UInt8], server: String? = nil
    ) throws(WireProblem) -> CallBatch {
        let outcome = bytes.withUnsafeBytes { bytes in
            Result { () throws(WireProblem) in
                var reading = MetricsReading(server: server)
                try reading.request(bytes)
                return reading.batch
            }
        }
        return try outcome.get()
    }

    /// What senders call the metric of the conventions; the latter two have been through Prometheus.
    private static let names: [StaticString] = [
        "mcp.server.operation.duration", "mcp_server_operation_duration_seconds",
        "mcp_server_operation_duration",
    ]

    /// Whether a metric of a name is looked at.
    static func isRead(_ name: UnsafeRawBufferPointer) -> Bool {
        names.contains { name.isEqual(to: $0) }
    }

    /// How many seconds a unit has; `nil` for one that is none of time.
    fileprivate static func seconds(_ unit: UnsafeRawBufferPointer) -> Double? {
        if unit.isEmpty || unit.isEqual(to: "s") { return 1 }
        return unit.isEqual(to: "ms") ? 1e-3 : nil
    }
}

/// What tells the streams of measurements apart: all that their sender says of them, in any order.
private struct StreamIdentity {
    private var sum: UInt64 = 0
    private var mix: UInt64 = 0

    mutating func add(_ bytes: UnsafeRawBufferPointer) { add(CallID(digest: bytes).word) }

    mutating func add(_ number: UInt64) {
        sum &+= number
        mix &+= (number ^ number >> 29) &* 0xBF58_476D_1CE4_E5B9
    }

    var number: UInt64 { CallID(high: sum, low: mix).word }
}

/// One request on its way through the messages within.
private struct MetricsReading: ~Copyable {
    private(set) var batch = CallBatch()
    private var attributes = SpanReading()
    /// The server whose calls they are, where that is settled.
    private var settled: NameTable.Number?

    init(server: String?) {
        if let server { settled = batch.number(of: server) }
    }

    mutating func request(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(1) {
                try resourceMetrics(try reader.contents())
            } else {
                try reader.skip(tag)
            }
        }
    }

    private mutating func resourceMetrics(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        attributes.clear()
        var identity = StreamIdentity()
        if let settled { identity.add(CallID(event: batch.names.text(settled), server: "").word) }
        // The resource may stand behind what it is about.
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(1) {
                try resource(try reader.contents(), &identity)
            } else {
                try reader.skip(tag)
            }
        }
        let service = attributes[.serviceName] ?? SpanReading.nothing
        reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(2) {
                try scopeMetrics(try reader.contents(), service, identity)
            } else {
                try reader.skip(tag)
            }
        }
    }

    private mutating func resource(
        _ bytes: UnsafeRawBufferPointer, _ identity: inout StreamIdentity
    ) throws(WireProblem) {
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(1) {
                let attribute = try reader.contents()
                identity.add(attribute)
                try attributes.readAttribute(attribute)
            } else {
                try reader.skip(tag)
            }
        }
    }

    private mutating func scopeMetrics(
        _ bytes: UnsafeRawBufferPointer, _ service: UnsafeRawBufferPointer,
        _ identity: StreamIdentity
    ) throws(WireProblem) {
        var identity = identity
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(1) {
                // Of what two libraries in a process count, neither goes on with the other's.
                identity.add(try reader.contents())
            } else {
                try reader.skip(tag)
            }
        }
        reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(2) {
                try metric(try reader.contents(), service, identity)
            } else {
                try reader.skip(tag)
            }
        }
    }

    private mutating func metric(
        _ bytes: UnsafeRawBufferPointer, _ service: UnsafeRawBufferPointer,
        _ identity: StreamIdentity
    ) throws(WireProblem) {
        var (name, unit) = (SpanReading.nothing, SpanReading.nothing)
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            switch tag {
            case .bytes(1): name = try reader.contents()
            case .bytes(3): unit = try reader.contents()
            default: try reader.skip(tag)
            }
        }
        let isOurs = MetricsRequest.isRead(name)
        reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            guard tag.isBytes, Self.isData(tag.field) else {
                try reader.skip(tag)
                continue
            }
            let data = try reader.contents()
            let isHistogram = tag == .bytes(9) || tag == .bytes(10)
            guard isOurs, isHistogram else {
                batch.notes.unrelated += 1
                continue
            }
            var kind = identity
            kind.add(name)
            kind.add(UInt64(tag.field))
            let source = Source(
                service: service, identity: kind, isExponential: tag == .bytes(10),
                seconds: MetricsRequest.seconds(unit))
            try histogram(data, source)
        }
    }

    /// Whether a field of a metric holds its points; those in between have gone out of use.
    private static func isData(_ field: UInt32) -> Bool {
        field == 5 || field == 7 || (9...11).contains(field)
    }

    /// Where points come from.
    private struct Source {
        let service: UnsafeRawBufferPointer
        let identity: StreamIdentity
        let isExponential: Bool
        let seconds: Double?
    }

    private mutating func histogram(
        _ bytes: UnsafeRawBufferPointer, _ source: Source
    ) throws(WireProblem) {
        var temporality: UInt64 = 0
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .varint(2) {
                temporality = UInt64(UInt32(truncatingIfNeeded: try reader.varint()))
            } else {
                try reader.skip(tag)
            }
        }
        reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if tag == .bytes(1) {
                try point(try reader.contents(), source, temporality)
            } else {
                try reader.skip(tag)
            }
        }
    }

    private mutating func point(
        _ bytes: UnsafeRawBufferPointer, _ source: Source, _ temporality: UInt64
    ) throws(WireProblem) {
        attributes.clear()
        var point = PointReading()
        try source.isExponential
            ? point.readExponential(bytes, &attributes) : point.readExplicit(bytes, &attributes)
        // Set where a series has ended; it counts nothing.
        if point.flags & 1 == 1 { return }
        guard temporality == 1 || temporality == 2 else {
            return refuse("a histogram's aggregation temporality is neither delta nor cumulative")
        }
        guard let seconds = source.seconds, seconds == 1 || !source.isExponential else {
            return refuse("a histogram of durations is in another unit than seconds")
        }
        let histogram = point.histogram(source.isExponential, seconds)
        if let flaw = histogram.flaw { return refuse(flaw) }
        if point.negatives > 0 { batch.notes.negative += 1 }
        add(histogram, point, source, isCumulative: temporality == 2)
    }

    private mutating func add(
        _ histogram: Histogram, _ point: PointReading, _ source: Source, isCumulative: Bool
    ) {
        let server = attributes.server(of: source.service, .other)
        guard settled != nil || !server.isEmpty else {
            return refuse("a histogram names no server: set service.name")
        }
        guard let time = Int64(exactly: point.time), time > 0,
            let start = Int64(exactly: point.start)
        else { return refuse("a point has no time, or one after the year 2262") }
        guard let (method, tool) = subject() else {
            return refuse("a histogram names no mcp.method.name")
        }
        var process = source.identity
        // A process that starts anew counts from zero, beside one that goes on.
        process.add(isCumulative ? UInt64(bitPattern: start) : 0)
        var identity = process
        identity.add(point.identity ^ 0x5851_F42D_4C95_7F2D)
        let error = batch.number(of: attributes.error(.other) ?? SpanReading.nothing)
        batch.measurements.append(
            Measurement(
                server: settled ?? batch.number(of: server), method: method, tool: tool,
                client: batch.number(of: attributes.client),
                error: error, fault: Fault(error: batch.names.text(error)),
                stream: identity.number, process: process.number, isCumulative: isCumulative,
                start: start, time: time, histogram: histogram))
    }

    /// The method and the tool that a point is about; `nil` when it names no method.
    private mutating func subject() -> (method: NameTable.Number, tool: NameTable.Number)? {
        if let method = attributes.method(.other) {
            let tool = attributes.subject(of: method, .other)
            return (batch.number(of: method), batch.number(of: tool))
        }
        // Beyond its limit an SDK counts everything in one point without other attributes. Nearly
        // all of it are calls.
        guard attributes.isOverflow else { return nil }
        let tool = batch.number(of: CardinalityLimits.otherName)
        return (batch.number(of: ServerAnalytics.callMethod), tool)
    }

    private mutating func refuse(_ reason: String) {
        batch.notes.refuse(reason)
    }
}
