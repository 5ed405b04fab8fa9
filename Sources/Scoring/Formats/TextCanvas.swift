// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// What a stretch of text on the terminal stands for; colours follow from it.
enum Ink: Sendable {
    case plain, strong, faint
    case grade(Grade?)
    case severity(Finding.Severity)

    /// The parameters of the SGR sequence (ECMA-48) that turns it on; the theme picks the shades.
    var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .grade(.A), .grade(.B): "32"
        case .grade(.C): "33"
        case .grade(.D), .grade(.F): "31"
        case .grade(nil): "2"
        case .severity(.critical): "1;31"
        case .severity(.high): "31"
        case .severity(.medium): "33"
        case .severity(.low), .severity(.info): "2"
        }
    }
}

/// A stretch of text in one ink.
struct InkedText: Sendable {
    let text: String
    let ink: Ink

    init(_ text: String, _ ink: Ink = .plain) {
        self.text = text
        self.ink = ink
    }

    var width: Int { DisplayWidth.of(text) }
}

/// Collects the lines of a terminal report; none of them is wider than the terminal.
struct TextCanvas {
    /// The columns to fill: long lines are hard to read, so a wide terminal is not used up.
    let width: Int
    private let color: Bool
    private(set) var text = ""

    init(style: TextReport.Style) {
        width = min(max(style.width, 40), 100)
        color = style.color
    }

    /// Whether there is room for columns side by side.
    var isWide: Bool { width >= 64 }

    /// Ends a section.
    mutating func gap() { text += "\n" }

    /// Adds one line; what does not fit is cut.
    mutating func line(_ parts: InkedText...) { line(parts) }

    /// Adds one line; what does not fit is cut.
    mutating func line(_ parts: [InkedText]) {
        var room = width
        var line = ""
        for part in parts.trimmed() where room > 0 {
            let shown = DisplayWidth.clip(part.text, to: room)
            room -= DisplayWidth.of(shown)
            line += paint(shown, part.ink)
        }
        text += line + "\n"
    }

    /// Adds a line with something at the right edge, or two where both do not fit.
    mutating func line(_ left: [InkedText], right: [InkedText], indent: Int) {
        let leftWidth = left.reduce(0) { $0 + $1.width }
        let rightWidth = right.reduce(0) { $0 + $1.width }
        if leftWidth + 2 + rightWidth <= width {
            let space = String(repeating: " ", count: width - leftWidth - rightWidth)
            line(left + [InkedText(space)] + right)
        } else {
            line(left)
            line([InkedText(String(repeating: " ", count: indent))] + right)
        }
    }

    /// Adds wrapped text.
    mutating func paragraph(_ words: String, _ ink: Ink = .plain, indent: Int) {
        let space = String(repeating: " ", count: indent)
        for line in WordWrap.lines(words, width: width - indent) {
            self.line(InkedText(space), InkedText(line, ink))
        }
    }

    /// Adds the title of a section, with something said at the right edge.
    mutating func heading(_ title: String, right: String = "") {
        gap()
        guard !right.isEmpty else { return paragraph(title, .strong, indent: 0) }
        line([InkedText(title, .strong)], right: [InkedText(right, .faint)], indent: 0)
    }

    private func paint(_ text: String, _ ink: Ink) -> String {
        guard color, let code = ink.code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

extension [InkedText] {
    /// The parts without spaces at the end of the line.
    fileprivate func trimmed() -> [InkedText] {
        var parts = self
        while let last = parts.last {
            let end = last.text.lastIndex { $0 != " " }
            parts.removeLast()
            guard let end else { continue }
            parts.append(InkedText(String(last.text[...end]), last.ink))
            break
        }
        return parts
    }
}
