// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Declares what the tool's name and description show about its behaviour, and nothing that a
/// declaration there contradicts.
enum BehaviourHints: FixProposer {
    /// Actions that look at things and leave them as they are.
    private static let looking = [
        "get", "read", "list", "search", "show", "check", "count", "compare",
    ]
    /// Verbs of these actions that may do more: run a statement, fill memory, change a screen.
    private static let ambiguous: Set<String> = [
        "query", "load", "display", "test", "verify", "validate", "make", "drop", "view", "open",
        "obtain",
    ]
    /// Arguments by which a tool that reads is told where to write.
    private static let targets: Set<String> = [
        "output", "save", "dest", "destination", "target", "download", "outfile", "outdir", "sql",
        "statement", "command", "code", "script",
    ]
    /// Words by which an argument tells one thing of many.
    private static let identifiers: Set<String> = [
        "id", "ids", "uuid", "guid", "key", "slug", "name", "names", "email", "number",
    ]
    /// Words that let a creating tool also change what is there.
    private static let changes: Set<String> = [
        "overwrite", "overwrites", "overwritten", "overwriting", "replace", "replaces", "replaced",
        "update", "updates", "existing", "upsert", "exists", "truncate", "modify", "modifies",
    ]
    /// Things that creating under a name in use replaces, and words of names that join two actions.
    private static let things: Set<String> = [
        "file", "files", "folder", "directory", "document", "workbook", "spreadsheet", "or", "and",
        "presentation", "archive", "backup", "note", "pdf",
    ]
    /// What stands before a verb that says what the tool does.
    private static let beforeVerbs: Set<String> = [
        "and", "or", "then", "to", "also", "will", "can", "may", "it", ",", "automatically", "tool",
        "that", "which", "by", "&", "/", ":", "-", "if", "并", "und", "oder", "et", "y", "(",
    ]

    static func proposals(for draft: ToolDraft) -> [FixProposal] {
        let claimed = PresentHints(draft.json[["annotations"]]?.object)
        var hints: [(key: String, value: Bool)] = []
        var rule = "effect-undeclared"
        if !claimed.saysEffect, let reading = Reading(draft) {
            if reading.onlyLooks {
                hints = [("readOnlyHint", true)]
            } else if reading.onlyCreates {
                hints = [("readOnlyHint", false), ("destructiveHint", false)]
            } else if reading.destroys {
                hints = [("destructiveHint", true)]
                rule = "damage-unmarked"
            }
        }
        if !claimed.saysRepetition, let isIdempotent = idempotence(draft) {
            if hints.isEmpty { rule = "repetition-undefined" }
            hints.append(("idempotentHint", isIdempotent))
        }
        guard !hints.isEmpty else { return [] }
        let words = hints.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return [
            draft.proposal(
                rule, "declare \(words), as its words show", isSafe: false,
                operations(hints, in: draft))
        ]
    }

    private static func operations(
        _ hints: [(key: String, value: Bool)], in draft: ToolDraft
    ) -> [JSONPatch.Operation] {
        if draft.json[["annotations"]]?.object != nil {
            return hints.map { .add(["annotations", $0.key], .bool($0.value)) }
        }
        var annotations = JSONObject()
        for hint in hints { annotations[hint.key] = .bool(hint.value) }
        return [.add(["annotations"], .object(annotations))]
    }

    /// What the description of a tool that changes something says about calling it twice.
    private static func idempotence(_ draft: ToolDraft) -> Bool? {
        let tool = draft.subject[draft.tool]
        let lexicon = draft.subject.catalogue.lexicon
        let changes = tool.name.contains { [.writes, .destroys].contains(lexicon.effect(of: $0)) }
        guard changes, let prose = draft.description.map({ Prose($0) }) else { return nil }
        let words = prose.tokens.indices.filter {
            prose.has(["idempotent", "non-idempotent", "idempotente", "idempotenter"], at: $0)
        }
        guard words.count == 1, let index = words.first else { return nil }
        let sentence = prose.sentence(around: index)
        if prose.mentions(["if", "when", "unless", "only", "should", "may", "key"], in: sentence) {
            return nil
        }
        let isDenied =
            prose.has(["non-idempotent"], at: index)
            || prose.mentions(["not", "non", "never", "isn't", "nicht", "no"], in: sentence)
        return !isDenied
    }

    /// What the verbs of the name and the description do.
    private struct Reading {
        let onlyLooks: Bool
        let onlyCreates: Bool
        let destroys: Bool

        /// `nil` without a verb in the name that is clear.
        init?(_ draft: ToolDraft) {
            let tool = draft.subject[draft.tool]
            let lexicon = draft.subject.catalogue.lexicon
            let verbs = tool.name.filter { lexicon.effect(of: $0) != nil }
            guard let action = verbs.first,
                let verb = draft.subject.conventions.verbs[draft.tool], !ambiguous.contains(verb)
            else { return nil }
            let effects = Set(verbs.compactMap { lexicon.effect(of: $0) })
            let prose = Prose(draft.description ?? "")
            let said = BehaviourHints.effects(in: prose, lexicon)
            let arguments = Set(
                draft.fields.flatMap { NameWords.split($0.name).map { $0.lowercased() } })
            let name = Set(NameWords.split(draft.definition.name).map { $0.lowercased() })
            let isLooking = looking.compactMap(lexicon.concept).contains(action)
            onlyLooks =
                effects == [.reads] && isLooking && said.isSubset(of: [.reads])
                && arguments.isDisjoint(with: targets) && name.isDisjoint(with: ambiguous)
            let isCreating = verbs.allSatisfy { $0 == lexicon.concept("create") }
            onlyCreates =
                isCreating && !said.contains(.destroys)
                && !prose.mentions(changes, in: prose.tokens.indices)
                && name.isDisjoint(with: things)
            let isDeleting = verbs.allSatisfy { $0 == lexicon.concept("delete") }
            // "Remove the background" destroys nothing, "remove member 7" does.
            let isCertain = !verb.hasPrefix("remov") || !arguments.isDisjoint(with: identifiers)
            destroys =
                isDeleting && isCertain && said.contains(.destroys)
                && !prose.mentions(
                    ["not", "never", "doesn't", "soft", "trash"], in: prose.tokens.indices)
        }
    }

    /// The effects of the verbs in a text that say what the tool does.
    private static func effects(in prose: Prose, _ lexicon: Lexicon) -> Set<Effect> {
        var effects: Set<Effect> = []
        var reader = WordReader()
        for index in prose.tokens.indices {
            let token = prose.tokens[index]
            guard token.kind == .word, token.lower != "call" else { continue }
            let found = reader.stems(token.text).compactMap { stem in
                lexicon.wordIDs[stem].flatMap { lexicon.effect(of: $0) }
            }
            if found.contains(.destroys) { effects.insert(.destroys) }
            let startsSentence = prose[index - 1]?.sentence != token.sentence
            if startsSentence || prose.has(beforeVerbs, at: index - 1) {
                effects.formUnion(found)
            } else if token.text.utf8.contains(where: { $0 >= 0xE3 }), found.contains(.writes) {
                // Without spaces the verb cannot be told from its place.
                effects.insert(.writes)
            }
        }
        return effects
    }
}

/// The hints that are present, whatever they say.
private struct PresentHints {
    let saysEffect: Bool
    let saysRepetition: Bool

    init(_ json: JSONObject?) {
        func says(_ key: String) -> Bool { (json?[key] ?? .null) != .null }
        saysEffect = says("readOnlyHint") || says("destructiveHint")
        saysRepetition = says("idempotentHint")
    }
}
