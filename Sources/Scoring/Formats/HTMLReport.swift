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

    // An icon of its own keeps the browser from asking the server for one.
    private static let icon =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        + "%3Ccircle cx='8' cy='8' r='7' fill='%23b4441a'/%3E%3C/svg%3E"

    private static func page(
        title: String, summary: String, _ body: [Markup], engines: [ReportCard.Engine]
    ) -> String {
        // A title holds text only, so hidden characters are shown without a span.
        let title = TerminalSafe.excerpt(title, limit: 200)
        let summary = TerminalSafe.excerpt(summary, limit: 300)
        let head: [Markup] = [
            .tag("meta", ["charset": "utf-8"]),
            .tag("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
            .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            .tag("meta", ["name": "color-scheme", "content": "light dark"]),
            .tag("meta", ["name": "referrer", "content": "no-referrer"]),
            .tag("meta", ["name": "description", "content": summary]),
            .tag("meta", ["property": "og:type", "content": "website"]),
            .tag("meta", ["property": "og:title", "content": title]),
            .tag("meta", ["property": "og:description", "content": summary]),
            .tag("link", ["rel": "icon", "href": icon]),
            .tag("title", [:], .text(title)),
            .style(HTMLStyle.sheet),
        ]
        let page = Markup.tag(
            "html", ["lang": "en"], .tag("head", [:], head),
            .tag("body", [:], body + [footer(engines)]))
        return "<!DOCTYPE html>\n" + MarkupWriter.text(page, as: .html) + "\n"
    }

    private static func footer(_ engines: [ReportCard.Engine]) -> Markup {
        let names = engines.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
        return .tag(
            "footer", ["class": "page-footer"],
            .text(
                (names.isEmpty ? "" : "Made by \(names). ")
                    + "The same input gives the same report, byte for byte."))
    }
}
