// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import MCPModel

/// The repairs of a server that do no harm, with what each and all of them gain.
///
/// Every number comes from scoring again what the repair makes of the server.
struct FixPlan {
    let fixes: [Fix]
    let joint: JointGain
    /// The gain of those that need no review.
    let safe: JointGain

    /// Changes of words are measured on the whole server; where that would read more tools than
    /// this, such repairs are gathered, one for each rule.
    private static let mostReadings = 400
    /// Even a repair of one tool looks at the numbers of all; beyond so many looks all are gathered.
    private static let mostLooks = 40_000
    /// A repair that makes another one possible is rare, and a chain of them rarer.
    private static let mostRounds = 5

    /// No repairs.
    static let none = FixPlan()

    private init() {
        fixes = []
        joint = .none
        safe = .none
    }

    /// Plans the repairs of a server.
    ///
    /// - Parameter isRefused: whether a repair must not be shown, and so not be proposed.
    init(_ manifest: ServerManifest, before: Verdict, isRefused: (Fix) -> Bool) {
        var current = manifest
        var verdict = before
        var fixes: [Fix] = []
        var safe: ServerManifest? = manifest
        for _ in 0..<Self.mostRounds {
            let order = verdict.subject.order
            let round = Round(current, verdict) {
                isRefused(Fix($0, in: current, order: order))
            }
            guard !round.repairs.isEmpty else { break }
            fixes += round.repairs.map { Fix($0, in: current, order: order) }
            safe = safe?.applying(round.repairs.filter(\.isSafe), order: order)
            (current, verdict) = round.outcome
        }
        self.fixes = fixes
        joint = JointGain(fixes: fixes.count, from: before, to: verdict)
        let safeCount = fixes.count(where: \.isSafe)
        switch safe {
        case _ where safeCount == fixes.count: self.safe = joint
        case let safe? where safeCount > 0:
            let after = before.subject.judging(safe)
            self.safe = JointGain(fixes: safeCount, from: before, to: after)
        default: self.safe = JointGain(fixes: 0, from: before, to: before)
        }
    }

    /// One pass over a server: what it proposes, less what does harm.
    private struct Round {
        private(set) var repairs: [RepairGroup] = []
        private(set) var outcome: (ServerManifest, Verdict)

        init(
            _ manifest: ServerManifest, _ before: Verdict, isRefused: (RepairGroup) -> Bool
        ) {
            outcome = (manifest, before)
            let subject = before.subject
            let proposals = FixProposal.all(in: subject).filter {
                subject[$0.tool].definition.spelling != nil
            }
            let rescoring = Rescoring(before)
            let isFew = proposals.count * manifest.tools.count <= mostLooks
            let rereading = isFew ? Set(proposals.filter(rescoring.readsAgain)) : []
            let isAffordable = rereading.count * manifest.tools.count <= mostReadings
            let candidates = RepairGroup.gathered(proposals) {
                isFew && (isAffordable || !rereading.contains($0))
            }
            let harmless = candidates.compactMap { isRefused($0) ? nil : rescoring.harmless($0) }
            keep(harmless, manifest, before, rescoring)
        }

        /// Together the repairs must do no harm either; where they do, whole rules are left out.
        private mutating func keep(
            _ harmless: [RepairGroup], _ manifest: ServerManifest, _ before: Verdict,
            _ rescoring: Rescoring
        ) {
            guard !harmless.isEmpty else { return }
            if let all = rescoring.outcome(of: harmless, on: manifest) {
                repairs = harmless
                outcome = all
                return
            }
            var kept: [RepairGroup] = []
            for rule in Set(harmless.map(\.rule)).sorted() {
                let more = harmless.filter { $0.rule == rule || kept.contains($0) }
                guard let next = rescoring.outcome(of: more, on: manifest) else { continue }
                kept = more
                outcome = next
            }
            repairs = kept
        }
    }
}

/// One or more proposals that are applied and measured together.
struct RepairGroup: Hashable {
    let proposals: [FixProposal]
    private(set) var gain: Fix.Gain?

    var rule: String { proposals[0].rule }
    var isSafe: Bool { proposals.allSatisfy(\.isSafe) }

    /// Each proposal alone where that can be afforded, the others gathered by their rule.
    static func gathered(
        _ proposals: [FixProposal], isAlone: (FixProposal) -> Bool
    ) -> [RepairGroup] {
        var repairs: [RepairGroup] = []
        var groups: [String: [FixProposal]] = [:]
        for proposal in proposals {
            if isAlone(proposal) {
                repairs.append(RepairGroup(proposals: [proposal], gain: nil))
            } else {
                groups["\(proposal.rule) \(proposal.isSafe)", default: []].append(proposal)
            }
        }
        // The order in which proposals of a tool were made is the one in which they fit together.
        let gatheredFirst = groups.sorted { $0.key < $1.key }
            .map { RepairGroup(proposals: $0.value, gain: nil) }
        let place = Dictionary(
            proposals.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return (repairs + gatheredFirst).sorted {
            (place[$0.proposals[0]] ?? 0) < (place[$1.proposals[0]] ?? 0)
        }
    }

    func gaining(_ gain: Fix.Gain) -> RepairGroup { RepairGroup(proposals: proposals, gain: gain) }

    /// Only the proposals about other tools than these; `nil` where none is left.
    func leavingOut(_ tools: Set<Int>) -> RepairGroup? {
        let rest = proposals.filter { !tools.contains($0.tool) }
        return rest.isEmpty || rest.count == proposals.count
            ? nil : RepairGroup(proposals: rest, gain: nil)
    }
}

extension Fix {
    /// A repair as a change of the text that was read.
    fileprivate init(_ repair: RepairGroup, in manifest: ServerManifest, order: [Int]) {
        let definitions = repair.proposals.map { manifest.tools[order[$0.tool]] }
        let patch = JSONPatch(
            zip(repair.proposals, definitions).flatMap { proposal, definition in
                proposal.patch.operations.compactMap { $0.inText(of: definition) }
            })
        let isSingle = repair.proposals.count == 1
        let proposal = repair.proposals[0]
        let tools = Set(definitions.map(\.name))
        let tool = tools.count == 1 ? definitions[0].name : nil
        let identity = repair.proposals.enumerated().map { index, proposal in
            "\(proposal.rule)\u{0}\(definitions[index].name)\u{0}"
                + JSONWriter.text(proposal.patch.json, layout: .canonical)
        }.joined(separator: "\u{0}")
        self.init(
            id: hexadecimal(SHA256.hash(data: Array(identity.utf8)).prefix(8)), rule: repair.rule,
            title: isSingle
                ? proposal.title
                : "\(proposal.title), and \(repair.proposals.count - 1) more of the kind",
            tool: tool, isSafe: repair.isSafe, patch: patch,
            gain: repair.gain ?? .none)
    }
}

extension Fix.Gain {
    /// The difference between two verdicts.
    init(from before: Verdict, to after: Verdict) {
        func exact(_ old: Double?, _ new: Double?) -> Double {
            (((new ?? 0) - (old ?? 0)) * 10_000).rounded() / 100
        }
        self.init(
            quality: (after.quality.score.points ?? 0) - (before.quality.score.points ?? 0),
            security: (after.security.score.points ?? 0) - (before.security.score.points ?? 0),
            exactQuality: exact(before.quality.value, after.quality.value),
            exactSecurity: exact(before.security.value, after.security.value))
    }
}

extension JointGain {
    fileprivate init(fixes: Int, from before: Verdict, to after: Verdict) {
        self.init(
            fixes: fixes, gain: Fix.Gain(from: before, to: after),
            gradeAfter: after.quality.score.grade,
            securityGradeAfter: after.security.score.grade)
    }
}

extension JSONPatch.Operation {
    /// The same step on the text that a tool was read from; `nil` where it has no such place.
    fileprivate func inText(of tool: ToolDefinition) -> JSONPatch.Operation? {
        switch self {
        case .add(let path, let value): tool.placeInText(path).map { .add($0, value) }
        case .remove(let path): tool.placeInText(path).map { .remove($0) }
        case .replace(let path, let value): tool.placeInText(path).map { .replace($0, value) }
        case .test(let path, let value): tool.placeInText(path).map { .test($0, value) }
        case .move(let from, let to):
            tool.placeInText(from).flatMap { from in
                tool.placeInText(to).map { .move(from: from, to: $0) }
            }
        case .copy(let from, let to):
            tool.placeInText(from).flatMap { from in
                tool.placeInText(to).map { .copy(from: from, to: $0) }
            }
        }
    }
}

extension ServerManifest {
    /// The server with some repairs, whose tools are numbered in an order; `nil` where one of them
    /// cannot be applied.
    func applying(_ repairs: [RepairGroup], order: [Int]) -> ServerManifest? {
        var manifest = self
        for proposal in repairs.flatMap(\.proposals) {
            let place = order[proposal.tool]
            guard let patched = manifest.tools[place].applying(proposal.patch) else { return nil }
            manifest.tools[place] = patched
        }
        return manifest
    }
}

extension ToolDefinition {
    /// The definition after a change of its JSON; `nil` where that cannot be made.
    func applying(_ patch: JSONPatch) -> ToolDefinition? {
        guard let patched = try? patch.applied(to: .object(json)).object else { return nil }
        return try? ToolDefinition(json: patched, origin: origin, spelling: spelling)
    }
}
