// SPDX-License-Identifier: Apache-2.0

/// A list of values in a text, with the words that announce it.
struct ValueList {
    let values: [String]
    /// The token that announces the list.
    let cue: Int
    /// The first token of the list.
    let start: Int
    /// The token after the list.
    let end: Int
    /// Whether the announcement says that these are all.
    let isExhaustive: Bool

    /// What announces a list, and how much it says.
    private struct Cue {
        let words: [String]
        /// Whether it leaves no room for other values.
        let isExhaustive: Bool
        /// Whether it is enough before bare words; else the values must be quoted.
        let introducesWords: Bool
        /// Whether a colon must follow.
        let needsColon: Bool

        init(_ text: String, _ isExhaustive: Bool, words: Bool = true, colon: Bool = false) {
            self.words = text.split(separator: " ").map(String.init)
            self.isExhaustive = isExhaustive
            introducesWords = words
            needsColon = colon
        }
    }

    private static let cues: [Cue] = [
        Cue("one of", true), Cue("must be either", true), Cue("either", false, words: false),
        Cue("allowed values", true, colon: true), Cue("allowed value", true, colon: true),
        Cue("valid values", true, colon: true), Cue("accepted values", true, colon: true),
        Cue("permitted values", true, colon: true), Cue("allowed", false, colon: true),
        Cue("possible values", false, colon: true), Cue("valid options", false, colon: true),
        Cue("supported values", false, colon: true), Cue("available values", false, colon: true),
        Cue("available options", false, colon: true), Cue("options", false, colon: true),
        Cue("choices", false, colon: true), Cue("values", false, words: false, colon: true),
        Cue("can be", false, words: false), Cue("must be", true, words: false),
        Cue("einer von", true), Cue("eines von", true), Cue("eine von", true),
        Cue("erlaubte werte", true, colon: true), Cue("zulässige werte", true, colon: true),
        Cue("mögliche werte", false, colon: true), Cue("valeurs autorisées", true, colon: true),
        Cue("valeurs possibles", false, colon: true), Cue("valores permitidos", true, colon: true),
        Cue("valores posibles", false, colon: true), Cue("valores possíveis", false, colon: true),
        Cue("opciones", false, colon: true), Cue("uno de", true, words: false),
    ]
    /// The same in languages without spaces, at the end of a token.
    private static let endings = ["可选值", "可选值为", "取值", "取值为", "可选", "可选项", "选项", "可能的值"]
    private static let colons: Set<String> = [":", "：", "=", "are", "is", "sind", "son", "sont"]
    private static let fillers: [[String]] = [
        ["the", "following", "values"], ["the", "following", "options"], ["the", "following"],
        ["these", "values"], ["these"], ["the", "values"],
    ]
    private static let separators: Set<String> = [",", "|", "、", "，", ";", "；"]
    private static let conjunctions: Set<String> = [
        "or", "and", "oder", "und", "ou", "et", "o", "u", "y", "e", "或", "和", "或者",
    ]
    private static let ends: Set<String> = [
        ")", "]", ".", "\n", "。", "）", ";", "；", "(", "（", "!",
    ]
    /// Words that stand for having no value, or for any.
    private static let noValues: Set<String> = [
        "null", "none", "nil", "empty", "undefined", "omitted", "nothing", "blank", "a", "an",
        "any", "the", "your", "another", "optional", "required", "string", "number", "both",
        "anything", "it", "its", "this", "that", "to", "default", "of", "each", "one",
    ]

    /// The list that a token announces, if it does and the list is whole.
    init?(in prose: Prose, cue index: Int) {
        guard let token = prose[index] else { return nil }
        if let cue = Self.cues.first(where: { prose.end(of: $0.words, at: index) != nil }) {
            self.init(prose, cue, at: index)
        } else if token.kind == .word, Self.endings.contains(where: token.text.hasSuffix) {
            guard let start = Self.listStart(prose, index + 1, needsColon: true) else { return nil }
            self.init(prose, at: start, cue: index, isExhaustive: false, allowsWords: true)
        } else if token.kind == .mark, ["(", "[", ":", "（"].contains(token.text) {
            // A list that stands alone: quoted values, or words between bars.
            self.init(prose, at: index + 1, cue: index, isExhaustive: false, allowsWords: false)
            let ends: Set<String> = token.text == ":" ? [".", "\n", "(", ";"] : [")", "]", "）"]
            guard values.count > 1,
                prose[end] == nil && token.text == ":" || prose.has(ends, at: end)
            else { return nil }
        } else {
            return nil
        }
    }

    private init?(_ prose: Prose, _ cue: Cue, at index: Int) {
        guard let end = prose.end(of: cue.words, at: index),
            let start = Self.listStart(prose, end, needsColon: cue.needsColon)
        else { return nil }
        self.init(
            prose, at: start, cue: index, isExhaustive: cue.isExhaustive,
            allowsWords: cue.introducesWords)
        // "Must be 'a'" with a single quoted value lists nothing; "values 1" neither.
        guard values.count > 1 else { return nil }
    }

    private static func listStart(_ prose: Prose, _ index: Int, needsColon: Bool) -> Int? {
        var place = index
        if let end = prose.end(ofAny: fillers, at: place) { place = end }
        var hasColon = false
        while prose.has(colons, at: place) {
            hasColon = true
            place += 1
        }
        if prose.has(["one", "either"], at: place) {
            place += prose.has(["of"], at: place + 1) ? 2 : 1
            if prose.has([":"], at: place) { place += 1 }
        }
        if prose.has(["(", "[", "（"], at: place) {
            hasColon = true
            place += 1
        }
        return hasColon || !needsColon ? place : nil
    }

    private init?(
        _ prose: Prose, at start: Int, cue: Int, isExhaustive: Bool, allowsWords: Bool
    ) {
        var values: [String] = []
        var place = start
        var last = ""
        let kind = prose[start]?.kind
        guard kind == .quoted || kind == .word else { return nil }
        var onlyBars = true
        while let token = prose[place], token.kind == kind {
            let isOther = Self.noValues.contains(token.lower) || !Self.isPlain(token.text)
            if kind == .word, isOther || ["or", "and"].contains(token.lower) { return nil }
            values.append(token.text)
            place = Self.afterExplanation(prose, place + 1)
            guard let next = Self.afterSeparator(prose, place) else { break }
            last = prose[next - 1]?.lower ?? ""
            if last != "|" { onlyBars = false }
            guard prose[next]?.kind == kind else {
                // A separator that leads to something else: the list goes on in another way.
                if Self.conjunctions.contains(last) || prose[next]?.kind != .word { return nil }
                guard kind == .quoted || prose.has(["default", "defaults"], at: next) else {
                    return nil
                }
                break
            }
            // "One of: a, b, default: c" ends before its last comma.
            if kind == .word, prose.has(["default", "defaults", "默认"], at: next) { break }
            place = next
        }
        if !allowsWords, kind == .word, !onlyBars || values.count < 2 { return nil }
        guard Self.isWhole(prose, place, quoted: kind == .quoted, last: last) else { return nil }
        self.values = values
        self.cue = cue
        self.start = start
        self.end = place
        self.isExhaustive = isExhaustive
    }

    /// Whether nothing more of the list follows.
    private static func isWhole(_ prose: Prose, _ place: Int, quoted: Bool, last: String) -> Bool {
        guard let token = prose[place] else { return true }
        if token.kind == .mark, ends.contains(token.text) { return true }
        if separators.contains(token.text) {
            return quoted || prose.has(["default", "defaults"], at: place + 1)
        }
        // After "'a' or 'b'" the sentence may go on; the list cannot.
        return quoted && conjunctions.contains(last) && token.kind == .word
            && !conjunctions.contains(token.lower)
    }

    private static func afterSeparator(_ prose: Prose, _ place: Int) -> Int? {
        var next = place
        if prose.has(separators, at: next) { next += 1 }
        // Behind a comma a single letter is a value, not the Spanish or Italian for "and".
        let isValue = next > place && prose[next]?.text.utf8.count == 1
        if !isValue, prose.has(conjunctions, at: next) { next += 1 }
        return next > place ? next : nil
    }

    /// Steps over an explanation in brackets behind a value.
    private static func afterExplanation(_ prose: Prose, _ place: Int) -> Int {
        guard prose.has(["(", "（"], at: place) else { return place }
        var end = place + 1
        while end < place + 24, let token = prose[end], token.text != "\n" {
            if prose.has([")", "）"], at: end) {
                let goesOn = afterSeparator(prose, end + 1) != nil
                return goesOn || prose[end + 1] == nil || prose.has(ends, at: end + 1)
                    ? end + 1 : place
            }
            if prose.has(["default", "e.g"], at: end) { return place }
            end += 1
        }
        return place
    }

    /// Whether a word can be a value as it stands.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "_-./+#:".utf8.contains(byte)
        }
    }
}
