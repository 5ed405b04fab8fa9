// SPDX-License-Identifier: Apache-2.0

/// Writes JSON values as text, members in their order.
public struct JSONWriter {
    /// How a value is laid out.
    public enum Layout: Sendable {
        /// Everything on one line, no spaces.
        case compact
        /// Two spaces a level.
        case indented
        /// As compact, but members in the order of their keys and without those that are null: the
        /// same for definitions that say the same.
        case canonical
    }

    private var output: [UInt8] = []
    private let layout: Layout

    private init(layout: Layout) { self.layout = layout }

    /// The text of a value, without a final line break.
    public static func text(_ value: JSONValue, layout: Layout = .compact) -> String {
        String(decoding: bytes(value, layout: layout), as: UTF8.self)
    }

    /// The UTF-8 bytes of a value, without a final line break.
    public static func bytes(_ value: JSONValue, layout: Layout = .compact) -> [UInt8] {
        var writer = JSONWriter(layout: layout)
        writer.write(value, depth: 0)
        return writer.output
    }

    /// How many bytes the compact text of a value has, without writing it.
    public static func size(_ value: JSONValue) -> Int {
        switch value {
        case .null: return 4
        case .bool(let flag): return flag ? 4 : 5
        case .number(let number): return number.literal.utf8.count
        case .string(let text): return size(text)
        case .array(let elements):
            return elements.reduce(2 + max(0, elements.count - 1)) { $0 + size($1) }
        case .object(let object):
            return object.members.reduce(2 + max(0, object.count - 1)) {
                $0 + size($1.key) + 1 + size($1.value)
            }
        }
    }

    private static func size(_ string: String) -> Int {
        var string = string
        return string.withUTF8 { bytes in
            // Most texts need no escape.
            if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
                return bytes.count + 2
            }
            var writer = JSONWriter(layout: .compact)
            writer.write(string: String(decoding: bytes, as: UTF8.self))
            return writer.output.count
        }
    }

    private mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .number(let number): append(number.literal)
        case .string(let text): write(string: text)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            var isFirst = true
            for element in elements {
                separate(isFirst: isFirst, depth: depth)
                isFirst = false
                write(element, depth: depth + 1)
            }
            if !isFirst { breakLine(depth: depth) }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            var isFirst = true
            for member in members(object) {
                separate(isFirst: isFirst, depth: depth)
                isFirst = false
                write(string: member.key)
                output.append(UInt8(ascii: ":"))
                if layout == .indented { output.append(UInt8(ascii: " ")) }
                write(member.value, depth: depth + 1)
            }
            if !isFirst { breakLine(depth: depth) }
            output.append(UInt8(ascii: "}"))
        }
    }

    private func members(_ object: JSONObject) -> [JSONObject.Member] {
        guard layout == .canonical else { return object.members }
        return object.members.filter { $0.value != .null }.sorted { $0.key < $1.key }
    }

    /// What stands before an element.
    private mutating func separate(isFirst: Bool, depth: Int) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        breakLine(depth: depth + 1)
    }

    private mutating func breakLine(depth: Int) {
        guard layout == .indented else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }

    private mutating func write(string: String) {
        output.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { bytes in
            var plainFrom = 0
            var place = 0
            while place < bytes.count {
                guard let length = escapeLength(bytes, at: place) else {
                    place += 1
                    continue
                }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[plainFrom..<place]))
                appendEscape(bytes, at: place, length: length)
                place += length
                plainFrom = place
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[plainFrom...]))
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(
        _ bytes: UnsafeBufferPointer<UInt8>, at place: Int, length: Int
    ) {
        switch (length, bytes[place]) {
        case (2, _): append(escaped: UInt32(bytes[place + 1]))
        case (3, _): append(escaped: generalPunctuation(bytes, at: place))
        case (_, UInt8(ascii: "\"")): append("\\\"")
        case (_, UInt8(ascii: "\\")): append("\\\\")
        case (_, 0x0A): append("\\n")
        case (_, 0x0D): append("\\r")
        case (_, 0x09): append("\\t")
        case (_, let byte): append(escaped: UInt32(byte))
        }
    }

    private mutating func append(escaped scalar: UInt32) {
        let digits = String(scalar, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
    }
}

/// The length in bytes of a character that must be escaped, or `nil` for any other.
///
/// Beside what JSON demands these are the characters that a terminal would obey or that would turn
/// the text around: the control characters above U+0080, separators, and bidirectional controls.
@inline(__always)
private func escapeLength(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Int? {
    switch bytes[place] {
    case ..<0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "\\"): return 1
    case 0xC2: return bytes[place + 1] < 0xA0 ? 2 : nil
    case 0xE2:
        switch generalPunctuation(bytes, at: place) {
        case 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F: return 3
        default: return nil
        }
    default: return nil
    }
}

/// The scalar of three bytes that begin with E2.
private func generalPunctuation(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> UInt32 {
    0x2000 | UInt32(bytes[place + 1] & 0x3F) << 6 | UInt32(bytes[place + 2] & 0x3F)
}
