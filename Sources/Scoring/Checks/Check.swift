// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A measurement of tools; what it is worth and what is said about it stands in the rubric.
protocol Check: Sendable {
    /// The word by which a rubric names this kind of check.
    static var kind: String { get }

    /// Reads the options a rubric gives; what is wrong with them is reported through the reader.
    init(_ options: CheckOptions)

    /// Measures one tool; no opportunities means that the check does not apply to it.
    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity]
}

/// One thing that could have been done well or badly, with how well it was done.
struct Opportunity {
    /// What the rule's curve turns into 0…1.
    let measure: Double
    /// The place in the tool's definition.
    var pointer: JSONPointer = []
    /// The argument it is about.
    var field: String?
    /// What the message says beside.
    var detail = ""
    /// The words of the input that show it.
    var evidence = ""
}

/// The server as checks see it: the words, and what follows from comparing tools.
struct CheckSubject: Sendable {
    let catalogue: Catalogue
    /// How well each description fits; `nil` without a description.
    let fits: [Fit?]
    /// What each description tells.
    let information: [Information]
    /// The pairs that could be confused, the most alike first.
    let likenesses: [Likeness]
    /// The strongest likeness of each tool, as an index into the pairs.
    let closest: [Int?]
    /// How names are written and actions called throughout the server.
    let conventions: Conventions

    init(_ catalogue: Catalogue) {
        self.catalogue = catalogue
        let fitIndex = FitIndex(catalogue)
        let informationIndex = InformationIndex(catalogue)
        var scores = [Double](repeating: 0, count: catalogue.tools.count)
        fits = catalogue.tools.indices.map { fitIndex.fit(of: $0, scores: &scores) }
        information = catalogue.tools.indices.map { informationIndex.information(of: $0) }
        likenesses = LikenessIndex(catalogue).pairs()
        var closest = [Int?](repeating: nil, count: catalogue.tools.count)
        for (index, pair) in likenesses.enumerated() {
            for tool in [pair.first, pair.second] where closest[tool] == nil {
                closest[tool] = index
            }
        }
        self.closest = closest
        conventions = Conventions(catalogue)
    }

    subscript(tool: Int) -> Catalogue.Tool { catalogue.tools[tool] }
}

/// Reads the options of a check strictly.
struct CheckOptions {
    let yaml: YAMLValue?
    /// Where a missing option is reported.
    let owner: YAMLValue
    let lexicon: Lexicon

    /// The options by name; unknown ones and missing ones are problems.
    func members(required: Set<String> = [], optional: Set<String> = []) -> [String: YAMLValue] {
        guard let yaml else {
            if !required.isEmpty {
                owner.problem(
                    "this check needs the options \(required.sorted().joined(separator: ", "))")
            }
            return [:]
        }
        return yaml.members(required: required, optional: optional)
    }

    /// The union of the cues named in a list.
    func cues(_ list: YAMLValue?) -> CueSet {
        (list?.elements ?? []).reduce(into: []) { cues, element in
            guard let cue = lexicon.cue(element.text) else {
                element.problem("the lexicon has no cue \"\(element.text)\"")
                return
            }
            cues.formUnion(cue)
        }
    }

    /// The word ids of actions named in a list.
    func actions(_ list: YAMLValue?) -> Set<WordID> {
        Set(
            (list?.elements ?? []).compactMap { element in
                guard let id = lexicon.concept(element.text), lexicon.effect(of: id) != nil else {
                    element.problem("the lexicon has no action \"\(element.text)\"")
                    return nil
                }
                return id
            })
    }
}
