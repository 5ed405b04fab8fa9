// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Lays a text open as a model takes it in: lower case, one space between words, nothing hidden.
///
/// Invisible characters are left out, letters that only look Latin become Latin, tag characters
/// become the text they spell, and text in base64 is read as further sentences. Linear in the text.
struct ModelText {
    /// The text laid open; the sentences are ranges of it.
    private(set) var bytes: [UInt8] = []
    private(set) var sentences: [Range<Int>] = []
    private var sentenceStart = 0
    /// The scalars of the word being read, and what they are made of.
    private var word: [UInt32] = []
    private var hasLatin = false
    private var hasLookalike = false
    private var isInTags = false

    /// Sentences longer than this are cut at the next space.
    private static let longestSentence = 600
    /// Shorter runs are not taken for base64.
    private static let shortestEncoding = 24

    /// Reads a text; what was read before is forgotten.
    mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        sentences.removeAll(keepingCapacity: true)
        bytes.reserveCapacity(text.count + 16)
        sentenceStart = 0
        readSentences(text)
        readEncodings(text)
    }

    private mutating func readSentences(_ text: UnsafeBufferPointer<UInt8>) {
        var place = 0
        while place < text.count {
            let byte = text[place]
            switch byte {
            case 0x61...0x7A, 0x30...0x39:
                appendLatin(byte)
                place += 1
            case 0x41...0x5A:
                appendLatin(byte | 0x20)
                place += 1
            case 0x0A:
                place = lineBreak(text, at: place)
            case 0x1B:
                place = afterEscape(text, at: place)
            case ..<0x21, 0x7F:
                space()
                place += 1
            case UInt8(ascii: "*") where place + 1 < text.count && text[place + 1] == byte:
                place += 2
            case ..<0x80:
                finishWord()
                bytes.append(byte)
                place += 1
                if endsSentence(byte), place == text.count || text[place] <= 0x20 { finish() }
            default:
                let (scalar, length) = decode(text, at: place)
                place += length
                append(scalar)
            }
        }
        finish()
    }

    private mutating func appendLatin(_ byte: UInt8) {
        isInTags = false
        if word.isEmpty {
            bytes.append(byte)
            hasLatin = true
        } else {
            hasLatin = true
            word.append(UInt32(byte))
        }
    }

    private mutating func append(_ scalar: UInt32) {
        if isInvisible(scalar) { return }
        switch scalar {
        case 0xE0020...0xE007E:  // Tag characters spell ASCII.
            if !isInTags { space() }
            appendLatin(UInt8(scalar - 0xE0000).lowercasedASCII)
            isInTags = true
        case 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            space()
        case 0x2018, 0x2019, 0x02BC, 0x2032:
            finishWord()
            bytes.append(UInt8(ascii: "'"))
        case 0x201C, 0x201D, 0x00AB, 0x00BB, 0x2033:
            finishWord()
            bytes.append(UInt8(ascii: "\""))
        case 0x2010...0x2015, 0x2212:
            finishWord()
            bytes.append(UInt8(ascii: "-"))
        case 0x3002, 0xFF01, 0xFF1F:
            finishWord()
            appendUTF8(scalar)
            finish()
        case 0xFF02...0xFF5E:
            let ascii = UInt8(scalar - 0xFEE0).lowercasedASCII
            if ascii.isLetter { appendLatin(ascii) } else { appendMark(ascii) }
        case 0x1D400...0x1D6A3:  // Letters for mathematics, 52 to an alphabet.
            let letter = UInt8((scalar - 0x1D400) % 52 % 26)
            appendLatin(UInt8(ascii: "a") + letter)
        case 0x24B6...0x24E9:
            appendLatin(UInt8(ascii: "a") + UInt8((scalar - 0x24B6) % 26))
        default:
            appendOther(lowercased(scalar))
        }
    }

    private mutating func appendMark(_ byte: UInt8) {
        finishWord()
        bytes.append(byte)
    }

    /// A letter of another script waits for the end of its word, to be told from a look-alike.
    private mutating func appendOther(_ scalar: UInt32) {
        if latinLookalike(scalar) != nil { hasLookalike = true }
        word.append(scalar)
    }

    private mutating func finishWord() {
        defer {
            hasLatin = false
            hasLookalike = false
        }
        guard !word.isEmpty else { return }
        let isMixed = hasLatin && hasLookalike
        for scalar in word {
            appendUTF8(isMixed ? latinLookalike(scalar).map { UInt32($0) } ?? scalar : scalar)
        }
        word.removeAll(keepingCapacity: true)
    }

    private mutating func appendUTF8(_ scalar: UInt32) {
        guard let scalar = Unicode.Scalar(scalar) else { return }
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private mutating func space() {
        finishWord()
        if bytes.count - sentenceStart > Self.longestSentence { return finish() }
        if bytes.count > sentenceStart, bytes[bytes.count - 1] != 0x20 { bytes.append(0x20) }
    }

    private mutating func finish() {
        finishWord()
        while bytes.count > sentenceStart, bytes[bytes.count - 1] == 0x20 { bytes.removeLast() }
        if bytes.count > sentenceStart { sentences.append(sentenceStart..<bytes.count) }
        sentenceStart = bytes.count
    }

    private func endsSentence(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
    }

    /// A single line break is a space, unless the next line is blank or begins an item.
    private mutating func lineBreak(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int {
        var next = place + 1
        while next < text.count, text[next] == 0x20 || text[next] == 0x09 || text[next] == 0x0D {
            next += 1
        }
        if next == text.count || "\n-*#>|<@•".utf8.contains(text[next]) {
            finish()
        } else {
            space()
        }
        return next
    }

    /// The place after a control sequence of a terminal.
    private mutating func afterEscape(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int {
        space()
        guard place + 1 < text.count, text[place + 1] == UInt8(ascii: "[") else { return place + 1 }
        var end = place + 2
        while end < text.count, end < place + 32, !(0x40...0x7E).contains(text[end]) { end += 1 }
        return min(end + 1, text.count)
    }
}

// MARK: - Encoded text

extension ModelText {
    /// Reads what stands in the text in base64, when that is text itself.
    private mutating func readEncodings(_ text: UnsafeBufferPointer<UInt8>) {
        for decoded in Self.encodings(in: text) {
            decoded.withUnsafeBufferPointer { readSentences($0) }
        }
    }

    /// What stands in base64 in a text, when that is text itself.
    static func encodings(in text: UnsafeBufferPointer<UInt8>) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var start = 0
        // Where a long run would end is looked at first: most of the text need not be read.
        while start + shortestEncoding <= text.count {
            var end = start + shortestEncoding
            if let gap = text[start..<end].lastIndex(where: { Base64.value(of: $0) == nil }) {
                start = gap + 1
                continue
            }
            while end < text.count, Base64.value(of: text[end]) != nil { end += 1 }
            if let decoded = Base64.decoded(text[start..<end]), isProse(decoded) {
                found.append(decoded)
            }
            start = end
        }
        return found
    }

    /// Whether bytes are printable and hold words with spaces between.
    private static func isProse(_ bytes: [UInt8]) -> Bool {
        var spaces = 0
        var letters = 0
        for byte in bytes {
            switch byte {
            case 0x20, 0x0A: spaces += 1
            case 0x41...0x5A, 0x61...0x7A: letters += 1
            case 0x21...0x7E: break
            default: return false
            }
        }
        return spaces >= 2 && letters * 4 >= bytes.count * 3 - spaces * 4
    }
}

/// Whether a character takes no room on a page.
private func isInvisible(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x180B...0x180F, 0x200B...0x200F, 0x202A...0x202E,
        0x2060...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB,
        0xE0000...0xE001F, 0xE007F, 0xE0100...0xE01EF:
        true
    default: false
    }
}

/// The Latin letter that a Cyrillic or Greek small letter looks like.
func latinLookalike(_ scalar: UInt32) -> UInt8? {
    switch scalar {
    case 0x430, 0x3B1: UInt8(ascii: "a")
    case 0x435, 0x451: UInt8(ascii: "e")
    case 0x43E, 0x3BF: UInt8(ascii: "o")
    case 0x440, 0x3C1: UInt8(ascii: "p")
    case 0x441: UInt8(ascii: "c")
    case 0x445, 0x3C7: UInt8(ascii: "x")
    case 0x443, 0x3B3: UInt8(ascii: "y")
    case 0x456, 0x3B9, 0x457, 0x131: UInt8(ascii: "i")
    case 0x458: UInt8(ascii: "j")
    case 0x455: UInt8(ascii: "s")
    case 0x501: UInt8(ascii: "d")
    case 0x4BB: UInt8(ascii: "h")
    case 0x51B: UInt8(ascii: "q")
    case 0x51D, 0x3C9: UInt8(ascii: "w")
    case 0x3BD: UInt8(ascii: "v")
    case 0x3BA, 0x43A: UInt8(ascii: "k")
    case 0x3C4, 0x442: UInt8(ascii: "t")
    case 0x43C: UInt8(ascii: "m")
    case 0x4CF: UInt8(ascii: "l")
    case 0x578: UInt8(ascii: "n")
    case 0x57D: UInt8(ascii: "u")
    case 0x261: UInt8(ascii: "g")
    default: nil
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
    fileprivate var isLetter: Bool { (0x61...0x7A).contains(self) }
}
