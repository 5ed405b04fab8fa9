// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The phrases that several formats share.
enum ReportWords {
    /// A number with its noun: "1 tool", "12 tools".
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// "87 of 100", or that there is no number.
    static func points(_ score: ScoreCard) -> String {
        score.points.map { "\($0) of 100" } ?? "no grade"
    }

    /// The letter, or a dash.
    static func letter(_ grade: Grade?) -> String { grade?.rawValue ?? "–" }

    /// "+6.2 points".
    static func gain(_ gain: Double) -> String {
        let literal = JSONNumber(gain, places: 1).literal
        if literal == "0" { return "under 0.1 points" }
        return "+\(literal.contains(".") ? literal : literal + ".0") points"
    }

    /// A share from 0 to 1 as a whole percentage; only the whole is 100 %.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "0 %" }
        let rounded = Int((min(max(share, 0), 1) * 100).rounded(.toNearestOrAwayFromZero))
        return "\(share < 1 ? min(rounded, 99) : 100) %"
    }

    /// What a status that is not complete means, with its reason.
    static func status(_ score: ScoreCard) -> String? {
        switch score.status {
        case .complete: score.note
        case .incomplete: "incomplete" + (score.note.map { ": " + $0 } ?? "")
        case .insufficientData: score.note ?? "insufficient data"
        }
    }

    /// The same as a sentence without its full stop.
    static func sentence(_ name: String, _ score: ScoreCard) -> String? {
        let note = score.note.map { ": " + $0 } ?? ""
        return switch score.status {
        case .complete: note.isEmpty ? nil : name + note
        case .incomplete: "\(name) is incomplete\(note)"
        case .insufficientData: "\(name) has no grade\(note)"
        }
    }

    /// What there is to say beside a dimension's number.
    static func note(_ dimension: DimensionScore) -> String? {
        switch dimension.status {
        case .scored: dimension.note
        case .incomplete: "incomplete" + (dimension.note.map { ": " + $0 } ?? "")
        case .notApplicable: "not judged" + (dimension.note.map { ": " + $0 } ?? "")
        }
    }

    /// "2 critical, 12 medium"; the gravest first, only what there is.
    static func counts(_ findings: [Finding]) -> String {
        bySeverity(findings).map { "\($0.findings.count) \($0.severity.rawValue)" }
            .joined(separator: ", ")
    }

    /// The findings of each severity that has any, the gravest first.
    static func bySeverity(
        _ findings: [Finding]
    ) -> [(severity: Finding.Severity, findings: [Finding])] {
        Finding.Severity.allCases.reversed().compactMap { severity in
            let some = findings.filter { $0.severity == severity }
            return some.isEmpty ? nil : (severity, some)
        }
    }

    /// The first names and how many more there are, each made safe.
    static func some(_ names: [String], limit: Int = 3) -> (shown: [String], rest: Int) {
        (names.prefix(limit).map(TerminalSafe.text), max(0, names.count - limit))
    }

    /// "and 12 more", or nothing.
    static func more(_ rest: Int) -> String { rest > 0 ? " and \(rest) more" : "" }

    /// What the repairs of a card come to together; `nil` without any.
    static func repairs(_ card: ReportCard) -> String? {
        let joint = card.jointGain
        guard joint.fixes > 0, let quality = card.quality.points else { return nil }
        let safe = card.safeGain.fixes
        let review = joint.fixes - safe
        let after = letter(joint.gradeAfter)
        var text =
            "The definitions themselves hold the answer to \(count(joint.fixes, "repair")):"
            + " quality \(quality) → \(quality + joint.gain.quality) (\(after))"
        if joint.gain.security != 0, let security = card.security.points {
            text += ", security \(security) → \(security + joint.gain.security)"
        }
        text += review == 0 ? "." : "; \(review) of them should be reviewed."
        return text + " score --fix applies them."
    }

    /// The repairs that gain most, the others in their order.
    static func bestRepairs(_ card: ReportCard, _ limit: Int) -> [Fix] {
        func gain(_ fix: Fix) -> Double { fix.gain.exactQuality + fix.gain.exactSecurity }
        return Array(
            card.fixes.enumerated().sorted {
                (gain($1.element), $0.offset) < (gain($0.element), $1.offset)
            }.map(\.element).prefix(limit))
    }

    /// What one repair gains, and whether it can be applied unseen.
    static func gain(of fix: Fix) -> String {
        let points = gain(fix.gain.exactQuality + fix.gain.exactSecurity)
        return fix.isSafe ? points : points + ", to be reviewed"
    }

    /// How many tools were judged, and what share of the checks.
    static func coverage(_ coverage: Coverage) -> String {
        "Judged \(coverage.toolsJudged) of \(count(coverage.toolsFound, "tool"))"
            + " and \(percent(coverage.checksJudged)) of the checks that apply."
    }
}

extension ReportCard {
    /// The findings that nobody accepted.
    var openFindings: [Finding] { findings.filter { $0.suppressed == nil } }

    /// The findings that somebody accepted, with a reason.
    var suppressedFindings: [Finding] { findings.filter { $0.suppressed != nil } }

    /// The tools by points, the weakest first, equal ones by name; those without points last.
    var toolsByMerit: [ToolCard] {
        func key(_ tool: ToolCard) -> (Int, Int, String) {
            (tool.quality.points ?? .max, tool.security.points ?? .max, tool.name)
        }
        return tools.sorted { key($0) < key($1) }
    }
}

extension ToolCard {
    /// The dimensions with points that cost the tool most, the lowest first.
    var weakest: [DimensionScore] {
        quality.dimensions.filter { ($0.points ?? 100) < 90 }
            .sorted { ($0.points ?? 100, $0.id) < ($1.points ?? 100, $1.id) }
    }
}
