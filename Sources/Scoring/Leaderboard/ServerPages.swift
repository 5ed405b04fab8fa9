// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The page of each server: its card, how it came there, and its like on other servers.
struct ServerPages {
    private let board: Leaderboard
    private let overlaps: [Int: [LeaderboardOverlap]]
    private let standings: [Int: Standing]
    private let changes: [ServerIdentity: [GradeChange]]
    private let ranked: Int

    private static let style = HTMLStyle.sheet + BoardStyle.sheet
    private static let policy = LeaderboardSite.policy(style: style)

    init(_ board: Leaderboard) {
        self.board = board
        var overlaps: [Int: [LeaderboardOverlap]] = [:]
        for overlap in board.overlaps where overlap.servers.count == 2 && overlap.tools.count == 2 {
            for server in overlap.servers { overlaps[server, default: []].append(overlap) }
        }
        self.overlaps = overlaps
        standings = Dictionary(
            board.standings.map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
        changes = Dictionary(grouping: board.changes, by: \.server)
        ranked = board.standings.count { $0.rank != nil }
    }

    /// The page of one server.
    func text(_ standing: Standing) -> String {
        let asides = [history(standing), neighbours(standing)]
        let sections: [Markup]
        var engines = [Scorer.engine]
        switch standing.entry.outcome {
        case .card(let card):
            engines = [card.engine]
            sections = HTMLCard(card: card, prefix: "", heading: "h1", asides: asides).sections
        case .failure(let failure): sections = notReached(failure, standing) + asides
        }
        let marks = standing.card == nil ? nil : standing.marks
        let page = HTMLPage(
            title:
                "\(standing.identity.name): quality \(ReportWords.letter(marks?.quality?.grade)),"
                + " security \(ReportWords.letter(marks?.security?.grade))",
            summary: "The report card of \(standing.identity.name), \(board.date).",
            policy: Self.policy, style: Self.style,
            footer: [files(standing), .tag("p", [:], HTMLPage.imprint(engines))])
        return page.text([.tag("main", [:], [path(standing)] + sections)])
    }

    private func path(_ standing: Standing) -> Markup {
        var parts: [Markup] = [
            .tag("a", ["href": "../index.html"], "All servers"),
            .tag("span", [:], .text("\(board.date)")),
        ]
        if let rank = standing.rank {
            parts.append(.tag("span", [:], .text("rank \(rank) of \(ranked)")))
        }
        return .tag("nav", ["class": "path facts", "aria-label": "Leaderboard"], parts)
    }

    private func notReached(_ failure: ScoringFailure, _ standing: Standing) -> [Markup] {
        let last = standing.previous.map { previous in
            Markup.tag(
                "p", [:],
                .text(
                    "Last scored on \(previous.date): quality \(HistoryTable.words(previous.marks.quality)),"
                        + " security \(HistoryTable.words(previous.marks.security))."))
        }
        return [
            .tag(
                "header", [:], .tag("p", ["class": "kicker"], "Smelt report card"),
                .tag(
                    "h1", ["class": "server-name"],
                    HTMLParts.outside(standing.identity.name, limit: 200)),
                .tag(
                    "p", ["class": "facts"], .tag("code", [:], HTMLParts.outside(failure.source)))),
            .tag(
                "section", ["class": "panel padded", "aria-label": "Not scored"],
                .tag(
                    "p", [:], .tag("strong", [:], "Not scored: "),
                    HTMLParts.outside(failure.problem)),
                last ?? "It was never scored."),
        ]
    }

    // MARK: - How it came there

    private func history(_ standing: Standing) -> Markup {
        let days = standing.record.days
        guard days.count > 1 || (days.count == 1 && standing.card == nil) else { return .none }
        let table = HistoryTable(
            days: days, runs: board.runs, changes: changes[standing.identity] ?? [])
        return HTMLParts.section(
            "history", "Over time", lead(standing),
            .tag(
                "div", ["class": "panel"],
                HistoryChart(days: days, runs: board.runs).markup, table.markup))
    }

    private func lead(_ standing: Standing) -> String? {
        guard let previous = standing.previous else { return nil }
        switch standing.change {
        case .first, .none: return nil
        case .otherRubric:
            return "The rubric changed since \(previous.date): numbers not comparable."
        case .points(let quality, let security):
            let moves = [("quality", quality), ("security", security)].compactMap { name, points in
                points.flatMap { $0 == 0 ? nil : "\(name) \($0 > 0 ? "+" : "\u{2212}")\(abs($0))" }
            }
            return "Since \(previous.date): "
                + (moves.isEmpty ? "no change." : moves.joined(separator: ", ") + ".")
        }
    }

    // MARK: - Its like on other servers

    private func neighbours(_ standing: Standing) -> Markup {
        let found = (overlaps[standing.place] ?? []).sorted {
            ($1.similarity, $0.tools[0], $0.tools[1]) < ($0.similarity, $1.tools[0], $1.tools[1])
        }
        guard !found.isEmpty else { return .none }
        let items = found.prefix(20).compactMap { neighbour($0, of: standing) }
        let rest = found.count - items.count
        return HTMLParts.section(
            "neighbours", "Easily confused with other servers",
            "A model that has both servers may pick the wrong tool.",
            .tag("ul", ["class": "overlaps panel"], items),
            rest > 0 ? .tag("p", ["class": "note"], .text("and \(rest) more pairs")) : .none)
    }

    private func neighbour(_ overlap: LeaderboardOverlap, of standing: Standing) -> Markup? {
        let own = overlap.servers[0] == standing.place ? 0 : 1
        guard let other = standings[overlap.servers[1 - own]] else { return nil }
        return .tag(
            "li", [:],
            .tag("span", ["class": "alike"], .text(ReportWords.percent(overlap.similarity))),
            .tag(
                "div", [:],
                .tag(
                    "p", ["class": "pair"],
                    .tag("code", [:], HTMLParts.outside(overlap.tools[own], limit: 80)), " and ",
                    .tag("code", [:], HTMLParts.outside(overlap.tools[1 - own], limit: 80)),
                    " of ",
                    .tag(
                        "a", ["href": "\(other.slug).html"],
                        HTMLParts.outside(other.identity.name, limit: 80))),
                .tag(
                    "p", ["class": "note"], HTMLParts.outside(overlap.kind, limit: 80), ": ",
                    HTMLParts.outside(overlap.reason))))
    }

    private func files(_ standing: Standing) -> Markup {
        let badge = Markup.tag(
            "a", ["href": "../" + LeaderboardSite.badge(standing.slug)], "badge for a README")
        guard standing.card != nil else { return .tag("p", [:], badge) }
        return .tag(
            "p", [:],
            .tag(
                "a", ["href": "../" + LeaderboardSite.cardFile(standing.slug)], "this card as JSON"),
            " · ", badge)
    }
}
