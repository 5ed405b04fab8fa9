// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The findings of a card, by severity.
struct HTMLFindings {
    let card: ReportCard
    let prefix: String

    var section: Markup {
        guard !card.findings.isEmpty else { return .none }
        let open = ReportWords.bySeverity(card.openFindings)
        let groups = open.enumerated().map { index, group in
            // The gravest group shows itself; the others wait for a click.
            Self.group(
                group.severity.rawValue, severity: group.severity, group.findings,
                isOpen: index == 0 || group.severity >= .high)
        }
        let suppressed = card.suppressedFindings
        let accepted =
            suppressed.isEmpty
            ? .none : Self.group("suppressed", severity: nil, suppressed, isOpen: false)
        let counts =
            card.openFindings.isEmpty ? "None is open." : ReportWords.counts(card.openFindings)
        return HTMLParts.section(prefix + "findings", "Findings", counts, .group(groups), accepted)
    }

    private static func group(
        _ name: String, severity: Finding.Severity?, _ findings: [Finding], isOpen: Bool
    ) -> Markup {
        let summary = Markup.tag(
            "summary", [:], .tag("span", ["class": "severity \(name)"], .text(name)),
            .tag("span", ["class": "count"], .text(ReportWords.count(findings.count, "finding"))))
        let list = Markup.tag(
            "ul", ["class": "findings"], findings.map { item($0, showsSeverity: severity == nil) })
        return isOpen
            ? .tag("details", ["class": "panel", "open": ""], summary, list)
            : .tag("details", ["class": "panel"], summary, list)
    }

    /// One finding with its place, its evidence and what to do.
    static func item(_ finding: Finding, showsSeverity: Bool) -> Markup {
        var place: [Markup] = [
            finding.tool.map { .tag("code", [:], HTMLParts.outside($0, limit: 128)) }
                ?? "the server"
        ]
        let pointer = finding.pointer.description
        if !pointer.isEmpty {
            place += [" at ", .tag("code", [:], HTMLParts.outside(pointer, limit: 200))]
        }
        let severity = finding.severity.rawValue
        let label = Markup.tag("span", ["class": "severity \(severity)"], .text(severity))
        var parts: [Markup] = [
            .tag(
                "p", ["class": "message"], showsSeverity ? label : .none,
                HTMLParts.outside(finding.message)),
            .tag("p", ["class": "place"], place),
        ]
        if !finding.evidence.isEmpty, finding.evidence != finding.tool {
            parts.append(.tag("blockquote", [:], HTMLParts.outside(finding.evidence)))
        }
        if let reason = finding.suppressed {
            parts.append(.tag("p", ["class": "reason"], "Suppressed: ", HTMLParts.outside(reason)))
        }
        parts.append(.tag("p", [:], HTMLParts.outside(finding.advice)))
        parts.append(.tag("p", ["class": "references"], source(finding)))
        return .tag("li", [:], parts)
    }

    private static func source(_ finding: Finding) -> [Markup] {
        var words: [Markup] = [
            .tag("code", [:], HTMLParts.outside(finding.rule)),
            .text(" · \(finding.confidence.rawValue) confidence"),
        ]
        for reference in finding.references {
            words.append(" · ")
            let isLink = reference.hasPrefix("https://")
            words.append(
                isLink
                    ? .tag(
                        "a", ["href": reference, "rel": "noreferrer nofollow"],
                        HTMLParts.outside(reference))
                    : HTMLParts.outside(reference))
        }
        return words
    }
}
