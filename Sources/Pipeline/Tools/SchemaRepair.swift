// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Mends the keywords of one schema, so that JSON Schema 2020-12 allows it.
struct SchemaRepair {
    private let log: RepairLog
    private let schema: Located

    init(_ log: RepairLog, _ schema: Located) {
        self.log = log
        self.schema = schema
    }

    func mend(_ output: inout JSONObject) {
        mendType(&output)
        mendBounds(&output)
        mendValues(&output)
        mendTexts(&output)
        mendPattern(&output)
        mendItems(&output)
    }

    private func note(_ key: String, _ problem: String, _ repair: String) {
        log.add(problem, repair, at: schema.target.appending(key))
    }

    // MARK: - Types

    private static let types: Set<String> = [
        "array", "boolean", "integer", "null", "number", "object", "string",
    ]

    /// What people write who mean something else.
    private static let meant = [
        "int": "integer", "int32": "integer", "int64": "integer", "long": "integer",
        "float": "number", "double": "number", "decimal": "number", "bool": "boolean",
        "str": "string", "text": "string", "date": "string", "datetime": "string",
        "date-time": "string", "uuid": "string", "file": "string", "binary": "string",
        "list": "array", "dict": "object", "map": "object", "hash": "object", "json": "object",
    ]

    private func mendType(_ output: inout JSONObject) {
        guard let type = output["type"] else { return }
        let given: [String]
        switch type {
        case .string(let name): given = [name]
        case .array(let names): given = names.compactMap(\.string)
        default: given = []
        }
        var known: [String] = []
        for name in given {
            guard let name = Self.types.contains(name) ? name : Self.meant[name.lowercased()] else {
                continue
            }
            if !known.contains(name) { known.append(name) }
        }
        if known != given || given.isEmpty {
            note(
                "type", "\(JSONWriter.text(type)) is no type of JSON Schema",
                known.isEmpty
                    ? "any type is accepted" : "it is taken for \(known.joined(separator: ", "))")
        }
        output["type"] = known.first.map { first in
            known.count == 1 ? .string(first) : .array(known.map(JSONValue.string))
        }
    }

    // MARK: - Bounds

    private func mendBounds(_ output: inout JSONObject) {
        exclusive("exclusiveMinimum", "minimum", &output)
        exclusive("exclusiveMaximum", "maximum", &output)
        for key in ["minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"] {
            guard let value = output[key] else { continue }
            let number = value.number ?? value.string.flatMap(JSONNumber.init(literal:))
            guard let number, key != "multipleOf" || number.double > 0 else {
                note(key, "\(key) is no usable number", "it is left out")
                output[key] = nil
                continue
            }
            if value.number == nil { note(key, "\(key) is a text", "its number is used") }
            output[key] = .number(number)
        }
        for key in [
            "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
            "minContains", "maxContains",
        ] {
            guard let value = output[key] else { continue }
            let count = value.number?.int ?? value.string.flatMap { Int($0) }
            guard let count, count >= 0 else {
                note(key, "\(key) is no whole number from 0", "it is left out")
                output[key] = nil
                continue
            }
            output[key] = .int(count)
        }
    }

    /// In 3.0 the bound is a number and a flag beside it says that it is left out.
    private func exclusive(_ flag: String, _ bound: String, _ output: inout JSONObject) {
        guard case .bool(let isExclusive) = output[flag] else { return }
        output[flag] = isExclusive ? output[bound] : nil
        if isExclusive { output[bound] = nil }
    }

    // MARK: - Values

    private func mendValues(_ output: inout JSONObject) {
        guard let given = output["enum"] else { return }
        guard let values = given.array else {
            note("enum", "enum is no list", "it is left out")
            output["enum"] = nil
            return
        }
        if values.isEmpty {
            note("enum", "no value is allowed", "any is accepted")
            output["enum"] = nil
            return
        }
        var kept: [JSONValue] = []
        var isChanged = false
        let isText = output["type"] == "string"
        for value in values {
            var value = value
            // Numbers and truths without quotes in YAML are texts where a text is asked for.
            if isText, let spelled = Self.spelling(value) {
                value = .string(spelled)
                isChanged = true
            }
            if !kept.contains(value) { kept.append(value) }
        }
        if isChanged { note("enum", "values are no texts", "they are written as texts") }
        output["enum"] = .array(kept)
    }

    private static func spelling(_ value: JSONValue) -> String? {
        switch value {
        case .number(let number): number.literal
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }

    private func mendTexts(_ output: inout JSONObject) {
        for key in ["title", "description", "format", "contentEncoding", "contentMediaType"] {
            guard let value = output[key], value.string == nil else { continue }
            if value != .null {
                note(key, "\(key) is \(value.kindName)", "it is left out")
            }
            output[key] = nil
        }
        for key in ["uniqueItems", "deprecated"] {
            guard let value = output[key], value.bool == nil else { continue }
            note(key, "\(key) is \(value.kindName)", "it is left out")
            output[key] = nil
        }
        if let dependent = output["dependentRequired"], dependent.object == nil {
            note("dependentRequired", "it is \(dependent.kindName)", "it is left out")
            output["dependentRequired"] = nil
        }
        for key in ["properties", "patternProperties", "dependentSchemas"]
        where output[key] == .null {
            output[key] = nil
        }
    }

    private func mendPattern(_ output: inout JSONObject) {
        guard let value = output["pattern"] else { return }
        guard let pattern = value.string, let portable = PortablePattern.written(pattern) else {
            note("pattern", "the pattern is not one that every reader knows", "it is not checked")
            output["pattern"] = nil
            return
        }
        if portable != pattern {
            note("pattern", "the pattern is written with slashes", "they are left out")
        }
        output["pattern"] = .string(portable)
    }

    private func mendItems(_ output: inout JSONObject) {
        guard output["prefixItems"]?.array?.isEmpty == true else { return }
        output["prefixItems"] = nil
    }
}
