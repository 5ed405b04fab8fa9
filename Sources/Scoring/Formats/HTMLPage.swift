// SPDX-License-Identifier: Apache-2.0

/// The frame of a page: its head with all that it needs, and its footer.
struct HTMLPage {
    var title: String
    var summary: String
    /// The content security policy.
    var policy: String
    var style = HTMLStyle.sheet
    /// Elements for the head beside the usual ones.
    var links: [Markup] = []
    var footer: [Markup]

    // An icon of its own keeps the browser from asking the server for one.
    private static let icon =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        + "%3Ccircle cx='8' cy='8' r='7' fill='%23b4441a'/%3E%3C/svg%3E"

    /// The text of the page around its content.
    func text(_ body: [Markup]) -> String {
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
            .tag("link", ["rel": "icon", "href": Self.icon]),
            .tag("title", [:], .text(title)),
            .group(links),
            .style(style),
        ]
        let page = Markup.tag(
            "html", ["lang": "en"], .tag("head", [:], head),
            .tag("body", [:], body + [.tag("footer", ["class": "page-footer"], footer)]))
        return "<!DOCTYPE html>\n" + MarkupWriter.text(page, as: .html) + "\n"
    }

    /// Who made a page, in a sentence, and what can be relied on.
    static func imprint(_ engines: [ReportCard.Engine]) -> Markup {
        let names = engines.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
        return .text(
            (names.isEmpty ? "" : "Made by \(names). ")
                + "The same input gives the same report, byte for byte.")
    }
}
