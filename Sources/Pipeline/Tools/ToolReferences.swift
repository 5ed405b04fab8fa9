// SPDX-License-Identifier: Apache-2.0

/// Names that operations have in the document, in texts that mention them: a model knows the tools by
/// other names.
struct ToolReferences {
    private var names: [String: String] = [:]

    init(_ tools: [(operation: Operation, name: String)]) {
        for (operation, name) in tools {
            // A single word may mean anything in a sentence.
            guard let id = operation.id, id != name, Spelling.words(id).count > 1,
                id.utf8.allSatisfy(Self.isWord)
            else { continue }
            names[id] = name
        }
    }

    /// A text in which tools have the names that they are called by.
    func renamed(_ text: String) -> String {
        if names.isEmpty { return text }
        var output = ""
        var rest = text.utf8[...]
        while !rest.isEmpty {
            let word = rest.prefix(while: Self.isWord)
            if !word.isEmpty {
                let spelled = String(Substring(word))
                output += names[spelled] ?? spelled
                rest = rest[word.endIndex...]
            }
            let other = rest.prefix { !Self.isWord($0) }
            output += String(Substring(other))
            rest = rest[other.endIndex...]
        }
        return output
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
