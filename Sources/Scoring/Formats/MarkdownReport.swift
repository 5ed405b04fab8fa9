// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The report as GitHub-flavoured Markdown, for a comment on a pull request or a job summary.
public enum MarkdownReport {
    /// More findings than this are counted and not listed, because comments have a limit.
    static let mostFindings = 50
    /// With more cards than this, only their table is shown.
    static let mostCards = 8

    /// One card in full.
    public static func render(_ card: ReportCard) -> String {
        var page = Page()
        page.card(card)
        return page.text
    }

    /// A table of the servers, in their order, then each card unless there are many.
    public static func render(cards: [ReportCard], failures: [ScoringFailure] = []) -> String {
        if let card = cards.first, cards.count == 1, failures.isEmpty { return render(card) }
        var page = Page()
        page.servers(cards, failures: failures)
        if cards.count <= mostCards { for card in cards { page.card(card) } }
        return page.text
    }
}

private struct Page {
    private(set) var text = ""

    mutating func servers(_ cards: [ReportCard], failures: [ScoringFailure]) {
        block("## Smelt: \(ReportWords.count(cards.count + failures.count, "server"))")
        if !cards.isEmpty {
            table(
                ["Server", "Quality", "Security", "Tools"], alignment: "-:::",
                cards.map {
                    [
                        MarkdownText.code($0.subject.name, limit: 100), short($0.quality),
                        short($0.security), String($0.subject.toolCount),
                    ]
                })
        }
        guard !failures.isEmpty else { return }
        block("### Not scored")
        table(
            ["Server", "Source", "Problem"], alignment: "---",
            failures.map {
                [
                    MarkdownText.code($0.name, limit: 100),
                    MarkdownText.code($0.source, limit: 200),
                    MarkdownText.plain($0.problem),
                ]
            })
    }

    mutating func card(_ card: ReportCard) {
        let subject = card.subject
        block(
            "## \(MarkdownText.code(subject.name, limit: 100)): quality \(short(card.quality)),"
                + " security \(short(card.security))")
        var facts = [ReportWords.count(subject.toolCount, "tool")]
        if let version = subject.version { facts.append("version " + MarkdownText.plain(version)) }
        if let revision = subject.protocolVersion {
            facts.append("MCP " + MarkdownText.plain(revision))
        }
        facts.append(MarkdownText.code(subject.source))
        block(facts.joined(separator: " · "))
        for (name, score) in [("Quality", card.quality), ("Security", card.security)] {
            guard let sentence = ReportWords.sentence(name, score) else { continue }
            block(MarkdownText.plain(sentence) + ".")
        }
        dimensions(card)
        priorities(card.priorities)
        repairs(card)
        overlaps(card.overlaps)
        findings(card)
        footer(card)
    }

    private mutating func dimensions(_ card: ReportCard) {
        for (name, score) in [("Quality", card.quality), ("Security", card.security)]
        where !score.dimensions.isEmpty {
            table(
                [name, "Grade", "Points", "Weight", "Note"], alignment: "-:::-",
                score.dimensions.map {
                    [
                        MarkdownText.plain($0.title),
                        $0.grade.map { "**\($0)**" } ?? "–", $0.points.map { String($0) } ?? "–",
                        "\($0.weight) %", ReportWords.note($0).map { MarkdownText.plain($0) } ?? "",
                    ]
                })
        }
    }

    private mutating func priorities(_ priorities: [Priority]) {
        guard !priorities.isEmpty else { return }
        block("### What to do first")
        let items = priorities.prefix(5).enumerated().map { index, priority in
            let names = priority.tools.prefix(3).map { MarkdownText.code($0, limit: 64) }
            let more = ReportWords.more(priority.tools.count - names.count)
            return "\(index + 1). **\(MarkdownText.plain(priority.title))**"
                + " (\(ReportWords.gain(priority.gain)))<br>"
                + MarkdownText.plain(priority.advice)
                + (names.isEmpty ? "" : "<br>" + names.joined(separator: ", ") + more)
        }
        block(items.joined(separator: "\n"))
    }

    private mutating func repairs(_ card: ReportCard) {
        guard let sentence = ReportWords.repairs(card) else { return }
        block("### Repairs at hand")
        block(MarkdownText.plain(sentence))
        table(
            ["Tool", "Repair", "Gain"], alignment: "---",
            ReportWords.bestRepairs(card, 5).map {
                [
                    $0.tool.map { MarkdownText.code($0, limit: 64) } ?? "",
                    MarkdownText.plain($0.title), ReportWords.gain(of: $0),
                ]
            })
    }

    private mutating func overlaps(_ overlaps: [Overlap]) {
        guard !overlaps.isEmpty else { return }
        block("### Tools easily confused")
        table(
            ["Tools", "Alike", "Reason"], alignment: "-:-",
            overlaps.prefix(5).map {
                [
                    $0.tools.map { MarkdownText.code($0, limit: 64) }.joined(separator: " and "),
                    ReportWords.percent($0.similarity), MarkdownText.plain($0.reason),
                ]
            })
        if overlaps.count > 5 { block("and \(overlaps.count - 5) more pairs") }
    }

    private mutating func findings(_ card: ReportCard) {
        guard !card.findings.isEmpty else { return }
        let open = ReportWords.bySeverity(card.openFindings).flatMap(\.findings)
        let suppressed = ReportWords.bySeverity(card.suppressedFindings).flatMap(\.findings)
        var counts = open.isEmpty ? [] : [ReportWords.counts(open)]
        if !suppressed.isEmpty { counts.append("\(suppressed.count) suppressed") }
        block("<details>\n<summary>Findings: \(counts.joined(separator: "; "))</summary>")
        let all = open + suppressed
        table(
            ["Severity", "Tool", "Finding", "Evidence"], alignment: "----",
            all.prefix(MarkdownReport.mostFindings).map(row))
        if all.count > MarkdownReport.mostFindings {
            block("and \(all.count - MarkdownReport.mostFindings) more; `--format json` for all")
        }
        block("</details>")
    }

    private func row(_ finding: Finding) -> [String] {
        let pointer = MarkdownText.code(finding.pointer.description, limit: 80)
        let accepted = finding.suppressed.map { "<br>suppressed: " + MarkdownText.plain($0) } ?? ""
        return [
            finding.severity.rawValue,
            (finding.tool.map { MarkdownText.code($0, limit: 64) } ?? "the server")
                + (pointer.isEmpty ? "" : "<br>" + pointer),
            MarkdownText.plain(finding.message) + "<br>" + MarkdownText.code(finding.rule)
                + accepted,
            MarkdownText.code(finding.evidence, limit: 120),
        ]
    }

    private mutating func footer(_ card: ReportCard) {
        let gaps = card.coverage.notJudged.prefix(10).map {
            "- Not judged: \(MarkdownText.plain($0.what)): \(MarkdownText.plain($0.why))"
        }
        let rest = card.coverage.notJudged.count - gaps.count
        block(
            ([ReportWords.coverage(card.coverage), ""] + gaps
                + (rest > 0 ? ["- and \(rest) more"] : [])).joined(separator: "\n"))
        let rubrics = card.rubrics.map {
            "rubric \(MarkdownText.plain($0.id)) \(MarkdownText.plain($0.version))"
        }
        let engine = MarkdownText.plain("\(card.engine.name) \(card.engine.version)")
        block("<sub>\(([engine] + rubrics).joined(separator: " · "))</sub>")
    }

    private func short(_ score: ScoreCard) -> String {
        guard let grade = score.grade, let points = score.points else { return "no grade" }
        return "**\(grade)** (\(points))"
    }

    private mutating func block(_ words: String) {
        if !text.isEmpty { text += "\n" }
        var words = Substring(words)
        while words.last == "\n" { words.removeLast() }
        text += words + "\n"
    }

    /// Adds a table; in `alignment` a colon stands for a column of numbers.
    private mutating func table(_ head: [String], alignment: String, _ rows: [[String]]) {
        let marks = alignment.map { $0 == ":" ? "---:" : "---" }
        block(
            ([head, marks] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
                .joined(separator: "\n"))
    }
}
