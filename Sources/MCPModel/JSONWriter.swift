// SPDX-License-Identifier: Apache-2.0

/// Writes JSON values as text, members in their order.
public struct JSONWriter {
    /// How a value is laid out.
    public enum Layout: Sendable {
        /// Everything on one line, no spaces.
        case compact
        /// Two spaces a level.
        case indented
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

    private mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .number(let number): append(number.literal)
        case .string(let text): write(string: text)
        case .array(let elements):
            write(from: "[", to: "]", elements, depth: depth) { writer, element in
                writer.write(element, depth: depth + 1)
            }
        case .object(let object):
            write(from: "{", to: "}", object.members, depth: depth) { writer, member in
                writer.write(string: member.key)
                writer.append(writer.layout == .compact ? ":" : ": ")
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    private mutating func write<Item>(
        from start: Unicode.Scalar, to end: Unicode.Scalar, _ items: [Item], depth: Int,
        each writeItem: (inout JSONWriter, Item) -> Void
    ) {
        output.append(UInt8(ascii: start))
        for (index, item) in items.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(depth: depth + 1)
            writeItem(&self, item)
        }
        if !items.isEmpty { breakLine(depth: depth) }
        output.append(UInt8(ascii: end))
    }

    private mutating func breakLine(depth: Int) {
        guard layout == .indented else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }

    private mutating func write(string: String) {
        output.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case ..<0x20, 0x7F:
                append(byte < 0x10 ? "\\u000" : "\\u00")
                append(String(byte, radix: 16))
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
