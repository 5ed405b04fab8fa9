// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Scoring

/// How often a rewritten description gets more points than the one it replaced.
struct PairEvaluation {
    let scorer: Scorer
    let data: EvaluationData

    func report() throws {
        let before = try data.before
        let after = try data.after
        let texts = after.descriptions.filter { before.descriptions[$0.key] != $0.value }
        print("\nRewritten descriptions, \(texts.count) pairs")
        // Only the description changes, so that schemas rewritten at the same time do not help.
        let old = points(scorer.card(before, source: "before", fixing: false))
        let new = points(scorer.card(before.describing(texts), source: "after", fixing: false))
        let whole = points(scorer.card(after, source: "after", fixing: false))
        print("  description alone, points of the tool: ", wins(texts, new, over: old))
        print("  whole definition, points of the tool:  ", wins(texts, whole, over: old))
    }

    private func wins(
        _ texts: [String: String], _ new: [String: Int], over old: [String: Int]
    ) -> String {
        let lost = texts.keys.filter { new[$0, default: 0] <= old[$0, default: 0] }.sorted()
        let shown = lost.isEmpty ? "" : "; lost: " + lost.joined(separator: ", ")
        return share(texts.count - lost.count, of: texts.count) + shown
    }
}

/// The points of each tool, by name.
func points(_ card: ReportCard) -> [String: Int] {
    Dictionary(
        card.tools.map { ($0.name, $0.quality.points ?? 0) },
        uniquingKeysWith: { first, _ in first })
}
