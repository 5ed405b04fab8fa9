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
        while let tag = try reader.next() {
            switch tag {
            case .fixed64(2): start = try reader.fixed64()
            case .fixed64(3): time = try reader.fixed64()
            case .fixed64(4): count = try reader.fixed64()
            case .fixed64(5): sum = try reader.double()
            case .bytes(6): try Self.words(try reader.contents()) { Self.keep($0, in: &counts) }
            case .fixed64(6): Self.keep(try reader.fixed64(), in: &counts)
            case .bytes(7):
                try Self.words(try reader.contents()) {
                    Self.keep(Double(bitPattern: $0), in: &bounds)
                }
            case .fixed64(7): Self.keep(try reader.double(), in: &bounds)
            case .bytes(9): try attribute(try reader.contents(), &attributes)
            case .varint(10): flags = try reader.varint()
            case .fixed64(11): least = try reader.double()
            case .fixed64(12): most = try reader.double()
            default: try reader.skip(tag)
            }
        }
    }

    /// An `ExponentialHistogramDataPoint`.
    mutating func readExponential(
        _ bytes: UnsafeRawBufferPointer, _ attributes: inout SpanReading
    ) throws(WireProblem) {
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            switch tag {
            case .bytes(1): try attribute(try reader.contents(), &attributes)
            case .fixed64(2): start = try reader.fixed64()
            case .fixed64(3): time = try reader.fixed64()
            case .fixed64(4): count = try reader.fixed64()
            case .fixed64(5): sum = try reader.double()
            case .varint(6): scale = Self.signed(try reader.varint())
            case .fixed64(7): zeroCount = try reader.fixed64()
            case .bytes(8):
                let place = try Self.buckets(try reader.contents()) { Self.keep($0, in: &counts) }
                first = place ?? first
            case .bytes(9):
                _ = try Self.buckets(try reader.contents()) { negatives.add(clamped: $0) }
            case .varint(10): flags = try reader.varint()
            case .fixed64(12): least = try reader.double()
            case .fixed64(13): most = try reader.double()
            case .fixed64(14): zeroThreshold = try reader.double()
            default: try reader.skip(tag)
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

    /// Keeps a number, but no more of them than show that there are too many.
    ///
    /// A number of one byte in the message takes eight here.
    private static func keep<Number>(_ number: Number, in numbers: inout [Number]) {
        if numbers.count <= Histogram.mostBuckets { numbers.append(number) }
    }

    /// Calls a function with the counts of buckets; gives where these begin, if that is said.
    ///
    /// Where they come in pieces, these belong together.
    private static func buckets(
        _ bytes: UnsafeRawBufferPointer, _ body: (UInt64) -> Void
    ) throws(WireProblem) -> Int64? {
        var first: Int64?
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            switch tag {
            case .varint(1): first = signed(try reader.varint())
            case .bytes(2):
                var packed = ProtobufReader(try reader.contents())
                while !packed.isAtEnd { body(try packed.varint()) }
            case .varint(2): body(try reader.varint())
            default: try reader.skip(tag)
            }
        }
        return first
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
