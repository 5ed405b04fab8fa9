// SPDX-License-Identifier: Apache-2.0

/// Makes text from outside safe to show: what would steer a display, or hide, becomes visible.
public enum TerminalSafe {
    /// The text on one line, with control, bidirectional and zero-width characters as escapes.
    public static func text(_ text: String) -> String {
        var safe = ""
        forEachPart(of: text) { part, _ in safe += part }
        return safe
    }

    /// The first characters of a text, made safe, with an ellipsis where some were left out.
    static func excerpt(_ text: String, limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard
            let end = scalars.index(
                scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end != scalars.endIndex
        else { return Self.text(text) }
        return Self.text(String(scalars[..<end])) + "…"
    }

    /// Hands over a text in order: plain runs, and the escapes of single hidden characters.
    static func forEachPart(of text: String, _ body: (_ part: String, _ isEscape: Bool) -> Void) {
        // Most texts have nothing to hide.
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
            if !text.isEmpty { body(text, false) }
            return
        }
        let scalars = text.unicodeScalars
        var run = scalars.startIndex
        var previous: Unicode.Scalar?
        for place in scalars.indices {
            let scalar = scalars[place]
            if let escape = escape(of: scalar, after: previous) {
                if run < place { body(String(scalars[run..<place]), false) }
                run = scalars.index(after: place)
                body(escape, true)
            }
            previous = scalar
        }
        if run < scalars.endIndex { body(String(scalars[run...]), false) }
    }

    /// The visible spelling of a scalar that must not reach a display as it is.
    private static func escape(
        of scalar: Unicode.Scalar, after previous: Unicode.Scalar?
    ) -> String? {
        switch scalar {
        case " "..."~": return nil
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        // Asks for the coloured form of the emoji before it; anywhere else it only hides.
        case "\u{FE0F}" where previous.map(isPictograph) == true: return nil
        default: break
        }
        let hides =
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
                .surrogate:
                true
            default: scalar.properties.isDefaultIgnorableCodePoint
            }
        return hides ? "\\u{" + String(scalar.value, radix: 16) + "}" : nil
    }

    private static func isPictograph(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.isASCII && scalar.properties.isEmoji
    }
}
