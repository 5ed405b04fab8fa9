// SPDX-License-Identifier: Apache-2.0

/// The table of a server's tools, the weakest first.
struct HTMLTools {
    let card: ReportCard
    let prefix: String

    var section: Markup {
        guard !card.tools.isEmpty else { return .none }
        let id = prefix + "tools"
        let table = Markup.tag(
            "table", ["class": "tools", "aria-labelledby": id], head,
            .tag("tbody", [:], card.toolsByMerit.map(row)))
        return HTMLParts.section(
            id, "Tools", "The weakest first; each column is one dimension of quality.",
            .tag(
                "div",
                [
                    "class": "panel scroll", "role": "region", "tabindex": "0",
                    "aria-labelledby": id,
                ],
                table))
    }

    private var head: Markup {
        let dimensions = card.quality.dimensions.map { dimension in
            Markup.tag(
                "th", ["scope": "col", "class": "slanted"],
                .tag("span", [:], HTMLParts.outside(dimension.title, limit: 40)))
        }
        return .tag(
            "thead", [:],
            .tag(
                "tr", [:],
                [.tag("th", ["scope": "col"], "Tool"), .tag("th", ["scope": "col"], "Quality")]
                    + dimensions + [.tag("th", ["scope": "col"], "Security")]))
    }

    private func row(_ tool: ToolCard) -> Markup {
        let cells = card.quality.dimensions.map { dimension in
            cell(tool.quality.dimensions.first { $0.id == dimension.id })
        }
        return .tag(
            "tr", [:],
            [
                .tag(
                    "th", ["scope": "row"],
                    .tag("code", [:], HTMLParts.outside(tool.name, limit: 128))),
                .tag("td", [:], HTMLParts.badge(tool.quality)),
            ] + cells + [.tag("td", [:], HTMLParts.badge(tool.security))])
    }

    private func cell(_ dimension: DimensionScore?) -> Markup {
        guard let dimension, let points = dimension.points else {
            return .tag("td", ["class": "cell grade-none"], .tag("span", [:], "–"))
        }
        return .tag(
            "td", ["class": "cell " + HTMLParts.gradeClass(dimension.grade)],
            .tag("span", [:], .text(String(points))))
    }
}

/// The table of servers in front of several cards.
struct HTMLOverview {
    let cards: [ReportCard]
    let failures: [ScoringFailure]

    var section: Markup {
        let count = ReportWords.count(cards.count + failures.count, "server")
        return .tag(
            "section", ["aria-labelledby": "servers"],
            .tag("p", ["class": "kicker"], "Smelt report cards"),
            .tag("h1", ["id": "servers", "class": "server-name"], .text(count)),
            cards.isEmpty ? .none : .tag("div", ["class": "panel scroll"], table),
            failures.isEmpty ? .none : notScored)
    }

    private var table: Markup {
        let head = ["Server", "Quality", "Security", "Tools"].map {
            Markup.tag("th", ["scope": "col"], .text($0))
        }
        let rows = cards.enumerated().map { index, card in
            Markup.tag(
                "tr", [:],
                .tag(
                    "th", ["scope": "row"],
                    .tag(
                        "a", ["href": "#server-\(index + 1)"],
                        HTMLParts.outside(card.subject.name, limit: 128))),
                .tag("td", [:], HTMLParts.badge(card.quality)),
                .tag("td", [:], HTMLParts.badge(card.security)),
                .tag("td", [:], .text(String(card.subject.toolCount))))
        }
        return .tag(
            "table", ["class": "servers", "aria-labelledby": "servers"],
            .tag("thead", [:], .tag("tr", [:], head)), .tag("tbody", [:], rows))
    }

    private var notScored: Markup {
        let items = failures.map { failure in
            Markup.tag(
                "li", [:], .tag("strong", [:], HTMLParts.outside(failure.name, limit: 128)), ": ",
                HTMLParts.outside(failure.problem),
                .tag(
                    "p", ["class": "note"], .tag("code", [:], HTMLParts.outside(failure.source))))
        }
        return .group([
            .tag("h2", [:], "Not scored"), .tag("ul", ["class": "panel padded gaps"], items),
        ])
    }
}
