// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Reads OTLP in JSON: strictly what is looked at, and nothing else.
enum OTLPJSON {
    /// How many bytes a request may have is settled where it arrives.
    ///
    /// A value of few bytes takes many in memory. A span has some fifty values.
    static let limits = JSONReader.Limits(bytes: .max, depth: 100, values: 4_000_000)

    /// A request put into protobuf, so that both encodings are read by the same rules.
    static func protobuf(
        _ bytes: [UInt8], as request: OTLPMessage
    ) throws(InputProblem) -> [UInt8] {
        let document = try JSONReader.read(bytes, limits: Self.limits)
        guard let root = document.root.object else {
            throw InputProblem(.wrongShape, "an OTLP request is an object")
        }
        do throws(InputProblem) {
            var writer = ProtobufWriter()
            try writer.write(root, as: request)
            return writer.bytes
        } catch {
            let pointer = error.pointer ?? JSONPointer()
            throw InputProblem(
                error.code, error.message, position: document.locator().position(of: pointer),
                pointer: pointer)
        }
    }

    // MARK: - Values

    fileprivate static func text(_ value: JSONValue) throws(InputProblem) -> String {
        guard let text = value.string else { throw InputProblem.expected("a string", value) }
        return text
    }

    fileprivate static func bool(_ value: JSONValue) throws(InputProblem) -> Bool {
        guard let bool = value.bool else { throw InputProblem.expected("a boolean", value) }
        return bool
    }

    fileprivate static func base64(_ value: JSONValue) throws(InputProblem) -> [UInt8] {
        let letters = try text(value).utf8
        guard let bytes = Base64.decoded(letters) else {
            throw InputProblem.expected("base64", value)
        }
        return bytes
    }

    /// Numbers of 64 bits come as texts, and from some senders as numbers.
    fileprivate static func whole<Number: FixedWidthInteger>(
        _ value: JSONValue
    ) throws(InputProblem) -> Number {
        if let literal = value.string ?? value.number?.literal {
            if let number = Number(literal) { return number }
            // 1.7e18 is a whole number as well; one of digits only does not fit.
            let isDigits = literal.utf8.allSatisfy { $0 != 0x2E && $0 | 0x20 != 0x65 }
            let double = isDigits ? nil : JSONNumber(literal: literal)?.double
            if let number = double.flatMap({ Number(exactly: $0) }) { return number }
        }
        throw InputProblem.expected(
            "a whole number from \(Number.min) to \(Number.max)", value)
    }

    /// Names are not what OTLP prescribes, but leave no doubt.
    fileprivate static func enumeration(
        _ value: JSONValue, _ names: [String: Int32]
    ) throws(InputProblem) -> Int32 {
        if let name = value.string, let number = names[name] { return number }
        return try whole(value)
    }

    /// What JSON has no numbers for comes as a text.
    fileprivate static func double(_ value: JSONValue) throws(InputProblem) -> Double {
        switch value {
        case .string("Infinity"): return .infinity
        case .string("-Infinity"): return -.infinity
        case .string("NaN"): return .nan
        default: break
        }
        let literal = value.number ?? value.string.flatMap { JSONNumber(literal: $0) }
        guard let number = literal?.double, number.isFinite else {
            throw InputProblem.expected("a number", value)
        }
        return number
    }

    fileprivate static func id(_ value: JSONValue) throws(InputProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = try text(value).utf8[...]
        while let first = rest.popFirst() {
            guard let high = digit(first), let low = rest.popFirst().flatMap({ digit($0) }) else {
                throw InputProblem.expected("an id in hexadecimal digits", value)
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

// MARK: - Messages

extension ProtobufWriter {
    /// What is read of an object; null is as good as absent.
    fileprivate mutating func write(
        _ object: JSONObject, as message: OTLPMessage
    ) throws(InputProblem) {
        var chosen: String?
        for member in message.members {
            guard let value = object[member.key] else { continue }
            if case .null = value { continue }
            if member.isChoice {
                if let chosen {
                    let reason = "\"\(chosen)\" and \"\(member.key)\" exclude one another"
                    throw InputProblem(.wrongShape, reason)
                }
                chosen = member.key
            }
            do throws(InputProblem) {
                try write(member, value, as: member.contents)
            } catch {
                throw error.below(member.key)
            }
        }
    }

    private mutating func write(
        _ member: OTLPMessage.Member, _ value: JSONValue, as contents: OTLPMessage.Contents
    ) throws(InputProblem) {
        let field = member.field
        switch contents {
        case .text:
            let text = try OTLPJSON.text(value)
            // An empty one says something only where another could stand.
            if member.isChoice || !text.isEmpty { write(field, text.utf8) }
        case .id: try write(field, OTLPJSON.id(value))
        case .base64: try write(field, OTLPJSON.base64(value))
        case .bool: try write(field, number: OTLPJSON.bool(value) ? 1 : 0)
        case .double: try write(field, fixed: OTLPJSON.double(value).bitPattern)
        case .fixed64: try write(field, fixed: OTLPJSON.whole(value))
        case .uint64: try write(field, number: OTLPJSON.whole(value))
        case .int64:
            try write(field, number: UInt64(bitPattern: OTLPJSON.whole(value) as Int64))
        case .uint32: try write(field, number: UInt64(OTLPJSON.whole(value) as UInt32))
        case .int32:
            try write(field, number: UInt64(bitPattern: Int64(OTLPJSON.whole(value) as Int32)))
        case .sint32: try write(field, signed: Int64(OTLPJSON.whole(value) as Int32))
        case .enumeration(let names):
            let number = try OTLPJSON.enumeration(value, names)
            write(field, number: UInt64(bitPattern: Int64(number)))
        case .list(let element): try write(member, list: value, of: element)
        case .object(let kind):
            guard let object = value.object else {
                throw InputProblem.expected("an object", value)
            }
            guard let message = kind(object) else { return }
            var inner = ProtobufWriter()
            try inner.write(object, as: message)
            write(field, inner.bytes)
        case .anything: write(field) { _ in }
        }
    }

    private mutating func write(
        _ member: OTLPMessage.Member, list: JSONValue, of contents: OTLPMessage.Contents
    ) throws(InputProblem) {
        guard let elements = list.array else { throw InputProblem.expected("an array", list) }
        for (index, element) in elements.enumerated() {
            do throws(InputProblem) {
                try write(member, element, as: contents)
            } catch {
                throw error.below(String(index))
            }
        }
    }
}

// MARK: - Problems

extension InputProblem {
    fileprivate static func expected(_ what: String, _ value: JSONValue) -> InputProblem {
        let found =
            switch value {
            case .number(let number): String(number.literal.prefix(40))
            case .string(let text): "\"\(text.prefix(40))\""
            default: value.kindName
            }
        return InputProblem(.wrongShape, "expected \(what), found \(found)")
    }

    /// The same problem, seen from one level further up.
    fileprivate func below(_ token: String) -> InputProblem {
        let tokens = [token] + (pointer?.tokens ?? [])
        return InputProblem(code, message, position: position, pointer: JSONPointer(tokens))
    }
}
