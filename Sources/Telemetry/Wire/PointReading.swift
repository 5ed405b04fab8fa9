// SPDX-License-Identifier: Apache-2.0

/// A point of a histogram as it stands in a message.
struct PointReading {
    private(set) var start: UInt64 = 0
    private(set) var time: UInt64 = 0
    private(set) var flags: UInt64 = 0
    /// What its attributes come to, in any order.
    private(set) var identity: UInt64 = 0
    /// Durations below zero, which there are none of.
    private(set) var negatives: UInt64 = 0
    private var count: UInt64 = 0
    private var sum: Double?
    private var least: Double?
    private var most: Double?
    private var counts: [UInt64] = []
    private var bounds: [Double] = []
    private var scale: Int64 = 0
    private var first: Int64 = 0
    private var zeroCount: UInt64 = 0
    private var zeroThreshold = 0.0

    /// A `HistogramDataPoint`.
    mutating func readExplicit(
        _ bytes: UnsafeRawBufferPointer, _ attributes: inout SpanReading
    ) throws(WireProblem) {
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            switch (field, wire) {
            case (2, .fixed64): start = try reader.fixed64()
            case (3, .fixed64): time = try reader.fixed64()
            case (4, .fixed64): count = try reader.fixed64()
            case (5, .fixed64): sum = try reader.double()
            case (6, .bytes): try Self.words(try reader.contents()) { counts.append($0) }
            case (6, .fixed64): counts.append(try reader.fixed64())
            case (7, .bytes):
                try Self.words(try reader.contents()) { bounds.append(Double(bitPattern: $0)) }
            case (7, .fixed64): bounds.append(try reader.double())
            case (9, .bytes): try attribute(try reader.contents(), &attributes)
            case (10, .varint): flags = try reader.varint()
            case (11, .fixed64): least = try reader.double()
            case (12, .fixed64): most = try reader.double()
            default: try reader.skip(wire)
            }
        }
    }

    /// An `ExponentialHistogramDataPoint`.
    mutating func readExponential(
        _ bytes: UnsafeRawBufferPointer, _ attributes: inout SpanReading
    ) throws(WireProblem) {
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            switch (field, wire) {
            case (1, .bytes): try attribute(try reader.contents(), &attributes)
            case (2, .fixed64): start = try reader.fixed64()
            case (3, .fixed64): time = try reader.fixed64()
            case (4, .fixed64): count = try reader.fixed64()
            case (5, .fixed64): sum = try reader.double()
            case (6, .varint): scale = Self.signed(try reader.varint())
            case (7, .fixed64): zeroCount = try reader.fixed64()
            case (8, .bytes): (first, counts) = try Self.buckets(try reader.contents())
            case (9, .bytes):
                for count in try Self.buckets(try reader.contents()).counts {
                    negatives.add(clamped: count)
                }
            case (10, .varint): flags = try reader.varint()
            case (12, .fixed64): least = try reader.double()
            case (13, .fixed64): most = try reader.double()
            case (14, .fixed64): zeroThreshold = try reader.double()
            default: try reader.skip(wire)
            }
        }
    }

    /// What was read; bounds are multiplied by the seconds of their unit.
    func histogram(_ isExponential: Bool, _ seconds: Double) -> Histogram {
        func extreme(_ value: Double?) -> Double? {
            value.flatMap { $0.isFinite && $0 >= 0 ? $0 * seconds : nil }
        }
        // Durations below zero count as none, as those of spans do.
        var zeros = zeroCount
        zeros.add(clamped: negatives)
        // Senders may leave out the buckets and tell only how many there were.
        let isBare = counts.isEmpty && bounds.isEmpty
        return Histogram(
            buckets: isExponential
                ? .exponential(scale: Int(scale), first: Int(first))
                : .explicit(bounds: bounds.map { $0 * seconds }),
            counts: isBare && !isExponential ? [count] : counts,
            zeroCount: zeros, zeroThreshold: zeroThreshold.isFinite ? max(zeroThreshold, 0) : 0,
            sum: sum.map { $0 * seconds },
            least: extreme(least), most: extreme(most))
    }

    private mutating func attribute(
        _ bytes: UnsafeRawBufferPointer, _ attributes: inout SpanReading
    ) throws(WireProblem) {
        identity &+= CallID(digest: bytes).word
        try attributes.readAttribute(bytes)
    }

    private static func buckets(
        _ bytes: UnsafeRawBufferPointer
    ) throws(WireProblem) -> (first: Int64, counts: [UInt64]) {
        var first: Int64 = 0
        var counts: [UInt64] = []
        var reader = ProtobufReader(bytes)
        while let (field, wire) = try reader.next() {
            switch (field, wire) {
            case (1, .varint): first = signed(try reader.varint())
            case (2, .bytes):
                var packed = ProtobufReader(try reader.contents())
                while !packed.isAtEnd { counts.append(try packed.varint()) }
            case (2, .varint): counts.append(try reader.varint())
            default: try reader.skip(wire)
            }
        }
        return (first, counts)
    }

    /// Calls a function with each of the numbers that are packed into a field.
    private static func words(
        _ bytes: UnsafeRawBufferPointer, _ body: (UInt64) -> Void
    ) throws(WireProblem) {
        var packed = ProtobufReader(bytes)
        while !packed.isAtEnd { body(try packed.fixed64()) }
    }

    private static func signed(_ value: UInt64) -> Int64 {
        // Of 32 bits, as the field is.
        let value = UInt32(truncatingIfNeeded: value)
        return Int64(Int32(bitPattern: value >> 1) ^ -Int32(bitPattern: value & 1))
    }
}
