// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The page with all servers.
struct BoardPage {
    let board: Leaderboard

    private static let style = HTMLStyle.sheet + BoardStyle.sheet

    var text: String {
        let page = HTMLPage(
            title: board.title, summary: summary,
            policy: LeaderboardSite.policy(style: Self.style, script: BoardScript.code),
            style: Self.style,
            links: [
                .tag(
                    "link",
                    [
                        "rel": "alternate", "type": "application/rss+xml", "href": "changes.xml",
                        "title": "Changes of grades",
                    ])
            ],
            footer: footer)
        return page.text([
            .tag(
                "main", ["class": "board"], header, spreads, changes, controls, table, gone),
            .script(BoardScript.code),
        ])
    }

    private var summary: String {
        let scored = board.standings.count { $0.rank != nil }
        return "\(ReportWords.count(scored, "MCP server")) graded from A to F for how well models "
            + "can use them and how safe they are, \(board.date)."
    }

    private var header: Markup {
        let scored = board.standings.filter { $0.card != nil }
        let missing = board.standings.count - scored.count
        var facts = [
            "\(board.date)", ReportWords.count(scored.count, "server"),
            ReportWords.count(scored.reduce(0) { $0 + ($1.card?.subject.toolCount ?? 0) }, "tool"),
        ]
        if missing > 0 { facts.append("\(missing) not scored") }
        let rubrics = Set(
            scored.flatMap { $0.card?.rubrics ?? [] }.map { "\($0.id) \($0.version)" })
        facts += rubrics.sorted().prefix(4).map { "rubric \($0)" }
        return .tag(
            "header", [:],
            .tag("p", ["class": "kicker"], "Smelt leaderboard"),
            .tag("h1", ["class": "server-name"], HTMLParts.outside(board.title, limit: 200)),
            .tag(
                "p", ["class": "facts"],
                facts.map { .tag("span", [:], HTMLParts.outside($0, limit: 80)) }))
    }

    // MARK: - How the letters are spread

    private var spreads: Markup {
        guard board.standings.contains(where: { $0.card != nil }) else { return .none }
        return .tag(
            "div", ["class": "spreads"], spread("Quality", \.quality),
            spread("Security", \.security))
    }

    private func spread(_ title: String, _ score: KeyPath<ReportCard, ScoreCard>) -> Markup {
        let grades = board.standings.compactMap { $0.card?[keyPath: score].grade }
        let counts = Grade.allCases.map { grade in
            (grade: grade, count: grades.count { $0 == grade })
        }.filter { $0.count > 0 }
        let without = board.standings.count { $0.card != nil } - grades.count
        var left = 0
        let bars = counts.map { part in
            // Ends are rounded from the whole, so that the parts leave no gap.
            let start = left * 1000 / grades.count
            left += part.count
            let width = left * 1000 / grades.count - start
            return Markup.tag(
                "rect",
                [
                    "class": HTMLParts.gradeClass(part.grade), "x": Self.percent(start),
                    "width": Self.percent(width), "height": "100%",
                ])
        }
        var words = counts.map { part in
            Markup.tag(
                "li", ["class": HTMLParts.gradeClass(part.grade)],
                .tag("b", [:], .text(part.grade.rawValue)), .text(" \(part.count)"))
        }
        if without > 0 {
            words.append(.tag("li", ["class": "grade-none"], .text("no grade \(without)")))
        }
        return .tag(
            "section", ["class": "panel spread"], .tag("h2", [:], .text(title)),
            bars.isEmpty ? .none : .tag("svg", ["class": "bar", "aria-hidden": "true"], bars),
            .tag("ul", [:], words))
    }

    private static func percent(_ thousandth: Int) -> String {
        "\(thousandth / 10).\(thousandth % 10)%"
    }

    // MARK: - What changed

    private var changes: Markup {
        let fresh = board.changes.filter { $0.date == board.date }
        let notice = board.hasOtherRubrics ? Self.rubricNotice : .none
        guard !fresh.isEmpty else {
            return board.hasOtherRubrics ? .tag("section", [:], notice) : .none
        }
        let shown = fresh.prefix(6).map { Self.change($0, page: LeaderboardSite.page($0.slug)) }
        let rest = fresh.count - shown.count
        return HTMLParts.section(
            "changes", "Changed letters", nil, notice,
            .tag("ul", ["class": "panel changes"], shown),
            rest > 0
                ? .tag(
                    "p", ["class": "note"], .text("and \(rest) more in "),
                    .tag("a", ["href": "changes.xml"], "changes.xml")) : .none)
    }

    private static let rubricNotice = Markup.tag(
        "p", ["class": "panel padded notice"],
        .tag("strong", [:], "The rubric changed: numbers not comparable. "),
        .text(
            "Servers marked so were judged by another version than in the run before; their "
                + "letters may have moved without any change of theirs."))

    /// One change with what explains it.
    static func change(_ change: GradeChange, page: String) -> Markup {
        let side = change.isFall ? "fall" : "rise"
        let cause = change.cause.map { cause in
            Markup.tag(
                "p", ["class": "note"], .text(cause.isNew ? "New: " : "Gone: "),
                HTMLParts.outside(cause.message, limit: 200))
        }
        return .tag(
            "li", ["class": side],
            .tag(
                "p", [:],
                .tag("a", ["href": page], HTMLParts.outside(change.server.name, limit: 80)),
                .text(": \(change.score.rawValue) "),
                .tag("span", ["class": "delta"], .text(change.sentence))),
            cause ?? .none)
    }

    // MARK: - The table

    private var table: Markup {
        let columns = [
            ("rank", "Rank"), ("name", "Server"), ("quality", "Quality"), ("security", "Security"),
            ("tools", "Tools"), ("findings", "Findings"), ("change", "Change"),
        ]
        let head = columns.map { key, title in
            Markup.tag("th", ["scope": "col", "data-key": key], .text(title))
        }
        return .tag(
            "section", ["aria-label": "Servers"],
            .tag(
                "div", ["class": "panel"],
                .tag(
                    "table", ["id": "board"], .tag("thead", [:], .tag("tr", [:], head)),
                    .tag("tbody", [:], board.standings.map { BoardRow(standing: $0).markup })),
                .tag(
                    "p", ["id": "nothing", "class": "padded note", "hidden": ""],
                    "No server is like that.")))
    }

    /// Shown by the script, because nothing of it works without.
    private var controls: Markup {
        func letters(_ key: String, _ title: String) -> Markup {
            let buttons = (Grade.allCases.map(\.rawValue) + ["none"]).map { letter in
                Markup.tag(
                    "button",
                    [
                        "type": "button", "aria-pressed": "false", "data-key": key,
                        "data-letter": letter, "class": "grade-\(letter)",
                        "aria-label": letter == "none" ? "no \(key) grade" : "\(key) \(letter)",
                    ], .text(letter == "none" ? "–" : letter))
            }
            return .tag(
                "div", ["class": "letters", "role": "group", "aria-label": title],
                [.tag("span", ["class": "note"], .text(title))] + buttons)
        }
        let orders = [
            ("rank", "Rank"), ("name", "Name"), ("quality", "Quality"), ("security", "Security"),
            ("tools", "Tools"), ("findings", "Findings"), ("change", "Change"),
        ]
        return .tag(
            "div", ["class": "controls", "id": "controls", "hidden": ""],
            .tag(
                "label", ["class": "search"], .tag("span", ["class": "note"], "Search"),
                .tag("input", ["id": "search", "type": "search", "autocomplete": "off"])),
            letters("quality", "Quality"), letters("security", "Security"),
            .tag(
                "label", ["class": "order"], .tag("span", ["class": "note"], "Sort by"),
                .tag(
                    "select", ["id": "order"],
                    orders.map { .tag("option", ["value": $0.0], .text($0.1)) })),
            .tag("p", ["id": "shown", "class": "note", "aria-live": "polite"]))
    }

    private var gone: Markup {
        guard !board.gone.isEmpty else { return .none }
        let items = board.gone.prefix(50).map { gone in
            Markup.tag(
                "li", [:], HTMLParts.outside(gone.identity.name, limit: 80),
                .text(gone.lastScored.map { ", last scored \($0)" } ?? ""))
        }
        return HTMLParts.section(
            "gone", "No longer listed", nil, .tag("ul", ["class": "panel padded gaps"], items))
    }

    private var footer: [Markup] {
        [
            .tag(
                "p", [:], "The numbers: ", .tag("a", ["href": "feed.json"], "feed.json"), " · ",
                .tag("a", ["href": "servers.csv"], "servers.csv"), " · changes: ",
                .tag("a", ["href": "changes.xml"], "RSS")),
            .tag("p", [:], HTMLPage.imprint([Scorer.engine])),
        ]
    }
}
