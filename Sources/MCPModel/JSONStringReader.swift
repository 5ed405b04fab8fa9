// SPDX-License-Identifier: Apache-2.0

/// Reading of strings and their escapes (RFC 8259, section 7).
extension JSONReader {
    mutating func readString() throws(Fault) -> String {
        place += 1
        let start = place
        while place < input.count {
            let byte = input[place]
            if byte == UInt8(ascii: "\"") {
                place += 1
                return text(start..<(place - 1))
            }
            if byte == UInt8(ascii: "\\") { return try readEscapedString(from: start) }
            if byte < 0x20 { throw controlCharacter(byte) }
            place += 1
        }
        throw endOfText()
    }

    private mutating func readEscapedString(from start: Int) throws(Fault) -> String {
        var units = Array(input[start..<place])
        while place < input.count {
            let byte = input[place]
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"):
                let scalar = try readEscape()
                units.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            case ..<0x20:
                throw controlCharacter(byte)
            default:
                units.append(byte)
                place += 1
            }
        }
        throw endOfText()
    }

    private mutating func readEscape() throws(Fault) -> Unicode.Scalar {
        let start = place
        place += 1
        guard place < input.count else { throw endOfText() }
        defer { place += 1 }
        switch input[place] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw Fault(message: "this escape is not one JSON knows", offset: start)
        }
        let first = try readHex()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, place + 2 < input.count, input[place + 1] == UInt8(ascii: "\\"),
            input[place + 2] == UInt8(ascii: "u")
        {
            place += 2
            let second = try readHex()
            if second & 0xFC00 == 0xDC00 {
                let joined = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                if let scalar = Unicode.Scalar(joined) { return scalar }
            }
        }
        throw Fault(message: "this escape is half of a surrogate pair", offset: start)
    }

    /// Reads the four digits after `\u`; leaves the place on the last of them.
    private mutating func readHex() throws(Fault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            place += 1
            guard place < input.count else { throw endOfText() }
            guard let digit = Character(UnicodeScalar(input[place])).hexDigitValue else {
                throw unexpected("a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private func controlCharacter(_ byte: UInt8) -> Fault {
        Fault(
            message: byte == 0
                ? "a NUL byte stands in a string" : "a raw control character stands in a string",
            offset: place)
    }
}
