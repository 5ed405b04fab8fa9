// SPDX-License-Identifier: Apache-2.0

/// The beginning of a text, cut into words, numbers, quotations and marks.
struct Prose {
    /// A part of the text.
    struct Token {
        enum Kind {
            case word, number, quoted, mark
        }

        let kind: Kind
        /// The part as written, a quotation without its marks.
        let text: String
        /// The same in lower case.
        let lower: String
        /// Which sentence it belongs to, from 0; a line break ends one too.
        let sentence: Int
        /// Whether nothing stands between it and the part before.
        let isGlued: Bool
    }

    /// No more of a text is read; what an argument takes is said long before.
    static let limit = 4096
    private static let longestQuotation = 80

    private(set) var tokens: [Token] = []
    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var sentence = 0
    private var lastEnd = -1

    init(_ text: String) {
        scalars = Array(text.unicodeScalars.prefix(Self.limit))
        while place < scalars.count { readToken() }
    }

    /// A token, or `nil` beyond the ends.
    subscript(index: Int) -> Token? { tokens.indices.contains(index) ? tokens[index] : nil }

    /// Whether a word or mark stands at a place.
    func has(_ words: Set<String>, at index: Int) -> Bool {
        guard let token = self[index], token.kind != .quoted else { return false }
        return words.contains(token.lower)
    }

    /// Whether one of the words occurs in a range of tokens.
    func mentions(_ words: Set<String>, in range: some Sequence<Int>) -> Bool {
        range.contains { has(words, at: $0) }
    }

    /// The tokens of the sentence that a token belongs to.
    func sentence(around index: Int) -> Range<Int> {
        guard let number = self[index]?.sentence else { return 0..<0 }
        let start = tokens[..<index].lastIndex { $0.sentence != number }.map { $0 + 1 } ?? 0
        let end = tokens[index...].firstIndex { $0.sentence != number } ?? tokens.count
        return start..<end
    }

    /// The place after a phrase that begins at a token, or `nil` where another text stands.
    func end(of phrase: [String], at index: Int) -> Int? {
        guard index + phrase.count <= tokens.count else { return nil }
        for (offset, word) in phrase.enumerated() {
            let token = tokens[index + offset]
            guard token.kind != .quoted, token.lower == word else { return nil }
        }
        return index + phrase.count
    }

    /// The place after the first of the phrases that begins at a token.
    func end(ofAny phrases: [[String]], at index: Int) -> Int? {
        for phrase in phrases {
            if let end = end(of: phrase, at: index) { return end }
        }
        return nil
    }

    private mutating func readToken() {
        let scalar = scalars[place]
        switch scalar {
        case "\n":
            append(.mark, "\n", from: place, to: place + 1)
            sentence += 1
        case "\"", "“", "”", "‘", "’", "'", "`", "「", "『", "«":
            if !readQuotation() { readMark() }
        case _ where scalar.properties.isWhitespace:
            place += 1
        case _ where scalar.isOfPairs:
            let start = place
            while place < scalars.count, scalars[place].isOfPairs { place += 1 }
            append(.word, slice(start, place), from: start, to: place)
        case _ where scalar.isOfWord || startsNegative:
            readWord()
        default:
            readMark()
        }
    }

    private var startsNegative: Bool {
        scalars[place] == "-" && digit(at: place + 1)
            && (place == 0 || !scalars[place - 1].isOfWord && scalars[place - 1] != ")")
    }

    private func digit(at index: Int) -> Bool {
        index < scalars.count && scalars[index].value &- 0x30 < 10
    }

    private func slice(_ start: Int, _ end: Int) -> String {
        String(String.UnicodeScalarView(scalars[start..<end]))
    }

    private mutating func append(_ kind: Token.Kind, _ text: String, from start: Int, to end: Int) {
        tokens.append(
            Token(
                kind: kind, text: text, lower: text.lowercased(), sentence: sentence,
                isGlued: start == lastEnd))
        lastEnd = end
        place = end
    }

    /// A single mark; two or more full stops are one mark, and one before a space ends a sentence.
    private mutating func readMark() {
        let start = place
        var end = start + 1
        if scalars[start] == "." {
            while end < scalars.count, scalars[end] == "." { end += 1 }
        }
        let isEllipsis = end > start + 1 || scalars[start] == "…"
        append(.mark, isEllipsis ? "…" : slice(start, end), from: start, to: end)
        switch scalars[start] {
        case "。", "！", "？": sentence += 1
        case ".", "!", "?":
            let isLast = end == scalars.count || scalars[end].properties.isWhitespace
            if isLast, !isEllipsis, !isAbbreviated { sentence += 1 }
        default: break
        }
    }

    private var isAbbreviated: Bool {
        guard tokens.count > 1 else { return false }
        return ["e.g", "i.e", "eg", "ie", "etc", "vs", "max", "min", "approx", "no", "z.b", "bzw"]
            .contains(tokens[tokens.count - 2].lower)
    }

    /// A quotation that ends soon and on the same line.
    private mutating func readQuotation() -> Bool {
        let start = place
        let open = scalars[start]
        if open == "'" || open == "’", start > 0, scalars[start - 1].isOfWord { return false }
        let close: Set<Unicode.Scalar> =
            switch open {
            case "“", "”": ["”", "“"]
            case "‘", "’": ["’", "‘"]
            case "「": ["」"]
            case "『": ["』"]
            case "«": ["»"]
            default: [open]
            }
        var first = start + 1
        if open == "`" { while first < scalars.count, scalars[first] == "`" { first += 1 } }
        var end = first
        while end < scalars.count, end - first <= Self.longestQuotation, scalars[end] != "\n" {
            let goesOn = end + 1 < scalars.count && scalars[end + 1].isOfWord
            if close.contains(scalars[end]), !(open == "'" && goesOn) {
                let text = slice(first, end)
                end += 1
                if open == "`" { while end < scalars.count, scalars[end] == "`" { end += 1 } }
                append(.quoted, text, from: start, to: end)
                return true
            }
            end += 1
        }
        return false
    }

    /// A word with the marks inside it, or a number; a span of numbers is three tokens.
    private mutating func readWord() {
        let start = place
        var end = start + 1
        while end < scalars.count {
            let goesOn = end + 1 < scalars.count && scalars[end + 1].isOfWord
            if scalars[end].isOfWord || scalars[end] == "%" {
                end += 1
            } else if scalars[end].joinsWords, goesOn {
                end += 2
            } else if scalars[end] == ",", isThousands(start, end) {
                end += 4
            } else {
                break
            }
        }
        let text = slice(start, end)
        if let number = Self.number(text) {
            append(.number, number, from: start, to: end)
            return
        }
        let parts = text.utf8.dropFirst().firstIndex(of: UInt8(ascii: "-"))
        if let parts, let low = Self.number(String(text[..<parts])),
            let high = Self.number(String(text[text.index(after: parts)...]))
        {
            let middle = start + low.unicodeScalars.count
            append(.number, low, from: start, to: middle)
            append(.mark, "-", from: middle, to: middle + 1)
            append(.number, high, from: middle + 1, to: end)
            return
        }
        append(.word, text, from: start, to: end)
    }

    /// Whether a comma stands between the thousands of a number.
    private func isThousands(_ start: Int, _ comma: Int) -> Bool {
        guard comma - start <= 3 || scalars[start..<comma].contains(","),
            scalars[start..<comma].allSatisfy({ $0 == "," || $0.value &- 0x30 < 10 }),
            scalars[start] != "0"
        else { return false }
        return digit(at: comma + 1) && digit(at: comma + 2) && digit(at: comma + 3)
            && !(comma + 4 < scalars.count && scalars[comma + 4].isOfWord)
    }

    /// The JSON literal of a number as people write it, or `nil` for any other text.
    static func number(_ text: String) -> String? {
        let digits = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "," }))
        var rest = digits.utf8[...]
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let whole = rest.prefix { $0 &- 0x30 < 10 }
        guard !whole.isEmpty, whole.count <= 15, whole.count == 1 || whole.first != 0x30 else {
            return nil
        }
        rest = rest.dropFirst(whole.count)
        if rest.isEmpty { return digits }
        let places = rest.dropFirst()
        let isFraction = !places.isEmpty && places.allSatisfy { $0 &- 0x30 < 10 }
        return rest.first == UInt8(ascii: ".") && isFraction ? digits : nil
    }
}

extension Unicode.Scalar {
    /// Scripts that write no spaces between words.
    fileprivate var isOfPairs: Bool {
        switch value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF: true
        default: false
        }
    }

    fileprivate var isOfWord: Bool {
        if isASCII { return (value | 0x20) &- 0x61 < 26 || value &- 0x30 < 10 || self == "_" }
        return !isOfPairs && properties.isAlphabetic
    }

    /// Marks that stand inside words and values.
    fileprivate var joinsWords: Bool {
        switch self {
        case "-", ".", "/", "+", "#", "@", "&", "'", "’": true
        default: false
        }
    }
}
