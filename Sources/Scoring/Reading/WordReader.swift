// SPDX-License-Identifier: Apache-2.0

/// A word reduced to what matters for comparing texts: its stem, as a 64-bit digest.
///
/// Two of a million words share a digest with a chance of one in ten million, which is why the
/// digest alone stands for the word.
struct Stem: Hashable, Sendable {
    let digest: UInt64
}

/// Splits text and identifiers into words, for every script, without a locale.
///
/// Words of alphabetic scripts lose common English endings and everything after seven letters;
/// Han and Hangul, written without spaces or with particles, become overlapping pairs.
struct WordReader {
    /// A word of a text.
    struct Word {
        let stem: Stem
        /// A pair of ideographs says about half of what a word says.
        let isPair: Bool
        /// How many characters it has as written.
        let length: Int
        /// Where the letters of the stem stand, for a word in which others may be hidden.
        var letters: Range<Int> = 0..<0
    }

    /// Shorter words hide no other one.
    private static let shortestPart = 4

    /// The words of the text that was read last, in order.
    private(set) var words: [Word] = []
    private var scalars: [UInt32] = []
    /// The stems of the words that were read last, letter by letter.
    private var letters: [UInt32] = []

    /// Reads a text in UTF-8 into ``words``.
    mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
        var place = 0
        var previous = Script.none
        var lastWasUpper = false
        words.removeAll(keepingCapacity: true)
        letters.removeAll(keepingCapacity: true)
        scalars.removeAll(keepingCapacity: true)
        while place < text.count {
            let (scalar, length) = decode(text, at: place)
            place += length
            let script = Script(scalar)
            let isUpper = script == .letters && isUppercase(scalar)
            let startsWord =
                script != previous || (isUpper && !lastWasUpper)
                || (isUpper && nextIsLowercase(text, at: place))
            if startsWord { finish(previous) }
            if script != .none { scalars.append(isUpper ? lowercased(scalar) : scalar) }
            lastWasUpper = isUpper
            previous = script
        }
        finish(previous)
    }

    /// The stems of a string, in order.
    mutating func stems(_ text: String) -> [Stem] {
        var text = text
        text.withUTF8 { read($0) }
        return words.map(\.stem)
    }

    /// The first part of a word that fits a condition: its ends first, as the head of a compound
    /// stands last (`bookshop`), then its beginnings (`differences` for `diff`).
    func part(of word: Word, where fits: (Stem) -> Bool) -> Stem? {
        let letters = letters[word.letters]
        guard letters.count > Self.shortestPart else { return nil }
        for length in (Self.shortestPart..<letters.count).reversed() {
            let stem = digest(letters.suffix(length).prefix(Self.stemLength))
            if fits(stem) { return stem }
        }
        for length in (Self.shortestPart..<min(letters.count, Self.stemLength)).reversed() {
            let stem = digest(letters.prefix(length))
            if fits(stem) { return stem }
        }
        return nil
    }

    private mutating func finish(_ script: Script) {
        defer { scalars.removeAll(keepingCapacity: true) }
        guard !scalars.isEmpty else { return }
        switch script {
        case .none, .hiragana:
            break  // Hiragana between ideographs is grammar.
        case .letters:
            let stem = stem(of: scalars[...])
            let start = letters.count
            letters += stem
            words.append(
                Word(
                    stem: digest(stem.prefix(Self.stemLength)), isPair: false,
                    length: scalars.count, letters: start..<letters.count))
        case .digits:
            words.append(Word(stem: digest(scalars[...]), isPair: false, length: scalars.count))
        case .katakana:
            words.append(
                Word(stem: digest(scalars.prefix(5)), isPair: false, length: scalars.count))
        case .pairs:
            if scalars.count == 1 {
                words.append(Word(stem: digest(scalars[...]), isPair: true, length: 2))
            }
            for index in scalars.indices.dropLast() {
                let pair = digest(scalars[index...(index + 1)])
                words.append(Word(stem: pair, isPair: true, length: 2))
            }
        }
    }

    /// The endings of English that are cut, the first that fits, and how much of a word must be left.
    private static let endings = [
        ("ation", 4), ("ate", 4), ("ion", 5), ("al", 6), ("ing", 3), ("ed", 4), ("e", 3),
    ]

    /// How many letters of a stem count; other languages lose their endings here.
    private static let stemLength = 7

    /// The word without plural and verb endings of English.
    private func stem(of word: ArraySlice<UInt32>) -> ArraySlice<UInt32> {
        var word = word
        if word.count > 3, word.last == UInt32(ascii: "s"), !word.ends(with: "ss") {
            word.removeLast()
            if word.count > 3, word.ends(with: "ie") {
                word.removeLast(2)
                word.append(UInt32(ascii: "y"))
            }
        }
        for (ending, kept) in Self.endings
        where word.count >= ending.utf8.count + kept && word.ends(with: ending) {
            word.removeLast(ending.utf8.count)
            break
        }
        return word
    }

    private func digest(_ scalars: ArraySlice<UInt32>) -> Stem {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for scalar in scalars {
            digest = (digest ^ UInt64(scalar)) &* 0x0000_0100_0000_01B3
            digest ^= digest >> 29
        }
        return Stem(digest: digest)
    }

    /// Whether a lower-case word goes on here; the plural of an acronym (`URLs`) does not count.
    private func nextIsLowercase(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        func isLowercase(_ place: Int) -> Bool { place < text.count && text[place] &- 0x61 < 26 }
        guard isLowercase(place) else { return false }
        return text[place] != UInt8(ascii: "s") || isLowercase(place + 1)
    }
}

/// How a scalar takes part in words.
private enum Script {
    case none, letters, digits, pairs, hiragana, katakana

    init(_ scalar: UInt32) {
        switch scalar {
        case 0x61...0x7A, 0x41...0x5A: self = .letters
        case 0x30...0x39: self = .digits
        case ..<0x80: self = .none
        case 0x3041...0x309F: self = .hiragana
        case 0x30A0...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F: self = .katakana
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF,
            0xAC00...0xD7AF, 0x0E01...0x0EFF, 0x1780...0x17FF, 0x1000...0x109F:
            self = .pairs
        case 0xC0...0x24F where scalar != 0xD7 && scalar != 0xF7: self = .letters
        case 0x370...0x1FFF: self = Self.isLetter(scalar) ? .letters : .none
        default: self = scalar > 0x2E7F && Self.isLetter(scalar) ? .letters : .none
        }
    }

    private static func isLetter(_ scalar: UInt32) -> Bool {
        Unicode.Scalar(scalar)?.properties.isAlphabetic ?? false
    }
}

private func isUppercase(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return scalar &- 0x41 < 26 }
    return Unicode.Scalar(scalar)?.properties.isUppercase ?? false
}

func lowercased(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return scalar | 0x20 }
    return Unicode.Scalar(scalar)?.properties.lowercaseMapping.unicodeScalars.first?.value ?? scalar
}

/// The scalar at a place of valid UTF-8, and its length in bytes.
@inline(__always)
func decode(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> (UInt32, Int) {
    let lead = UInt32(text[place])
    func tail(_ offset: Int) -> UInt32 { UInt32(text[place + offset]) & 0x3F }
    switch lead {
    case ..<0x80: return (lead, 1)
    case ..<0xE0: return ((lead & 0x1F) << 6 | tail(1), 2)
    case ..<0xF0: return ((lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3)
    default: return ((lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
    }
}

extension UInt32 {
    fileprivate init(ascii scalar: Unicode.Scalar) { self = scalar.value }
}

extension ArraySlice<UInt32> {
    fileprivate func ends(with ending: StaticString) -> Bool {
        let length = ending.utf8CodeUnitCount
        guard count >= length else { return false }
        for offset in 0..<length
        where self[endIndex - length + offset] != UInt32(ending.utf8Start[offset]) { return false }
        return true
    }

    fileprivate func ends(with ending: String) -> Bool {
        suffix(ending.utf8.count).elementsEqual(ending.unicodeScalars.lazy.map(\.value))
    }
}
