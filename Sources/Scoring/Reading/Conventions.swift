// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// How a server writes names and what it calls actions, as far as it has a habit.
struct Conventions: Sendable {
    /// The way a name joins its words.
    enum Style: String, Sendable, CaseIterable {
        case snake = "snake_case"
        case kebab = "kebab-case"
        case camel = "camelCase"
        case pascal = "PascalCase"
        case dotted = "dotted.names"
        case mixed = "mixed"
        /// One lower-case word, which fits any of the lower-case styles.
        case plain = "plain"

        init(_ name: String) {
            var hasUpper = false
            var startsUpper = false
            var (underscores, hyphens, dots) = (false, false, false)
            for (place, byte) in name.utf8.enumerated() {
                switch byte {
                case 0x41...0x5A:
                    hasUpper = true
                    if place == 0 { startsUpper = true }
                case UInt8(ascii: "_"): underscores = true
                case UInt8(ascii: "-"): hyphens = true
                case UInt8(ascii: "."): dots = true
                default: break
                }
            }
            // Dots group; the words inside the groups carry the style.
            switch (underscores, hyphens, hasUpper) {
            case (false, false, false): self = dots ? .dotted : .plain
            case (false, false, true): self = startsUpper ? .pascal : .camel
            case (true, false, false): self = .snake
            case (false, true, false): self = .kebab
            default: self = .mixed
            }
        }

        /// Whether a name in this style fits a server that writes in another one.
        func fits(_ other: Style) -> Bool {
            if self == other { return self != .mixed }
            let lowercase: Set<Style> = [.snake, .kebab, .camel, .dotted]
            return self == .plain && lowercase.contains(other) || self == .dotted && other == .snake
                || self == .snake && other == .dotted
        }
    }

    /// How often each style occurs in the names of tools, plain names left out.
    let toolStyles: [Style: Int]
    /// The same for the names of arguments.
    let fieldStyles: [Style: Int]
    /// The verb of each tool's name as it is spelled there, in lower case; `nil` without one.
    let verbs: [String?]
    /// How often each spelling of an action is used, by the action.
    let spellings: [WordID: [String: Int]]

    init(_ catalogue: Catalogue) {
        var toolStyles: [Style: Int] = [:]
        var fieldStyles: [Style: Int] = [:]
        var spellings: [WordID: [String: Int]] = [:]
        let verbs = catalogue.tools.map { Self.verb(of: $0, lexicon: catalogue.lexicon) }
        for (tool, verb) in zip(catalogue.tools, verbs) {
            toolStyles[Style(tool.definition.name), default: 0] += 1
            for field in tool.fields { fieldStyles[Style(field.field.name), default: 0] += 1 }
            if let action = tool.action, let verb {
                spellings[action, default: [:]][verb, default: 0] += 1
            }
        }
        toolStyles[.plain] = nil
        fieldStyles[.plain] = nil
        self.toolStyles = toolStyles
        self.fieldStyles = fieldStyles
        self.spellings = spellings
        self.verbs = verbs
    }

    private static func verb(of tool: Catalogue.Tool, lexicon: Lexicon) -> String? {
        guard let action = tool.action else { return nil }
        var reader = WordReader()
        return nameParts(tool.definition.name).first { part in
            reader.stems(part).contains { lexicon.wordIDs[$0] == action }
        }
    }

    /// The share of names that a style fits, relative to the style that fits most of them.
    static func agreement(of style: Style, in styles: [Style: Int]) -> Double {
        if style == .plain || styles.isEmpty { return 1 }
        func support(_ style: Style) -> Int {
            styles.reduce(0) { $0 + (style.fits($1.key) ? $1.value : 0) }
        }
        let most = styles.keys.map(support).max() ?? 0
        return most == 0 ? 0 : Double(support(style)) / Double(most)
    }

    /// An identifier as words with spaces between, which patterns of names are written for.
    static func spoken(_ name: String) -> String { nameParts(name).joined(separator: " ") }

    /// The words of an identifier in lower case, split at separators and capitals.
    static func nameParts(_ name: String) -> [String] {
        var parts: [String] = []
        var part = String.UnicodeScalarView()
        var previousIsLower = false
        for scalar in name.unicodeScalars {
            let isUpper = scalar.isASCII && scalar.value &- 0x41 < 26
            let isWord =
                !scalar.isASCII || scalar.properties.isAlphabetic || scalar.value &- 0x30 < 10
            if !isWord || (isUpper && previousIsLower) {
                if !part.isEmpty { parts.append(String(part)) }
                part = String.UnicodeScalarView()
            }
            if isWord {
                part.append(isUpper ? Unicode.Scalar(UInt8(scalar.value | 0x20)) : scalar)
            }
            previousIsLower = !isUpper
        }
        if !part.isEmpty { parts.append(String(part)) }
        return parts
    }
}
