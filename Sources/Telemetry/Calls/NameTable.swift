// SPDX-License-Identifier: Apache-2.0

/// Texts that occur again and again, each kept once and known by a number.
public struct NameTable: Sendable {
    /// What a name is known by.
    public typealias Number = UInt32

    /// Longer names are cut: nobody reads them, and they may be somebody's data.
    public static let longest = 200

    private var bytes: [UInt8] = []
    /// Where each name ends.
    private var ends: [Int] = []
    private var hashes: [UInt32] = []
    /// Open addressing: the number of a name plus one, 0 where free.
    private var slots: [UInt32] = Array(repeating: 0, count: 16)

    /// A table with the empty name, whose number is 0.
    public init() { _ = number(of: "") }

    /// How many names there are, the empty one included.
    public var count: Int { ends.count }

    /// The number of a name.
    public mutating func number(of name: String) -> Number {
        var name = name
        return name.withUTF8 { number(of: UnsafeRawBufferPointer($0)) }
    }

    /// The number of a name of at most ``longest`` bytes.
    public mutating func number(of name: UnsafeRawBufferPointer) -> Number {
        var hash: UInt32 = 0x811C_9DC5
        for byte in name { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        let mask = slots.count - 1
        var place = Int(hash) & mask
        while slots[place] != 0 {
            let number = slots[place] - 1
            if hashes[Int(number)] == hash, isEqual(number, name) { return number }
            place = (place + 1) & mask
        }
        let number = Number(ends.count)
        bytes.append(contentsOf: name)
        ends.append(bytes.count)
        hashes.append(hash)
        slots[place] = number + 1
        if ends.count * 2 > slots.count { grow() }
        return number
    }

    /// A name from outside as it may be kept.
    package static func clean(_ name: String) -> String {
        var name = name
        return name.withUTF8 { CleanName(UnsafeRawBufferPointer($0)).text }
    }

    /// The text of a number.
    public func text(_ number: Number) -> String {
        String(decoding: bytes[range(number)], as: UTF8.self)
    }

    private func range(_ number: Number) -> Range<Int> {
        (number == 0 ? 0 : ends[Int(number) - 1])..<ends[Int(number)]
    }

    private func isEqual(_ number: Number, _ name: UnsafeRawBufferPointer) -> Bool {
        let range = range(number)
        return range.count == name.count
            && bytes.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return true }
                return name.isEqual(toBytesAt: start + range.lowerBound, range.count)
            }
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for (number, hash) in hashes.enumerated() {
            var place = Int(hash) & mask
            while slots[place] != 0 { place = (place + 1) & mask }
            slots[place] = UInt32(number) + 1
        }
    }
}

/// A name as it may be kept: valid UTF-8 without control characters, not too long.
struct CleanName {
    let isShortened: Bool
    let text: String

    init(_ bytes: UnsafeRawBufferPointer) {
        // A scalar that the cut goes through lies beyond what is kept.
        let text = String(decoding: bytes.prefix(4 * NameTable.longest), as: UTF8.self)
        var kept = String.UnicodeScalarView()
        var count = 0
        var isWhole = bytes.count <= 4 * NameTable.longest
        for scalar in text.unicodeScalars {
            let scalar = Self.isUnseen(scalar.value) ? " " : scalar
            count += UTF8.width(scalar)
            if count > NameTable.longest {
                isWhole = false
                break
            }
            kept.append(scalar)
        }
        isShortened = !isWhole
        self.text = String(kept)
    }

    /// Whether a character has no look of its own, but changes that of others.
    private static func isUnseen(_ scalar: UInt32) -> Bool {
        switch scalar {
        case ..<0x20, 0x7F...0x9F, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
            0xFEFF:
            true
        default: false
        }
    }

    /// Whether bytes are a name already, as nearly all are.
    static func isClean(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count <= NameTable.longest && bytes.allSatisfy { $0 &- 0x20 < 0x5F }
    }
}

extension CallBatch {
    /// The number of a name from outside.
    mutating func number(of bytes: UnsafeRawBufferPointer) -> NameTable.Number {
        if CleanName.isClean(bytes) { return names.number(of: bytes) }
        let name = CleanName(bytes)
        if name.isShortened { notes.shortened += 1 }
        return names.number(of: name.text)
    }

    /// The number of a name from outside.
    mutating func number(of text: String) -> NameTable.Number {
        var text = text
        return text.withUTF8 { number(of: UnsafeRawBufferPointer($0)) }
    }
}
