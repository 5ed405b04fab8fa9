// SPDX-License-Identifier: Apache-2.0

/// A JSON Schema (2020-12) as far as the definitions of tools use it.
public struct JSONSchema: Sendable, Hashable {
    /// The schema as it was written; `true` and `false` are schemas too.
    public let json: JSONValue

    /// Takes a schema as it was written.
    public init(_ json: JSONValue) { self.json = json }

    /// The value of a keyword.
    public subscript(keyword: String) -> JSONValue? { json.object?[keyword] }

    /// What the schema says in prose.
    public var description: String? { self["description"]?.string }

    /// The types allowed by `type`; empty when it is absent.
    public var types: [String] {
        switch self["type"] {
        case .string(let type): [type]
        case .array(let types): types.compactMap(\.string)
        default: []
        }
    }

    /// The named properties, in order.
    public var properties: [(name: String, schema: JSONSchema)] {
        (self["properties"]?.object?.members ?? []).map { ($0.key, JSONSchema($0.value)) }
    }

    /// The names that must be present.
    public var required: [String] { self["required"]?.array?.compactMap(\.string) ?? [] }

    /// The values allowed by `enum` or `const`.
    public var allowedValues: [JSONValue] {
        if let values = self["enum"]?.array { return values }
        return self["const"].map { [$0] } ?? []
    }

    /// The alternatives of `anyOf` and `oneOf`, `null` ones left out.
    public var alternatives: [JSONSchema] {
        ((self["anyOf"]?.array ?? []) + (self["oneOf"]?.array ?? []))
            .map(JSONSchema.init).filter { $0.types != ["null"] }
    }

    /// Follows `$ref` inside the same schema document; `nil` when it leads nowhere.
    ///
    /// A chain longer than 16 counts as leading nowhere, so that a cycle ends.
    public func resolved(in root: JSONSchema) -> JSONSchema? {
        var schema = self
        for _ in 0..<16 {
            guard let reference = schema["$ref"]?.string else { return schema }
            guard reference.utf8.first == UInt8(ascii: "#"),
                let pointer = JSONPointer(
                    PercentCode.decoded(String(reference.unicodeScalars.dropFirst()))),
                let target = root.json[pointer]
            else { return nil }
            schema = JSONSchema(target)
        }
        return nil
    }
}

/// One argument of a tool, at any depth of its schema.
public struct SchemaField: Sendable {
    /// The argument's own name.
    public let name: String
    /// Its place inside the schema document.
    public let pointer: JSONPointer
    /// Its schema as written, which may carry words beside a `$ref`.
    public let schema: JSONSchema
    /// The schema after following `$ref`; `nil` when it leads nowhere.
    public let target: JSONSchema?
    /// Whether the object it belongs to requires it.
    public let isRequired: Bool
    /// How deep it lies; arguments of the tool itself are at 0.
    public let depth: Int

    /// The prose about the argument, beside the reference or at its target.
    public var description: String? { schema.description ?? target?.description }

    /// The schemas that say what a value looks like: the target itself and its alternatives.
    public func shapes(in root: JSONSchema) -> [JSONSchema] {
        guard let target else { return [] }
        let alternatives = target.alternatives.compactMap { $0.resolved(in: root) }
        return alternatives.isEmpty ? [target] : [target] + alternatives
    }
}

extension JSONSchema {
    /// How far fields are followed.
    public struct FieldLimits: Sendable {
        /// The deepest level read; the arguments themselves are level 0.
        public var depth = 4
        /// How many fields are read of one schema.
        public var fields = 500

        /// The defaults, enough for every published server seen so far.
        public init() {}
    }

    /// The fields of an object schema, parents before children, in the order written.
    public func fields(limits: FieldLimits = FieldLimits()) -> [SchemaField] {
        var fields: [SchemaField] = []
        collect(into: &fields, at: [], depth: 0, root: self, limits: limits)
        return fields
    }

    private func collect(
        into fields: inout [SchemaField], at place: JSONPointer, depth: Int, root: JSONSchema,
        limits: FieldLimits
    ) {
        let required = self.required
        for (name, schema) in properties {
            guard fields.count < limits.fields else { return }
            let pointer = place.appending("properties").appending(name)
            let field = SchemaField(
                name: name, pointer: pointer, schema: schema, target: schema.resolved(in: root),
                isRequired: required.contains(name), depth: depth)
            fields.append(field)
            // Below a reference the pointer would leave the field, so fields there are not repeated.
            guard depth < limits.depth, schema["$ref"] == nil else { continue }
            schema.collect(into: &fields, at: pointer, depth: depth + 1, root: root, limits: limits)
            if let items = schema["items"], items.object?["$ref"] == nil {
                JSONSchema(items).collect(
                    into: &fields, at: pointer.appending("items"), depth: depth + 1, root: root,
                    limits: limits)
            }
        }
    }
}
