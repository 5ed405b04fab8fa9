// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The members of an object, where a schema says no more than what they are.
struct ObjectShape {
    struct Member {
        let name: String
        let schema: Located
        var isRequired: Bool
    }

    private(set) var members: [Member] = []
    /// Whether members that are not named are meant to be given.
    private(set) var isOpen = false

    /// More members than this are not spread over the arguments of a tool.
    private static let most = 200

    /// The shape of a schema; `nil` where there is more to it than a list of members.
    init?(
        _ schema: Located, _ documents: DocumentSet, isHidden: (Located) -> Bool
    ) throws(ReferenceProblem) {
        var places: [String: Int] = [:]
        var required: Set<String> = []
        guard
            try collect(schema, documents, &places, &required, depth: 0, isHidden: isHidden)
        else { return nil }
        for (name, place) in places where required.contains(name) {
            members[place].isRequired = true
        }
        if members.isEmpty || members.count > Self.most { return nil }
        // What is required but not described still has to be given.
        if !required.isSubset(of: places.keys) { isOpen = true }
    }

    private static let understood: Set<String> = [
        "type", "properties", "required", "allOf", "description", "title", "additionalProperties",
        "example", "examples", "default", "deprecated", "externalDocs", "xml", "nullable",
        "discriminator", "$schema", "$id", "readOnly", "writeOnly", "$defs", "$comment",
    ]

    private mutating func collect(
        _ schema: Located, _ documents: DocumentSet, _ places: inout [String: Int],
        _ required: inout Set<String>, depth: Int, isHidden: (Located) -> Bool
    ) throws(ReferenceProblem) -> Bool {
        if depth > 8 { return false }
        let schema = try documents.resolved(schema)
        guard let object = schema.object else { return false }
        for key in object.keys where !Self.understood.contains(key) && !key.hasPrefix("x-") {
            return false
        }
        if let type = object["type"], type != "object" { return false }
        if object["nullable"] == .bool(true) { return false }
        switch object["additionalProperties"] {
        case nil, .bool, .null: break
        default: isOpen = true
        }
        for part in schema["allOf"]?.elements ?? [] {
            guard
                try collect(
                    part, documents, &places, &required, depth: depth + 1, isHidden: isHidden)
            else { return false }
        }
        for (name, property) in schema["properties"]?.members ?? [] where !isHidden(property) {
            // Said twice, both hold; a flat list could say only one.
            guard places[name] == nil else { return false }
            places[name] = members.count
            members.append(Member(name: name, schema: property, isRequired: false))
        }
        let hidden = Set(
            (schema["properties"]?.members ?? []).filter { isHidden($0.value) }.map(\.key))
        for name in (object["required"]?.array ?? []).compactMap(\.string)
        where !hidden.contains(name) {
            required.insert(name)
        }
        return true
    }
}
