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
        guard text.utf8.count > limit else { return text }
        if limit <= 0 { return "" }
        var text = text
        return text.withUTF8 { bytes in
            guard let end = place(after: limit, in: bytes) else {
                return String(decoding: bytes, as: UTF8.self)
            }
            if let sentence = sentenceEnd(bytes, before: end), sentence * 3 >= end {
                return String(decoding: bytes[..<sentence], as: UTF8.self)
            }
            var words = bytes[..<end].lastIndex(of: UInt8(ascii: " ")) ?? end
            while words > 0, " ,;:-(".utf8.contains(bytes[words - 1]) { words -= 1 }
            return String(decoding: bytes[..<words], as: UTF8.self) + "…"
        }
    }

    /// Where the scalar after so many begins; `nil` where there are no more.
    private static func place(after count: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var rest = count
        for (place, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            if rest == 0 { return place }
            rest -= 1
        }
        return nil
    }

    /// Where the last whole sentence ends.
    private static func sentenceEnd(
        _ bytes: UnsafeBufferPointer<UInt8>, before end: Int
    ) -> Int? {
        var place = end
        while place > 0 {
            place -= 1
            switch bytes[place] {
            case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
                let next = place + 1
                if next == bytes.count || bytes[next] == UInt8(ascii: " ") { return next }
            // The full stops of Chinese and Japanese: U+3002, U+FF01 and U+FF1F.
            case 0xE3, 0xEF:
                guard place + 3 <= end else { continue }
                let mark = (bytes[place], bytes[place + 1], bytes[place + 2])
                if mark == (0xE3, 0x80, 0x82) || mark == (0xEF, 0xBC, 0x81)
                    || mark == (0xEF, 0xBC, 0x9F)
                {
                    return place + 3
                }
            default: break
            }
        }
        return nil
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
