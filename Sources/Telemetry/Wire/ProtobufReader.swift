// SPDX-License-Identifier: Apache-2.0

/// What is wrong with bytes that should be a protobuf message.
public struct WireProblem: Error, Hashable, CustomStringConvertible {
    /// What is wrong, in a sentence.
    public let description: String

    static let truncated = WireProblem(description: "the message ends within a field")
    static let varint = WireProblem(description: "a number is longer than ten bytes")
    static let tag = WireProblem(description: "a field has no valid number")
    static let group = WireProblem(description: "a field has a wire type that is not used")
}

/// Visits the fields of a protobuf message where they lie, without copying any.
struct ProtobufReader {
    /// How a field's value is written.
    enum Wire: UInt8 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
        case fixed32 = 5
    }

    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next field, whose value must then be read or skipped; `nil` at the end.
    @inline(__always)
    mutating func next() throws(WireProblem) -> (field: UInt32, wire: Wire)? {
        if place == bytes.count { return nil }
        let tag = try varint()
        guard tag >> 3 != 0, tag <= UInt64(UInt32.max) else { throw .tag }
        guard let wire = Wire(rawValue: UInt8(tag & 7)) else { throw .group }
        return (UInt32(tag >> 3), wire)
    }

    @inline(__always)
    mutating func varint() throws(WireProblem) -> UInt64 {
        guard place < bytes.count else { throw .truncated }
        let first = bytes[place]
        if first < 0x80 {
            place += 1
            return UInt64(first)
        }
        return try longVarint()
    }

    private mutating func longVarint() throws(WireProblem) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 70 {
            guard place < bytes.count else { throw .truncated }
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw .varint
    }

    @inline(__always)
    mutating func fixed64() throws(WireProblem) -> UInt64 {
        guard bytes.count - place >= 8 else { throw .truncated }
        defer { place += 8 }
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    mutating func double() throws(WireProblem) -> Double { Double(bitPattern: try fixed64()) }

    var isAtEnd: Bool { place == bytes.count }

    /// A text, bytes or a message within.
    @inline(__always)
    mutating func contents() throws(WireProblem) -> UnsafeRawBufferPointer {
        let length = try varint()
        guard length <= UInt64(bytes.count - place) else { throw .truncated }
        defer { place += Int(length) }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<(place + Int(length))])
    }

    /// Passes over a value.
    @inline(__always)
    mutating func skip(_ wire: Wire) throws(WireProblem) {
        switch wire {
        case .varint: _ = try varint()
        case .bytes: _ = try contents()
        case .fixed64: _ = try fixed64()
        case .fixed32:
            guard bytes.count - place >= 4 else { throw .truncated }
            place += 4
        }
    }
}
