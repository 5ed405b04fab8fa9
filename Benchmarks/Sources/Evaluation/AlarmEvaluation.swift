// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Scoring

/// What is found in published servers, nearly all of which mean no harm.
///
/// Their tools were among the describing texts that the weights were learned from, so the figures
/// for the poisoning category are better than for servers that nobody has seen.
struct AlarmEvaluation {
    let scorer: Scorer
    let data: EvaluationData

    /// Words in the names of servers whose honest texts may sound like attacks.
    private static let themes: [(name: String, words: Set<String>)] = [
        ("security", ["security", "sentinel", "whois", "scanner", "osint", "auth", "vault"]),
        ("shell", ["shell", "terminal", "commander", "docker", "ssh", "git", "filesystem"]),
        ("database", ["database", "sql", "postgres", "sqlite", "redis", "excel", "memory"]),
        (
            "documentation",
            ["docs", "document", "word", "pdf", "wikipedia", "deepwiki", "arxiv", "context7"]
        ),
    ]

    func report() throws {
        let servers = try data.corpus
        let cards = servers.map { scorer.card($0, source: "", fixing: false) }
        let tools = cards.map(\.tools.count).reduce(0, +)
        print("\nSecurity of \(cards.count) published servers, whose texts were learned from")
        for severity in [Finding.Severity.high, .medium] {
            let struck = cards.map { $0.struckTools(severity).count }
            print(
                "  tools with a \(severity) finding or worse:",
                share(struck.reduce(0, +), of: tools) + ", in",
                share(struck.count { $0 > 0 }, of: cards.count), "servers")
        }
        let findings = cards.flatMap(\.securityFindings)
        for category in cards.first?.security.dimensions ?? [] {
            let own = findings.filter { $0.dimension == category.id }
            let counts = Finding.Severity.allCases.reversed().map { severity in
                "\(severity) \(own.count { $0.severity == severity })"
            }
            print("  \(category.id), \(own.count):", counts.joined(separator: ", "))
        }
        print("  findings of medium severity and more for each tool, by the names of servers")
        for (theme, words) in Self.themes {
            let named = cards.filter { !words.isDisjoint(with: self.words(of: $0.subject.name)) }
            line(theme, named, ": " + named.map(\.subject.name).joined(separator: ", "))
        }
        line("all", cards, "")
    }

    private func words(of name: String) -> Set<String> {
        Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }

    private func line(_ title: String, _ cards: [ReportCard], _ names: String) {
        let tools = cards.map(\.tools.count).reduce(0, +)
        let grave = cards.flatMap(\.securityFindings).count { $0.severity >= .medium }
        let rate = format(Double(grave) / Double(max(1, tools)))
        print(
            "    \(title): \(grave)/\(tools) = \(rate) in \(cards.count) servers\(names)")
    }
}
