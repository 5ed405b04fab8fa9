// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// One card as sections of a page.
struct HTMLCard {
    let card: ReportCard
    /// What stands before ids, so that several cards can share a page.
    let prefix: String
    /// The element of the server's name: `h1` alone on a page, `h2` among others.
    let heading: StaticString
    /// What stands behind the grades.
    var asides: [Markup] = []

    var sections: [Markup] {
        [header, scores] + asides
            + [
                alarms, priorities, repairs, tools, overlaps, findings, readiness, coverage,
                provenance,
            ]
    }

    private var header: Markup {
        let subject = card.subject
        var facts: [Markup] = [
            .tag("span", [:], .text(ReportWords.count(subject.toolCount, "tool")))
        ]
        if let version = subject.version {
            facts.append(.tag("span", [:], "version ", HTMLParts.outside(version)))
        }
        if let revision = subject.protocolVersion {
            facts.append(.tag("span", [:], "MCP ", HTMLParts.outside(revision)))
        }
        facts.append(.tag("span", [:], .tag("code", [:], HTMLParts.outside(subject.source))))
        return .tag(
            "header", ["class": "card-header"],
            .tag("p", ["class": "kicker"], "Smelt report card"),
            .tag(heading, ["class": "server-name"], HTMLParts.outside(subject.name, limit: 200)),
            .tag("p", ["class": "facts"], facts))
    }

    // MARK: - Grades

    private var scores: Markup {
        .tag(
            "div", ["class": "scores"],
            score("Quality", "how well a model can use it", card.quality),
            score("Security", "how safe it is to connect", card.security))
    }

    private func score(_ name: String, _ meaning: String, _ score: ScoreCard) -> Markup {
        let id = prefix + name.lowercased()
        let grade = score.grade.map { "Grade \($0), \(ReportWords.points(score))" } ?? "No grade"
        let status = ReportWords.status(score).map {
            Markup.tag("p", ["class": "note"], HTMLParts.outside($0))
        }
        return .tag(
            "section", ["class": "panel score", "aria-labelledby": id],
            .tag(
                "div", ["class": "score-head"], HTMLParts.ring(score),
                .tag(
                    "div", [:], .tag("h2", ["id": id], .text(name)),
                    .tag("p", ["class": "meaning"], .text(meaning)),
                    .tag("p", ["class": "points"], .text(grade)),
                    status ?? .none)),
            .tag("ul", ["class": "dimensions"], score.dimensions.map(dimension)))
    }

    private func dimension(_ dimension: DimensionScore) -> Markup {
        let note = ReportWords.note(dimension).map {
            Markup.tag("p", ["class": "note"], HTMLParts.outside($0))
        }
        return .tag(
            "li", ["class": HTMLParts.gradeClass(dimension.grade)],
            .tag(
                "span", ["class": "dimension-title"], HTMLParts.outside(dimension.title),
                " ", .tag("span", ["class": "weight"], .text("weight \(dimension.weight) %"))),
            .tag("span", ["class": "letter"], .text(ReportWords.letter(dimension.grade))),
            .tag("span", ["class": "number"], .text(dimension.points.map { String($0) } ?? "–")),
            HTMLParts.meter(dimension.points, label: dimension.title), note ?? .none)
    }

    // MARK: - What to do

    private var priorities: Markup {
        guard !card.priorities.isEmpty else { return .none }
        return HTMLParts.section(
            prefix + "first", "What to do first",
            "The gain is what the quality number rises by when the rule is met everywhere.",
            .tag("ol", ["class": "priorities panel"], card.priorities.prefix(5).map(priority)))
    }

    private func priority(_ priority: Priority) -> Markup {
        let names = priority.tools.prefix(3).map {
            Markup.tag("code", [:], HTMLParts.outside($0, limit: 80))
        }
        let more = ReportWords.more(priority.tools.count - names.count)
        return .tag(
            "li", [:],
            .tag(
                "div", ["class": "priority-head"],
                .tag("h3", [:], HTMLParts.outside(priority.title)),
                .tag("span", ["class": "gain"], .text(ReportWords.gain(priority.gain)))),
            .tag("p", [:], HTMLParts.outside(priority.advice)),
            .tag("p", ["class": "names"], names + [.text(more)]))
    }

    /// The findings that should keep anybody from connecting the server.
    private var alarms: Markup {
        let alarms = card.openFindings.filter { $0.severity >= .high }
        guard !alarms.isEmpty else { return .none }
        return HTMLParts.section(
            prefix + "alarms", "Read this before you connect it",
            "What was found may be aimed at whoever uses the server.",
            .tag(
                "ul", ["class": "findings"],
                alarms.prefix(5).map { HTMLFindings.item($0, showsSeverity: true) }))
    }

    private var repairs: Markup {
        guard let sentence = ReportWords.repairs(card) else { return .none }
        return HTMLParts.section(
            prefix + "repairs", "Repairs at hand", sentence,
            .tag("ol", ["class": "priorities panel"], ReportWords.bestRepairs(card, 8).map(repair)))
    }

    private func repair(_ fix: Fix) -> Markup {
        let tool = fix.tool.map { Markup.tag("code", [:], HTMLParts.outside($0, limit: 80)) }
        return .tag(
            "li", [:],
            .tag(
                "div", ["class": "priority-head"], .tag("h3", [:], HTMLParts.outside(fix.title)),
                .tag("span", ["class": "gain"], .text(ReportWords.gain(of: fix)))),
            .tag("p", ["class": "names"], tool ?? .none))
    }

    private var overlaps: Markup {
        guard !card.overlaps.isEmpty else { return .none }
        let shown = card.overlaps.prefix(20)
        let rest = card.overlaps.count - shown.count
        return HTMLParts.section(
            prefix + "overlaps", "Tools easily confused",
            "Pairs that share so much that a model may pick the wrong one.",
            .tag("ul", ["class": "overlaps panel"], shown.map(overlap)),
            rest > 0 ? .tag("p", ["class": "note"], .text("and \(rest) more pairs")) : .none)
    }

    private func overlap(_ overlap: Overlap) -> Markup {
        let names = overlap.tools.enumerated().map { index, name in
            Markup.group([
                index == 0 ? .none : " and ", .tag("code", [:], HTMLParts.outside(name, limit: 80)),
            ])
        }
        return .tag(
            "li", [:],
            .tag("span", ["class": "alike"], .text(ReportWords.percent(overlap.similarity))),
            .tag(
                "div", [:], .tag("p", ["class": "pair"], names),
                .tag("p", ["class": "note"], HTMLParts.outside(overlap.reason))))
    }

    // MARK: - Small print

    private var readiness: Markup {
        let readiness = card.readiness
        let points = readiness.points.map { "\($0) of 100" } ?? "not judged"
        var words: [Markup] = [.tag("strong", [:], .text(points))]
        if let note = readiness.note { words += [": ", HTMLParts.outside(note)] }
        let list = Markup.tag(
            "ul", ["class": "findings"],
            readiness.findings.prefix(20).map { HTMLFindings.item($0, showsSeverity: true) })
        let rest = readiness.findings.count - 20
        return HTMLParts.section(
            prefix + "readiness", "Ready for MCP \(readiness.protocolVersion)",
            "Counts in neither number.",
            .tag(
                "div", ["class": "panel padded"], .tag("p", [:], words),
                readiness.findings.isEmpty ? .none : list,
                rest > 0 ? .tag("p", ["class": "note"], .text("and \(rest) more")) : .none))
    }

    private var coverage: Markup {
        let gaps = card.coverage.notJudged.map { gap in
            Markup.tag(
                "li", [:], .tag("strong", [:], HTMLParts.outside(gap.what)), ": ",
                HTMLParts.outside(gap.why))
        }
        return HTMLParts.section(
            prefix + "coverage", "Coverage", nil,
            .tag(
                "div", ["class": "panel padded"],
                .tag("p", [:], .text(ReportWords.coverage(card.coverage))),
                gaps.isEmpty ? .none : .tag("p", ["class": "note"], "Not judged:"),
                gaps.isEmpty ? .none : .tag("ul", ["class": "gaps"], gaps)))
    }

    private var provenance: Markup {
        func row(_ term: String, _ value: Markup) -> Markup {
            .tag("div", [:], .tag("dt", [:], .text(term)), .tag("dd", [:], value))
        }
        let rubrics = card.rubrics.map { rubric in
            row(
                "Rubric",
                .group([
                    HTMLParts.outside("\(rubric.id) \(rubric.version) "),
                    .tag("code", [:], HTMLParts.outside(rubric.digest)),
                ]))
        }
        let engine = row("Engine", HTMLParts.outside("\(card.engine.name) \(card.engine.version)"))
        let digest = row("Subject", .tag("code", [:], HTMLParts.outside(card.subject.digest)))
        return HTMLParts.section(
            prefix + "provenance", "Provenance", nil,
            .tag("dl", ["class": "provenance"], [engine] + rubrics + [digest]))
    }
}

extension HTMLCard {
    private var findings: Markup {
        HTMLFindings(card: card, prefix: prefix).section
    }

    private var tools: Markup {
        HTMLTools(card: card, prefix: prefix).section
    }
}
