// SPDX-License-Identifier: Apache-2.0

internal import Crypto
public import MCPModel

/// Judges servers by the rubrics.
public struct Scorer: Sendable {
    /// The name and version that cards carry.
    public static let engine = ReportCard.Engine(name: "smelt", version: "0.1.0")

    private let rubrics: Rubrics

    /// Judges by rubrics.
    public init(rubrics: Rubrics) { self.rubrics = rubrics }

    /// The card of one server.
    ///
    /// - Parameters:
    ///   - source: where the server was read: a path, a URL or a command line.
    ///   - locating: whether findings get their line and column, which few formats show.
    ///   - neighbours: the servers that a client is configured with beside this one.
    ///   - fixing: whether repairs are looked for, which takes as long as all the rest.
    ///   - lock: how the tools were defined when somebody looked at them.
    public func card(
        _ manifest: ServerManifest, source: String, locating: Bool = false, lock: ToolLock? = nil,
        neighbours: [ServerManifest] = [], fixing: Bool = true
    ) -> ReportCard {
        let ordering = CanonicalOrder(manifest.tools)
        let subject = CheckSubject(
            manifest, order: ordering.order, rubrics: rubrics, lock: lock,
            neighbours: neighbours)
        let verdict = Verdict(subject, locator: locating ? manifest.document?.locator() : nil)
        return card(verdict, ordering, source: source, fixing: fixing)
    }

    /// The card of one server without repairs, by both rubrics at the same time.
    public func quickCard(_ manifest: ServerManifest, source: String) async -> ReportCard {
        let ordering = CanonicalOrder(manifest.tools)
        let subject = CheckSubject(
            manifest, order: ordering.order, rubrics: rubrics, lock: nil, neighbours: [])
        let verdict = await Verdict.sideBySide(subject)
        return card(verdict, ordering, source: source, fixing: false)
    }

    private func card(
        _ verdict: Verdict, _ ordering: CanonicalOrder, source: String, fixing: Bool
    ) -> ReportCard {
        let subject = verdict.subject
        let manifest = subject.manifest
        let (quality, security) = (verdict.quality, verdict.security)
        let redaction = Redaction(subject, security)
        let plan =
            fixing
            ? FixPlan(manifest, before: verdict) { redaction.isSpread(by: $0) } : .none
        let findings = Self.merged(security.findings, quality.findings).map { redaction($0) }
        return ReportCard(
            engine: Self.engine,
            rubrics: rubrics.all.map {
                ReportCard.RubricStamp(id: $0.id, version: $0.version, digest: $0.digest)
            },
            subject: ReportCard.Subject(
                name: manifest.name, version: manifest.version,
                protocolVersion: manifest.protocolVersion, source: source,
                toolCount: manifest.tools.count, digest: ordering.digest),
            quality: quality.score, security: security.score,
            readiness: ReportCard.Readiness(
                protocolVersion: "2026-07-28", points: nil,
                note: "this version does not judge it yet", findings: []),
            tools: Self.tools(quality, security, subject, inOrder: ordering.order),
            overlaps: Self.overlaps(subject), findings: findings,
            priorities: quality.priorities, fixes: plan.fixes, jointGain: plan.joint,
            safeGain: plan.safe, coverage: Self.coverage(manifest, quality, security))
    }

    /// The findings of one rule on an example of a rubric.
    func findings(of rule: String, on example: Rubric.Example) -> [Finding] {
        card(
            example.manifest, source: "example", lock: example.lock,
            neighbours: example.neighbours, fixing: false
        ).findings
            .filter { $0.rule == rule }
    }

    /// Both lists in one, the gravest first; of the same severity, safety first.
    private static func merged(_ security: [Finding], _ quality: [Finding]) -> [Finding] {
        Finding.Severity.allCases.reversed().flatMap { severity in
            security.filter { $0.severity == severity } + quality.filter { $0.severity == severity }
        }
    }

    /// The tools' own cards; `order` gives each catalogue place its place in the server.
    private static func tools(
        _ quality: Judgement, _ security: Judgement, _ subject: CheckSubject, inOrder order: [Int]
    ) -> [ToolCard] {
        var cards = [ToolCard?](repeating: nil, count: order.count)
        for (tool, place) in order.enumerated() {
            cards[place] = ToolCard(
                name: subject[tool].definition.name, quality: quality.toolScore(tool),
                security: security.toolScore(tool))
        }
        return cards.compactMap(\.self)
    }

    private static func overlaps(_ subject: CheckSubject) -> [Overlap] {
        let threshold = 0.55
        return subject.likenesses.lazy.filter { $0.similarity >= threshold }.map { pair in
            Overlap(
                tools: [pair.first, pair.second].map { subject[$0].definition.name },
                similarity: (pair.similarity * 100).rounded() / 100, reason: pair.reason)
        }
    }

    private static func coverage(
        _ manifest: ServerManifest, _ quality: Judgement, _ security: Judgement
    ) -> Coverage {
        let gaps = manifest.gaps.map { Coverage.Gap(what: "Tools", why: $0.description) }
        // A gap with a place is a tool; one without is the rest of a list that was cut off.
        let found = manifest.tools.count + manifest.gaps.count { $0.pointer != nil }
        return Coverage(
            toolsJudged: manifest.tools.count, toolsFound: found,
            checksJudged: found == 0 ? 0 : Double(manifest.tools.count) / Double(found),
            notJudged: quality.notJudged + security.notJudged + gaps)
    }
}

/// An order of tools that does not depend on the server's, so that no number does.
struct CanonicalOrder {
    /// The places of the tools: by name, then by what they hold.
    let order: [Int]
    private let texts: [[UInt8]]

    init(_ tools: [ToolDefinition]) {
        let names = tools.map(\.name)
        texts = tools.map { JSONWriter.bytes(.object($0.json), layout: .canonical) }
        order = names.indices.sorted { [texts] left, right in
            names[left] == names[right]
                ? texts[left].lexicographicallyPrecedes(texts[right]) : names[left] < names[right]
        }
    }

    /// `sha256:` and the digest of the tools in that order.
    var digest: String {
        var digest = SHA256()
        for index in order {
            digest.update(data: texts[index])
            digest.update(data: [0x0A])
        }
        return "sha256:" + hexadecimal(digest.finalize())
    }
}
