// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Takes characters that nobody sees out of the prose of a tool.
///
/// Names, and values that the server compares, stay as they are: there the character may be what
/// the server waits for, and only its author can tell.
enum HiddenTextRemoval: FixProposer {
    /// The keywords whose strings are identifiers, values or patterns, not prose.
    private static let exactKeywords: Set<String> = [
        "name", "enum", "const", "default", "examples", "example", "required", "dependentRequired",
        "pattern", "format", "type", "$ref", "$dynamicRef", "$id", "$schema", "$anchor",
        "$dynamicAnchor", "$vocabulary", "contentEncoding", "contentMediaType", "src",
    ]
    /// The keywords whose members have names of the author's choice.
    private static let mapKeywords: Set<String> = [
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas",
    ]

    static func proposals(for draft: ToolDraft) -> [FixProposal] {
        var operations: [JSONPatch.Operation] = []
        var kinds = Set<HiddenText.Kind>()
        collect(draft.json, at: [], isMap: false, &operations, &kinds)
        guard !operations.isEmpty else { return [] }
        let found = HiddenText.Kind.allCases.filter(kinds.contains).map(\.rawValue)
        return [
            draft.proposal(
                "text-hidden", "remove \(found.joined(separator: ", "))", isSafe: true, operations)
        ]
    }

    private static func collect(
        _ value: JSONValue, at place: JSONPointer, isMap: Bool,
        _ operations: inout [JSONPatch.Operation], _ kinds: inout Set<HiddenText.Kind>
    ) {
        switch value {
        case .string(let text):
            guard let hidden = HiddenText(in: text) else { return }
            operations.append(.replace(place, .string(hidden.cleaned)))
            kinds.formUnion(hidden.kinds)
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                collect(element, at: place.appending(index), isMap: false, &operations, &kinds)
            }
        case .object(let object):
            for member in object.members where isMap || !exactKeywords.contains(member.key) {
                collect(
                    member.value, at: place.appending(member.key),
                    isMap: !isMap && mapKeywords.contains(member.key), &operations, &kinds)
            }
        default: break
        }
    }
}
