// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// One server's row in the table; `data-v` is what the script sorts by.
struct BoardRow {
    let standing: Standing

    var markup: Markup {
        let isStale = standing.card == nil
        let rank = standing.rank
        return .element(
            "tr",
            [
                ("data-q", letter(\.quality)), ("data-s", letter(\.security)),
            ] + (isStale ? [("class", "stale")] : []),
            [
                cell("rank", rank, [.text(rank.map { String($0) } ?? "–")]),
                name, score("quality", \.quality), score("security", \.security),
                cell("tools", tools, [.text(tools.map { String($0) } ?? "–")]),
                findings, change,
            ])
    }

    private var tools: Int? { standing.card?.subject.toolCount }

    private func letter(_ score: (Marks) -> Mark?) -> String {
        guard standing.card != nil else { return "none" }
        return standing.marks.flatMap(score)?.grade.rawValue ?? "none"
    }

    private func cell(_ kind: String, _ value: Int?, _ content: [Markup]) -> Markup {
        .element(
            "td",
            [("class", kind)] + (value.map { [("data-v", String($0))] } ?? []), content)
    }

    private var name: Markup {
        var parts: [Markup] = [
            .tag(
                "a", ["href": LeaderboardSite.page(standing.slug)],
                HTMLParts.outside(standing.identity.name, limit: 80)),
            .tag(
                "span", ["class": "source"], HTMLParts.outside(standing.identity.source, limit: 90)),
        ]
        if let problem = standing.entry.failure?.problem {
            let last = standing.previous.map { "; numbers of \($0.date)" } ?? ""
            parts.append(
                .tag(
                    "span", ["class": "problem"], "Not scored: ",
                    HTMLParts.outside(problem, limit: 200), .text(last)))
        } else if let card = standing.card, card.quality.status != .complete {
            parts.append(
                .tag(
                    "span", ["class": "problem"],
                    HTMLParts.outside(ReportWords.status(card.quality) ?? "", limit: 120)))
        }
        return .tag("th", ["scope": "row"], parts)
    }

    private func score(_ kind: String, _ score: (Marks) -> Mark?) -> Markup {
        let mark = standing.marks.flatMap(score)
        // Old numbers are shown but sorted last, as those of servers without a grade.
        let points = standing.card == nil ? nil : mark?.points
        return cell(kind, points, [HTMLParts.badge(mark)])
    }

    private var findings: Markup {
        guard standing.card != nil else { return cell("findings", nil, ["–"]) }
        let counts = standing.findingCounts
        var words: [Markup] = []
        var order = 0
        for severity in Finding.Severity.allCases.reversed() where severity > .info {
            let count = counts[severity] ?? 0
            order = order * 1000 + min(count, 999)
            guard count > 0 else { continue }
            if !words.isEmpty { words.append(" ") }
            words.append(
                .tag("span", ["class": "n-\(severity.rawValue)"], .text("\(count) \(severity)")))
        }
        return cell("findings", order, words.isEmpty ? ["none"] : words)
    }

    private var change: Markup {
        switch standing.change {
        case .first: return cell("change", nil, ["new"])
        case .none: return cell("change", nil, ["–"])
        case .otherRubric:
            return cell(
                "change", nil, [.tag("span", ["title": "numbers not comparable"], "rubric changed")]
            )
        case .points(let quality, let security):
            let moves = [("quality", quality), ("security", security)].filter { ($0.1 ?? 0) != 0 }
            let words = moves.map { name, points in
                Self.delta(points ?? 0, name)
            }
            let total = (quality ?? 0) + (security ?? 0)
            return cell("change", total, words.isEmpty ? ["="] : words)
        }
    }

    /// "+3 quality".
    static func delta(_ points: Int, _ name: String) -> Markup {
        .tag(
            "span", ["class": points < 0 ? "delta fall" : "delta rise"],
            .text((points < 0 ? "\u{2212}\(-points) " : "+\(points) ") + name))
    }
}
