// SPDX-License-Identifier: Apache-2.0

internal import Crypto
public import MCPModel

/// Judges servers by a rubric.
public struct Scorer: Sendable {
    /// The name and version that cards carry.
    public static let engine = ReportCard.Engine(name: "smelt", version: "0.1.0")

    private let rubric: Rubric

    /// Judges by a rubric.
    public init(rubric: Rubric) { self.rubric = rubric }

    /// The card of one server.
    ///
    /// - Parameters:
    ///   - source: where the server was read: a path, a URL or a command line.
    ///   - locating: whether findings get their line and column, which few formats show.
    public func card(
        _ manifest: ServerManifest, source: String, locating: Bool = false
    ) -> ReportCard {
        // Judging in the order of the names makes every number the same for any order of tools.
        let names = manifest.tools.map(\.name)
        let texts = manifest.tools.map { JSONWriter.bytes(.object($0.json), layout: .canonical) }
        let order = names.indices.sorted { left, right in
            names[left] == names[right]
                ? texts[left].lexicographicallyPrecedes(texts[right]) : names[left] < names[right]
        }
        let subject = CheckSubject(
            Catalogue(order.map { manifest.tools[$0] }, lexicon: rubric.lexicon))
        var digest = SHA256()
        for index in order {
            digest.update(data: texts[index])
            digest.update(data: [0x0A])
        }
        let judgement = Judgement(
            rubric: rubric, subject: subject, manifest: manifest,
            locator: locating ? manifest.document?.locator() : nil)
        return ReportCard(
            engine: Self.engine,
            rubrics: [
                ReportCard.RubricStamp(
                    id: rubric.id, version: rubric.version, digest: rubric.digest)
            ],
            subject: ReportCard.Subject(
                name: manifest.name, version: manifest.version,
                protocolVersion: manifest.protocolVersion, source: source,
                toolCount: manifest.tools.count,
                digest: "sha256:" + hexadecimal(digest.finalize())),
            quality: judgement.quality, security: .notJudgedYet,
            readiness: ReportCard.Readiness(
                protocolVersion: "2026-07-28", points: nil,
                note: "this version does not judge it yet", findings: []),
            tools: judgement.tools(inOrder: order), overlaps: judgement.overlaps,
            findings: judgement.findings, priorities: judgement.priorities,
            coverage: judgement.coverage)
    }

    /// The findings of one rule on a few tools, for the examples in a rubric.
    func findings(of rule: String, on tools: [ToolDefinition]) -> [Finding] {
        card(ServerManifest(name: "example", tools: tools), source: "example").findings
            .filter { $0.rule == rule }
    }
}

/// What a rubric says about a subject: its values, turned into the parts of a card.
private struct Judgement {
    let rubric: Rubric
    let subject: CheckSubject
    let manifest: ServerManifest
    let arithmetic: ScoreArithmetic
    let findings: [Finding]
    private let dimensionValues: [Double?]

    init(
        rubric: Rubric, subject: CheckSubject, manifest: ServerManifest, locator: JSONLocator?
    ) {
        self.rubric = rubric
        self.subject = subject
        self.manifest = manifest
        var values: [[ScoreArithmetic.RuleValues]] = []
        var findings: [Finding.Severity: [Finding]] = [:]
        let places = ToolPlaces(subject, locator)
        for dimension in rubric.dimensions {
            values.append(
                dimension.rules.map { rule in
                    subject.catalogue.tools.indices.map { tool in
                        let opportunities = rule.check.measure(tool, in: subject)
                        var total = 0.0
                        for opportunity in opportunities {
                            let value = rule.curve(opportunity.measure)
                            total += value
                            if value < rule.reportBelow {
                                let definition = subject[tool].definition
                                findings[rule.severity, default: []].append(
                                    Finding(
                                        opportunity, rule: rule, dimension: dimension.id,
                                        tool: definition,
                                        position: places.position(opportunity, of: tool)))
                            }
                        }
                        return opportunities.isEmpty ? nil : total / Double(opportunities.count)
                    }
                })
        }
        let arithmetic = ScoreArithmetic(rubric: rubric, values: values)
        self.arithmetic = arithmetic
        self.findings = Finding.Severity.allCases.reversed().flatMap { findings[$0] ?? [] }
        dimensionValues = rubric.dimensions.indices.map { arithmetic.serverValue(dimension: $0) }
    }

    var quality: ScoreCard {
        guard let total = arithmetic.total(dimensionValues), !manifest.tools.isEmpty else {
            return ScoreCard(
                points: nil, grade: nil, status: .insufficientData,
                note: "the server offers no tools",
                dimensions: scores(dimensionValues, server: true))
        }
        let points = ScoreArithmetic.points(total)
        return ScoreCard(
            points: points, grade: rubric.grade(points),
            status: manifest.gaps.isEmpty ? .complete : .incomplete,
            note: manifest.gaps.first.map { "tools are missing: \($0)" },
            dimensions: scores(dimensionValues, server: true))
    }

    /// The tools' own cards; `order` gives each catalogue place its place in the server.
    func tools(inOrder order: [Int]) -> [ToolCard] {
        var cards = [ToolCard?](repeating: nil, count: order.count)
        for (tool, place) in order.enumerated() {
            let values = rubric.dimensions.indices.map {
                arithmetic.toolValue(dimension: $0, tool: tool)
            }
            let points = arithmetic.total(values).map(ScoreArithmetic.points)
            cards[place] = ToolCard(
                name: subject[tool].definition.name,
                quality: ScoreCard(
                    points: points, grade: points.map(rubric.grade), status: .complete, note: nil,
                    dimensions: scores(values, server: false)),
                security: .notJudgedYet)
        }
        return cards.compactMap(\.self)
    }

    private func scores(_ values: [Double?], server: Bool) -> [DimensionScore] {
        zip(rubric.dimensions, values).map { dimension, value in
            let points = value.map(ScoreArithmetic.points)
            let isPartial = server && value != nil && !manifest.gaps.isEmpty
            return DimensionScore(
                id: dimension.id, title: dimension.title, points: points,
                grade: points.map(rubric.grade), weight: dimension.weight,
                status: value == nil ? .notApplicable : isPartial ? .incomplete : .scored,
                note: value == nil ? dimension.rules.first?.notApplicable : nil)
        }
    }

    var overlaps: [Overlap] {
        let threshold = 0.55
        return subject.likenesses.lazy.filter { $0.similarity >= threshold }.map { pair in
            Overlap(
                tools: [pair.first, pair.second].map { subject[$0].definition.name },
                similarity: (pair.similarity * 100).rounded() / 100, reason: pair.reason)
        }
    }

    /// The gain of a rule is found by scoring again as if it were met everywhere.
    var priorities: [Priority] {
        guard let total = arithmetic.total(dimensionValues) else { return [] }
        var priorities: [Priority] = []
        for (index, dimension) in rubric.dimensions.enumerated() {
            for (ruleIndex, rule) in dimension.rules.enumerated() {
                var values = dimensionValues
                values[index] = arithmetic.serverValue(dimension: index, perfect: ruleIndex)
                let gain = ((arithmetic.total(values) ?? total) - total) * 100
                guard gain >= 0.05 else { continue }
                let worst = arithmetic.values[index][ruleIndex].enumerated()
                    .compactMap { tool, value in value.map { (tool: tool, value: $0) } }
                    .filter { item in
                        item.value < rule.reportBelow
                            && !arithmetic.isCharged(
                                dimension: index, rule: ruleIndex, tool: item.tool)
                    }
                    .sorted { ($0.value, $0.tool) < ($1.value, $1.tool) }
                priorities.append(
                    Priority(
                        rule: rule.id, dimension: dimension.id, title: rule.failure,
                        advice: rule.advice, tools: worst.map { subject[$0.tool].definition.name },
                        gain: (gain * 10).rounded() / 10))
            }
        }
        return priorities.sorted { ($1.gain, $0.rule) < ($0.gain, $1.rule) }
    }

    var coverage: Coverage {
        var gaps = rubric.dimensions.compactMap { dimension in
            dimension.notJudged.map { Coverage.Gap(what: dimension.title, why: $0) }
        }
        for (dimension, value) in zip(rubric.dimensions, dimensionValues) where value == nil {
            let why = dimension.rules.first?.notApplicable ?? "nothing to measure"
            gaps.append(Coverage.Gap(what: dimension.title, why: why))
        }
        gaps += manifest.gaps.map { Coverage.Gap(what: "Tools", why: $0.description) }
        // A gap with a place is a tool; one without is the rest of a list that was cut off.
        let found = manifest.tools.count + manifest.gaps.count { $0.pointer != nil }
        return Coverage(
            toolsJudged: manifest.tools.count, toolsFound: found,
            checksJudged: found == 0 ? 0 : Double(manifest.tools.count) / Double(found),
            notJudged: gaps)
    }
}

/// Where the tools stand in the text that was read, found once for all their findings.
private struct ToolPlaces {
    private let locator: JSONLocator?
    private let anchors: [JSONLocator.Anchor]

    init(_ subject: CheckSubject, _ locator: JSONLocator?) {
        self.locator = locator
        anchors =
            locator.map { locator in
                subject.catalogue.tools.map {
                    locator.anchor(at: $0.definition.origin, from: locator.root)
                }
            } ?? []
    }

    func position(_ opportunity: Opportunity, of tool: Int) -> TextPosition? {
        locator.map { locator in
            locator.position(of: locator.anchor(at: opportunity.pointer, from: anchors[tool]))
        }
    }
}

extension ScoreCard {
    /// Stands where a grade will be once there is a rubric for it.
    fileprivate static let notJudgedYet = ScoreCard(
        points: nil, grade: nil, status: .insufficientData,
        note: "this version does not judge it yet", dimensions: [])
}

extension Finding {
    fileprivate init(
        _ opportunity: Opportunity, rule: Rubric.Rule, dimension: String, tool: ToolDefinition,
        position: TextPosition?
    ) {
        let pointer = opportunity.pointer.description
        let identity = SHA256.hash(data: Array("\(rule.id)\u{0}\(tool.name)\u{0}\(pointer)".utf8))
        self.init(
            rule: rule.id, dimension: dimension, severity: rule.severity,
            confidence: rule.confidence, tool: tool.name, pointer: opportunity.pointer,
            message: rule.message.filled(tool: tool.name, opportunity),
            evidence: excerpt(opportunity.evidence), advice: rule.advice,
            references: rule.references, fingerprint: hexadecimal(identity.prefix(8)),
            position: position)
    }
}

/// The beginning of a long piece of evidence, so that a card stays readable.
private func excerpt(_ text: String) -> String {
    let limit = 240
    guard text.utf8.count > limit else { return text }
    let short = text.unicodeScalars.prefix(limit)
    return short.count < text.unicodeScalars.count ? String(short) + "…" : text
}
