// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The report as one HTML file that needs nothing else: no script, no request.
public enum HTMLReport {
    /// One card as a page.
    public static func render(_ card: ReportCard) -> String {
        let sections = HTMLCard(card: card, prefix: "", heading: "h1").sections
        return page(
            title: title(card), summary: summary(card), [.tag("main", [:], sections)],
            engines: [card.engine])
    }

    /// One card as a page; several of them behind a table of servers.
    public static func render(cards: [ReportCard], failures: [ScoringFailure] = []) -> String {
        if let card = cards.first, cards.count == 1, failures.isEmpty { return render(card) }
        let count = ReportWords.count(cards.count + failures.count, "server")
        let articles = cards.enumerated().map { index, card in
            let id = "server-\(index + 1)"
            return Markup.tag(
                "article", ["id": id, "class": "server"],
                HTMLCard(card: card, prefix: id + "-", heading: "h2").sections)
        }
        let overview = HTMLOverview(cards: cards, failures: failures)
        return page(
            title: "Smelt report: \(count)",
            summary: "How well models can use \(count), and how safely.",
            [.tag("main", [:], [overview.section] + articles)],
            engines: cards.first.map { [$0.engine] } ?? [])
    }

    private static func title(_ card: ReportCard) -> String {
        "\(card.subject.name): quality \(ReportWords.letter(card.quality.grade)),"
            + " security \(ReportWords.letter(card.security.grade))"
    }

    private static func summary(_ card: ReportCard) -> String {
        let first = card.priorities.first.map { " First: \($0.title)." } ?? ""
        return "Quality \(ReportWords.points(card.quality)), security"
            + " \(ReportWords.points(card.security)),"
            + " \(ReportWords.count(card.subject.toolCount, "tool")).\(first)"
    }

    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

    private static func page(
        title: String, summary: String, _ body: [Markup], engines: [ReportCard.Engine]
    ) -> String {
        HTMLPage(
            title: title, summary: summary, policy: policy, footer: [HTMLPage.imprint(engines)]
        ).text(body)
    }
}
