// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Says that the arguments are an object, and that there are no others.
enum InputClosing: FixProposer {
    /// Keywords with which an argument may be allowed that is not among the properties.
    private static let openings = [
        "additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames",
        "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$ref", "$dynamicRef",
        "dependentSchemas", "dependencies", "dependentRequired", "minProperties", "enum", "const",
        "default", "examples",
    ]
    /// Words of a description that speak of arguments beyond those listed.
    private static let hints: Set<String> = [
        "additional", "arbitrary", "kwargs", "extra", "passthrough", "pass-through", "dynamic",
    ]

    static func proposals(for draft: ToolDraft) -> [FixProposal] {
        guard let schema = draft.inputSchema, let object = schema.json.object else { return [] }
        var operations: [JSONPatch.Operation] = []
        var words: [String] = []
        let type = object["type"] ?? .null
        if type == .null {
            operations.append(.add(["inputSchema", "type"], "object"))
            words.append("that they are an object")
        }
        guard type == .null || type == "object", openings.allSatisfy({ object[$0] == nil }),
            schema.required.allSatisfy({ name in object["properties"]?.object?[name] != nil })
        else { return proposals(draft, operations, words, isSafe: true) }
        let properties = object["properties"]
        let isListed = properties?.object != nil
        guard isListed || properties == nil,
            !isSaidToBeOpen(draft.description), !isSaidToBeOpen(schema.description),
            properties?.object?.isEmpty == false || !explainsArguments(draft.description)
        else { return proposals(draft, operations, words, isSafe: true) }
        let closing = JSONPatch.Operation.add(["inputSchema", "additionalProperties"], false)
        if isListed {
            return proposals(
                draft, operations + [closing], words + ["that there are no others"], isSafe: true)
        }
        // A schema without "properties" may be one that its author left open on purpose.
        return proposals(draft, operations, words, isSafe: true)
            + proposals(draft, [closing], ["that there are none"], isSafe: false)
    }

    private static func proposals(
        _ draft: ToolDraft, _ operations: [JSONPatch.Operation], _ words: [String], isSafe: Bool
    ) -> [FixProposal] {
        guard !operations.isEmpty else { return [] }
        let title = "say of the arguments \(words.joined(separator: " and "))"
        return [draft.proposal("input-open", title, isSafe: isSafe, operations)]
    }

    private static func isSaidToBeOpen(_ text: String?) -> Bool {
        guard let text else { return false }
        let prose = Prose(text)
        return prose.tokens.indices.contains { index in
            guard prose.has(hints, at: index) else { return false }
            let nouns: Set<String> = [
                "arguments", "parameters", "properties", "fields", "options", "keys", "kwargs",
            ]
            return prose.has(["kwargs"], at: index)
                || prose.mentions(nouns, in: index..<(index + 4))
        }
    }

    /// Whether a description has a list of arguments, though the schema has none.
    private static func explainsArguments(_ text: String?) -> Bool {
        let prose = Prose(text ?? "")
        let nouns: Set<String> = ["args", "arguments", "parameters", "params", "param", "inputs"]
        return prose.tokens.indices.contains { index in
            prose.has(nouns, at: index)
                && (prose.has([":"], at: index + 1) || prose.has([":", "@"], at: index - 1))
        }
    }
}
