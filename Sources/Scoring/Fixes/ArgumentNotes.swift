// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// What a tool's description says about its arguments in a list: "Args:", ":param x:", bullets.
struct ArgumentNotes {
    /// What stands in the list about one argument.
    struct Note {
        /// The words in brackets behind the name, such as "string, required".
        var marks: String
        /// The explanation.
        var text: String
    }

    private(set) var notes: [String: Note] = [:]

    /// No more of a description is read.
    private static let limit = 16_384
    private static let headers: Set<String> = [
        "args", "arguments", "parameters", "params", "input parameters", "inputs",
        "tool parameters", "parámetros", "paramètres", "parameter", "参数",
    ]

    private let names: Set<String>
    /// Whether the lines belong to a list of arguments, and how far its header is indented.
    private var section: Int?
    /// The argument whose explanation may go on, and how far it is indented.
    private var open: (name: String, indent: Int)?
    /// Bullets outside a section count only when all of them are about arguments.
    private var bullets: [(name: String, note: Note)] = []
    private var bulletsFit = true

    /// Reads the lists that are about arguments of these names.
    init(_ description: String, names: Set<String>) {
        self.names = names
        let text = description.unicodeScalars.prefix(Self.limit)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            read(Line(line))
        }
        endBullets()
    }

    private mutating func read(_ line: Line) {
        if line.isBlank {
            open = nil
            endBullets()
        } else if line.isHeader(Self.headers) {
            section = line.indent
            open = nil
            endBullets()
        } else if let item = line.parameterTag {
            open = nil
            take(item, indent: line.indent)
        } else if let open, line.indent > open.indent {
            note(open.name) { $0.text += " " + line.text }
        } else if section != nil {
            readInSection(line)
        } else {
            readBullet(line)
        }
    }

    private mutating func readInSection(_ line: Line) {
        open = nil
        if let item = line.item, line.isBullet || item.isMarked || !line.endsSection(names) {
            take(item, indent: line.indent)
        } else if !line.isBullet {
            // Prose, or the header of another section, ends the list.
            section = nil
        }
    }

    private mutating func readBullet(_ line: Line) {
        open = nil
        guard line.isBullet else { return endBullets() }
        guard let item = line.item, names.contains(item.name) else {
            bulletsFit = false
            return
        }
        bullets.append((item.name, Note(marks: item.marks, text: item.text)))
    }

    private mutating func endBullets() {
        if bulletsFit {
            for (name, note) in bullets where notes[name] == nil { notes[name] = note }
        }
        bullets = []
        bulletsFit = true
    }

    private mutating func take(_ item: Line.Item, indent: Int) {
        guard names.contains(item.name), notes[item.name] == nil else { return }
        notes[item.name] = Note(marks: item.marks, text: item.text)
        open = (item.name, indent)
    }

    private mutating func note(_ name: String, _ change: (inout Note) -> Void) {
        guard var note = notes[name] else { return }
        change(&note)
        notes[name] = note
    }
}

/// A line of a description.
private struct Line {
    /// An entry of a list: a name, words in brackets, an explanation.
    struct Item {
        let name: String
        let marks: String
        let text: String
        /// Whether the name is quoted or followed by brackets, as no word of prose is.
        let isMarked: Bool
    }

    let indent: Int
    let isBullet: Bool
    /// The line without its indentation and bullet.
    private let scalars: ArraySlice<Unicode.Scalar>

    init(_ line: Substring.UnicodeScalarView) {
        let all = Array(line)
        let start = all.firstIndex { !$0.properties.isWhitespace } ?? all.count
        indent = start
        var rest = all[start...]
        while rest.last?.properties.isWhitespace == true { rest.removeLast() }
        let bullets: [Unicode.Scalar] = ["-", "*", "•", "+", "–"]
        isBullet = rest.first.map(bullets.contains) == true && rest.dropFirst().first == " "
        if isBullet { rest = rest.dropFirst(2).drop { $0 == " " } }
        scalars = rest
    }

    var isBlank: Bool { scalars.isEmpty && !isBullet }
    var text: String { Self.text(scalars) }

    func isHeader(_ headers: Set<String>) -> Bool {
        let marks: [Unicode.Scalar] = ["#", "*", ":", "：", " "]
        guard scalars.count < 40, scalars.contains(where: { $0 != " " && marks.contains($0) })
        else {
            return false
        }
        let words = scalars.drop(while: marks.contains)
        var end = words.endIndex
        while end > words.startIndex, marks.contains(words[end - 1]) { end -= 1 }
        return headers.contains(Self.text(words[..<end]).lowercased())
    }

    /// Whether the line looks like the header of another section, such as "Returns: …".
    func endsSection(_ names: Set<String>) -> Bool { item.map { !names.contains($0.name) } ?? true }

    /// ":param str name: text", "@param {type} name - text".
    var parameterTag: Item? {
        let isColon = scalars.starts(with: ":param ".unicodeScalars)
        guard isColon || scalars.starts(with: "@param ".unicodeScalars) else { return nil }
        var rest = scalars.dropFirst(7)
        if isColon {
            guard let end = rest.firstIndex(of: ":") else { return nil }
            let words = rest[..<end].split(separator: " ")
            guard let name = words.last else { return nil }
            return Item(
                name: Self.text(name), marks: "", text: Self.text(rest[(end + 1)...]),
                isMarked: true)
        }
        if rest.first == "{", let end = rest.firstIndex(of: "}") { rest = rest[(end + 1)...] }
        rest = rest.drop { $0 == " " }
        let name = rest.prefix { $0 != " " }
        rest = rest.dropFirst(name.count).drop { $0 == " " || $0 == "-" || $0 == ":" }
        return Item(name: Self.text(name), marks: "", text: Self.text(rest), isMarked: true)
    }

    /// "name: text", "`name` (type) - text", "**name**: text".
    var item: Item? {
        let quotes: [Unicode.Scalar] = ["`", "*", "'", "\"", "_"]
        var rest = scalars
        let opening = rest.prefix { quotes.contains($0) && $0 != "_" }
        rest = rest.dropFirst(opening.count)
        let name = rest.prefix { scalar in
            scalar == "_" || scalar == "-" || scalar == "." || scalar == "$"
                || scalar.properties.isAlphabetic || scalar.value &- 0x30 < 10
        }
        guard !name.isEmpty else { return nil }
        rest = rest.dropFirst(name.count)
        var hasColon = Self.skip(&rest, quotes)
        var marks: ArraySlice<Unicode.Scalar> = []
        let spaced = rest.drop { $0 == " " }
        if !hasColon, spaced.first == "(" || spaced.first == "[" {
            let close: Unicode.Scalar = spaced.first == "(" ? ")" : "]"
            guard let end = spaced.firstIndex(of: close) else { return nil }
            marks = spaced[(spaced.startIndex + 1)..<end]
            rest = spaced[(end + 1)...]
            hasColon = Self.skip(&rest, quotes)
        }
        let isMarked = !opening.isEmpty || !marks.isEmpty
        if !hasColon {
            rest = rest.drop { $0 == " " }
            let dashes: [Unicode.Scalar] = ["-", "–", "—"]
            guard let dash = rest.first, dashes.contains(dash), rest.dropFirst().first == " ",
                isMarked || isBullet
            else { return nil }
            rest = rest.dropFirst()
        }
        return Item(
            name: Self.text(name), marks: Self.text(marks), text: Self.text(rest),
            isMarked: isMarked)
    }

    /// Steps over closing quotation marks and a colon; whether there was one.
    private static func skip(
        _ rest: inout ArraySlice<Unicode.Scalar>, _ quotes: [Unicode.Scalar]
    ) -> Bool {
        var hasColon = false
        while let first = rest.first, quotes.contains(first) || first == ":" || first == "：" {
            if !quotes.contains(first) {
                if hasColon { return true }
                hasColon = true
            } else if hasColon, first != "*", first != "`" {
                return true
            }
            rest = rest.dropFirst()
        }
        return hasColon
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        for scalar in scalars where !(view.isEmpty && scalar == " ") { view.append(scalar) }
        while view.last == " " { view.removeLast() }
        return String(view)
    }
}
