// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The values that an argument's description lists as all there are.
struct StatedValues {
    let values: [String]
    /// Whether the text says outright that no other value is allowed.
    let isSafe: Bool

    private static let sizes = 2...30
    private static let longestValue = 64
    /// Keywords beside which a list of values would say too much.
    private static let rivals = ["enum", "const", "pattern", "format", "contentEncoding"]

    /// `nil` where the description does not list the values, or not for certain.
    init?(_ argument: ArgumentDraft, default stated: JSONValue?) {
        guard argument.type == "string", !argument.has(Self.rivals) else { return nil }
        let prose = argument.prose
        guard !ValueDoubt.isMany(prose, name: argument.name) else { return nil }
        var found: ValueList?
        for index in prose.tokens.indices {
            guard let list = ValueList(in: prose, cue: index) else { continue }
            if let found, list.start < found.end { continue }
            // Two lists that differ: one of them is about something else.
            if let found, found.values != list.values { return nil }
            found = found ?? list
        }
        guard let found, Self.sizes.contains(found.values.count),
            Set(found.values).count == found.values.count,
            found.values.allSatisfy(Self.isValue),
            !ValueDoubt.surrounds(found, in: prose)
        else { return nil }
        let shown = argument.shownValues + [stated].compactMap(\.self)
        let isNull = { (value: JSONValue) in value == .null && argument.isNullable }
        guard shown.allSatisfy({ isNull($0) || $0.string.map(found.values.contains) == true })
        else { return nil }
        let longest = argument["maxLength"]?.number?.int ?? .max
        let shortest = argument["minLength"]?.number?.int ?? 0
        guard found.values.allSatisfy({ (shortest...longest).contains($0.unicodeScalars.count) })
        else { return nil }
        values = found.values
        isSafe = found.isExhaustive
    }

    /// The values as the keyword has them; an argument that may be null keeps that where the list
    /// stands beside both types.
    func json(isNullable argument: ArgumentDraft) -> JSONValue {
        let types = argument["type"]?.array ?? []
        return .array(values.map(JSONValue.string) + (types.contains("null") ? [.null] : []))
    }

    private static func isValue(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last, scalars.count <= longestValue,
            first != " ", last != " "
        else { return false }
        // Placeholders, patterns and code are about values and are none themselves.
        return !scalars.contains { "<>{}*%…$\\\n=()[]^?".unicodeScalars.contains($0) }
            && !text.contains("YYYY")
    }
}

/// Words that make a list of values doubtful.
private enum ValueDoubt {
    /// Several values may be given at once, or in other spellings, or the text gives examples:
    /// these count wherever they stand.
    private static let many: Set<String> = [
        "separated", "comma-separated", "pipe-separated", "comma", "delimited", "multiple",
        "combination", "combined", "combine", "several", "insensitive", "case-insensitive",
        "prefix", "suffix", "prefixed", "wildcard", "wildcards", "regex", "regexp", "custom",
        "etc", "usw", "partial", "array", "followed", "json", "expression", "syntax", "aliases",
        "alias", "arbitrary", "deprecated", "keywords", "e.g", "eg", "such", "example", "examples",
        "instance", "z.b",
    ]
    /// The list only gives examples, or holds only in some cases.
    private static let vague: Set<String> = [
        "like", "…", "including", "include", "includes", "usually", "typically", "often",
        "commonly", "common", "others", "other", "more", "if", "when", "unless", "only", "where",
        "not", "cannot", "except", "ignored", "beispiel", "exemple", "ejemplo", "i.e", "similar",
        "depending", "popular", "recommended", "defined", "contains", "containing", "starts",
        "starting",
    ]
    private static let vagueEndings = ["例如", "比如", "如", "等", "等等", "类似", "例"]

    static func isMany(_ prose: Prose, name: String) -> Bool {
        prose.mentions(many, in: prose.tokens.indices)
            || prose.tokens.contains { token in
                token.kind == .word && (token.text.contains("逗号") || token.text.contains("多个"))
            }
    }

    static func surrounds(_ list: ValueList, in prose: Prose) -> Bool {
        let sentence = prose.sentence(around: list.cue)
        let around = [
            sentence.lowerBound..<list.start, list.end..<max(list.end, sentence.upperBound),
        ]
        // "Default: 'a', 'b'" lists what is taken, not what can be given.
        if prose.mentions(["default", "defaults", "by"], in: sentence.lowerBound..<list.start) {
            return true
        }
        // What follows the list may take it back: "… or any other", "…, etc.".
        let after = list.end..<(list.end + 5)
        if prose.mentions(vague, in: around.joined())
            || prose.mentions(["…", "others", "other", "or", "any"], in: after)
        {
            return true
        }
        return around.joined().contains { index in
            guard let token = prose[index], token.kind == .word else { return false }
            return vagueEndings.contains { token.text.hasSuffix($0) || token.text == $0 }
        }
    }
}
