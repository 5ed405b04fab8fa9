// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether something is made known about a tool: in prose, by an annotation, by an argument, or by
/// the schema of the result.
///
/// Prose counts only in a sentence that has words of its own and speaks of this tool, so that the
/// turn of phrase alone earns nothing.
struct Signalled: Check {
    static let kind = "signalled"

    /// The ways in which a rubric can accept the signal, each with its credit.
    private enum Annotation: String, CaseIterable {
        case readOnlyHint, destructiveHint, idempotentHint, openWorldHint
    }

    /// Where the signal is missing first of all.
    private enum Place: String, CaseIterable {
        case description, annotations, inputSchema, outputSchema
    }

    private let actions: Set<WordID>?
    private let effects: Set<Effect>?
    private let annotations: [Annotation]
    private let cues: CueSet
    private let namesSiblings: Bool
    private let arguments: Set<WordID>
    private let results: Set<Stem>
    /// Whether any explained field of the result counts.
    private let acceptsAnyResult: Bool
    private let place: JSONPointer
    private let credit: Credit

    private struct Credit {
        var text = 1.0
        var argumentText = 0.0
        var annotation = 1.0
        var argument = 1.0
        var result = 1.0
    }

    /// A sentence of fewer content words than this announces something but does not say it.
    private static let contentWords = 3

    init(_ options: CheckOptions) {
        let members = options.members(optional: [
            "actions", "effects", "annotations", "cues", "siblings", "arguments", "results",
            "credit",
            "at",
        ])
        actions = members["actions"].map { options.actions($0) }
        effects = members["effects"].map { Set($0.elements.compactMap { $0.word(Effect.self) }) }
        annotations = members["annotations"]?.elements.compactMap { $0.word(Annotation.self) } ?? []
        cues = options.cues(members["cues"])
        namesSiblings = members["siblings"]?.text == "true"
        arguments = Self.words(members["arguments"], options.lexicon)
        var reader = WordReader()
        results = Set(members["results"]?.texts.flatMap { reader.stems($0) } ?? [])
        acceptsAnyResult = members["results"]?.texts.contains("any") ?? false
        place = JSONPointer([members["at"]?.word(Place.self)?.rawValue ?? "description"])
        var credit = Credit()
        let given = members["credit"]?.members(
            required: [],
            optional: ["text", "argument-text", "annotation", "argument", "result"])
        func number(_ key: String, _ path: WritableKeyPath<Credit, Double>) {
            if let value = given?[key] { credit[keyPath: path] = value.number(in: 0...1) }
        }
        number("text", \.text)
        number("argument-text", \.argumentText)
        number("annotation", \.annotation)
        number("argument", \.argument)
        number("result", \.result)
        self.credit = credit
    }

    /// Option words are looked up in the lexicon, so each must be one of its words.
    private static func words(_ list: YAMLValue?, _ lexicon: Lexicon?) -> Set<WordID> {
        guard let lexicon else { return [] }
        var reader = WordReader()
        return Set(
            (list?.elements ?? []).flatMap { element in
                reader.stems(element.text).compactMap { stem in
                    if lexicon.wordIDs[stem] == nil {
                        element.problem("\"\(element.text)\" is not in the lexicon")
                    }
                    return lexicon.wordIDs[stem]
                }
            })
    }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let tool = subject[index]
        if let actions, tool.action.map(actions.contains) != true { return [] }
        if let effects, tool.effect.map(effects.contains) != true { return [] }
        let credit = max(
            annotationCredit(tool.definition.annotations), argumentCredit(tool),
            resultCredit(tool.definition), textCredit(index, in: subject))
        return [
            Opportunity(
                measure: credit, pointer: place,
                evidence: tool.definition.description ?? "")
        ]
    }

    private func annotationCredit(_ given: ToolAnnotations) -> Double {
        let isGiven = annotations.contains { annotation in
            switch annotation {
            case .readOnlyHint: given.readOnlyHint != nil
            case .destructiveHint: given.destructiveHint != nil
            case .idempotentHint: given.idempotentHint != nil
            case .openWorldHint: given.openWorldHint != nil
            }
        }
        return isGiven ? credit.annotation : 0
    }

    private func argumentCredit(_ tool: Catalogue.Tool) -> Double {
        guard !arguments.isEmpty || credit.argumentText > 0 else { return 0 }
        var best = 0.0
        for field in tool.fields {
            if field.name.contains(where: arguments.contains) { best = max(best, credit.argument) }
            if !field.cues.isDisjoint(with: cues), field.words.count >= Self.contentWords {
                best = max(best, credit.argumentText)
            }
        }
        return best
    }

    private func resultCredit(_ definition: ToolDefinition) -> Double {
        guard !results.isEmpty, let output = definition.outputSchema else { return 0 }
        var reader = WordReader()
        let isTold = output.fields().contains { field in
            if acceptsAnyResult, field.description != nil { return true }
            return reader.stems(field.name).contains(where: results.contains)
        }
        return isTold ? credit.result : 0
    }

    private func textCredit(_ index: Int, in subject: CheckSubject) -> Double {
        let tool = subject[index]
        guard let trust = subject.fits[index]?.trust else { return 0 }
        var best = 0.0
        for (sentence, worth) in zip(tool.sentences, subject.information[index].worth) {
            let names = namesSiblings && sentence.mentions.contains { $0 != index }
            let announces = !sentence.cues.isDisjoint(with: cues)
            guard names || announces, names || sentence.words.count >= Self.contentWords else {
                continue
            }
            best = max(best, worth)
        }
        return best * trust * credit.text
    }
}
