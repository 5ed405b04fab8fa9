// SPDX-License-Identifier: Apache-2.0

/// Texts that people wrote, as short as a model needs them.
enum Prose {
    /// A text on one line, without marks of Markdown and HTML that only please the eye.
    static func plain(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            var reader = MarkupReader(bytes)
            return reader.plain()
        }
    }

    /// As many whole sentences as fit into so many characters, or words where not even one does.
    static func shortened(_ text: String, to limit: Int) -> String {
        // A character has a byte at least.
        guard text.utf8.count > limit, text.count > limit else { return text }
        if limit <= 0 { return "" }
        let head = text.prefix(limit)
        if let end = sentenceEnd(head), head.distance(from: head.startIndex, to: end) * 3 >= limit {
            return String(head[..<end])
        }
        let cut = head.lastIndex { $0.isWhitespace } ?? head.endIndex
        var words = head[..<cut]
        while let last = words.last, ",;:-–(".contains(last) || last.isWhitespace {
            words.removeLast()
        }
        return words + "…"
    }

    /// Where the last whole sentence ends.
    private static func sentenceEnd(_ text: Substring) -> Substring.Index? {
        var end: Substring.Index?
        var place = text.startIndex
        while place < text.endIndex {
            let next = text.index(after: place)
            switch text[place] {
            case "。", "！", "？": end = next
            case ".", "!", "?":
                if next == text.endIndex || text[next].isWhitespace { end = next }
            default: break
            }
            place = next
        }
        return end
    }

    /// A text that ends like a sentence.
    static func sentence(_ text: String) -> String {
        guard let last = text.last else { return "" }
        return ".!?…:。！？".contains(last) ? text : text + "."
    }
}

/// Reads a text byte by byte: every mark is ASCII, and all else stays as it is.
private struct MarkupReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0
    private var output: [UInt8] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        output.reserveCapacity(bytes.count)
    }

    mutating func plain() -> String {
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "<"):
                if let end = tagEnd() {
                    place = end
                    space()
                    continue
                }
                output.append(bytes[place])
            case UInt8(ascii: "["):
                if let (label, end) = link() {
                    output += bytes[label]
                    place = end
                    continue
                }
                output.append(bytes[place])
            case UInt8(ascii: "*")
            where place + 1 < bytes.count && bytes[place + 1] == bytes[place]:
                place += 1
            case UInt8(ascii: "`"): break
            // Headings: at the beginning of a line, before a space.
            case UInt8(ascii: "#") where isHeading(): break
            case 0x00...0x20, 0x7F: space()
            default: output.append(bytes[place])
            }
            place += 1
        }
        while output.last == UInt8(ascii: " ") { output.removeLast() }
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func space() {
        if let last = output.last, last != UInt8(ascii: " ") { output.append(UInt8(ascii: " ")) }
    }

    private func isHeading() -> Bool {
        var start = place
        while start > 0, bytes[start - 1] == UInt8(ascii: "#") { start -= 1 }
        var end = place
        while end < bytes.count, bytes[end] == UInt8(ascii: "#"), end < place + 6 { end += 1 }
        let begins = start == 0 || bytes[start - 1] == 0x0A
        return begins && end < bytes.count && bytes[end] == UInt8(ascii: " ")
    }

    /// The end of what looks like a tag of HTML.
    private func tagEnd() -> Int? {
        guard place + 1 < bytes.count else { return nil }
        switch bytes[place + 1] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "/"), UInt8(ascii: "!"):
            break
        default: return nil
        }
        for end in (place + 1)..<min(place + 200, bytes.count) {
            if bytes[end] == UInt8(ascii: "<") { return nil }
            if bytes[end] == UInt8(ascii: ">") { return end + 1 }
        }
        return nil
    }

    /// The label of a link, and where the link ends.
    private func link() -> (label: Range<Int>, end: Int)? {
        let limit = min(place + 400, bytes.count)
        guard let close = (place..<limit).first(where: { bytes[$0] == UInt8(ascii: "]") }),
            close + 1 < limit, bytes[close + 1] == UInt8(ascii: "("),
            let end = (close..<limit).first(where: { bytes[$0] == UInt8(ascii: ")") })
        else { return nil }
        return (place + 1..<close, end + 1)
    }
}
