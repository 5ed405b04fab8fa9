// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// What OTLP's JSON has in common, whatever it carries.
enum OTLPJSON {
    static func root(_ bytes: [UInt8]) throws(InputProblem) -> JSONValue {
        let root = try JSONReader.read(bytes, limits: JSONReader.Limits(depth: 100)).root
        guard root.object != nil else {
            throw InputProblem(.wrongShape, "an OTLP request is an object")
        }
        return root
    }

    /// Numbers of 64 bits come as texts, and from some senders as numbers.
    static func number(_ value: JSONValue?) -> UInt64? {
        switch value {
        case .string(let text): UInt64(text)
        case .number(let number): UInt64(number.literal) ?? UInt64(exactly: number.double)
        default: nil
        }
    }

    static func signed(_ value: JSONValue?) -> Int64? {
        switch value {
        case .string(let text): Int64(text)
        case .number(let number): Int64(number.literal) ?? Int64(exactly: number.double)
        default: nil
        }
    }

    /// What JSON has no numbers for comes as a text.
    static func double(_ value: JSONValue?) -> Double? {
        switch value {
        case .number(let number): number.double
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        case .string("NaN"): .nan
        case .string(let text): Double(text)
        default: nil
        }
    }

    /// Ids are hexadecimal here, in either case; only in this encoding are they not base64.
    static func id(_ value: JSONValue?) -> [UInt8]? {
        guard let text = value?.string, text.utf8.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let high = rest.popFirst(), let low = rest.popFirst() {
            guard let high = digit(high), let low = digit(low) else { return nil }
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

extension ProtobufWriter {
    /// A list of keys and values.
    mutating func attributes(_ field: UInt64, _ list: JSONValue?) {
        for attribute in list?.array ?? [] {
            guard let key = attribute[["key"]]?.string else { continue }
            write(field) { writer in
                writer.write(1, key.utf8)
                writer.write(2) { $0.value(attribute[["value"]]) }
            }
        }
    }

    private mutating func value(_ value: JSONValue?) {
        if let text = value?[["stringValue"]]?.string {
            write(1, text.utf8)
        } else if case .bool(let isTrue)? = value?[["boolValue"]] {
            write(2, number: isTrue ? 1 : 0)
        } else if let number = OTLPJSON.signed(value?[["intValue"]]) {
            write(3, number: UInt64(bitPattern: number))
        } else if let number = OTLPJSON.double(value?[["doubleValue"]]) {
            write(4, fixed: number.bitPattern)
        }
    }
}
