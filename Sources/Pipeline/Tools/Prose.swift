// SPDX-License-Identifier: Apache-2.0

/// Texts that people wrote, as short as a model needs them.
enum Prose {
    /// A text on one line, without marks of Markdown and HTML that only please the eye.
    static func plain(_ text: String) -> String {
        var output = ""
        output.reserveCapacity(text.utf8.count)
        var rest = text[...]
        while let character = rest.first {
            switch character {
            case "<":
                if let end = tagEnd(rest) {
                    rest = rest[end...]
                    space(&output)
                    continue
                }
                output.append(character)
            case "[":
                if let (label, end) = link(rest) {
                    output += label
                    rest = rest[end...]
                    continue
                }
                output.append(character)
            case "*" where rest.dropFirst().first == "*": rest = rest.dropFirst()
            case "`": break
            case "#" where output.isEmpty || output.last == "\u{1}": break
            case _ where character.isNewline:
                space(&output)
            case _ where character.isWhitespace: space(&output)
            default: output.append(character)
            }
            rest = rest.dropFirst()
        }
        while output.last == " " { output.removeLast() }
        return output
    }

    private static func space(_ output: inout String) {
        if !output.isEmpty, output.last != " " { output.append(" ") }
    }

    /// The end of what looks like a tag of HTML.
    private static func tagEnd(_ text: Substring) -> Substring.Index? {
        let inner = text.dropFirst()
        guard let first = inner.first, first.isLetter || first == "/" || first == "!" else {
            return nil
        }
        let head = inner.prefix(200)
        guard let end = head.firstIndex(of: ">"), !head[..<end].contains("<") else { return nil }
        return text.index(after: end)
    }

    /// The label of a link, and where the link ends.
    private static func link(_ text: Substring) -> (label: Substring, end: Substring.Index)? {
        let head = text.prefix(400)
        guard let close = head.firstIndex(of: "]") else { return nil }
        let after = head.index(after: close)
        guard after < head.endIndex, head[after] == "(",
            let end = head[after...].firstIndex(of: ")")
        else { return nil }
        return (head[head.index(after: head.startIndex)..<close], head.index(after: end))
    }

    /// As many whole sentences as fit into so many characters, or words where not even one does.
    static func shortened(_ text: String, to limit: Int) -> String {
        guard text.count > limit else { return text }
        if limit <= 0 { return "" }
        let head = text.prefix(limit)
        var end: Substring.Index?
        var place = head.startIndex
        while place < head.endIndex {
            let next = head.index(after: place)
            let isEnd =
                "。！？".contains(head[place])
                || (".!?".contains(head[place])
                    && (next == head.endIndex || head[next].isWhitespace))
            if isEnd { end = next }
            place = next
        }
        if let end, text.distance(from: text.startIndex, to: end) * 3 >= limit {
            return String(head[..<end])
        }
        let cut = head.lastIndex { $0.isWhitespace } ?? head.endIndex
        var words = head[..<cut]
        while let last = words.last, ",;:-–(".contains(last) || last.isWhitespace {
            words.removeLast()
        }
        return words + "…"
    }

    /// A text that ends like a sentence.
    static func sentence(_ text: String) -> String {
        guard let last = text.last else { return "" }
        return ".!?…:。！？".contains(last) ? text : text + "."
    }
}
