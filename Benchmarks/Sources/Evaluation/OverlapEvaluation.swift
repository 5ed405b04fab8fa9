// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Scoring

/// How well overlapping tools are found, across servers and within one.
struct OverlapEvaluation {
    let scorer: Scorer
    let rubrics: Rubrics
    let data: EvaluationData

    func report() throws {
        try reportLabels()
        let servers = try data.corpus
        reportWithin(servers)
        reportAcross(servers)
    }

    private func reportLabels() throws {
        let agreements = try LabelledOverlaps(try data.labelledPairs).agreement(with: rubrics)
        print("\nOverlaps, labelled pairs of tools of two servers")
        for kind in CrossOverlap.Kind.allCases.map(Optional.some) + [nil] {
            guard let agreement = agreements[kind] else { continue }
            print(
                "  \(kind?.rawValue ?? "any of them"): precision",
                share(agreement.right, of: agreement.right + agreement.wrong) + ", recall",
                share(agreement.right, of: agreement.right + agreement.missed))
        }
    }

    /// Pairs of tools of one server that a card lists, and whether it lists those that are the same.
    private func reportWithin(_ servers: [ServerManifest]) {
        var (listed, pairs) = (0, 0)
        var definitions = Duplicates()
        var descriptions = Duplicates()
        for server in servers {
            let overlaps = scorer.card(server, source: "", fixing: false).overlaps
            listed += overlaps.count
            pairs += server.tools.count * (server.tools.count - 1) / 2
            let names = Set(overlaps.map(\.tools))
            definitions.count(server.tools, listed: names) { tool in
                var json = tool.json
                json["name"] = nil
                return JSONWriter.text(.object(json), layout: .canonical)
            }
            descriptions.count(server.tools, listed: names) { tool in
                tool.description.flatMap { $0.isEmpty ? nil : $0 }
            }
        }
        print("\nOverlaps within each of \(servers.count) published servers")
        print("  pairs of tools listed:                 ", share(listed, of: pairs))
        print("  listed of those the same but for names:", definitions.line)
        print("  listed of those with one description:  ", descriptions.line)
    }

    private func reportAcross(_ servers: [ServerManifest]) {
        let corpus = CorpusOverlap(
            servers.map { (server: $0.name, tools: $0.tools) }, rubrics: rubrics)
        let tools = servers.map(\.tools.count)
        let total = tools.reduce(0, +)
        let pairs = (total * total - tools.reduce(0) { $0 + $1 * $1 }) / 2
        print("\nOverlaps across \(servers.count) published servers, \(total) tools")
        print(
            "  listed:", share(corpus.pairs.count, of: pairs) + " pairs,",
            "\(corpus.comparisons) compared, \(corpus.shared.count) definitions shared")
        for kind in CrossOverlap.Kind.allCases {
            print("  \(kind.rawValue):", corpus.pairs.count { $0.kind == kind })
        }
    }

    /// Pairs of tools that share a text, and how many of them are listed.
    private struct Duplicates {
        private var listed = 0
        private var pairs = 0

        var line: String { share(listed, of: pairs) }

        mutating func count(
            _ tools: [ToolDefinition], listed names: Set<[String]>,
            by text: (ToolDefinition) -> String?
        ) {
            let texts = tools.map(text)
            for (place, tool) in tools.enumerated() {
                guard let own = texts[place] else { continue }
                for other in tools.indices.dropFirst(place + 1) where texts[other] == own {
                    pairs += 1
                    if names.contains([tool.name, tools[other].name].sorted()) { listed += 1 }
                }
            }
        }
    }
}
