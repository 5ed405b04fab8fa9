// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Goes through the schemas directly inside a schema (JSON Schema 2020-12), and not through values
/// that only look like schemas.
enum SubschemaWalk {
    private static let single: Set<String> = [
        "items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains",
        "not", "if", "then", "else", "propertyNames", "contentSchema",
    ]
    private static let listed: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
    private static let named: Set<String> = [
        "properties", "patternProperties", "dependentSchemas", "$defs",
    ]

    /// The schema with each schema directly inside it replaced.
    static func map(_ schema: JSONObject, _ change: (JSONValue) -> JSONValue) -> JSONObject {
        var members: [JSONObject.Member] = []
        members.reserveCapacity(schema.count)
        for member in schema.members {
            members.append(
                JSONObject.Member(key: member.key, value: mapped(member, change)))
        }
        return JSONObject(uniqueMembers: members)
    }

    private static func mapped(
        _ member: JSONObject.Member, _ change: (JSONValue) -> JSONValue
    ) -> JSONValue {
        if single.contains(member.key) { return change(member.value) }
        if listed.contains(member.key), let parts = member.value.array {
            return .array(parts.map(change))
        }
        if named.contains(member.key), let parts = member.value.object {
            return .object(
                JSONObject(
                    uniqueMembers: parts.members.map {
                        JSONObject.Member(key: $0.key, value: change($0.value))
                    }))
        }
        return member.value
    }

    /// A schema whose alternatives differ; a single one is part of it.
    static func simplified(_ schema: JSONObject) -> JSONObject {
        guard let alternatives = schema["anyOf"]?.array else { return schema }
        var kept: [JSONValue] = []
        for alternative in alternatives where !kept.contains(alternative) {
            kept.append(alternative)
        }
        if kept.count == alternatives.count { return schema }
        var schema = schema
        schema["anyOf"] = .array(kept)
        guard kept.count == 1, let only = kept[0].object,
            only.keys.allSatisfy({ schema[$0] == nil })
        else { return schema }
        schema["anyOf"] = nil
        for member in only.members { schema[member.key] = member.value }
        return schema
    }

    /// The names of the definitions that a schema refers to, each once, in order.
    static func references(_ schema: JSONValue) -> [String] {
        var names: [String] = []
        var known: Set<String> = []
        func collect(_ schema: JSONValue) -> JSONValue {
            guard let object = schema.object else { return schema }
            if let name = definition(object), known.insert(name).inserted { names.append(name) }
            _ = map(object, collect)
            return schema
        }
        _ = collect(schema)
        return names
    }

    /// The definition that a schema refers to.
    static func definition(_ schema: JSONObject) -> String? {
        guard let reference = schema["$ref"]?.string, reference.hasPrefix("#/$defs/") else {
            return nil
        }
        return String(reference.dropFirst("#/$defs/".count))
    }
}
