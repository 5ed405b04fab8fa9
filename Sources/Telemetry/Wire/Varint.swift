// SPDX-License-Identifier: Apache-2.0

/// Writes numbers in as few bytes as they need, seven bits to each.
struct VarintWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    /// Numbers near zero of either sign take few bytes.
    mutating func writeSigned(_ value: Int64) {
        write(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    mutating func append(_ bytes: some Collection<UInt8>) { self.bytes.append(contentsOf: bytes) }

    mutating func writeFixed(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Reads what ``VarintWriter`` wrote; every step is `nil` where something else stands.
struct VarintReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    @inline(__always)
    mutating func read() -> UInt64? {
        guard place < bytes.count else { return nil }
        let first = UInt64(bytes[place])
        if first < 0x80 {
            place += 1
            return first
        }
        // Most numbers that need more than one byte need two.
        if place + 1 < bytes.count, (1..<0x80).contains(bytes[place + 1]) {
            defer { place += 2 }
            return first & 0x7F | UInt64(bytes[place + 1]) << 7
        }
        return readLong()
    }

    @inline(never)
    private mutating func readLong() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count, shift < 64 {
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return byte == 0 && shift > 0 ? nil : value }
            shift += 7
        }
        return nil
    }

    mutating func readSigned() -> Int64? {
        read().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
    }

    mutating func readFixed() -> UInt64? {
        guard place + 8 <= bytes.count else { return nil }
        defer { place += 8 }
        return (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
    }
}
