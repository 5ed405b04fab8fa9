// SPDX-License-Identifier: Apache-2.0

/// Turns of phrase that say what holds when an argument is left out, and where such a clause ends.
enum Omission {
    static let words: Set<String> = [
        "omitted", "unset", "provided", "specified", "given", "set", "empty", "missing", "absent",
        "blank", "supplied", "undefined", "present", "passed",
    ]
    private static let ends: Set<String> = [
        ")", "]", ".", ",", ";", "\n", "(", "。", "，", "；", "）", "（", "!", "|", "、",
    ]
    /// What is counted in lists; a number before it counts no unit of measure.
    private static let counted: Set<String> = [
        "results", "items", "records", "entries", "rows", "pages", "characters", "chars", "tokens",
        "lines", "messages", "per", "result", "item", "页", "条", "个",
    ]

    /// Whether what stands at a place is the whole of what is said there.
    static func endsClause(_ prose: Prose, after place: Int, of argument: ArgumentDraft) -> Bool {
        var next = place + 1
        if prose[place]?.kind == .number {
            if let unit = prose[next], unit.kind == .word, Unit(unit.lower) != nil {
                guard Unit.isOnly(Unit(unit.lower), in: argument) else { return false }
                next += 1
            } else if prose.has(counted, at: next), !prose.has(["per"], at: next) {
                next += 1
            }
        }
        guard let follower = prose[next] else { return true }
        if prose.has(["if", "when"], at: next) {
            return prose.mentions(words, in: next..<(next + 6))
        }
        if follower.kind == .mark, ["-", "–", "—"].contains(follower.text) {
            return !follower.isGlued && prose[next + 1]?.kind == .word
        }
        guard follower.kind == .mark, ends.contains(follower.text) else { return false }
        // A comma may go on with a second value.
        guard [",", "|", "、", "，"].contains(follower.text) else { return true }
        return prose[next + 1]?.kind == .word && !prose.has(["or", "and"], at: next + 1)
            && !(prose[next + 1]?.isGlued == true && follower.text != "，")
    }
}

/// Units of measure, so that a number in one is not taken for a number in another.
enum Unit: Hashable {
    case named(String)

    private static let spellings: [String: String] = [
        "ms": "ms", "millisecond": "ms", "milliseconds": "ms", "millis": "ms", "s": "s",
        "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "min", "mins": "min",
        "minute": "min", "minutes": "min", "h": "h", "hr": "h", "hrs": "h", "hour": "h",
        "hours": "h", "day": "d", "days": "d", "week": "w", "weeks": "w", "month": "mo",
        "months": "mo", "year": "y", "years": "y", "byte": "b", "bytes": "b", "kb": "kb",
        "mb": "mb", "gb": "gb", "percent": "%", "percentage": "%", "px": "px", "pixel": "px",
        "pixels": "px", "m": "m", "meter": "m", "meters": "m", "metres": "m", "km": "km",
        "kilometers": "km", "miles": "mi", "feet": "ft", "inches": "in", "cm": "cm", "mm": "mm",
        "degrees": "deg", "秒": "s", "毫秒": "ms", "分钟": "min", "小时": "h", "天": "d",
        "sekunden": "s", "minuten": "min", "stunden": "h", "tage": "d", "secondes": "s",
        "segundos": "s", "minutos": "min", "horas": "h", "días": "d", "dias": "d",
    ]

    init?(_ word: String) {
        guard let unit = Self.spellings[word] else { return nil }
        self = .named(unit)
    }

    /// Whether an argument's name and description speak of no other unit.
    static func isOnly(_ unit: Unit?, in argument: ArgumentDraft) -> Bool {
        let words =
            NameWords.split(argument.name).map { $0.lowercased() }
            + argument.prose.tokens.filter { $0.kind == .word }.map(\.lower)
        // "Max" and "min" are bounds more often than minutes, single letters more often words.
        return words.filter { $0.count > 1 && $0 != "min" }.allSatisfy { word in
            Unit(word).map { $0 == unit } ?? true
        }
    }
}
