// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A turn of phrase that sets bounds, such as "between 1 and 100" or "at most 50 characters".
struct BoundPhrase {
    let bounds: Bounds
    /// The tokens it takes.
    let tokens: Range<Int>
    /// Whether it is about the length of a text.
    let isText: Bool
    /// Whether its words call it a bound, which a bare "(1-100)" does not.
    var isNamed = true
    /// Whether its last word is no number, so that it needs no mark behind.
    var endsItself = false

    private enum Side {
        case low, high, above, unsigned
    }

    private static let single: [(words: [String], side: Side)] = [
        (["at", "most"], .high), (["up", "to"], .high), (["no", "more", "than"], .high),
        (["not", "exceed"], .high), (["cannot", "exceed"], .high), (["max", "value"], .high),
        (["maximum", "value"], .high), (["maximum", "length"], .high), (["max", "length"], .high),
        (["maximum", "of"], .high), (["max"], .high), (["maximum"], .high), (["≤"], .high),
        (["<", "="], .high), (["höchstens"], .high), (["maximal"], .high), (["máximo"], .high),
        (["au", "plus"], .high), (["最大"], .high), (["最大值"], .high), (["最多"], .high),
        (["不超过"], .high), (["最大值为"], .high),
        (["at", "least"], .low), (["no", "less", "than"], .low), (["minimum", "value"], .low),
        (["min", "value"], .low), (["minimum", "length"], .low), (["min", "length"], .low),
        (["minimum", "of"], .low), (["min"], .low), (["minimum"], .low), (["≥"], .low),
        ([">", "="], .low), (["mindestens"], .low), (["mínimo"], .low), (["au", "moins"], .low),
        (["最小"], .low), (["最小值"], .low), (["至少"], .low), (["最小值为"], .low),
        (["must", "be", "greater", "than"], .above), (["must", "be", ">"], .above),
    ]
    /// What says by itself on which side of zero a number lies.
    private static let signs: [(words: [String], side: Side)] = [
        (["must", "be", "positive"], .above), (["must", "be", "a", "positive"], .above),
        (["positive", "integer"], .above), (["positive", "number"], .above),
        (["must", "be", "non-negative"], .unsigned), (["non-negative", "integer"], .unsigned),
        (["non-negative", "number"], .unsigned),
    ]
    private static let links: Set<String> = [":", "=", "：", "is", "ist", "est", "es", "为"]
    private static let spans: Set<String> = ["-", "–", "—", "to", "至", "到", "~", "～", "…", "bis"]
    private static let lengths: Set<String> = [
        "characters", "chars", "character", "zeichen", "caractères", "caracteres", "个字符", "字符",
        "letters",
    ]
    private static let rangeWords: Set<String> = [
        "range", "ranges", "ranging", "from", "bereich", "rango", "范围", "取值范围", "范围为", "plage",
    ]

    init?(in prose: Prose, at index: Int, isText: Bool) {
        if let found = Self.between(prose, index) ?? Self.span(prose, index) {
            let (low, high, end, isNamed) = found
            var last = end
            let counts = prose.has(Self.lengths, at: end)
            if counts { last += 1 }
            if prose.has(["inclusive"], at: last) { last += 1 }
            if prose.has(["("], at: last), prose.has(["inclusive"], at: last + 1) { last += 3 }
            if prose.has(["之间"], at: last) { last += 1 }
            self.init(
                bounds: Bounds(low: low, high: high), tokens: index..<last, isText: counts,
                isNamed: isNamed, endsItself: last > end && Self.endsClause(prose, last))
        } else if let (words, side) = Self.single.first(where: {
            Self.stands($0.words, prose, index)
        }),
            let (number, end) = Self.number(prose, index + words.count)
        {
            let counts = prose.has(Self.lengths, at: end) || words.last == "length"
            let last = prose.has(Self.lengths, at: end) ? end + 1 : end
            self.init(
                bounds: side == .high
                    ? Bounds(high: number) : Bounds(low: number, isAbove: side == .above),
                tokens: index..<last, isText: counts,
                endsItself: last > end && Self.endsClause(prose, last))
        } else if !isText,
            let (words, side) = Self.signs.first(where: {
                prose.end(of: $0.words, at: index) != nil
            })
        {
            self.init(
                bounds: Bounds(low: JSONNumber(0), isAbove: side == .above),
                tokens: index..<(index + words.count), isText: false, endsItself: true)
        } else {
            return nil
        }
    }

    private init(
        bounds: Bounds, tokens: Range<Int>, isText: Bool, isNamed: Bool = true, endsItself: Bool
    ) {
        self.bounds = bounds
        self.tokens = tokens
        self.isText = isText
        self.isNamed = isNamed
        self.endsItself = endsItself
    }

    private static func stands(_ words: [String], _ prose: Prose, _ index: Int) -> Bool {
        if prose.end(of: words, at: index) != nil { return true }
        // In languages without spaces the phrase ends a longer token.
        guard words.count == 1, let word = words.first, word.utf8.first ?? 0 >= 0xE0 else {
            return false
        }
        return prose[index]?.kind == .word && prose[index]?.text.hasSuffix(word) == true
    }

    private static func number(_ prose: Prose, _ index: Int) -> (JSONNumber, Int)? {
        var place = index
        while prose.has(links, at: place) { place += 1 }
        return literal(prose, place).map { ($0, place + 1) }
    }

    private static func literal(_ prose: Prose, _ index: Int) -> JSONNumber? {
        guard let token = prose[index], token.kind == .number else { return nil }
        return (try? JSONReader.read(token.text))?.root.number
    }

    private typealias Span = (low: JSONNumber, high: JSONNumber, end: Int, isNamed: Bool)

    /// "Between 1 and 100", in several languages.
    private static func between(_ prose: Prose, _ index: Int) -> Span? {
        let pairs = [
            "between": "and", "zwischen": "und", "entre": "et", "tra": "e", "介于": "和", "在": "到",
        ]
        guard let word = prose[index], word.kind == .word, let middle = pairs[word.lower],
            let low = literal(prose, index + 1),
            prose.has([middle, word.lower == "entre" ? "y" : middle], at: index + 2),
            let high = literal(prose, index + 3)
        else { return nil }
        return (low, high, index + 4, true)
    }

    /// "Range: 1-100", "[0, 1]" after such a word, or "(1-100)".
    private static func span(_ prose: Prose, _ index: Int) -> Span? {
        var place = index + 1
        var isNamed = false
        if let word = prose[index], word.kind == .word, rangeWords.contains(word.lower) {
            isNamed = true
            while prose.has(links, at: place) || prose.has(["of", "from"], at: place) { place += 1 }
            if prose.has(["["], at: place), let low = literal(prose, place + 1),
                prose.has([",", "-", "–"], at: place + 2), let high = literal(prose, place + 3),
                prose.has(["]"], at: place + 4)
            {
                return (low, high, place + 5, true)
            }
        } else if !prose.has(["(", "（"], at: index) {
            return nil
        }
        guard let low = literal(prose, place), prose.has(spans, at: place + 1),
            let high = literal(prose, place + 2)
        else { return nil }
        return (low, high, place + 3, isNamed)
    }

    private static func endsClause(_ prose: Prose, _ index: Int) -> Bool {
        guard let token = prose[index] else { return true }
        return token.kind == .mark && ![":", "-", "/", "%"].contains(token.text)
            || prose.has(["max", "maximum", "long"], at: index)
    }
}
