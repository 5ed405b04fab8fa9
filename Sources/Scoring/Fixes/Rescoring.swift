// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// What both rubrics say about a server.
struct Verdict {
    let subject: CheckSubject
    let quality: Judgement
    let security: Judgement

    init(_ subject: CheckSubject, locator: JSONLocator? = nil) {
        self.subject = subject
        let places = ToolPlaces(subject, locator)
        quality = Judgement(rubric: subject.rubrics.quality, subject: subject, places: places)
        security = Judgement(rubric: subject.rubrics.security, subject: subject, places: places)
    }

    private init(_ subject: CheckSubject, quality: Judgement, security: Judgement) {
        (self.subject, self.quality, self.security) = (subject, quality, security)
    }

    /// The same, both rubrics at the same time.
    static func sideBySide(_ subject: CheckSubject, locator: JSONLocator? = nil) async -> Verdict {
        let places = ToolPlaces(subject, locator)
        async let security = Judgement(
            rubric: subject.rubrics.security, subject: subject, places: places)
        let quality = Judgement(rubric: subject.rubrics.quality, subject: subject, places: places)
        return await Verdict(subject, quality: quality, security: security)
    }

    /// Whether no number of the server or of one of its tools is lower than it was.
    func isNowhereBelow(_ before: Verdict) -> Bool {
        !isServerBelow(before) && toolsBelow(before).isEmpty
    }

    fileprivate func isServerBelow(_ before: Verdict) -> Bool {
        quality.score.isBelow(before.quality.score)
            || security.score.isBelow(before.security.score)
    }

    /// The tools with a lower number than before, as they were numbered then.
    fileprivate func toolsBelow(_ before: Verdict) -> Set<Int> {
        // A renamed tool may be judged elsewhere in the order, but keeps its place in the manifest.
        var places = [Int](repeating: 0, count: subject.order.count)
        for (new, place) in subject.order.enumerated() { places[place] = new }
        return Set(
            before.subject.order.enumerated().lazy
                .filter { old, place in isBelow(before, at: places[place], was: old) }
                .map(\.offset))
    }

    fileprivate func isBelow(_ before: Verdict, at tool: Int, was old: Int) -> Bool {
        quality.toolScore(tool).isBelow(before.quality.toolScore(old))
            || security.toolScore(tool).isBelow(before.security.toolScore(old))
    }
}

extension ScoreCard {
    /// Whether a number here is lower than there.
    fileprivate func isBelow(_ other: ScoreCard) -> Bool {
        if (points ?? 0) < (other.points ?? 0) { return true }
        return zip(dimensions, other.dimensions).contains { ($0.points ?? 100) < ($1.points ?? 0) }
    }
}

/// Scores a server again as repairs leave it, and reads only what they change.
struct Rescoring {
    private let before: Verdict
    /// Leaving a tool out can move the numbers of others, though ever fewer.
    private static let mostTries = 3
    private var subject: CheckSubject { before.subject }

    init(_ before: Verdict) { self.before = before }

    /// Whether a proposal changes words, so that other tools have to be read again too.
    func readsAgain(_ proposal: FixProposal) -> Bool {
        guard let patched = subject[proposal.tool].definition.applying(proposal.patch) else {
            return true
        }
        return !subject[proposal.tool].readsTheSame(as: patched, subject.catalogue.lexicon)
    }

    /// A repair with what it gains alone, without its changes of tools that it would make worse.
    ///
    /// `nil` where it cannot be applied or lowers a number all the same.
    func harmless(_ repair: RepairGroup) -> RepairGroup? {
        var repair = repair
        for _ in 0..<Self.mostTries {
            guard let (after, below) = effect(of: repair), !after.isServerBelow(before) else {
                return nil
            }
            if below.isEmpty { return repair.gaining(Fix.Gain(from: before, to: after)) }
            guard let rest = repair.leavingOut(below) else { return nil }
            repair = rest
        }
        return nil
    }

    /// The verdict after a repair, and the tools that it makes worse.
    private func effect(of repair: RepairGroup) -> (Verdict, Set<Int>)? {
        guard let patched = patched(by: repair) else { return nil }
        let lexicon = subject.catalogue.lexicon
        if patched.allSatisfy({ subject[$0].readsTheSame(as: $1, lexicon) }) {
            let after = Verdict(before, defining: patched)
            return (after, Set(patched.keys.filter { after.isBelow(before, at: $0, was: $0) }))
        }
        var manifest = subject.manifest
        for (tool, definition) in patched { manifest.tools[subject.order[tool]] = definition }
        let after = subject.judging(manifest)
        return (after, after.toolsBelow(before))
    }

    /// The tools that a repair changes, as it leaves them; `nil` where it cannot be applied.
    private func patched(by repair: RepairGroup) -> [Int: ToolDefinition]? {
        var patched: [Int: ToolDefinition] = [:]
        for proposal in repair.proposals {
            let definition = patched[proposal.tool] ?? subject[proposal.tool].definition
            guard let next = definition.applying(proposal.patch) else { return nil }
            patched[proposal.tool] = next
        }
        return patched
    }

    /// The server after some repairs; `nil` where they cannot be applied or lower a number.
    func outcome(
        of repairs: [RepairGroup], on manifest: ServerManifest
    ) -> (ServerManifest, Verdict)? {
        guard let manifest = manifest.applying(repairs, order: subject.order) else { return nil }
        let after = subject.judging(manifest)
        return after.isNowhereBelow(before) ? (manifest, after) : nil
    }
}

extension Verdict {
    /// The verdict when some tools are defined otherwise, though read as the same words.
    fileprivate init(_ before: Verdict, defining definitions: [Int: ToolDefinition]) {
        subject = before.subject.defining(definitions)
        quality = before.quality.measuringAgain(definitions.keys, in: subject)
        security = before.security.measuringAgain(definitions.keys, in: subject)
    }
}

extension Catalogue.Tool {
    /// Whether another definition would be read as the same words.
    fileprivate func readsTheSame(as other: ToolDefinition, _ lexicon: Lexicon) -> Bool {
        guard definition.name == other.name, definition.title == other.title,
            definition.description == other.description,
            definition.annotations.title == other.annotations.title,
            effect == CatalogueReader.effect(of: name, other.annotations, lexicon)
        else { return false }
        let fields = other.inputSchema.fields()
        return fields.count == self.fields.count
            && zip(fields, self.fields).allSatisfy { new, old in
                new.name == old.field.name && new.description == old.field.description
                    && new.allowedTexts == old.field.allowedTexts
            }
    }

    /// The same words with another definition behind them.
    fileprivate func replacing(_ definition: ToolDefinition) -> Catalogue.Tool {
        let fields = zip(definition.inputSchema.fields(), self.fields).map { new, old in
            Catalogue.Field(
                field: new, name: old.name, words: old.words, cues: old.cues, values: old.values)
        }
        return Catalogue.Tool(
            definition: definition, name: name, action: action, effect: effect, title: title,
            sentences: sentences, fields: fields)
    }
}

extension SchemaField {
    fileprivate var allowedTexts: [String] { (target?.allowedValues ?? []).compactMap(\.string) }
}

extension CheckSubject {
    /// The verdict on another state of the same server, in the same surroundings.
    func judging(_ manifest: ServerManifest) -> Verdict {
        Verdict(
            CheckSubject(
                manifest, order: CanonicalOrder(manifest.tools).order, rubrics: rubrics,
                lock: lock, neighbours: neighbours))
    }

    /// The server with some tools defined otherwise, though read as the same words.
    fileprivate func defining(_ definitions: [Int: ToolDefinition]) -> CheckSubject {
        var changed = self
        for (tool, definition) in definitions {
            changed.catalogue.replace(tool, with: self[tool].replacing(definition))
            changed.scans[tool] = TextScan(
                .object(definition.json), own: ownIdentifiers(of: tool), rubrics)
        }
        return changed
    }
}
