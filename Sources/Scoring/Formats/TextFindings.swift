// SPDX-License-Identifier: Apache-2.0

import MCPModel

extension TextCanvas {
    /// How many findings there are, and the gravest ones.
    mutating func findings(_ card: ReportCard) {
        let open = card.openFindings
        let suppressed = card.suppressedFindings.count
        guard !card.findings.isEmpty else { return }
        heading("Findings")
        var counts: [String] = []
        if !open.isEmpty { counts.append(ReportWords.counts(open)) }
        if suppressed > 0 { counts.append("\(suppressed) suppressed with a reason") }
        paragraph(counts.joined(separator: "; "), indent: 2)
        let shown = ReportWords.bySeverity(open).flatMap(\.findings).prefix(Self.mostFindings)
        for finding in shown {
            gap()
            self.finding(finding)
        }
        if open.count > shown.count { gap() }
        rest(open.count - shown.count, "finding")
    }

    private static let mostFindings = 10

    private mutating func finding(_ finding: Finding) {
        let severity = finding.severity.rawValue
        let message = TerminalSafe.excerpt(finding.message, limit: 400)
        let indent = isWide ? 12 : 4
        if isWide {
            let lines = WordWrap.lines(message, width: width - indent)
            for (index, words) in lines.enumerated() {
                let start = DisplayWidth.pad(index == 0 ? "  " + severity : "", to: indent)
                line(InkedText(start, .severity(finding.severity)), InkedText(words))
            }
        } else {
            line(InkedText("  " + severity, .severity(finding.severity)))
            paragraph(message, indent: indent)
        }
        var place = [finding.tool.map { clipped($0) } ?? "the server"]
        let pointer = TerminalSafe.excerpt(finding.pointer.description, limit: 80)
        if !pointer.isEmpty { place.append(pointer) }
        place.append(TerminalSafe.text(finding.rule))
        paragraph(place.joined(separator: " · "), .faint, indent: indent)
        guard !finding.evidence.isEmpty, finding.evidence != finding.tool else { return }
        let evidence = TerminalSafe.excerpt(finding.evidence, limit: 160)
        paragraph("“" + evidence + "”", indent: indent)
    }
}
