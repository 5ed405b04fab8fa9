// SPDX-License-Identifier: Apache-2.0

/// What a text hides: characters that a model reads and a person does not see.
struct HiddenText {
    /// What kind of character was hidden.
    enum Kind: String, Sendable, CaseIterable {
        case zeroWidth = "zero-width characters"
        case bidirectional = "bidirectional controls"
        case tags = "tag characters"
        case selectors = "stray variation selectors"
        case softHyphens = "soft hyphens inside words"
        case escapes = "terminal escape sequences"
        case controls = "control characters"
    }

    /// The kinds of hidden characters, in the order of ``Kind``.
    let kinds: [Kind]
    /// How many characters are hidden.
    let count: Int
    /// The text without them.
    ///
    /// Joiners and selectors stay where scripts and emoji need them, tabs and line breaks always.
    let cleaned: String
    /// What tag characters spell in ASCII; `nil` when they spell nothing.
    let spelled: String?

    /// Looks for what a text hides; `nil` when that is nothing.
    init?(in text: String) {
        guard Self.mayHide(text) else { return nil }
        var sieve = Sieve(text)
        sieve.run()
        guard !sieve.kinds.isEmpty else { return nil }
        kinds = Kind.allCases.filter(sieve.kinds.contains)
        count = sieve.scalars.count - sieve.output.count
        cleaned = String(sieve.output)
        spelled = sieve.spelled.isEmpty ? nil : String(sieve.spelled)
    }

    /// Whether a text has bytes with which a hidden character begins, which most have not.
    private static func mayHide(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.indices.contains { place in
                let byte = bytes[place]
                if byte < 0x80 { return byte < 0x20 ? !isSpace(byte) : byte == 0x7F }
                guard byte >= 0xC0, place + 1 < bytes.count else { return false }
                let third = place + 2 < bytes.count ? bytes[place + 2] : 0
                return mayHide(byte, bytes[place + 1], third)
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// Whether a sequence of these bytes can be one of the characters that ``Sieve`` looks at.
    private static func mayHide(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch first {
        case 0xC2: second < 0xA0 || second == 0xAD
        case 0xCD: second == 0x8F
        case 0xD8: second == 0x9C
        case 0xE1: second == 0x85 || second == 0xA0
        case 0xE2:
            second == 0x80
                ? (0x8B...0x8F).contains(third) || (0xAA...0xAE).contains(third)
                : second == 0x81 && third >= 0xA0
        case 0xE3: second == 0x85
        case 0xEF: second == 0xB8 || second >= 0xBB
        case 0xF3: true
        default: false
        }
    }
}

/// Lets through what can be seen, scalar by scalar.
private struct Sieve {
    private(set) var output = String.UnicodeScalarView()
    private(set) var kinds = Set<HiddenText.Kind>()
    private(set) var spelled = String.UnicodeScalarView()
    let scalars: [Unicode.Scalar]
    /// Marks of direction belong into texts that are written from right to left.
    private let isRightToLeft: Bool
    private var place = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        isRightToLeft = scalars.contains { $0.isWrittenLeftwards }
    }

    private var next: Unicode.Scalar? { place + 1 < scalars.count ? scalars[place + 1] : nil }

    mutating func run() {
        while place < scalars.count {
            let scalar = scalars[place]
            if let length = escapeLength {
                drop(.escapes, length)
            } else if let length = flagLength {
                output.append(contentsOf: scalars[place..<(place + length)])
                place += length
            } else if let kind = kind(of: scalar) {
                if kind == .tags, let letter = scalar.tagLetter { spelled.append(letter) }
                drop(kind, 1)
            } else {
                keep(scalar)
            }
        }
    }

    private mutating func drop(_ kind: HiddenText.Kind, _ length: Int) {
        kinds.insert(kind)
        place += length
    }

    private mutating func keep(_ scalar: Unicode.Scalar) {
        place += 1
        // A page break or the like still separates what stands around it.
        if [0x0B, 0x0C, 0x85].contains(scalar.value) {
            kinds.insert(.controls)
            output.append("\n")
            return
        }
        // A soft hyphen is known to be inside a word only when the word goes on.
        if scalar.isASCIILetter, output.last == softHyphen {
            let word = output.lastIndex { $0 != softHyphen }
            if let word, output[word].isASCIILetter {
                output.removeSubrange(output.index(after: word)...)
                kinds.insert(.softHyphens)
            }
        }
        output.append(scalar)
    }

    private func kind(of scalar: Unicode.Scalar) -> HiddenText.Kind? {
        switch scalar.value {
        case 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85: nil
        case ..<0x20, 0x7F...0x9F: .controls
        case 0x200C, 0x200D: joins(scalar) ? nil : .zeroWidth
        case 0x200B: output.last?.isOfSpacelessScript == true ? nil : .zeroWidth
        case 0x034F: output.last.map { !$0.isASCII && $0.isPartOfWord } == true ? nil : .zeroWidth
        case 0x115F, 0x1160: output.last?.isJamo == true || next?.isJamo == true ? nil : .zeroWidth
        case 0x180E, 0x2060...0x2064, 0x206A...0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB:
            .zeroWidth
        case 0x061C, 0x200E, 0x200F:
            isRightToLeft && output.last?.isMarkOfDirection != true ? nil : .bidirectional
        case 0x202A...0x202E, 0x2066...0x2069: .bidirectional
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180D, 0x180F:
            selects(scalar) ? nil : .selectors
        case 0xE0000...0xE007F: .tags
        default: nil
        }
    }

    /// Whether a joiner does its work: in an emoji, or in a script that joins letters.
    private func joins(_ scalar: Unicode.Scalar) -> Bool {
        guard let last = output.last else { return false }
        if last.isOfJoiningScript { return true }
        return scalar.value == 0x200D && (last.isPicture || last.value == 0xFE0F)
            && next?.isPicture == true
    }

    /// Whether a selector has something to select a form of.
    private func selects(_ scalar: Unicode.Scalar) -> Bool {
        guard let last = output.last else { return false }
        switch scalar.value {
        case 0xFE0E, 0xFE0F: return last.isSymbol || last.isKeycap && next?.value == 0x20E3
        case 0xE0100...0xE01EF: return last.properties.isIdeographic
        case 0x180B...0x180F: return (0x1800...0x18AF).contains(last.value) && last.isPartOfWord
        default: return last.hasVariants
        }
    }

    /// How long a flag of England, Scotland or Wales is that stands here; they are spelled in tags.
    private var flagLength: Int? {
        guard scalars[place].value == 0x1F3F4 else { return nil }
        let tags = scalars[(place + 1)...].prefix(6)
        guard tags.last?.value == 0xE007F else { return nil }
        let spelled = String(String.UnicodeScalarView(tags.dropLast().compactMap(\.tagLetter)))
        return ["gbeng", "gbsct", "gbwls"].contains(spelled) ? 7 : nil
    }

    /// How long the escape sequence is that stands here (ECMA-48, section 5).
    private var escapeLength: Int? {
        let introducer: UInt32
        var end = place + 1
        switch scalars[place].value {
        case 0x1B:
            guard let next, (0x20...0x7E).contains(next.value) else { return 1 }
            introducer = next.value
            end += 1
        case 0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F: introducer = scalars[place].value - 0x40
        default: return nil
        }
        switch introducer {
        case 0x5B:  // [ parameters, intermediates, one final character
            while end < scalars.count, (0x20...0x3F).contains(scalars[end].value) { end += 1 }
            let isWhole = end < scalars.count && (0x40...0x7E).contains(scalars[end].value)
            return isWhole ? end + 1 - place : 1
        case 0x50, 0x58, 0x5D, 0x5E, 0x5F:  // a string up to its terminator
            while end < scalars.count, !scalars[end].isControl { end += 1 }
            guard end < scalars.count else { return 1 }
            if scalars[end].value == 0x07 || scalars[end].value == 0x9C { return end + 1 - place }
            let isEnded =
                scalars[end].value == 0x1B && end + 1 < scalars.count && scalars[end + 1] == "\\"
            return isEnded ? end + 2 - place : 1
        case 0x20...0x2F:  // intermediates, one final character
            while end < scalars.count, (0x20...0x2F).contains(scalars[end].value) { end += 1 }
            let isWhole = end < scalars.count && (0x30...0x7E).contains(scalars[end].value)
            return isWhole ? end + 1 - place : 1
        default: return 2
        }
    }
}

private let softHyphen: Unicode.Scalar = "\u{AD}"

extension Unicode.Scalar {
    fileprivate var isASCIILetter: Bool { isASCII && (value | 0x20) &- 0x61 < 26 }

    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    fileprivate var isKeycap: Bool { value &- 0x30 < 10 || self == "#" || self == "*" }

    fileprivate var isPicture: Bool { !isASCII && properties.isEmoji }

    fileprivate var isSymbol: Bool {
        if isASCII { return false }
        let category = properties.generalCategory
        return isPicture || category == .otherSymbol || category == .mathSymbol
    }

    /// Whether Unicode defines other forms of it: ideographs, mathematics, a few scripts.
    fileprivate var hasVariants: Bool {
        switch value {
        case 0x1000...0x109F, 0x2200...0x22FF, 0x2A00...0x2AFF, 0x3000...0x303F, 0xA840...0xA87F,
            0xAA60...0xAA7F, 0xFF01...0xFF60, 0x10AC0...0x10AFF:
            true
        default: properties.isIdeographic
        }
    }

    fileprivate var isMarkOfDirection: Bool { [0x061C, 0x200E, 0x200F].contains(value) }

    fileprivate var isJamo: Bool {
        (0x1100...0x11FF).contains(value) && !(0x115F...0x1160).contains(value)
    }

    fileprivate var isPartOfWord: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark:
            value != 0x034F
        default: false
        }
    }

    /// The ASCII character that a tag character stands for.
    fileprivate var tagLetter: Unicode.Scalar? {
        (0xE0020...0xE007E).contains(value) ? Unicode.Scalar(value - 0xE0000) : nil
    }

    fileprivate var isWrittenLeftwards: Bool {
        switch value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF,
            0x1E800...0x1EFFF:
            isPartOfWord
        default: false
        }
    }

    /// Scripts whose letters change with their neighbours: Arabic, those of India, and the like.
    fileprivate var isOfJoiningScript: Bool {
        switch value {
        case 0x0600...0x109F, 0x1780...0x18AF, 0x1A20...0x1BFF, 0xA800...0xABFF, 0xFB50...0xFDFF,
            0xFE70...0xFEFC, 0x10A00...0x11FFF, 0x1E900...0x1E95F:
            isPartOfWord
        default: false
        }
    }

    /// Scripts without spaces between words, where a space of no width shows where one may break.
    fileprivate var isOfSpacelessScript: Bool {
        switch value {
        case 0x0E00...0x0FFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1A20...0x1AAF: isPartOfWord
        default: false
        }
    }
}
