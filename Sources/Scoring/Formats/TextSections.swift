// SPDX-License-Identifier: Apache-2.0

import MCPModel

// The sections of one card, in the order in which they are printed.

extension TextCanvas {
    /// The two grades as letters of three rows.
    mutating func letters(_ card: ReportCard) {
        let left = letter("Quality", card.quality)
        let right = letter("Security", card.security)
        gap()
        if let space = gapBetween(left, right) {
            for (leftRow, rightRow) in zip(left, right) {
                let used = leftRow.reduce(0) { $0 + $1.width }
                line(leftRow + [InkedText(String(repeating: " ", count: space - used))] + rightRow)
            }
        } else {
            for row in left { line(row) }
            gap()
            for row in right { line(row) }
        }
        for (name, score) in [("Quality", card.quality), ("Security", card.security)] {
            guard let sentence = ReportWords.sentence(name, score) else { continue }
            gap()
            paragraph(TerminalSafe.text(sentence), .faint, indent: 0)
        }
    }

    /// Where the second letter starts, or `nil` where both do not fit side by side.
    private func gapBetween(_ left: [[InkedText]], _ right: [[InkedText]]) -> Int? {
        func widest(_ rows: [[InkedText]]) -> Int {
            rows.map { $0.reduce(0) { $0 + $1.width } }.max() ?? 0
        }
        let start = max(widest(left) + 4, width >= 60 ? 30 : 0)
        return start + widest(right) <= width ? start : nil
    }

    private func letter(_ name: String, _ score: ScoreCard) -> [[InkedText]] {
        let glyph = BigLetter.rows(score.grade)
        let ink = Ink.grade(score.grade)
        let status: InkedText? =
            switch score.status {
            case .complete: nil
            case .incomplete: InkedText("incomplete", .faint)
            case .insufficientData: InkedText("not judged", .faint)
            }
        return [
            [InkedText(glyph[0] + "  ", ink), InkedText(name, .strong)],
            [InkedText(glyph[1] + "  ", ink), InkedText(ReportWords.points(score))],
            [InkedText(glyph[2] + "  ", ink)] + (status.map { [$0] } ?? []),
        ]
    }

    /// A bar for each part of a grade.
    mutating func dimensions(_ name: String, _ score: ScoreCard) {
        guard !score.dimensions.isEmpty else { return }
        heading(name, right: isWide ? "weight" : "")
        let titles = score.dimensions.map { TerminalSafe.excerpt($0.title, limit: 30) }
        let titleWidth = titles.map(DisplayWidth.of).max() ?? 0
        for (dimension, title) in zip(score.dimensions, titles) {
            if isWide {
                row(dimension, title: DisplayWidth.pad(title, to: titleWidth))
            } else {
                line(InkedText("  " + title))
                row(dimension, title: "")
            }
            if let note = ReportWords.note(dimension) {
                paragraph(TerminalSafe.text(note), .faint, indent: 4)
            }
        }
    }

    private mutating func row(_ dimension: DimensionScore, title: String) {
        let points = dimension.points.map { String($0) } ?? "–"
        let weight = InkedText("\(dimension.weight) %", .faint)
        let start = title.isEmpty ? "    " : "  \(title)  "
        // Letter, points and weight take 18 columns.
        let room = min(width - DisplayWidth.of(start) - 18, 40)
        let filled = min(max(dimension.points ?? 0, 0), 100) * room / 100
        // A dimension that was not judged has no track, so that it does not look like a zero.
        let track = dimension.points == nil ? " " : "─"
        line(
            [
                InkedText(start),
                InkedText(String(repeating: "━", count: filled), .grade(dimension.grade)),
                InkedText(String(repeating: track, count: room - filled), .faint),
                InkedText("  " + ReportWords.letter(dimension.grade), .grade(dimension.grade)),
                InkedText(DisplayWidth.padLeft(points, to: 5)),
            ], right: [weight], indent: 4)
    }

    /// The rules with the most points to gain.
    mutating func priorities(_ priorities: [Priority]) {
        guard !priorities.isEmpty else { return }
        heading("What to do first")
        for (index, priority) in priorities.prefix(5).enumerated() {
            if index > 0 { gap() }
            let gain = InkedText(ReportWords.gain(priority.gain), .grade(.A))
            let room = width - gain.width - 7
            let title = WordWrap.lines(
                TerminalSafe.excerpt(priority.title, limit: 200), width: room)
            line(
                [
                    InkedText("  \(index + 1)  ", .faint),
                    InkedText(DisplayWidth.pad(title.first ?? "", to: room), .strong),
                ], right: [gain], indent: 5)
            for rest in title.dropFirst() { line(InkedText("     "), InkedText(rest, .strong)) }
            paragraph(TerminalSafe.excerpt(priority.advice, limit: 600), indent: 5)
            let (names, rest) = ReportWords.some(priority.tools.map { clipped($0) })
            let tools = names.joined(separator: ", ") + ReportWords.more(rest)
            paragraph(tools, .faint, indent: 5)
        }
    }

    /// The findings that should keep anybody from connecting the server.
    mutating func alarms(_ card: ReportCard) {
        let alarms = card.openFindings.filter { $0.severity >= .high }
        guard !alarms.isEmpty else { return }
        heading("Read this before you connect it")
        for alarm in alarms.prefix(3) {
            paragraph(
                "\(alarm.severity.rawValue): \(TerminalSafe.excerpt(alarm.message, limit: 300))",
                .strong, indent: 2)
            paragraph("“\(TerminalSafe.excerpt(alarm.evidence, limit: 300))”", .faint, indent: 4)
        }
        rest(alarms.count - 3, "finding")
    }

    /// The repairs at hand, with what each gains.
    mutating func repairs(_ card: ReportCard) {
        guard let sentence = ReportWords.repairs(card) else { return }
        heading("Repairs at hand")
        paragraph(TerminalSafe.text(sentence), indent: 2)
        for fix in ReportWords.bestRepairs(card, 3) {
            let tool = fix.tool.map { clipped($0) + ": " } ?? ""
            paragraph(
                "\(tool)\(TerminalSafe.excerpt(fix.title, limit: 200))"
                    + " (\(ReportWords.gain(of: fix)))", .faint, indent: 2)
        }
    }

    /// The tools that need the most work.
    mutating func weakestTools(_ card: ReportCard) {
        let weak = card.toolsByMerit.filter { $0.quality.points.map { $0 < 90 } ?? false }.prefix(5)
        guard !weak.isEmpty, card.tools.count > 1 else { return }
        heading("Weakest tools")
        let nameWidth = weak.map { DisplayWidth.of(clipped($0.name)) }.max() ?? 0
        for tool in weak { weakTool(tool, nameWidth: nameWidth) }
    }

    private mutating func weakTool(_ tool: ToolCard, nameWidth: Int) {
        let points = DisplayWidth.padLeft(tool.quality.points.map { String($0) } ?? "–", to: 5)
        var reasons = tool.weakest.prefix(2).map {
            "\(TerminalSafe.excerpt($0.title, limit: 30)) \($0.points ?? 0)"
        }
        if let grade = tool.security.grade, grade <= .C { reasons.append("Security \(grade)") }
        let reason = reasons.joined(separator: ", ")
        let start = [
            InkedText("  " + ReportWords.letter(tool.quality.grade), .grade(tool.quality.grade)),
            InkedText(points + "  "), InkedText(clipped(tool.name), .strong),
        ]
        let gap = nameWidth - DisplayWidth.of(clipped(tool.name)) + 2
        if 12 + nameWidth + DisplayWidth.of(reason) <= width {
            line(start + [InkedText(String(repeating: " ", count: gap) + reason, .faint)])
        } else {
            line(start)
            paragraph(reason, .faint, indent: 10)
        }
    }

    /// The pairs of tools most alike.
    mutating func overlaps(_ overlaps: [Overlap]) {
        guard !overlaps.isEmpty else { return }
        heading("Tools easily confused")
        for overlap in overlaps.prefix(5) {
            let names =
                overlap.tools.map { clipped($0) }.joined(separator: " and ")
                + (overlap.otherServer.map { " of \(clipped($0))" } ?? "")
            let share = DisplayWidth.padLeft(ReportWords.percent(overlap.similarity), to: 7)
            let lines = WordWrap.lines(names, width: width - 9)
            for (index, words) in lines.enumerated() {
                let start = index == 0 ? share : "       "
                line(InkedText(start + "  "), InkedText(words, .strong))
            }
            paragraph(TerminalSafe.excerpt(overlap.reason, limit: 300), .faint, indent: 9)
        }
        rest(overlaps.count - 5, "pair")
    }

    /// How far the server is from the newest protocol revision.
    mutating func readiness(_ readiness: ReportCard.Readiness) {
        heading("Ready for MCP \(TerminalSafe.text(readiness.protocolVersion))")
        let points = readiness.points.map { "\($0) of 100" } ?? "not judged"
        let note = readiness.note.map { ": " + TerminalSafe.text($0) } ?? ""
        paragraph(points + note, indent: 2)
        for finding in readiness.findings.prefix(3) {
            let tool = finding.tool.map { clipped($0) + ": " } ?? ""
            paragraph(tool + TerminalSafe.excerpt(finding.message, limit: 300), .faint, indent: 2)
        }
        rest(readiness.findings.count - 3, "finding")
    }

    /// What was judged, and what was not.
    mutating func coverage(_ coverage: Coverage) {
        heading("Coverage")
        paragraph(ReportWords.coverage(coverage), indent: 2)
        for gap in coverage.notJudged.prefix(10) {
            let what = TerminalSafe.excerpt(gap.what, limit: 100)
            paragraph(
                "Not judged: \(what): \(TerminalSafe.excerpt(gap.why, limit: 300))", .faint,
                indent: 2)
        }
        rest(coverage.notJudged.count - 10, "gap")
    }

    /// Says how many more there are, so that nothing is left out unseen.
    mutating func rest(_ count: Int, _ noun: String) {
        guard count > 0 else { return }
        paragraph(
            "and \(ReportWords.count(count, "more " + noun)); --format json for all", .faint,
            indent: 2)
    }

    /// A name made safe and short enough for a sentence.
    func clipped(_ name: String) -> String {
        DisplayWidth.clip(TerminalSafe.excerpt(name, limit: 200), to: isWide ? 48 : 28)
    }
}
