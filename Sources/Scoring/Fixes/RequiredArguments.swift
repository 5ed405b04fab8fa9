// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Lists the arguments that the prose calls required, where the schema has no such list.
enum RequiredArguments: FixProposer {
    private static let demands: Set<String> = [
        "required", "mandatory", "必填", "必需", "erforderlich", "pflichtfeld", "obligatoire",
        "obligatorio", "obligatoria", "requerido", "obrigatório", "obbligatorio", "обязательный",
    ]
    private static let options: Set<String> = [
        "optional", "optionally", "default", "defaults", "défaut", "可选", "默认", "optionnel",
        "facultatif", "opcional", "defecto", "opzionale", "omitted", "leave", "standardmäßig",
    ]
    private static let subjects: Set<String> = [
        "this", "it", "field", "parameter", "argument", "value", "always",
    ]

    static func proposals(for draft: ToolDraft) -> [FixProposal] {
        guard let schema = draft.inputSchema, let object = schema.json.object,
            object["required"] == nil, schema.types == ["object"] || object["type"] == nil,
            ["$ref", "allOf", "anyOf", "oneOf"].allSatisfy({ object[$0] == nil }),
            let properties = object["properties"]?.object
        else { return [] }
        let notes =
            draft.description.map { ArgumentNotes($0, names: Set(properties.keys)).notes } ?? [:]
        let names = properties.members.filter { member in
            guard let argument = member.value.object, argument["default"] == nil else {
                return false
            }
            let note = notes[member.key]
            let texts = [
                note.map { "(\($0.marks))" }, note?.text, argument["description"]?.string,
            ].compactMap(\.self).map { Prose($0) }
            return texts.contains(where: isDemanded) && !texts.contains(where: isOptional)
        }.map(\.key)
        guard !names.isEmpty else { return [] }
        return [
            draft.proposal(
                "input-open", "require \(names.joined(separator: ", ")), as the text does",
                isSafe: false,
                [.add(["inputSchema", "required"], .array(names.map(JSONValue.string)))])
        ]
    }

    /// Whether the text says outright, and without a condition, that the argument must be given.
    private static func isDemanded(_ prose: Prose) -> Bool {
        prose.tokens.indices.contains { index in
            guard prose.has(demands, at: index) else { return false }
            let closings: Set<String> = [")", "]", "）", ".", ",", ";", "\n", "。", "，", "!", ":"]
            let isClosed =
                prose[index + 1] == nil || prose.has(closings, at: index + 1)
                || prose.has(["-", "–", "—"], at: index + 1)
            if prose.has(["is"], at: index - 1) {
                return isClosed && prose.has(subjects, at: index - 2)
                    && !prose.mentions(["if", "when", "unless"], in: prose.sentence(around: index))
            }
            // "API key required." is about the key: the word must stand apart.
            let openings: Set<String> = ["(", "[", "（", "-", "–", "—", "\n"]
            let opens =
                index == 0 || prose.has(openings, at: index - 1)
                || prose[index - 1]?.sentence != prose[index]?.sentence
                || prose.has([",", ";", "，"], at: index - 1)
                    && (prose.has([")", "]", "）"], at: index + 1) || prose[index + 1] == nil)
            return isClosed && opens
        }
    }

    private static func isOptional(_ prose: Prose) -> Bool {
        prose.mentions(options, in: prose.tokens.indices)
            || prose.tokens.indices.contains { index in
                prose.has(["not"], at: index)
                    && prose.mentions(
                        ["required", "mandatory", "provided", "specified"],
                        in: (index + 1)..<(index + 3))
                    || ["可选", "默认"].contains { prose.tokens[index].text.contains($0) }
            }
    }
}
