// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The default that an argument's description states.
struct StatedDefault {
    let value: JSONValue
    /// Whether it is beyond doubt a value and no description of one.
    let isSafe: Bool

    private static let nouns: Set<String> = [
        "default", "defaults", "défaut", "standard", "standardwert", "vorgabe", "defecto",
        "predeterminado", "predeterminada", "predefinito", "padrão", "умолчанию",
    ]
    /// The words of languages without spaces end the token before the value.
    private static let endings = [
        "默认", "默认值", "默认为", "默认值为", "默认是", "默认值是", "預設", "預設為", "預設值", "缺省值",
        "缺省为", "デフォルト", "デフォルトは", "デフォルト値", "デフォルト値は", "既定値", "既定値は", "初期値",
    ]
    private static let values: Set<String> = ["value", "wert", "setting"]
    private static let links: Set<String> = [
        ":", "=", "：", "＝", "is", "to", "ist", "est", "es", "is:", "é",
    ]
    private static let negations: Set<String> = [
        "no", "not", "non", "without", "by", "kein", "sin",
    ]
    private static let openings: Set<String> = ["(", "[", ",", ";", ".", "-", "–", "—", "（", "\n"]

    /// Words that describe a value instead of being one.
    private static let descriptions: Set<String> = [
        "none", "null", "nil", "undefined", "empty", "unset", "today", "now", "current", "latest",
        "unlimited", "all", "any", "auto", "automatic", "required", "optional", "yesterday",
        "tomorrow", "varies", "system", "server", "blank", "nothing", "enabled", "disabled",
        "local", "same", "this", "it", "your", "default", "random", "yes", "no", "on", "off",
        "true",
        "false", "ascending", "descending", "daily", "first", "last",
    ]

    /// `nil` where the description states no default, two of them, or one of another type.
    init?(_ argument: ArgumentDraft) {
        let prose = argument.prose
        var found: [(value: JSONValue, isSafe: Bool)] = []
        for index in prose.tokens.indices {
            guard let place = Self.valuePlace(in: prose, cue: index) else { continue }
            guard let value = Self.value(of: argument, at: place) else { return nil }
            found.append(value)
        }
        guard let first = found.first, found.allSatisfy({ $0.value.means(first.value) }) else {
            return nil
        }
        value = first.value
        isSafe = first.isSafe
    }

    /// Where the value stands when a token announces one.
    private static func valuePlace(in prose: Prose, cue index: Int) -> Int? {
        let token = prose.tokens[index]
        guard token.kind == .word else { return nil }
        var place = index + 1
        var isLinked = endings.contains { token.text.hasSuffix($0) }
        if !isLinked {
            guard nouns.contains(token.lower), !prose.has(negations, at: index - 1) else {
                return nil
            }
            if prose.has(values, at: place) { place += 1 }
            isLinked = prose.has(openings, at: index - 1)
        }
        while prose.has(links, at: place) {
            place += 1
            isLinked = true
        }
        return isLinked && prose[place] != nil && isUnconditional(prose, index) ? place : nil
    }

    /// Whether the value holds always, not only when something else is the case.
    private static func isUnconditional(_ prose: Prose, _ index: Int) -> Bool {
        let before = prose.sentence(around: index).lowerBound..<index
        return !prose.mentions(["if", "when", "unless", "depending", "wenn", "si"], in: before)
            || prose.mentions(Omission.words, in: before)
    }

    private static func value(
        of argument: ArgumentDraft, at place: Int
    ) -> (value: JSONValue, isSafe: Bool)? {
        guard let token = argument.prose[place],
            Omission.endsClause(argument.prose, after: place, of: argument)
        else { return nil }
        switch (argument.type, token.kind) {
        case ("boolean", .word), ("boolean", .quoted):
            guard token.lower == "true" || token.lower == "false" else { return nil }
            return (.bool(token.lower == "true"), true)
        case ("integer", .number), ("number", .number), ("integer", .quoted), ("number", .quoted):
            guard let literal = Prose.number(token.text), let number = parsed(literal),
                argument.type == "number" || number.int != nil
            else { return nil }
            return (.number(number), true)
        case ("string", .quoted):
            let isPlaceholder = token.text.unicodeScalars.contains {
                "<>{}…".unicodeScalars.contains($0)
            }
            let isNothing = ["none", "null", "undefined", "nil"].contains(token.lower)
            return isPlaceholder || isNothing ? nil : (.string(token.text), true)
        case ("string", .word):
            let value = JSONValue.string(token.text)
            if argument["enum"]?.array?.contains(value) == true { return (value, true) }
            // A bare word may only describe the value, so it must stand where values stand.
            let isAnnounced = argument.prose.has([":", "=", "：", "to"], at: place - 1)
            let isValue = isAnnounced && token.text.utf8.allSatisfy { $0 < 0x80 }
            return isValue && !descriptions.contains(token.lower) ? (value, false) : nil
        default: return nil
        }
    }

    private static func parsed(_ literal: String) -> JSONNumber? {
        (try? JSONReader.read(literal))?.root.number
    }

    /// Whether the schema accepts it, with what else was found in the prose.
    func isAllowed(by argument: ArgumentDraft) -> Bool {
        if argument.has(["pattern", "multipleOf"]) { return false }
        if let values = argument["enum"]?.array, !values.contains(where: value.means) {
            return false
        }
        if let text = value.string {
            if let format = argument["format"]?.string,
                !StatedFormat.accepts(text, format: format)
            {
                return false
            }
            let length = text.unicodeScalars.count
            return length >= argument["minLength"]?.number?.int ?? 0
                && length <= argument["maxLength"]?.number?.int ?? .max
        }
        guard let number = value.number?.double else { return true }
        return number >= argument["minimum"]?.number?.double ?? -.infinity
            && number <= argument["maximum"]?.number?.double ?? .infinity
            && number > argument["exclusiveMinimum"]?.number?.double ?? -.infinity
            && number < argument["exclusiveMaximum"]?.number?.double ?? .infinity
    }
}
