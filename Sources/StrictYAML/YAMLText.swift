// SPDX-License-Identifier: Apache-2.0

package import MCPModel

/// YAML texts as JSON values, by the core schema of YAML 1.2: `no` and `on` are texts.
package enum YAMLText {
    /// The value of a text.
    package static func json(_ bytes: [UInt8]) throws(InputProblem) -> JSONValue {
        do throws(YAMLProblem) {
            guard let node = try YAMLComposer.node(of: bytes) else {
                throw YAMLProblem(message: "the text is empty", line: 1, column: 1)
            }
            return value(node)
        } catch {
            throw InputProblem(
                .notJSON, error.message,
                position: TextPosition(line: error.line, column: error.column))
        }
    }

    private static func value(_ node: YAMLNode) -> JSONValue {
        switch node.content {
        case .scalar(let text, let isPlain): isPlain ? plain(text) : .string(text)
        case .sequence(let elements): .array(elements.map(value))
        case .mapping(let members): .object(object(members))
        }
    }

    private static func object(_ members: [(key: YAMLNode, value: YAMLNode)]) -> JSONObject {
        var own: [JSONObject.Member] = []
        var merged: [JSONObject.Member] = []
        for (key, node) in members {
            if case .scalar("<<", true) = key.content {
                merged += inherited(node)
            } else {
                own.append(JSONObject.Member(key: key.text ?? "", value: value(node)))
            }
        }
        if merged.isEmpty { return JSONObject(uniqueMembers: own) }
        var known = Set(own.map(\.key))
        return JSONObject(uniqueMembers: own + merged.filter { known.insert($0.key).inserted })
    }

    /// What `<<` takes over: the members of one mapping, or of several, the first first.
    private static func inherited(_ node: YAMLNode) -> [JSONObject.Member] {
        switch node.content {
        case .mapping(let members): object(members).members
        case .sequence(let elements): elements.flatMap(inherited)
        case .scalar: []
        }
    }

    /// What a text without quotes stands for.
    private static func plain(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, first < UInt8(ascii: "A"),
            let number = JSONNumber(yaml: text)
        else { return .string(text) }
        return .number(number)
    }
}

extension JSONNumber {
    /// A number as YAML 1.2 spells it; `nil` where it is none, or none that JSON can say.
    fileprivate init?(yaml text: String) {
        if text.hasPrefix("0x") || text.hasPrefix("0o") {
            let radix = text.hasPrefix("0x") ? 16 : 8
            guard let value = Int(text.dropFirst(2), radix: radix) else { return nil }
            self.init(value)
            return
        }
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        func digits() -> Substring.UTF8View {
            let digits = rest.prefix { $0 &- 0x30 < 10 }
            rest = rest.dropFirst(digits.count)
            return digits
        }
        let whole = digits()
        var fraction = ""[...].utf8
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = digits()
        }
        guard whole.count + fraction.count > 0 else { return nil }
        var exponent = ""
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            exponent = String(Substring(rest))
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
                rest = rest.dropFirst()
            }
            guard !digits().isEmpty else { return nil }
        }
        guard rest.isEmpty else { return nil }
        let significant = whole.drop { $0 == UInt8(ascii: "0") }
        self.init(
            literal: (isNegative ? "-" : "")
                + (significant.isEmpty ? "0" : String(Substring(significant)))
                + (fraction.isEmpty ? "" : "." + String(Substring(fraction))) + exponent)
    }
}
