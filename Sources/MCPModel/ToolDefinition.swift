// SPDX-License-Identifier: Apache-2.0

/// One tool as a server advertises it in `tools/list`.
public struct ToolDefinition: Sendable, Hashable {
    /// The name a client calls it by.
    public let name: String
    /// The name shown to people.
    public let title: String?
    /// What a model reads to choose and to call the tool.
    public let description: String?
    /// The schema of the arguments; an empty one when the server gave none.
    public let inputSchema: JSONSchema
    /// The schema of the structured result, when one is declared.
    public let outputSchema: JSONSchema?
    /// The behaviour the server claims for the tool.
    public let annotations: ToolAnnotations
    /// The whole definition in the protocol's own spelling, with what this type does not name.
    public let json: JSONObject
    /// Where the definition stands in the text it was read from.
    public let origin: JSONPointer
    /// How the text spells it; `nil` where it has another shape altogether.
    public let spelling: [String: String]?

    /// Reads a definition in the protocol's spelling.
    ///
    /// A `null` counts as absent, because many servers write one for each missing member.
    ///
    /// - Parameter spelling: the members that the text calls otherwise, by the protocol's names.
    public init(
        json: JSONObject, origin: JSONPointer, spelling: [String: String]? = [:]
    ) throws(InputProblem) {
        guard let name = try Self.text("name", in: json, origin), !name.isEmpty else {
            throw InputProblem(.wrongShape, "this tool has no name", pointer: origin)
        }
        self.name = name
        title = try Self.text("title", in: json, origin)
        description = try Self.text("description", in: json, origin)
        inputSchema =
            try Self.schema("inputSchema", in: json, origin) ?? JSONSchema(.object(.init()))
        outputSchema = try Self.schema("outputSchema", in: json, origin)
        annotations = ToolAnnotations(json: json["annotations"]?.object ?? JSONObject())
        self.json = json
        self.origin = origin
        self.spelling = spelling
    }

    /// The place in the text of a place in the definition; `nil` where it has no counterpart.
    public func placeInText(_ pointer: JSONPointer) -> JSONPointer? {
        guard let spelling else { return nil }
        guard let first = pointer.tokens.first, let spelled = spelling[first] else {
            return origin.appending(pointer)
        }
        return origin.appending(JSONPointer([spelled] + pointer.tokens.dropFirst()))
    }

    private static func text(
        _ key: String, in json: JSONObject, _ origin: JSONPointer
    ) throws(InputProblem) -> String? {
        switch json[key] {
        case .string(let text): return text
        case nil, .null: return nil
        case let other?:
            throw InputProblem(
                .wrongShape, "\"\(key)\" of a tool must be a string, not \(other.kindName)",
                pointer: origin.appending(key))
        }
    }

    private static func schema(
        _ key: String, in json: JSONObject, _ origin: JSONPointer
    ) throws(InputProblem) -> JSONSchema? {
        switch json[key] {
        case .object(let object): return JSONSchema(.object(object))
        case nil, .null: return nil
        case let other?:
            throw InputProblem(
                .wrongShape, "\"\(key)\" of a tool must be an object, not \(other.kindName)",
                pointer: origin.appending(key))
        }
    }
}

/// The hints about a tool's behaviour; `nil` where the server says nothing.
public struct ToolAnnotations: Sendable, Hashable {
    /// The title in its older place.
    public let title: String?
    /// Whether the tool changes nothing; assumed false when absent.
    public let readOnlyHint: Bool?
    /// Whether the tool may destroy something; assumed true when absent.
    public let destructiveHint: Bool?
    /// Whether calling twice equals calling once; assumed false when absent.
    public let idempotentHint: Bool?
    /// Whether the tool reaches beyond the server; assumed true when absent.
    public let openWorldHint: Bool?

    init(json: JSONObject) {
        title = json["title"]?.string
        readOnlyHint = json["readOnlyHint"]?.bool
        destructiveHint = json["destructiveHint"]?.bool
        idempotentHint = json["idempotentHint"]?.bool
        openWorldHint = json["openWorldHint"]?.bool
    }
}
