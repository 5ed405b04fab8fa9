// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import MCPModel

/// What one rubric says about a server: its values, turned into the parts of a card.
struct Judgement {
    let rubric: Rubric
    private var subject: CheckSubject
    private var manifest: ServerManifest { subject.manifest }
    private(set) var arithmetic: ScoreArithmetic
    /// What is wrong, the gravest first.
    let findings: [Finding]
    /// The findings that more than suspect, by the place of their tool; `nil` for the server.
    private var confirmed: [Int?: [Finding.Severity]]
    private var dimensionValues: [Double?]

    init(rubric: Rubric, subject: CheckSubject, places: ToolPlaces) {
        self.rubric = rubric
        self.subject = subject
        var findings: [Finding.Severity: [Finding]] = [:]
        var confirmed: [Int?: [Finding.Severity]] = [:]
        let values = rubric.dimensions.map { dimension in
            dimension.rules.map { rule in
                func value(_ opportunities: [Opportunity], tool: Int?) -> Double? {
                    for opportunity in opportunities
                    where rule.curve(opportunity.measure) < rule.reportBelow {
                        findings[rule.severity, default: []].append(
                            Finding(
                                opportunity, rule: rule, dimension: dimension.id,
                                tool: tool.map { subject[$0].definition },
                                position: places.position(opportunity, of: tool)))
                        if rule.isConfirmed { confirmed[tool, default: []].append(rule.severity) }
                    }
                    return Self.value(of: rule, opportunities)
                }
                return ScoreArithmetic.RuleValues(
                    tools: subject.catalogue.tools.indices.map { tool in
                        value(rule.check.measure(tool, in: subject), tool: tool)
                    },
                    server: value(rule.check.measureServer(in: subject), tool: nil))
            }
        }
        let arithmetic = ScoreArithmetic(rubric: rubric, values: values)
        self.arithmetic = arithmetic
        self.confirmed = confirmed
        self.findings = Finding.Severity.allCases.reversed().flatMap { findings[$0] ?? [] }
        dimensionValues = rubric.dimensions.indices.map { arithmetic.serverValue(dimension: $0) }
    }

    /// What a rule came to: the mean over what it measured; `nil` where there was nothing.
    static func value(of rule: Rubric.Rule, _ opportunities: [Opportunity]) -> Double? {
        guard !opportunities.isEmpty else { return nil }
        let total = opportunities.reduce(0) { $0 + rule.curve($1.measure) }
        return total / Double(opportunities.count)
    }

    /// The judgement when some tools are defined otherwise, though read as the same words.
    func measuringAgain(_ tools: some Collection<Int>, in subject: CheckSubject) -> Judgement {
        var changed = self
        changed.subject = subject
        for tool in tools { changed.confirmed[tool] = nil }
        for (index, dimension) in rubric.dimensions.enumerated() {
            var isChanged = false
            for (ruleIndex, rule) in dimension.rules.enumerated() {
                // What belongs to the server is read from words, and those are the same.
                for tool in tools {
                    let opportunities = rule.check.measure(tool, in: subject)
                    let isBroken = opportunities.contains {
                        rule.curve($0.measure) < rule.reportBelow
                    }
                    if rule.isConfirmed, isBroken {
                        changed.confirmed[tool, default: []].append(rule.severity)
                    }
                    let new = Self.value(of: rule, opportunities)
                    guard new != arithmetic.values[index][ruleIndex].tools[tool] else { continue }
                    isChanged = true
                    changed.arithmetic.replace(
                        dimension: index, rule: ruleIndex, tool: tool, with: new)
                }
            }
            if isChanged {
                changed.dimensionValues[index] = changed.arithmetic.serverValue(dimension: index)
            }
        }
        return changed
    }

    /// The value of the server before it is rounded, 0 to 1, caps applied.
    var value: Double? {
        guard !manifest.tools.isEmpty else { return nil }
        return arithmetic.total(dimensionValues).map { min($0, cap) }
    }

    /// The most that is left beside findings that are more than a suspicion.
    private var cap: Double { cap(confirmed.values.joined()) }

    private func cap(_ severities: some Sequence<Finding.Severity>) -> Double {
        severities.lazy.compactMap { rubric.caps[$0] }.min().map { Double($0) / 100 } ?? 1
    }

    /// The grade of the server.
    var score: ScoreCard {
        guard let value else {
            return ScoreCard(
                points: nil, grade: nil, status: .insufficientData,
                note: "the server offers no tools",
                dimensions: scores(dimensionValues, server: true))
        }
        let points = ScoreArithmetic.points(value)
        return ScoreCard(
            points: points, grade: rubric.grade(points),
            status: manifest.gaps.isEmpty ? .complete : .incomplete,
            note: manifest.gaps.first.map { "tools are missing: \($0)" } ?? capNote,
            dimensions: scores(dimensionValues, server: true))
    }

    /// Why the number is lower than its parts.
    private var capNote: String? {
        guard let total = arithmetic.total(dimensionValues), cap < total,
            let gravest = confirmed.values.joined().max()
        else { return nil }
        return "capped, because there is a \(gravest.rawValue) finding"
    }

    /// The grade of one tool.
    func toolScore(_ tool: Int) -> ScoreCard {
        let values = rubric.dimensions.indices.map {
            arithmetic.toolValue(dimension: $0, tool: tool)
        }
        let points = arithmetic.total(values)
            .map { ScoreArithmetic.points(min($0, cap(confirmed[tool] ?? []))) }
        return ScoreCard(
            points: points, grade: points.map(rubric.grade), status: .complete, note: nil,
            dimensions: scores(values, server: false))
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
                let worst = arithmetic.values[index][ruleIndex].tools.enumerated()
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

    /// The dimensions that leave something out, or have nothing to measure.
    var notJudged: [Coverage.Gap] {
        var gaps = rubric.dimensions.compactMap { dimension in
            dimension.notJudged.map { Coverage.Gap(what: dimension.title, why: $0) }
        }
        for (dimension, value) in zip(rubric.dimensions, dimensionValues) where value == nil {
            let why = dimension.rules.first?.notApplicable ?? "nothing to measure"
            gaps.append(Coverage.Gap(what: dimension.title, why: why))
        }
        return gaps
    }
}

/// Where the tools stand in the text that was read, found once for all their findings.
struct ToolPlaces {
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

    func position(_ opportunity: Opportunity, of tool: Int?) -> TextPosition? {
        locator.map { locator in
            let base = tool.map { anchors[$0] } ?? locator.root
            return locator.position(of: locator.anchor(at: opportunity.pointer, from: base))
        }
    }
}

extension Finding {
    fileprivate init(
        _ opportunity: Opportunity, rule: Rubric.Rule, dimension: String, tool: ToolDefinition?,
        position: TextPosition?
    ) {
        var opportunity = opportunity
        opportunity.detail = excerpt(opportunity.detail)
        let pointer = opportunity.pointer.description
        let name = tool?.name ?? ""
        let identity = SHA256.hash(data: Array("\(rule.id)\u{0}\(name)\u{0}\(pointer)".utf8))
        self.init(
            rule: rule.id, dimension: dimension, severity: rule.severity,
            confidence: rule.confidence, tool: tool?.name, pointer: opportunity.pointer,
            message: rule.message.filled(tool: tool?.name ?? "the server", opportunity),
            evidence: excerpt(opportunity.excerpt?() ?? opportunity.evidence), advice: rule.advice,
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
