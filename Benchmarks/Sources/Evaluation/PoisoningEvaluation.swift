// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Scoring

/// How many poisoned descriptions are found, and how many honest ones are taken for poisoned.
///
/// Found is what has a finding of high or critical severity in a category of security.
struct PoisoningEvaluation {
    let scorer: Scorer
    let data: EvaluationData

    func report() throws {
        let others = try data.poisoning
        let learned = try data.learnTexts
        // A few short honest texts were written twice, once to learn from and once to check.
        let known = Set(learned.flatMap { [$0.text, $0.twin].compactMap(\.self) })
        print("\nPoisoned descriptions with a high or critical finding, and false alarms")
        try lines("collections, learned from", others.filter(\.isLearned))
        try lines("collections, the rest", others.filter { !$0.isLearned })
        for (name, texts) in try data.checkTexts {
            try lines(name, texts, known: known)
        }
        print("  benign tools of clean-tools.json:", try alarms("poisoning/clean-tools.json"))
        try reportPairs(learned)
    }

    /// One line for each origin, and one for all of them where there are several.
    private func lines(
        _ title: String, _ texts: [LabelledText], known: Set<String> = []
    ) throws {
        print("  \(title)")
        // Authors and parts stand in the order of their first text.
        var origins: [String] = []
        for text in texts where !origins.contains(text.origin) { origins.append(text.origin) }
        for origin in origins {
            try line(origin, texts.filter { $0.origin == origin }, known)
        }
        if origins.count > 1 { try line("all", texts, known) }
    }

    private func line(_ title: String, _ texts: [LabelledText], _ known: Set<String>) throws {
        let poisoned = texts.filter(\.isPoisoned)
        let clean = texts.filter { !$0.isPoisoned && !known.contains($0.text) }
        let twins = poisoned.filter { text in text.twin.map { !known.contains($0) } ?? false }
        var parts: [String] = []
        if !poisoned.isEmpty {
            let found = try poisoned.count { try isStruck($0, saying: $0.text) }
            parts.append("poisoned " + share(found, of: poisoned.count))
        }
        if !clean.isEmpty {
            let struck = try clean.count { try isStruck($0, saying: $0.text) }
            parts.append("clean " + share(struck, of: clean.count))
        }
        if !twins.isEmpty {
            let struck = try twins.count { try isStruck($0, saying: $0.twin ?? "") }
            parts.append("twins " + share(struck, of: twins.count))
        }
        print("    \(title):", parts.joined(separator: ", "))
    }

    private func isStruck(_ sample: LabelledText, saying text: String) throws -> Bool {
        let card = scorer.card(try sample.server(saying: text), source: "", fixing: false)
        return card.securityFindings.contains { $0.severity >= .high }
    }

    /// The share of tools of a file that are struck.
    private func alarms(_ path: String) throws -> String {
        let servers = try data.servers(path)
        let struck = servers.map { server in
            scorer.card(server, source: "", fixing: false).struckTools(.high).count
        }
        return share(struck.reduce(0, +), of: servers.map(\.tools.count).reduce(0, +))
    }

    /// Whether the poisoned one of two texts for the same tool gets fewer points of security.
    private func reportPairs(_ learned: [LabelledText]) throws {
        print("  matched pairs, security of a server with the poisoned text below the honest one's")
        for (name, texts) in try data.checkTexts + [("learned from", learned)] {
            var (below, ties, total) = (0, 0, 0)
            for text in texts where text.isPoisoned {
                guard let twin = text.twin else { continue }
                let (bad, good) = (try security(text, text.text), try security(text, twin))
                total += 1
                if bad < good { below += 1 }
                if bad == good { ties += 1 }
            }
            print("    \(name):", share(below, of: total) + ", ties", share(ties, of: total))
        }
    }

    private func security(_ sample: LabelledText, _ text: String) throws -> Int {
        scorer.card(try sample.server(saying: text), source: "", fixing: false).security.points ?? 0
    }
}

extension ReportCard {
    /// The findings of the categories of security.
    var securityFindings: [Finding] {
        let categories = Set(security.dimensions.map(\.id))
        return findings.filter { categories.contains($0.dimension) }
    }

    /// The tools with a finding of security of at least so much severity, by place in the server.
    func struckTools(_ severity: Finding.Severity) -> [Int] {
        let names = Set(securityFindings.filter { $0.severity >= severity }.compactMap(\.tool))
        return tools.indices.filter { names.contains(tools[$0].name) }
    }
}
