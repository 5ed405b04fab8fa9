// SPDX-License-Identifier: Apache-2.0

/// How a name looks, without what the eye passes over.
struct NameSpelling: Sendable, Hashable {
    /// How two names are alike as strings of letters.
    enum Likeness: Sendable {
        /// The same letters; case, separators and invisible characters may differ.
        case letters
        /// Other letters that look the same.
        case look
        /// One letter more, less or other, or two neighbours swapped.
        case oneLetter
    }

    /// Longer names are not searched for letters that differ.
    private static let longest = 64

    /// The letters and digits in lower case.
    let folded: [UInt8]
    /// The same with letters that look alike made one.
    let look: [UInt8]

    init(_ name: String) {
        folded = Self.folded(name)
        look = Self.look(folded)
    }

    /// The letters and digits of a name in lower case; the name itself when it has none.
    static func folded(_ name: String) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(name.utf8.count)
        for scalar in name.unicodeScalars {
            switch scalar.value {
            case 0x41...0x5A: folded.append(UInt8(scalar.value | 0x20))
            case 0x30...0x39, 0x61...0x7A: folded.append(UInt8(scalar.value))
            case ..<0x80: continue
            default:
                let properties = scalar.properties
                guard properties.isAlphabetic || properties.numericType != nil else { continue }
                folded += properties.lowercaseMapping.utf8
            }
        }
        return folded.isEmpty ? Array(name.utf8) : folded
    }

    private static func look(_ folded: [UInt8]) -> [UInt8] {
        var look: [UInt8] = []
        look.reserveCapacity(folded.count)
        for scalar in String(decoding: folded, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x30: look.append(UInt8(ascii: "o"))
            case 0x31: look.append(UInt8(ascii: "l"))
            case ..<0x80: look.append(UInt8(scalar.value))
            case 0xFF10...0xFF19: look.append(UInt8(scalar.value - 0xFF10) + 0x30)
            case 0xFF41...0xFF5A: look.append(UInt8(scalar.value - 0xFF41) + 0x61)
            default:
                if let twin = latinTwins[scalar] {
                    look.append(twin)
                } else {
                    look += String(scalar).utf8
                }
            }
        }
        return look
    }

    /// Letters of other alphabets that look like a Latin one, capitals included (UTS 39).
    private static let latinTwins: [Unicode.Scalar: UInt8] = {
        let twins = [
            "a": "аαɑ", "b": "вβ", "c": "сϲ", "d": "ԁ", "e": "еεҽ", "g": "ɡ", "h": "һн",
            "i": "іιıɩ",
            "j": "јϳ", "k": "кκ", "l": "ӏ", "m": "м", "n": "ոη", "o": "оοօ", "p": "рρ", "q": "ԛ",
            "s": "ѕ", "t": "тτ", "u": "υս", "v": "ѵν", "w": "ԝ", "x": "хχ", "y": "уγү", "z": "ᴢ",
        ]
        var letters: [Unicode.Scalar: UInt8] = [:]
        for (letter, others) in twins {
            for other in others.unicodeScalars { letters[other] = letter.utf8.first }
        }
        return letters
    }()

    /// How this name looks like another one; `nil` when it does not.
    func likeness(to other: NameSpelling) -> Likeness? {
        if folded == other.folded { return .letters }
        if look == other.look { return .look }
        return isSearchable && other.isSearchable && isOneLetterApart(other) ? .oneLetter : nil
    }

    private var isSearchable: Bool {
        (OverlapThresholds.shortestName...Self.longest).contains(look.count)
            && look.allSatisfy { $0 < 0x80 }
    }

    /// What is left between the beginning and the end that both have must be one letter or a swap.
    private func isOneLetterApart(_ other: NameSpelling) -> Bool {
        guard abs(look.count - other.look.count) <= 1 else { return false }
        let shorter = min(look.count, other.look.count)
        var start = 0
        while start < shorter, look[start] == other.look[start] { start += 1 }
        var end = 0
        while end < shorter - start,
            look[look.count - 1 - end] == other.look[other.look.count - 1 - end]
        {
            end += 1
        }
        let left = look[start..<(look.count - end)]
        let right = other.look[start..<(other.look.count - end)]
        if left.contains(where: isDigit) || right.contains(where: isDigit) { return false }
        return max(left.count, right.count) <= 1
            || left.count == 2 && left.elementsEqual(right.reversed())
    }

    /// Numbers that two names share when they may be a letter apart: those of the name and of the
    /// name without each of its letters.
    var oneLetterKeys: [UInt64] {
        let own = DefinitionDigest.hash(look)
        guard isSearchable else { return [own] }
        // Digits count versions, so they are not left out.
        return [own]
            + look.indices.lazy.filter { !isDigit(look[$0]) }.map { left in
                DefinitionDigest.hash(look[..<left].joined(look[(left + 1)...]))
            }
    }
}

private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

extension ArraySlice<UInt8> {
    /// The bytes of both slices, one after the other.
    fileprivate func joined(_ rest: ArraySlice<UInt8>) -> [UInt8] { Array(self) + rest }
}
