// SPDX-License-Identifier: Apache-2.0

/// Texts that occur again and again, each kept once and known by a number.
public struct NameTable: Sendable {
    /// What a name is known by.
    public typealias Number = UInt32

    /// Longer names are cut: nobody reads them, and they may be somebody's data.
    public static let longest = 200

    private struct Entry {
        let start: Int
        let count: Int
        let hash: UInt64
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Open addressing: the number of a name plus one, 0 where free.
    private var slots: [UInt32] = Array(repeating: 0, count: 16)
    /// Where names fall is nobody's to foresee, so that none can be made that all fall together.
    private let seed = Self.seed
    private static let seed = UInt64.random(in: 0...(.max))

    /// A table with the empty name, whose number is 0.
    public init() { _ = number(of: "") }

    /// How many names there are, the empty one included.
    public var count: Int { entries.count }

    /// The number of a name.
    public mutating func number(of name: String) -> Number {
        var name = name
        return name.withUTF8 { number(of: UnsafeRawBufferPointer($0)) }
    }

    /// The number of a name of at most ``longest`` bytes.
    public mutating func number(of name: UnsafeRawBufferPointer) -> Number {
        if let number = known(name) { return number }
        let number = Number(entries.count)
        entries.append(Entry(start: bytes.count, count: name.count, hash: hash(name)))
        bytes.append(contentsOf: name)
        if entries.count * 2 > slots.count {
            slots = Array(repeating: 0, count: slots.count * 2)
            for number in entries.indices { place(Number(number)) }
        } else {
            place(number)
        }
        return number
    }

    /// The number of a name that the table has.
    @inline(__always)
    func known(_ name: UnsafeRawBufferPointer) -> Number? {
        let hash = hash(name)
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place] != 0 {
            let number = slots[place] - 1
            let entry = entries[Int(number)]
            if entry.hash == hash, entry.count == name.count, isEqual(entry, name) {
                return number
            }
            place = (place + 1) & mask
        }
        return nil
    }

    private mutating func place(_ number: Number) {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: entries[Int(number)].hash) & mask
        while slots[place] != 0 { place = (place + 1) & mask }
        slots[place] = number + 1
    }

    private func isEqual(_ entry: Entry, _ name: UnsafeRawBufferPointer) -> Bool {
        bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return true }
            return name.isEqual(toBytesAt: start + entry.start, entry.count)
        }
    }

    /// Sixteen bytes a step, the last of which may be read twice.
    @inline(__always)
    private func hash(_ name: UnsafeRawBufferPointer) -> UInt64 {
        let count = name.count
        var hash = seed ^ UInt64(count)
        var place = 0
        while count - place > 16 {
            hash = Self.mixed(hash ^ name.word(at: place), name.word(at: place + 8) ^ Self.odd)
            place += 16
        }
        let (first, last) =
            if count >= 8 {
                (name.word(at: min(place, count - 8)), name.word(at: count - 8))
            } else if count >= 4 {
                (name.half(at: 0), name.half(at: count - 4))
            } else if count > 0 {
                (UInt64(name[0]) << 8 | UInt64(name[count / 2]), UInt64(name[count - 1]))
            } else {
                (UInt64(0), UInt64(0))
            }
        return Self.mixed(hash ^ first, last ^ Self.odd)
    }

    private static let odd: UInt64 = 0x9E37_79B9_7F4A_7C15

    @inline(__always)
    private static func mixed(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// The text of a number.
    public func text(_ number: Number) -> String {
        let entry = entries[Int(number)]
        return String(decoding: bytes[entry.start..<(entry.start + entry.count)], as: UTF8.self)
    }

    /// A name from outside as it may be kept.
    package static func clean(_ name: String) -> String {
        var name = name
        return name.withUTF8 { CleanName(UnsafeRawBufferPointer($0)).text }
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
        // What the table has was clean when it came in.
        if let known = names.known(bytes) { return known }
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
