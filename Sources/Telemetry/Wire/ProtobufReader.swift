// SPDX-License-Identifier: Apache-2.0

/// What is wrong with bytes that should be a protobuf message.
public enum WireProblem: Error, Hashable, CustomStringConvertible {
    case truncated
    case varint
    case tag
    case group

    /// What is wrong, in a sentence.
    public var description: String {
        switch self {
        case .truncated: "the message ends within a field"
        case .varint: "a number is longer than ten bytes"
        case .tag: "a field has no valid number"
        case .group: "a field has a wire type that is not used"
        }
    }
}

/// Visits the fields of a protobuf message where they lie, without copying any.
struct ProtobufReader {
    /// A field's number, and how its value is written.
    struct Tag: Equatable {
        private let rawValue: UInt32

        @inline(__always)
        init(rawValue: UInt32) { self.rawValue = rawValue }

        static func varint(_ field: UInt32) -> Tag { Tag(rawValue: field << 3) }
        static func fixed64(_ field: UInt32) -> Tag { Tag(rawValue: field << 3 | 1) }
        static func bytes(_ field: UInt32) -> Tag { Tag(rawValue: field << 3 | 2) }

        var field: UInt32 { rawValue >> 3 }
        var isBytes: Bool { wire == 2 }
        fileprivate var wire: UInt32 { rawValue & 7 }
    }

    private var place: UnsafeRawPointer
    private let end: UnsafeRawPointer

    init(_ bytes: UnsafeRawBufferPointer) {
        // Nothing is read where there are no bytes, so any place will do.
        place = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
        end = place + bytes.count
    }

    var isAtEnd: Bool { place == end }

    /// The next field, whose value must then be read or skipped; `nil` at the end.
    @inline(__always)
    mutating func next() throws(WireProblem) -> Tag? {
        if isAtEnd { return nil }
        let tag = try varint()
        guard tag >= 8, tag <= UInt64(UInt32.max) else { throw .tag }
        return Tag(rawValue: UInt32(tag))
    }

    @inline(__always)
    mutating func varint() throws(WireProblem) -> UInt64 {
        guard !isAtEnd else { throw .truncated }
        let first = place.load(as: UInt8.self)
        if first < 0x80 {
            place += 1
            return UInt64(first)
        }
        let number = try Self.longVarint(place, end)
        place = number.end
        return number.value
    }

    // The reader is not handed over, so that it can stay in registers.
    @inline(never)
    private static func longVarint(
        _ start: UnsafeRawPointer, _ end: UnsafeRawPointer
    ) throws(WireProblem) -> (value: UInt64, end: UnsafeRawPointer) {
        var place = start
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 70 {
            guard place < end else { throw .truncated }
            let byte = place.load(as: UInt8.self)
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return (value, place) }
            shift += 7
        }
        throw .varint
    }

    @inline(__always)
    mutating func fixed64() throws(WireProblem) -> UInt64 {
        guard end - place >= 8 else { throw .truncated }
        defer { place += 8 }
        return UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    }

    mutating func double() throws(WireProblem) -> Double { Double(bitPattern: try fixed64()) }

    /// A text, bytes or a message within.
    @inline(__always)
    mutating func contents() throws(WireProblem) -> UnsafeRawBufferPointer {
        let length = try varint()
        guard length <= UInt64(end - place) else { throw .truncated }
        defer { place += Int(length) }
        return UnsafeRawBufferPointer(start: place, count: Int(length))
    }

    /// Passes over a value.
    @inline(__always)
    mutating func skip(_ tag: Tag) throws(WireProblem) {
        switch tag.wire {
        case 0: _ = try varint()
        case 1: _ = try fixed64()
        case 2: _ = try contents()
        case 5:
            guard end - place >= 4 else { throw .truncated }
            place += 4
        // Groups are no longer used, the others never were.
        default: throw .group
        }
    }
}
