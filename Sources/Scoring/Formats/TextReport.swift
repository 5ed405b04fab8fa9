// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The report for a terminal.
public enum TextReport {
    /// What the terminal can show.
    public struct Style: Sendable, Hashable {
        /// Whether to use colours.
        public var color: Bool
        /// The width in columns; less than 40 counts as 40, and more than 100 is not used up.
        public var width: Int

        /// Describes a terminal.
        public init(color: Bool, width: Int) {
            self.color = color
            self.width = width
        }
    }

    /// With more cards than this, only their table is shown.
    static let mostCards = 8

    /// One card in full.
    public static func render(_ card: ReportCard, style: Style) -> String {
        var canvas = TextCanvas(style: style)
        canvas.card(card)
        return canvas.text
    }

    /// A table of the servers, in their order, then each card unless there are many.
    public static func render(
        cards: [ReportCard], failures: [ScoringFailure] = [], style: Style
    ) -> String {
        if let card = cards.first, cards.count == 1, failures.isEmpty {
            return render(card, style: style)
        }
        var canvas = TextCanvas(style: style)
        canvas.servers(cards, failures: failures)
        if cards.count <= mostCards {
            for card in cards {
                canvas.rule()
                canvas.card(card)
            }
        } else {
            canvas.gap()
            canvas.paragraph(
                "Score one of them alone, or use --format html, to see its whole card.", .faint,
                indent: 0)
        }
        return canvas.text
    }
}

extension TextCanvas {
    fileprivate mutating func card(_ card: ReportCard) {
        title(card)
        letters(card)
        alarms(card)
        dimensions("Quality", card.quality)
        dimensions("Security", card.security)
        priorities(card.priorities)
        repairs(card)
        weakestTools(card)
        overlaps(card.overlaps)
        findings(card)
        readiness(card.readiness)
        coverage(card.coverage)
        provenance(card)
    }

    fileprivate mutating func rule() {
        gap()
        line(InkedText(String(repeating: "─", count: width), .faint))
        gap()
    }

    private mutating func title(_ card: ReportCard) {
        let subject = card.subject
        var name = [InkedText(TerminalSafe.excerpt(subject.name, limit: 200), .strong)]
        if let version = subject.version {
            name.append(InkedText(" " + TerminalSafe.excerpt(version, limit: 60), .faint))
        }
        let tools = [InkedText(ReportWords.count(subject.toolCount, "tool"))]
        if name.reduce(0, { $0 + $1.width }) <= width {
            line(name, right: tools, indent: 0)
        } else {
            paragraph(name.map(\.text).joined(), .strong, indent: 0)
            line(tools)
        }
        var source = TerminalSafe.excerpt(subject.source, limit: 400)
        if let revision = subject.protocolVersion {
            source += " · MCP " + TerminalSafe.excerpt(revision, limit: 60)
        }
        paragraph(source, .faint, indent: 0)
    }

    private mutating func provenance(_ card: ReportCard) {
        let rubrics = card.rubrics.map {
            "rubric \(TerminalSafe.text($0.id)) \(TerminalSafe.text($0.version))"
        }
        let engine =
            "\(TerminalSafe.text(card.engine.name)) \(TerminalSafe.text(card.engine.version))"
        gap()
        paragraph(([engine] + rubrics).joined(separator: " · "), .faint, indent: 0)
    }
}

// MARK: - Several servers

extension TextCanvas {
    fileprivate mutating func servers(_ cards: [ReportCard], failures: [ScoringFailure]) {
        let count = ReportWords.count(cards.count + failures.count, "server")
        line([InkedText(count, .strong)], right: [], indent: 0)
        gap()
        if !cards.isEmpty {
            line(InkedText("Quality  Security  Tools  Server", .faint))
            for card in cards { server(card) }
        }
        guard !failures.isEmpty else { return }
        heading("Not scored")
        for failure in failures {
            line(
                InkedText("  –  ", .grade(.F)),
                InkedText(TerminalSafe.excerpt(failure.name, limit: 100), .strong))
            paragraph(TerminalSafe.excerpt(failure.problem, limit: 400), indent: 5)
            paragraph(TerminalSafe.excerpt(failure.source, limit: 200), .faint, indent: 5)
        }
    }

    private mutating func server(_ card: ReportCard) {
        func cell(_ score: ScoreCard) -> String {
            DisplayWidth.padLeft(score.points.map { String($0) } ?? "", to: 4)
        }
        let tools = DisplayWidth.padLeft(String(card.subject.toolCount), to: 5)
        line(
            InkedText(ReportWords.letter(card.quality.grade), .grade(card.quality.grade)),
            InkedText(cell(card.quality) + "    "),
            InkedText(ReportWords.letter(card.security.grade), .grade(card.security.grade)),
            InkedText(cell(card.security) + "     " + tools + "  "),
            InkedText(TerminalSafe.excerpt(card.subject.name, limit: 100), .strong))
    }
}
