// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Turns schemas of OpenAPI 3.0 and 3.1 into JSON Schema 2020-12, one schema at a time: references
/// stay references, to `#/$defs/NAME`.
struct SchemaTranslator {
    /// What the schema is about: members that only the other side writes are left out.
    enum Direction: Hashable { case input, output }

    let direction: Direction
    let dialect: APIDescription.Dialect
    let documents: DocumentSet
    let repairs: RepairLog
    /// The name of a definition that a reference leads to.
    let name: (Located) -> String

    /// Deeper than this nothing is read; no honest schema gets there.
    private static let depth = 60

    func translated(_ schema: Located) -> JSONValue { translated(schema, 0) }

    private func translated(_ schema: Located, _ depth: Int) -> JSONValue {
        if case .bool = schema.value { return schema.value }
        guard schema.object != nil else {
            repairs.add(
                "a schema is \(schema.value.kindName)", "anything is accepted", at: schema.target)
            return .object(JSONObject())
        }
        if depth > Self.depth {
            repairs.add("the schema is nested too deep", "anything is accepted", at: schema.target)
            return .object(JSONObject())
        }
        if let reference = schema["$ref"] { return referenced(reference, in: schema, depth) }
        var output = JSONObject()
        for (key, value) in schema.members {
            translate(key, value, of: schema, into: &output, depth)
        }
        SchemaRepair(repairs, schema).mend(&output)
        collapseSingle(&output)
        if dialect == .openAPI30 { allowNull(schema, &output) }
        return .object(output)
    }

    private func referenced(
        _ reference: Located, in schema: Located, _ depth: Int
    ) -> JSONValue {
        var output = JSONObject()
        do throws(ReferenceProblem) {
            guard let text = reference.value.string else {
                throw ReferenceProblem("$ref must be a text")
            }
            let first = try documents.target(of: text, from: schema.target.document)
            let target = try documents.resolved(first)
            output["$ref"] = .string("#/$defs/" + name(target))
        } catch {
            repairs.add(error.description, "anything is accepted", at: reference.target)
        }
        // 3.0 ignores what stands beside a reference, but what it says helps all the same.
        let kept = ["description", "default", "deprecated"]
        for (key, value) in schema.members where key != "$ref" {
            if dialect == .openAPI31 || kept.contains(key) {
                translate(key, value, of: schema, into: &output, depth)
            }
        }
        guard schema["nullable"]?.value == .bool(true) else { return .object(output) }
        let nothing: JSONValue = ["type": "null"]
        return ["anyOf": .array([.object(output), nothing])]
    }

    private func translate(
        _ key: String, _ value: Located, of schema: Located, into output: inout JSONObject,
        _ depth: Int
    ) {
        switch key {
        case "properties", "patternProperties", "dependentSchemas":
            output[key] = properties(value, of: schema, depth)
        case "$defs", "definitions":
            break  // What refers to them finds them at their place.
        case "items":
            if value.value.array != nil {
                output["prefixItems"] = .array(value.elements.map { translated($0, depth + 1) })
            } else {
                output[key] = translated(value, depth + 1)
            }
        case "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains", "not",
            "if", "then", "else", "propertyNames", "contentSchema":
            output[key] = translated(value, depth + 1)
        case "allOf", "anyOf", "oneOf", "prefixItems":
            let parts = value.elements.map { translated($0, depth + 1) }
            if !parts.isEmpty { output[key] = .array(parts) }
        case "required":
            if let required = required(value, of: schema) { output[key] = required }
        case "example":
            if output["examples"] == nil { output["examples"] = .array([value.value]) }
        case "examples":
            let list = value.value.array ?? value.members.map { $0.value["value"]?.value ?? .null }
            output[key] = .array(list)
        case "description":
            output[key] = value.value.string.map { .string(Prose.plain($0)) } ?? value.value
        case "type", "enum", "const", "title", "default", "deprecated", "format",
            "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
            "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minContains",
            "maxContains", "minProperties", "maxProperties", "dependentRequired",
            "contentEncoding", "contentMediaType":
            output[key] = value.value
        case "$dynamicRef", "$recursiveRef":
            repairs.add("\(key) is not followed", "anything is accepted", at: value.target)
        default:
            break  // What clients of models do not read.
        }
    }

    private func properties(
        _ value: Located, of schema: Located, _ depth: Int
    ) -> JSONValue? {
        guard value.object != nil else {
            repairs.add(
                "the properties are \(value.value.kindName)", "none are assumed", at: value.target)
            return nil
        }
        var members: [JSONObject.Member] = []
        for (name, property) in value.members where !isHidden(property) {
            members.append(JSONObject.Member(key: name, value: translated(property, depth + 1)))
        }
        return .object(JSONObject(uniqueMembers: members))
    }

    /// Whether only the other side writes a property.
    func isHidden(_ property: Located) -> Bool {
        let mark = direction == .input ? "readOnly" : "writeOnly"
        if property[mark]?.value == .bool(true) { return true }
        guard property["$ref"] != nil, let target = try? documents.resolved(property) else {
            return false
        }
        return target[mark]?.value == .bool(true)
    }

    private func required(_ value: Located, of schema: Located) -> JSONValue? {
        guard let names = value.value.array else {
            // Some write `required: true` at the property instead of naming it at the object.
            if value.value.bool == nil {
                repairs.add(
                    "required is \(value.value.kindName)", "nothing is required", at: value.target)
            }
            return nil
        }
        let properties = schema["properties"]
        var known: Set<String> = []
        let kept = names.filter { name in
            guard let name = name.string, known.insert(name).inserted else { return false }
            return properties?[name].map { !isHidden($0) } ?? true
        }
        guard !kept.isEmpty else { return nil }
        return .array(kept)
    }

    /// `allOf` of one schema says no more than the schema itself.
    private func collapseSingle(_ output: inout JSONObject) {
        guard let parts = output["allOf"]?.array, parts.count == 1, let part = parts[0].object
        else { return }
        let others = output.keys.filter { $0 != "allOf" }
        guard others.allSatisfy({ ["description", "title", "default"].contains($0) }) else {
            return
        }
        var merged = part
        for key in others { merged[key] = output[key] }
        output = merged
    }

    private func allowNull(_ schema: Located, _ output: inout JSONObject) {
        guard schema["nullable"]?.value == .bool(true) else { return }
        switch output["type"] {
        case .string(let type):
            output["type"] = .array([.string(type), "null"])
            if let values = output["enum"]?.array, !values.contains(.null) {
                output["enum"] = .array(values + [.null])
            }
        case .array(let types):
            if !types.contains("null") { output["type"] = .array(types + ["null"]) }
        default:
            // Without a type nothing forbids null, but what is combined may.
            guard output["allOf"] != nil || output["anyOf"] != nil || output["oneOf"] != nil else {
                if let values = output["enum"]?.array, !values.contains(.null) {
                    output["enum"] = .array(values + [.null])
                }
                return
            }
            var outer = JSONObject()
            outer["description"] = output["description"]
            output["description"] = nil
            outer["anyOf"] = .array([.object(output), ["type": "null"]])
            output = outer
        }
    }
}
