// SPDX-License-Identifier: Apache-2.0

/// Reads JSON strictly by RFC 8259: one value, no duplicate keys, valid UTF-8, bounded.
public struct JSONReader {
    /// What the reader accepts at most.
    public struct Limits: Sendable, Hashable {
        /// The size of a text in bytes; at most 4 GiB because places are kept in 32 bits.
        public var bytes: Int
        /// How many arrays and objects may be nested.
        public var depth: Int
        /// How many values there may be, those within others included; each takes some 60 bytes of memory.
        public var values: Int

        /// The defaults suit a large catalogue of tools: 64 MiB, 200 levels.
        public init(bytes: Int = 64 << 20, depth: Int = 200, values: Int = .max) {
            self.bytes = bytes
            self.depth = depth
            self.values = values
        }
    }

    /// Reads a whole text, or throws an ``InputProblem`` with the place of the first fault.
    public static func read(
        _ bytes: [UInt8], limits: Limits = Limits()
    ) throws(InputProblem) -> JSONDocument {
        guard bytes.count <= limits.bytes, bytes.count < Int(UInt32.max) else {
            throw InputProblem(
                .tooLarge,
                "the text is \(bytes.count) bytes long, more than the \(limits.bytes) read")
        }
        var reader = JSONReader(limits: limits)
        // `withUnsafeBufferPointer` cannot rethrow a typed error, so the outcome travels as a value.
        let outcome = bytes.withUnsafeBufferPointer { buffer in
            reader.readText(buffer)
        }
        switch outcome {
        case .success(let root):
            return JSONDocument(root: root, bytes: bytes, spans: reader.spans)
        case .failure(let fault):
            throw InputProblem(
                fault.code, fault.message, position: textPosition(of: fault.offset, in: bytes),
                pointer: JSONPointer(reader.path.map(\.token)))
        }
    }

    /// Reads a text given as a string.
    public static func read(
        _ text: String, limits: Limits = Limits()
    ) throws(InputProblem) -> JSONDocument {
        try read(Array(text.utf8), limits: limits)
    }

    struct Fault: Error {
        var code: InputProblem.Code = .notJSON
        let message: String
        let offset: Int
    }

    private enum Step {
        case key(String)
        case index(Int)

        var token: String {
            switch self {
            case .key(let key): key
            case .index(let index): String(index)
            }
        }
    }

    private let limits: Limits
    private var spans: [JSONDocument.Span] = []
    private var path: [Step] = []
    var input = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var place = 0

    private init(limits: Limits) { self.limits = limits }

    private mutating func readText(
        _ buffer: UnsafeBufferPointer<UInt8>
    ) -> Result<JSONValue, Fault> {
        input = buffer
        do throws(Fault) {
            try refuseOtherEncodings()
            if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
            skipSpace()
            if place == input.count { throw Fault(message: "the text is empty", offset: place) }
            let value = try readValue()
            skipSpace()
            if place < input.count {
                throw Fault(message: "more text follows the JSON value", offset: place)
            }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    private func refuseOtherEncodings() throws(Fault) {
        if input.starts(with: [0xFF, 0xFE]) || input.starts(with: [0xFE, 0xFF]) {
            throw Fault(message: "the text is UTF-16; save it as UTF-8", offset: 0)
        }
        if let offset = firstInvalidUTF8(in: input) {
            throw Fault(message: "this byte is not valid UTF-8", offset: offset)
        }
    }

    private mutating func skipSpace() {
        while place < input.count {
            switch input[place] {
            case 0x20, 0x09, 0x0A, 0x0D: place += 1
            default: return
            }
        }
    }

    private mutating func readValue() throws(Fault) -> JSONValue {
        guard place < input.count else { throw endOfText() }
        guard spans.count < limits.values else {
            throw Fault(
                code: .tooLarge, message: "there are more than \(limits.values) values",
                offset: place)
        }
        let span = spans.count
        spans.append(JSONDocument.Span(offset: UInt32(place), next: 0))
        defer { spans[span].next = UInt32(spans.count) }
        switch input[place] {
        case UInt8(ascii: "{"): return .object(try readObject())
        case UInt8(ascii: "["): return .array(try readArray())
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try readNumber())
        default: throw unexpected("a value")
        }
    }

    private mutating func readObject() throws(Fault) -> JSONObject {
        var members: [JSONObject.Member] = []
        var seen = Set<JSONKey>()
        try enter()
        while try !closes(UInt8(ascii: "}"), first: members.isEmpty) {
            guard place < input.count else { throw endOfText() }
            guard input[place] == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
            let keyPlace = place
            let key = try readString()
            // A set pays off only for wide objects; most have a handful of keys.
            if members.count == 16 { seen = Set(members.map { JSONKey(text: $0.key) }) }
            let isDuplicate =
                members.count < 16
                ? members.contains { JSONKey(text: $0.key) == JSONKey(text: key) }
                : !seen.insert(JSONKey(text: key)).inserted
            if isDuplicate {
                throw Fault(
                    message: "the key \"\(key)\" occurs twice in this object", offset: keyPlace)
            }
            skipSpace()
            guard place < input.count else { throw endOfText() }
            guard input[place] == UInt8(ascii: ":") else { throw unexpected("a colon") }
            place += 1
            skipSpace()
            path.append(.key(key))
            members.append(JSONObject.Member(key: key, value: try readValue()))
            path.removeLast()
        }
        return JSONObject(uniqueMembers: members)
    }

    private mutating func readArray() throws(Fault) -> [JSONValue] {
        var elements: [JSONValue] = []
        try enter()
        while try !closes(UInt8(ascii: "]"), first: elements.isEmpty) {
            path.append(.index(elements.count))
            elements.append(try readValue())
            path.removeLast()
        }
        return elements
    }

    private mutating func enter() throws(Fault) {
        if path.count >= limits.depth {
            throw Fault(
                code: .tooDeep, message: "values are nested more than \(limits.depth) levels deep",
                offset: place)
        }
        place += 1
    }

    /// Steps over what stands between elements; true when the container ends here.
    private mutating func closes(_ end: UInt8, first: Bool) throws(Fault) -> Bool {
        skipSpace()
        guard place < input.count else { throw endOfText() }
        if input[place] == end {
            place += 1
            return true
        }
        if first { return false }
        let closing = String(UnicodeScalar(end))
        guard input[place] == UInt8(ascii: ",") else { throw unexpected("a comma or \(closing)") }
        place += 1
        skipSpace()
        if place < input.count, input[place] == end {
            throw Fault(message: "a comma stands before \(closing)", offset: place)
        }
        return false
    }

    private mutating func readWord(
        _ word: StaticString, _ value: JSONValue
    ) throws(Fault) -> JSONValue {
        let length = word.utf8CodeUnitCount
        for offset in 0..<length {
            guard place + offset < input.count else { throw endOfText() }
            guard input[place + offset] == word.utf8Start[offset] else {
                throw unexpected("a value")
            }
        }
        place += length
        return value
    }

    private mutating func readNumber() throws(Fault) -> JSONNumber {
        let start = place
        if input[place] == UInt8(ascii: "-") { place += 1 }
        if place < input.count, input[place] == UInt8(ascii: "0") {
            place += 1
        } else {
            try skipDigits()
        }
        if place < input.count, input[place] == UInt8(ascii: ".") {
            place += 1
            try skipDigits()
        }
        if place < input.count, input[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place < input.count,
                input[place] == UInt8(ascii: "+") || input[place] == UInt8(ascii: "-")
            {
                place += 1
            }
            try skipDigits()
        }
        return JSONNumber(validated: text(start..<place))
    }

    private mutating func skipDigits() throws(Fault) {
        let start = place
        while place < input.count, input[place] &- 0x30 < 10 { place += 1 }
        if place == start {
            throw place == input.count ? endOfText() : unexpected("a digit")
        }
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: input[range]), as: UTF8.self)
    }

    func endOfText() -> Fault { Fault(message: "the text ends too early", offset: place) }

    func unexpected(_ wanted: String) -> Fault {
        let byte = input[place]
        let seen =
            byte > 0x20 && byte < 0x7F
            ? "\"\(Character(UnicodeScalar(byte)))\"" : "byte 0x" + String(byte, radix: 16)
        return Fault(message: "expected \(wanted), found \(seen)", offset: place)
    }
}

/// The line and column of a byte.
private func textPosition(of offset: Int, in bytes: [UInt8]) -> TextPosition {
    let before = bytes[..<min(offset, bytes.count)]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return TextPosition(
        line: before.count { $0 == 0x0A } + 1,
        column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
}
