// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Copies what the tool's description says about an argument to the argument, where forms and
/// validators find it.
enum ArgumentDescriptions: FixProposer {
    private static let longest = 1000
    private static let fewestWords = 2

    static func proposals(for draft: ToolDraft) -> [FixProposal] {
        guard let description = draft.description,
            let properties = draft.inputSchema?["properties"]?.object
        else { return [] }
        let bare = properties.members.filter { isUndescribed($0.value) }
        guard !bare.isEmpty else { return [] }
        let notes = ArgumentNotes(description, names: Set(properties.keys)).notes
        var names: [String] = []
        let operations = bare.compactMap { member -> JSONPatch.Operation? in
            guard let text = notes[member.key]?.text, tells(text, beyond: member.key) else {
                return nil
            }
            names.append(member.key)
            return .add(["inputSchema", "properties", member.key, "description"], .string(text))
        }
        guard !operations.isEmpty else { return [] }
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
        return [
            draft.proposal(
                "argument-undescribed", "copy the explanation of \(shown) from the description",
                isSafe: true, operations)
        ]
    }

    /// Beside a reference a description would hide the one at its target.
    private static func isUndescribed(_ schema: JSONValue) -> Bool {
        guard let object = schema.object, object["$ref"] == nil else { return false }
        let text = object["description"] ?? .null
        return text == .null
            || text.string?.unicodeScalars.allSatisfy(\.properties.isWhitespace) == true
    }

    private static func tells(_ text: String, beyond name: String) -> Bool {
        guard text.unicodeScalars.count <= longest else { return false }
        let words = Prose(text).tokens.filter { $0.kind != .mark }
        let isLong = words.count >= fewestWords || words.contains { $0.text.utf8.count > 12 }
        return isLong
            && NameWords.split(text).map { $0.lowercased() }
                != NameWords.split(name).map { $0.lowercased() }
    }
}
