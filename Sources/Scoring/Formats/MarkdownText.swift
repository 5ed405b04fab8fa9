// SPDX-License-Identifier: Apache-2.0

/// Makes text from outside safe inside GitHub-flavoured Markdown, tables included.
package enum MarkdownText {
    /// The text as plain words: no markup, no HTML, no mention, no link, no line break.
    package static func plain(_ text: String, limit: Int = 400) -> String {
        var result = ""
        let scalars = Array(TerminalSafe.excerpt(text, limit: limit).unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "*", "_", "~", "[", "]": result += "\\"
            // Mentions, issue numbers and bare links are found in the rendered text, so that
            // only a character between their parts stops them.
            case "@", "#":
                result.unicodeScalars.append(scalar)
                result += breaker
                continue
            case ":" where startsAuthority(scalars[(index + 1)...]):
                result += ":" + breaker
                continue
            case "." where endsWithWWW(scalars[..<index]):
                result += breaker
            // Before a letter a backslash is only a backslash.
            case "\\" where index + 1 < scalars.count && scalars[index + 1].properties.isAlphabetic:
                break
            default:
                if let entity = entity(scalar) {
                    result += entity
                    continue
                }
            }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// The text in the typeface of code.
    package static func code(_ text: String, limit: Int = 400) -> String {
        let safe = TerminalSafe.excerpt(text, limit: limit)
        if safe.isEmpty { return "" }
        // Inside backticks nothing has a meaning, but these would end the span or the table cell.
        let special = safe.unicodeScalars.contains { $0 == "`" || $0 == "|" }
        if special || safe.first == " " || safe.last == " " {
            return "<code>\(plain(text, limit: limit))</code>"
        }
        return "`\(safe)`"
    }

    private static let breaker = "&#8203;"

    private static func startsAuthority(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        rest.starts(with: "//".unicodeScalars)
    }

    private static func endsWithWWW(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        text.suffix(3).elementsEqual(["w", "w", "w"]) { $0.properties.lowercaseMapping == "\($1)" }
            && text.count >= 3
    }

    private static func entity(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "<": "&lt;"
        case ">": "&gt;"
        case "&": "&amp;"
        case "|", "`", "\\", "$", "!": "&#\(scalar.value);"
        default: nil
        }
    }
}
