// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// A measurement of tools; what it is worth and what is said about it stands in the rubric.
protocol Check: Sendable {
    /// The word by which a rubric names this kind of check.
    static var kind: String { get }

    /// Reads the options a rubric gives; what is wrong with them is reported through the reader.
    init(_ options: CheckOptions)

    /// Measures one tool; no opportunities means that the check does not apply to it.
    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity]

    /// Measures what belongs to the server and to none of its tools.
    func measureServer(in subject: CheckSubject) -> [Opportunity]
}

extension Check {
    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity] { [] }

    func measureServer(in subject: CheckSubject) -> [Opportunity] { [] }
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
    /// Finds these words where that takes a while, and only a finding needs them.
    var excerpt: (() -> String)?
}

/// The server as checks see it: the words, and what follows from comparing tools.
struct CheckSubject: Sendable {
    var catalogue: Catalogue
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
    /// The server itself.
    let manifest: ServerManifest
    /// For each tool of the catalogue its place in the manifest.
    let order: [Int]
    /// What the texts of each tool say.
    var scans: [TextScan]
    /// The digests of the tools' names, as texts spell them.
    private let toolNames: Set<UInt64>
    /// What the texts of the server itself say.
    let serverScan: TextScan
    /// The signals that each tool's name gives, which are its task.
    let tasks: [SignalSet]
    /// The tools whose names look the same at a glance, by what they look like.
    let skeletons: [String: [String]]
    let rubrics: Rubrics
    /// How the tools were defined when somebody looked at them.
    let lock: ToolLock?
    /// The servers that a client is configured with beside this one.
    let neighbours: [ServerManifest]

    /// Reads a server.
    ///
    /// - Parameter order: the places of the manifest's tools, in the order they are judged in.
    init(
        _ manifest: ServerManifest, order: [Int], rubrics: Rubrics, lock: ToolLock?,
        neighbours: [ServerManifest] = []
    ) {
        let catalogue = Catalogue(order.map { manifest.tools[$0] }, lexicon: rubrics.lexicon)
        self.catalogue = catalogue
        self.manifest = manifest
        self.order = order
        self.rubrics = rubrics
        self.lock = lock
        self.neighbours = neighbours
        let signals = rubrics.signals
        let names = Set(catalogue.tools.map { WordFeatures.identifier($0.definition.name) })
        toolNames = names
        scans = catalogue.tools.map { tool in
            TextScan(
                .object(tool.definition.json), own: tool.ownIdentifiers(beside: names), rubrics)
        }
        serverScan = TextScan(
            manifest.serverJSON, own: OwnIdentifiers(tools: names), rubrics)
        tasks = catalogue.tools.map { tool in
            var name = tool.spoken
            return name.withUTF8 { signals.signals(of: $0) }
        }
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
        skeletons = Dictionary(grouping: catalogue.tools.map(\.definition.name)) {
            NamesDistinct.skeleton($0)
        }
        conventions = Conventions(catalogue)
    }

    subscript(tool: Int) -> Catalogue.Tool { catalogue.tools[tool] }

    /// What the texts of a tool speak of by right.
    func ownIdentifiers(of tool: Int) -> OwnIdentifiers {
        self[tool].ownIdentifiers(beside: toolNames)
    }
}

extension Catalogue.Tool {
    fileprivate func ownIdentifiers(beside tools: Set<UInt64>) -> OwnIdentifiers {
        OwnIdentifiers(
            tools: tools, arguments: Set(fields.map { WordFeatures.identifier($0.field.name) }))
    }
}

/// Reads the options of a check strictly.
struct CheckOptions {
    let yaml: YAMLValue?
    /// Where a missing option is reported.
    let owner: YAMLValue
    let words: Words
    var lexicon: Lexicon? { words.lexicon }

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
            guard let lexicon else { return }
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
                guard let lexicon else { return nil }
                guard let id = lexicon.concept(element.text), lexicon.effect(of: id) != nil else {
                    element.problem("the lexicon has no action \"\(element.text)\"")
                    return nil
                }
                return id
            })
    }

    /// The patterns of a list; none without one.
    func patterns(_ list: YAMLValue?) -> PatternSet {
        let elements = list?.elements ?? []
        return PatternSet(elements.map(\.text)) { index, reason in
            elements[index].problem("this pattern does not compile: \(reason)")
        }
    }

    /// The union of the signals named in a list.
    func signals(_ list: YAMLValue?) -> SignalSet {
        (list?.elements ?? []).reduce(into: []) { signals, element in
            guard let known = words.signals else { return }
            guard let signal = known.signal(element.text) else {
                element.problem("there is no signal \"\(element.text)\"")
                return
            }
            signals.formUnion(signal)
        }
    }
}
