// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import Scoring

/// Whether repairs gain what they promise, lower nothing, and leave nothing to a second run.
struct FixEvaluation {
    let scorer: Scorer
    let data: EvaluationData

    func report() throws {
        let servers = try data.corpus
        let cards = servers.map { scorer.card($0, source: "") }
        let fixes = cards.flatMap(\.fixes)
        print(
            "\nRepairs of \(servers.count) published servers: \(fixes.count),",
            "\(fixes.count(where: \.isSafe)) of them safe, in",
            share(cards.count { !$0.fixes.isEmpty }, of: cards.count), "servers")
        let rules = Dictionary(grouping: fixes, by: \.rule)
        for (rule, fixes) in rules.sorted(by: { $0.key < $1.key }) {
            let safe = fixes.count(where: \.isSafe)
            print("  \(rule): safe \(safe), review \(fixes.count - safe)")
        }
        let all = try mended(servers, cards.map(\.fixes))
        report("all", cards, all, promises: cards.map(\.jointGain)) { $0.fixes.count }
        let safe = try mended(servers, cards.map { $0.fixes.filter(\.isSafe) })
        report("safe ones", cards, safe, promises: cards.map(\.safeGain)) {
            $0.fixes.count(where: \.isSafe)
        }
    }

    /// The cards after repairs were written into the document and this was read again.
    private func mended(_ servers: [ServerManifest], _ fixes: [[Fix]]) throws -> [ReportCard] {
        guard var root = servers.first?.document?.root else { return [] }
        for fix in fixes.joined() { root = try fix.patch.applied(to: root) }
        let text = JSONWriter.text(root, layout: .indented)
        return ManifestReader.read(try JSONReader.read(text), fallbackName: "")
            .compactMap { try? $0.manifest.get() }
            .map { scorer.card($0, source: "") }
    }

    private func report(
        _ title: String, _ before: [ReportCard], _ after: [ReportCard], promises: [JointGain],
        left: (ReportCard) -> Int
    ) {
        guard before.count == after.count else {
            print("  \(title): \(after.count) of \(before.count) servers can be read afterwards")
            return
        }
        var (kept, lowered, repeated) = (0, 0, 0)
        for (place, card) in after.enumerated() {
            if card.gains(promises[place], over: before[place]) { kept += 1 }
            if card.isBelow(before[place]) { lowered += 1 }
            if left(card) > 0 { repeated += 1 }
        }
        let count = before.count
        print("  \(title), written into the document and scored again")
        print("    gain and letters as promised:    ", share(kept, of: count), "servers")
        print("    a number got lower:              ", share(lowered, of: count))
        print("    a second run has something to do:", share(repeated, of: count))
        let quality = format(mean(promises.map(\.gain.exactQuality)))
        let security = format(mean(promises.map(\.gain.exactSecurity)))
        print("    mean gain: quality \(quality), security \(security), n = \(count)")
    }
}

extension ReportCard {
    /// Whether this card has exactly the points and letters that were promised.
    fileprivate func gains(_ promise: JointGain, over before: ReportCard) -> Bool {
        quality.points == before.quality.points.map { $0 + promise.gain.quality }
            && security.points == before.security.points.map { $0 + promise.gain.security }
            && quality.grade == promise.gradeAfter && security.grade == promise.securityGradeAfter
    }

    /// Whether a number of the server or of one of its tools is lower here than there.
    fileprivate func isBelow(_ other: ReportCard) -> Bool {
        quality.isBelow(other.quality) || security.isBelow(other.security)
            || zip(tools, other.tools).contains {
                $0.quality.isBelow($1.quality) || $0.security.isBelow($1.security)
            }
    }
}

extension ScoreCard {
    fileprivate func isBelow(_ other: ScoreCard) -> Bool {
        if (points ?? 0) < (other.points ?? 0) { return true }
        return zip(dimensions, other.dimensions).contains { ($0.points ?? 100) < ($1.points ?? 0) }
    }
}
