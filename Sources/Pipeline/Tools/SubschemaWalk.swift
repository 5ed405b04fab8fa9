// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Goes through the schemas directly inside a schema (JSON Schema 2020-12), and not through values
/// that only look like schemas.
enum SubschemaWalk {
    /// What stands under a keyword.
    private enum Holding { case schema, list, named, nothing }

    private static func holding(_ keyword: String) -> Holding {
        // Most keywords are told apart by their length alone, and this is asked very often.
        switch keyword.utf8.count {
        case 2: keyword == "if" ? .schema : .nothing
        case 3: keyword == "not" ? .schema : .nothing
        case 4: keyword == "then" || keyword == "else" ? .schema : .nothing
        case 5:
            switch keyword {
            case "items": .schema
            case "allOf", "anyOf", "oneOf": .list
            case "$defs": .named
            default: .nothing
            }
        case 8: keyword == "contains" ? .schema : .nothing
        case 10: keyword == "properties" ? .named : .nothing
        case 11: keyword == "prefixItems" ? .list : .nothing
        case 13: keyword == "propertyNames" || keyword == "contentSchema" ? .schema : .nothing
        case 16:
            switch keyword {
            case "unevaluatedItems": .schema
            case "dependentSchemas": .named
            default: .nothing
            }
        case 17: keyword == "patternProperties" ? .named : .nothing
        case 20: keyword == "additionalProperties" ? .schema : .nothing
        case 21: keyword == "unevaluatedProperties" ? .schema : .nothing
        default: .nothing
        }
    }

    /// The schema with each schema directly inside it replaced.
    static func map(_ schema: JSONObject, _ change: (JSONValue) -> JSONValue) -> JSONObject {
        map(schema) { _, part in change(part) }
    }

    /// The same, told under which keyword a schema stands.
    static func map(
        _ schema: JSONObject, _ change: (_ keyword: String, JSONValue) -> JSONValue
    ) -> JSONObject {
        var members: [JSONObject.Member] = []
        members.reserveCapacity(schema.count)
        for member in schema.members {
            members.append(
                JSONObject.Member(key: member.key, value: mapped(member, change)))
        }
        return JSONObject(uniqueMembers: members)
    }

    private static func mapped(
        _ member: JSONObject.Member, _ change: (String, JSONValue) -> JSONValue
    ) -> JSONValue {
        let key = member.key
        switch holding(key) {
        case .schema: return change(key, member.value)
        case .list:
            guard let parts = member.value.array else { return member.value }
            return .array(parts.map { change(key, $0) })
        case .named:
            guard let parts = member.value.object else { return member.value }
            return .object(
                JSONObject(
                    uniqueMembers: parts.members.map {
                        JSONObject.Member(key: $0.key, value: change(key, $0.value))
                    }))
        case .nothing: return member.value
        }
    }

    /// Whether there are schemas in a schema.
    static func holdsOthers(_ schema: JSONObject) -> Bool {
        schema.keys.contains { holding($0) != .nothing && $0 != "additionalProperties" }
            || schema["additionalProperties"]?.object != nil
    }

    /// Whether schemas under a keyword are about the same value as the one around them.
    static func isAlternative(_ keyword: String) -> Bool {
        keyword == "anyOf" || keyword == "oneOf" || keyword == "allOf"
    }

    /// A schema some of whose parts accept more than they did: more than one of several may fit then,
    /// and what must not fit would refuse too much.
    static func loosened(_ schema: JSONObject) -> JSONObject {
        let isStrict = schema.keys.contains { ["oneOf", "not", "if", "then", "else"].contains($0) }
        guard isStrict else { return schema }
        var output = JSONObject()
        for member in schema.members {
            switch member.key {
            case "not", "if", "then", "else": continue
            case "oneOf":
                if schema["anyOf"] == nil { output.appendNew("anyOf", member.value) }
            default: output.appendNew(member.key, member.value)
            }
        }
        return output
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
        func collect(_ schema: JSONValue) {
            guard let object = schema.object else { return }
            if let name = definition(object), known.insert(name).inserted { names.append(name) }
            for member in object.members {
                switch holding(member.key) {
                case .schema: collect(member.value)
                case .list: for part in member.value.array ?? [] { collect(part) }
                case .named:
                    for part in member.value.object?.members ?? [] { collect(part.value) }
                case .nothing: break
                }
            }
        }
        collect(schema)
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
