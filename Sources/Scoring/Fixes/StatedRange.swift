// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The bounds that an argument's description sets to a number, or to the length of a text.
struct StatedRange {
    /// Keywords and their values, lower bounds first.
    let bounds: [(keyword: String, value: JSONValue)]
    /// Whether the text calls them bounds.
    let isSafe: Bool

    private static let numberKeywords = [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum",
    ]
    private static let textKeywords = ["minLength", "maxLength", "enum", "pattern", "format"]
    /// Words that make bounds doubtful wherever they stand in the sentence.
    private static let vague: Set<String> = [
        "typically", "usually", "generally", "recommended", "recommend", "suggested", "ideally",
        "prefer", "often", "about", "approximately", "roughly", "example", "e.g", "eg", "such",
        "if", "when", "unless", "depending", "not", "except", "around", "common", "commonly",
        "default", "varies", "where", "each", "every", "~", "≈", "sum", "total", "results", "free",
        "paid", "tier", "normal", "normally", "optimal", "best", "good", "better",
    ]

    /// `nil` where no bounds are stated, or where something else in the definition lies outside.
    init?(_ argument: ArgumentDraft, default stated: JSONValue?) {
        let isText = argument.type == "string"
        guard isText || ["integer", "number"].contains(argument.type),
            !argument.has(isText ? Self.textKeywords : Self.numberKeywords)
        else { return nil }
        var found = Bounds()
        var used = Set<Int>()
        for index in argument.prose.tokens.indices {
            guard let phrase = BoundPhrase(in: argument.prose, at: index, isText: isText),
                phrase.isText == isText
            else { continue }
            // A bound within another phrase is the same one.
            if used.contains(phrase.tokens.lowerBound) { continue }
            guard
                Omission.endsClause(
                    argument.prose, after: phrase.tokens.upperBound - 1, of: argument)
                    || phrase.endsItself,
                !Self.isVague(argument.prose, phrase), found.narrow(by: phrase.bounds)
            else { return nil }
            used.formUnion(phrase.tokens)
            found.isSafe = found.isSafe && phrase.isNamed
        }
        guard found.isWhole(for: argument.type), !found.isEmpty else { return nil }
        let shown = argument.shownValues + [stated].compactMap(\.self)
        guard shown.allSatisfy({ found.allows($0, isText: isText) }) else { return nil }
        let others = argument.prose.tokens.indices.filter { !used.contains($0) }
        // A number outside the bounds hints at a special value such as -1 for "no limit".
        let isBroken = others.contains { index in
            let token = argument.prose.tokens[index]
            guard !isText, token.kind == .number || token.kind == .quoted,
                let number = Prose.number(token.text).flatMap({ Double($0) })
            else { return false }
            return !found.allows(number)
        }
        guard !isBroken else { return nil }
        bounds = found.keywords(isText: isText)
        isSafe = found.isSafe
    }

    private static func isVague(_ prose: Prose, _ phrase: BoundPhrase) -> Bool {
        var sentence = prose.sentence(around: phrase.tokens.lowerBound)
        // In "Default 10, max 100" the default belongs to another clause.
        let clause = sentence.lowerBound..<phrase.tokens.lowerBound
        if let comma = clause.last(where: { prose.has([",", ";", "(", "，", "（"], at: $0) }) {
            sentence = (comma + 1)..<max(comma + 1, sentence.upperBound)
            let end = (phrase.tokens.upperBound..<sentence.upperBound)
                .first { prose.has([",", ";", ")", "，", "）"], at: $0) }
            sentence = sentence.lowerBound..<(end ?? sentence.upperBound)
            if prose.mentions(["e.g", "example", "typically", "usually", "if", "when"], in: clause)
            {
                return true
            }
        }
        let others = sentence.filter { !phrase.tokens.contains($0) }
        return prose.mentions(vague, in: others)
    }
}

/// Bounds under construction.
struct Bounds {
    var low: JSONNumber?
    var high: JSONNumber?
    /// Whether the lower bound itself is not allowed.
    var isAbove = false
    var isSafe = true

    var isEmpty: Bool { low == nil && high == nil }

    /// Takes over further bounds; false where they say something else.
    mutating func narrow(by other: Bounds) -> Bool {
        if let low, let new = other.low, low.double != new.double || isAbove != other.isAbove {
            return false
        }
        if let high, let new = other.high, high.double != new.double { return false }
        if other.low != nil { isAbove = other.isAbove }
        low = low ?? other.low
        high = high ?? other.high
        return true
    }

    func isWhole(for type: String) -> Bool {
        if let low, let high, low.double >= high.double { return false }
        let isCount = type != "number"
        return !isCount || [low, high].compactMap(\.self).allSatisfy { $0.int != nil }
    }

    func allows(_ number: Double) -> Bool {
        if let low, isAbove ? number <= low.double : number < low.double { return false }
        return number <= high?.double ?? .infinity
    }

    func allows(_ value: JSONValue, isText: Bool) -> Bool {
        if isText { return value.string.map { allows(Double($0.unicodeScalars.count)) } ?? true }
        return value.number.map { allows($0.double) } ?? true
    }

    func keywords(isText: Bool) -> [(keyword: String, value: JSONValue)] {
        let lowKeyword = isText ? "minLength" : isAbove ? "exclusiveMinimum" : "minimum"
        let highKeyword = isText ? "maxLength" : "maximum"
        return [(lowKeyword, low), (highKeyword, high)].compactMap { keyword, number in
            number.map { (keyword, .number($0)) }
        }
    }
}
