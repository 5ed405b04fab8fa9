// SPDX-License-Identifier: Apache-2.0

/// Turns JSON with comments and trailing commas into JSON proper, every place kept.
///
/// Editors read their settings this way. What is left out becomes spaces, so that the lines and
/// columns of later problems are those of the original.
struct RelaxedJSON {
    private let input: [UInt8]
    private var output: [UInt8] = []
    private var place = 0
    /// Where the last comma went that nothing but space has followed.
    private var openComma: Int?

    /// The text as strict JSON, if it is JSON at all.
    static func strict(_ input: [UInt8]) -> [UInt8] {
        var text = RelaxedJSON(input: input)
        text.convert()
        return text.output
    }

    private init(input: [UInt8]) {
        self.input = input
        output.reserveCapacity(input.count)
    }

    private mutating func convert() {
        while place < input.count {
            let byte = input[place]
            switch byte {
            case UInt8(ascii: "\""): copyString()
            case UInt8(ascii: "/") where peek(UInt8(ascii: "/")): blankLineComment()
            case UInt8(ascii: "/") where peek(UInt8(ascii: "*")): blankBlockComment()
            case 0x20, 0x09, 0x0A, 0x0D: copy()
            case UInt8(ascii: ","):
                openComma = output.count
                copy()
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if let openComma { output[openComma] = 0x20 }
                openComma = nil
                copy()
            default:
                openComma = nil
                copy()
            }
        }
    }

    private func peek(_ byte: UInt8) -> Bool {
        place + 1 < input.count && input[place + 1] == byte
    }

    private mutating func copy() {
        output.append(input[place])
        place += 1
    }

    private mutating func copyString() {
        openComma = nil
        copy()
        while place < input.count {
            let byte = input[place]
            copy()
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\"), place < input.count { copy() }
        }
    }

    private mutating func blankLineComment() {
        while place < input.count, input[place] != 0x0A, input[place] != 0x0D { blank() }
    }

    private mutating func blankBlockComment() {
        blank()
        blank()
        while place < input.count {
            let isEnd = input[place] == UInt8(ascii: "*") && peek(UInt8(ascii: "/"))
            blank()
            if isEnd {
                blank()
                return
            }
        }
    }

    /// Puts a space for one character; columns count characters, not bytes.
    private mutating func blank() {
        let byte = input[place]
        place += 1
        if byte == 0x0A || byte == 0x0D {
            output.append(byte)
        } else if byte & 0xC0 != 0x80 {
            output.append(0x20)
        }
    }
}
