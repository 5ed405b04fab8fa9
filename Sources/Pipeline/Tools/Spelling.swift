// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import MCPModel

/// Names that programs take, made from names that people gave.
enum Spelling {
    /// A name of letters and digits of ASCII, what is between them as one underscore.
    static func legal(_ text: String, also extra: String = "") -> String {
        let kept = Set(extra.unicodeScalars)
        var name = ""
        for scalar in text.unicodeScalars {
            if isWord(scalar) || kept.contains(scalar) || scalar == "_" {
                name.unicodeScalars.append(scalar)
            } else if name.last != "_" {
                name += "_"
            }
        }
        return trimmed(name)
    }

    private static func trimmed(_ name: String) -> String {
        var name = name[...]
        while let last = name.last, "_.-".contains(last) { name.removeLast() }
        while let first = name.first, "_.-".contains(first) { name.removeFirst() }
        return String(name)
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    /// A few digits that stand for a text and do not depend on any other.
    static func digest(_ text: String, digits: Int = 6) -> String {
        String(hexadecimal(SHA256.hash(data: Array(text.utf8))).prefix(digits))
    }

    /// The words of a name, in lower case: `getPetById`, `get-pet_by.id` and `HTTPServer2` alike.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        let scalars = Array(text.unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            guard isWord(scalar) else {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            let isCapital = ("A"..."Z").contains(scalar)
            let previous = place > 0 ? scalars[place - 1] : nil
            let next = place + 1 < scalars.count ? scalars[place + 1] : nil
            let afterSmall = previous.map { !("A"..."Z").contains($0) } ?? false
            // The last capital of a run begins the next word, but "IDs" is one.
            let beforeSmall = next.map { ("a"..."z").contains($0) } ?? false
            let isPlural =
                next == "s"
                && (place + 2 >= scalars.count || !("a"..."z").contains(scalars[place + 2]))
            if isCapital, !word.isEmpty, afterSmall || (beforeSmall && !isPlural) {
                words.append(word)
                word = ""
            }
            word.unicodeScalars.append(scalar)
        }
        if !word.isEmpty { words.append(word) }
        return words.map { $0.lowercased() }
    }
}
