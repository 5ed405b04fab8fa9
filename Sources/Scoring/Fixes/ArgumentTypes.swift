// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Gives an argument the type that its other keywords, or the values shown for it, have already.
enum ArgumentTypes: FixProposer {
    /// Keywords that have a meaning for one type only, by the type.
    private static let keywords: [(type: String, keywords: [String])] = [
        ("number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
        ("string", ["minLength", "maxLength", "pattern"]),
        ("array", ["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]),
        ("object", ["properties", "additionalProperties", "required", "patternProperties"]),
    ]
    private static let textFormats: Set<String> = [
        "date", "date-time", "time", "duration", "email", "idn-email", "hostname", "idn-hostname",
        "ipv4", "ipv6", "uri", "uri-reference", "iri", "uuid", "uri-template", "json-pointer",
        "regex",
    ]
    /// Keywords that may say the type in another way.
    private static let compositions = [
        "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
    ]

    static func proposals(for draft: ToolDraft) -> [FixProposal] {
        draft.fields.compactMap { field in
            guard let object = field.schema.json.object,
                compositions.allSatisfy({ object[$0] == nil })
            else { return nil }
            let place = JSONPointer(["inputSchema"] + field.pointer.tokens)
            let type = object["type"] ?? .null
            if type == .null {
                guard let found = Self.type(of: object) else { return nil }
                let words = found.type.string ?? JSONWriter.text(found.type)
                return draft.proposal(
                    "argument-untyped", "\(field.name): state the type \(words)",
                    isSafe: found.isSafe, [.add(place.appending("type"), found.type)])
            }
            guard type == "array", let items = itemType(of: object) else { return nil }
            return draft.proposal(
                "argument-untyped", "\(field.name): state that its items are of type \(items)",
                isSafe: false,
                [.add(place.appending("items"), .object(typed(items)))])
        }
    }

    private static func typed(_ type: String) -> JSONObject {
        var object = JSONObject()
        object["type"] = .string(type)
        return object
    }

    /// The type that the keywords leave, and whether values alone did not suggest it.
    private static func type(of object: JSONObject) -> (type: JSONValue, isSafe: Bool)? {
        let allowed = object["enum"]?.array ?? object["const"].map { [$0] } ?? []
        let shown = shownValues(object)
        if !allowed.isEmpty {
            guard let type = Self.type(of: allowed.filter { $0 != .null }, whole: true) else {
                return nil
            }
            let isNullable = allowed.contains(.null)
            let accepted = Set([type, type == "number" ? "integer" : type])
            guard implied(by: object).isSubset(of: accepted),
                shown.allSatisfy(allowed.contains)
            else { return nil }
            return (isNullable ? [.string(type), "null"] : .string(type), true)
        }
        let types = implied(by: object)
        if let type = types.first {
            let isFitting = shown.allSatisfy { fits($0, type) }
            return types.count == 1 && isFitting ? (.string(type), true) : nil
        }
        // A value that is shown is one of many, so it only suggests a type.
        guard let type = Self.type(of: shown, whole: false) else { return nil }
        return (.string(type), false)
    }

    private static func implied(by object: JSONObject) -> Set<String> {
        var types = Set(
            keywords.filter { entry in entry.keywords.contains { object[$0] != nil } }.map(\.type))
        if let format = object["format"]?.string {
            if textFormats.contains(format) { types.insert("string") }
            if format == "int32" || format == "int64" { types = types.union(["integer"]) }
            if format == "float" || format == "double" { types = types.union(["number"]) }
        }
        return types == ["integer", "number"] ? ["integer"] : types
    }

    private static func shownValues(_ object: JSONObject) -> [JSONValue] {
        (object["examples"]?.array ?? [])
            + [object["default"], object["example"]].compactMap(\.self)
    }

    private static func itemType(of object: JSONObject) -> String? {
        let keywords = ["items", "prefixItems", "contains", "unevaluatedItems", "enum", "const"]
        guard keywords.allSatisfy({ object[$0] == nil }) else { return nil }
        let lists = shownValues(object).filter { $0 != .null }.map(\.array)
        guard !lists.contains(where: { $0 == nil }) else { return nil }
        return type(of: lists.compactMap(\.self).flatMap(\.self), whole: false)
    }

    /// The one type of some values; whole numbers are integers only where no other value can come.
    private static func type(of values: [JSONValue], whole: Bool) -> String? {
        let types = Set(
            values.map { value -> String in
                switch value {
                case .null: "null"
                case .bool: "boolean"
                case .number(let number): whole && number.int != nil ? "integer" : "number"
                case .string: "string"
                case .array: "array"
                case .object: "object"
                }
            })
        if types == ["integer", "number"] { return "number" }
        return types.count == 1 && types != ["null"] ? types.first : nil
    }

    private static func fits(_ value: JSONValue, _ type: String) -> Bool {
        switch value {
        case .null: false
        case .bool: type == "boolean"
        case .number(let number): type == "number" || type == "integer" && number.int != nil
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}
