// SPDX-License-Identifier: Apache-2.0

/// How many columns of a terminal a text takes; where terminals differ, the larger number.
package enum DisplayWidth {
    /// The columns of a text without control characters.
    package static func of(_ text: String) -> Int {
        var width = 0
        var last = 0
        for scalar in text.unicodeScalars {
            // The emoji form of a narrow symbol is wide.
            last = scalar == "\u{FE0F}" ? (last == 1 ? 1 : 0) : of(scalar)
            width += last
        }
        return width
    }

    /// The text cut to a width, with an ellipsis where something was left out.
    package static func clip(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        return String(prefix(of: text, width: width - 1)) + "…"
    }

    /// The longest beginning of whole characters that fits; at least one, so that loops end.
    package static func prefix(of text: some StringProtocol, width: Int) -> Substring {
        let text = Substring(text)
        var room = width
        var end = text.startIndex
        for index in text.indices {
            room -= of(String(text[index]))
            if room < 0, index != text.startIndex { break }
            end = text.index(after: index)
        }
        return text[..<end]
    }

    /// The text with spaces after it up to a width.
    package static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - of(text)))
    }

    /// The text with spaces before it up to a width.
    package static func padLeft(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - of(text))) + text
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        // Vowels and final consonants of Hangul join the syllable before them.
        if (0x1160...0x11FF).contains(scalar.value) { return 0 }
        // Two of these make one flag.
        if (0x1F1E6...0x1F1FF).contains(scalar.value) { return 1 }
        return scalar.properties.isEmojiPresentation || isWide(scalar.value) ? 2 : 1
    }

    /// East Asian Width W and F (Unicode Standard Annex 11), by block.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
            0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
            0x1D300...0x1D376, 0x1F200...0x1F2FF, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
            0x1F900...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}

/// Breaks text into lines that fit a width.
package enum WordWrap {
    /// The lines of a text without control characters; a word wider than a line is cut.
    package static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ") {
            var rest = word
            var restWidth = DisplayWidth.of(String(rest))
            let gap = line.isEmpty ? 0 : 1
            if used + gap + restWidth > width, !line.isEmpty,
                restWidth <= width || width - used < 8
            {
                lines.append(line)
                (line, used) = ("", 0)
            }
            if !line.isEmpty { (line, used) = (line + " ", used + 1) }
            while used + restWidth > width {
                let head = DisplayWidth.prefix(of: rest, width: width - used)
                lines.append(line + head)
                (line, used) = ("", 0)
                rest = rest[head.endIndex...]
                restWidth = DisplayWidth.of(String(rest))
                if rest.isEmpty { break }
            }
            line += rest
            used += restWidth
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
