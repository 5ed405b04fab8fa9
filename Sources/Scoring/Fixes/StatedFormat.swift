// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The format that an argument's description states for its values.
struct StatedFormat {
    let name: String
    /// Whether the text spells the format out.
    let isSafe: Bool

    private static let rivals = ["enum", "const", "pattern", "format", "contentEncoding"]
    /// Words that allow for values in another format.
    private static let others: Set<String> = [
        "or", "oder", "ou", "either", "and/or", "list", "lists", "separated", "comma-separated",
        "multiple", "array", "relative", "today", "now", "yesterday", "latest", "natural", "range",
        "partial", "optionally", "also", "etc", "like", "such", "e.g", "eg", "example", "json",
        "template", "pattern", "various", "supports", "或", "或者", "prefix", "path", "if", "without",
        "duration", "interval", "fragment", "domain",
    ]
    private static let adjectives: Set<String> = [
        "the", "a", "an", "full", "absolute", "complete", "public", "target", "direct", "valid",
        "your", "unique", "optional", "required", "primary", "recipient", "recipient's", "user's",
        "sender", "sender's", "contact", "user", "customer", "customer's", "new", "webhook",
        "image",
        "website", "page", "web", "this", "video", "repository", "callback", "source", "original",
        "(",
    ]
    private static let followers: Set<String> = [
        "of", "to", "for", "where", "that", "from", "(", ")", ".", ",", "\n", "which", "in",
    ]
    /// Names of arguments that hold a way of writing, not something written in it.
    private static let metaWords: Set<String> = [
        "format", "template", "pattern", "prefix", "regex", "query", "filter", "body", "subject",
        "content", "text", "html", "path",
    ]

    /// `nil` where no format is stated, or where other values are possible too.
    init?(_ argument: ArgumentDraft, default stated: JSONValue?) {
        let words = Set(NameWords.split(argument.name).map { $0.lowercased() })
        guard argument.type == "string", !argument.has(Self.rivals),
            Self.metaWords.isDisjoint(with: words),
            let (name, isSafe, index) = Self.found(in: argument.prose, argument.name)
        else { return nil }
        let prose = argument.prose
        guard !prose.mentions(Self.others, in: prose.sentence(around: index)),
            !prose.mentions(
                ["or", "today", "now", "relative", "yesterday"], in: index..<(index + 16))
        else { return nil }
        let shown = argument.shownValues + [stated].compactMap(\.self)
        guard
            shown.allSatisfy({ $0.string.map { Self.accepts($0, format: name) } ?? ($0 == .null) })
        else { return nil }
        self.name = name
        self.isSafe = isSafe
    }

    private static func found(
        in prose: Prose, _ name: String
    ) -> (name: String, isSafe: Bool, index: Int)? {
        if let found = writtenDate(in: prose) { return found }
        for index in prose.tokens.indices {
            if prose.end(ofAny: [["rfc3339"], ["rfc", "3339"], ["rfc-3339"]], at: index) != nil {
                return (
                    "date-time", !prose.mentions(["date"], in: prose.sentence(around: index)), index
                )
            }
            let isISO =
                prose.end(ofAny: [["iso", "8601"], ["iso8601"], ["iso-8601"]], at: index) != nil
            let times: Set<String> = ["datetime", "date-time", "timestamp", "date/time"]
            if isISO, prose.mentions(times, in: prose.sentence(around: index)) {
                return ("date-time", false, index)
            }
        }
        return opening(of: prose)
    }

    /// A date spelled in letters: "YYYY-MM-DD", or with a time and a zone.
    private static func writtenDate(
        in prose: Prose
    ) -> (name: String, isSafe: Bool, index: Int)? {
        let patterns = prose.tokens.indices.filter { index in
            prose.tokens[index].kind != .mark && prose.tokens[index].lower.contains("yyyy")
        }
        guard patterns.count == 1, let index = patterns.first,
            !prose.mentions(["hh", "hh:mm", "time", "hhmm"], in: prose.tokens.indices)
        else { return nil }
        let token = prose.tokens[index]
        let isAlone =
            prose[index + 1]?.isGlued != true
            || prose[index + 1]?.kind == .mark
                && [")", ".", ",", ";", "]", "）", "，"].contains(prose[index + 1]?.text)
        if token.lower == "yyyy-mm-dd", isAlone { return ("date", true, index) }
        let spellings = ["yyyy-mm-ddthh:mm:ssz", "yyyy-mm-ddthh:mm:ss.sssz"]
        return spellings.contains(token.lower) ? ("date-time", true, index) : nil
    }

    /// A text that begins by saying what the value is: "The URL of the page".
    private static func opening(
        of prose: Prose
    ) -> (name: String, isSafe: Bool, index: Int)? {
        var index = 0
        while index < 5, prose.has(adjectives, at: index) { index += 1 }
        let next = index + 1
        func ends(at place: Int) -> Bool { prose[place] == nil || prose.has(followers, at: place) }
        if prose.has(["url", "uri"], at: index), ends(at: next) { return ("uri", false, index) }
        if prose.has(["uuid"], at: index), ends(at: next) { return ("uuid", false, index) }
        if prose.end(ofAny: [["email", "address"], ["e-mail", "address"]], at: index) != nil,
            ends(at: index + 2)
        {
            return ("email", false, index)
        }
        // "Identifier of the order (UUID)" names the form of the value in brackets.
        return prose.tokens.indices.first { place in
            prose.has(["uuid"], at: place) && prose.has(["("], at: place - 1)
                && prose.has([")", "v4", "format"], at: place + 1)
        }.map { ("uuid", false, $0) }
    }

    /// Whether a text is of a format, as far as this can be told without a calendar or a network.
    static func accepts(_ text: String, format: String) -> Bool {
        let bytes = Array(text.utf8)
        func fits(_ shape: String, _ bytes: some Collection<UInt8>) -> Bool {
            bytes.count == shape.utf8.count
                && zip(bytes, shape.utf8).allSatisfy { byte, sign in
                    switch sign {
                    case UInt8(ascii: "0"): byte &- 0x30 < 10
                    case UInt8(ascii: "x"): byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
                    default: byte == sign
                    }
                }
        }
        switch format {
        case "date": return fits("0000-00-00", bytes)
        case "date-time":
            let zone = bytes.dropFirst(19).drop { $0 == 0x2E || $0 &- 0x30 < 10 }
            return fits("0000-00-00T00:00:00", bytes.prefix(19))
                && (zone.elementsEqual("Z".utf8) || fits("+00:00", zone) || fits("-00:00", zone))
        case "uuid": return fits("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", bytes)
        case "email":
            let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !bytes.contains(0x20)
        case "uri":
            let scheme = bytes.prefix { $0 != UInt8(ascii: ":") }
            return !scheme.isEmpty && scheme.count < bytes.count && !bytes.contains(0x20)
                && scheme.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "+") }
        default: return false
        }
    }
}
