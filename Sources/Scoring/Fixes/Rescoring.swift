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

    /// Whether no number of the server or of one of its tools is lower than it was.
    func isNowhereBelow(_ before: Verdict) -> Bool {
        func numbers(_ verdict: Verdict) -> [ScoreCard] {
            [verdict.quality.score, verdict.security.score]
        }
        for (old, new) in zip(numbers(before), numbers(self)) where new.isBelow(old) {
            return false
        }
        // A renamed tool may be judged elsewhere in the order, but keeps its place in the manifest.
        var places = [Int](repeating: 0, count: subject.order.count)
        for (new, place) in subject.order.enumerated() { places[place] = new }
        for (old, place) in before.subject.order.enumerated() {
            let new = places[place]
            if zip(toolScores(new), before.toolScores(old)).contains(where: { $0.isBelow($1) }) {
                return false
            }
        }
        return true
    }

    private func toolScores(_ tool: Int) -> [ScoreCard] {
        [quality.toolScore(tool), security.toolScore(tool)]
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
    private var subject: CheckSubject { before.subject }

    init(_ before: Verdict) { self.before = before }

    /// Whether a proposal changes words, so that other tools have to be read again too.
    func readsAgain(_ proposal: FixProposal) -> Bool {
        guard let patched = subject[proposal.tool].definition.applying(proposal.patch) else {
            return true
        }
        return !subject[proposal.tool].readsTheSame(as: patched, subject.catalogue.lexicon)
    }

    /// What a repair gains alone; `nil` where it cannot be applied or lowers a number.
    func gain(of repair: RepairGroup) -> Fix.Gain? {
        if repair.proposals.count == 1, let proposal = repair.proposals.first,
            let patched = subject[proposal.tool].definition.applying(proposal.patch),
            subject[proposal.tool].readsTheSame(as: patched, subject.catalogue.lexicon)
        {
            let tool = proposal.tool
            let changed = Verdict(
                quality: before.quality, security: before.security,
                subject: subject.replacing(tool, with: patched), tool: tool)
            return changed.isNotBelow(before, at: tool)
                ? Fix.Gain(from: before, to: changed) : nil
        }
        return outcome(of: [repair], on: subject.manifest)
            .map { Fix.Gain(from: before, to: $0.1) }
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
    /// The verdict when only one tool is measured again.
    fileprivate init(
        quality: Judgement, security: Judgement, subject: CheckSubject, tool: Int
    ) {
        self.subject = subject
        self.quality = quality.measuringAgain(tool, in: subject)
        self.security = security.measuringAgain(tool, in: subject)
    }

    /// The same as ``isNowhereBelow`` when only one tool and the server can differ.
    fileprivate func isNotBelow(_ before: Verdict, at tool: Int) -> Bool {
        !quality.score.isBelow(before.quality.score)
            && !security.score.isBelow(before.security.score)
            && !zip(toolScores(tool), before.toolScores(tool)).contains {
                $0.isBelow($1)
            }
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

    /// The server with one tool defined otherwise, though read as the same words.
    fileprivate func replacing(_ tool: Int, with definition: ToolDefinition) -> CheckSubject {
        var changed = self
        changed.catalogue.replace(tool, with: self[tool].replacing(definition))
        changed.scans[tool] = TextScan(
            .object(definition.json), own: ownIdentifiers(of: tool), rubrics)
        return changed
    }
}
