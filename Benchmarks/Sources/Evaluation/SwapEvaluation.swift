// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Scoring

/// How often a tool's own description beats the sibling's that is nearest in length.
struct SwapEvaluation {
    let scorer: Scorer
    let data: EvaluationData

    func report() throws {
        print("\nSwap control: own description against the sibling's nearest in length")
        try line("rewritten server", [data.after])
        try line("server before the rewrite", [data.before])
        let corpus = try data.corpus
        line("70 servers, all", corpus)
        line("70 servers, not in English", corpus.filter(isForeign))
    }

    private func isForeign(_ server: ServerManifest) -> Bool {
        let texts = server.tools.compactMap(\.description)
        return texts.count { $0.unicodeScalars.contains { $0.value > 0x2E7F } } * 2 > texts.count
    }

    private func line(_ title: String, _ servers: [ServerManifest]) {
        var one = 0
        var all = 0
        var total = 0
        for server in servers {
            let swapped = Self.nearestInLength(server)
            let own = points(scorer.card(server, source: "", fixing: false))
            let together = points(
                scorer.card(server.describing(swapped), source: "", fixing: false))
            for (name, text) in swapped {
                let alone = points(
                    scorer.card(server.describing([name: text]), source: "", fixing: false))
                total += 1
                if own[name, default: 0] > alone[name, default: 0] { one += 1 }
                if own[name, default: 0] > together[name, default: 0] { all += 1 }
            }
        }
        print(
            "  \(title): one at a time", share(one, of: total) + ",", "all at once",
            share(all, of: total))
    }

    /// For each described tool the other description nearest in length, the first among equals.
    static func nearestInLength(_ server: ServerManifest) -> [String: String] {
        let texts = server.descriptions
        var swapped: [String: String] = [:]
        for (name, text) in texts {
            let others = texts.filter { $0.value != text }.sorted { $0.key < $1.key }
            swapped[name] =
                others.min {
                    abs($0.value.count - text.count) < abs($1.value.count - text.count)
                }?.value
        }
        return swapped
    }
}
