// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The report as JUnit XML, for the test page of a build server.
///
/// A server is a suite. It has a case for its grade, one for itself and one for each tool; a case
/// fails with the open findings of medium severity and above.
public enum JUnitReport {
    /// One card as a document with one suite.
    public static func render(_ card: ReportCard, minimumPoints: Int? = nil) -> String {
        render(cards: [card], minimumPoints: minimumPoints)
    }

    /// A suite for each card and each failure.
    ///
    /// - Parameter minimumPoints: the quality below which the case "grade" fails; without it, an F
    ///   fails.
    public static func render(
        cards: [ReportCard], failures: [ScoringFailure] = [], minimumPoints: Int? = nil
    ) -> String {
        let suites =
            cards.map { suite($0, minimumPoints) }
            + failures.map { failure in
                let name = TerminalSafe.excerpt(failure.name, limit: 200)
                let problem = safe(failure.problem)
                let error = Markup.tag(
                    "error", ["message": problem, "type": "not-scored"],
                    .text("\(TerminalSafe.text(failure.source)): \(problem)"))
                return Suite(name: name, cases: [Case("grade", .error(error))])
            }
        let all = suites.flatMap(\.cases)
        let document = Markup.element(
            "testsuites", [("name", "smelt")] + counts(all), suites.map(\.markup))
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + MarkupWriter.text(document, as: .xml) + "\n"
    }

    private enum Outcome {
        case passed
        case skipped(Markup)
        case failed(Markup)
        case error(Markup)
    }

    private struct Case {
        let name: String
        let outcome: Outcome

        init(_ name: String, _ outcome: Outcome) {
            self.name = name
            self.outcome = outcome
        }
    }

    private struct Suite {
        let name: String
        let cases: [Case]

        var markup: Markup {
            let children = cases.map { one in
                let content: [Markup] =
                    switch one.outcome {
                    case .passed: []
                    case .skipped(let markup), .failed(let markup), .error(let markup): [markup]
                    }
                return Markup.tag("testcase", ["classname": name, "name": one.name], content)
            }
            return .element("testsuite", [("name", name)] + counts(cases), children)
        }
    }

    private static func counts(_ cases: [Case]) -> [(name: String, value: String)] {
        var failed = 0
        var errors = 0
        var skipped = 0
        for one in cases {
            switch one.outcome {
            case .passed: break
            case .skipped: skipped += 1
            case .failed: failed += 1
            case .error: errors += 1
            }
        }
        return [
            ("tests", String(cases.count)), ("failures", String(failed)),
            ("errors", String(errors)), ("skipped", String(skipped)),
        ]
    }

    private static func suite(_ card: ReportCard, _ minimum: Int?) -> Suite {
        let grave = card.openFindings.filter { $0.severity >= .medium }
        let byTool = Dictionary(grouping: grave, by: \.tool)
        let tools = card.tools.map { tool in
            Case(TerminalSafe.excerpt(tool.name, limit: 200), outcome(byTool[tool.name] ?? []))
        }
        return Suite(
            name: TerminalSafe.excerpt(card.subject.name, limit: 200),
            cases: [grade(card, minimum), Case("server", outcome(byTool[nil] ?? []))] + tools)
    }

    private static func grade(_ card: ReportCard, _ minimum: Int?) -> Case {
        let quality = card.quality
        let words =
            "quality \(ReportWords.letter(quality.grade)) \(ReportWords.points(quality)),"
            + " security \(ReportWords.letter(card.security.grade))"
            + " \(ReportWords.points(card.security))"
        guard let points = quality.points else {
            return Case("grade", .skipped(.tag("skipped", ["message": words])))
        }
        let fails = minimum.map { points < $0 } ?? (quality.grade == .F)
        guard fails else { return Case("grade", .passed) }
        let bar = minimum.map { "below \($0)" } ?? "an F"
        let failure = Markup.tag(
            "failure", ["message": "\(bar): \(words)", "type": "grade"], .text(words))
        return Case("grade", .failed(failure))
    }

    private static func outcome(_ findings: [Finding]) -> Outcome {
        let sorted = ReportWords.bySeverity(findings).flatMap(\.findings)
        guard let gravest = sorted.first else { return .passed }
        let lines = sorted.map { finding in
            let place = finding.pointer.description
            let evidence = finding.evidence.isEmpty ? "" : "\n  evidence: \(safe(finding.evidence))"
            return "\(finding.severity.rawValue) \(finding.rule)\(place.isEmpty ? "" : " at ")"
                + "\(safe(place))\n  \(safe(finding.message))\(evidence)\n  \(safe(finding.advice))"
        }
        let message = "\(ReportWords.counts(sorted)): \(safe(gravest.message))"
        return .failed(
            .tag(
                "failure", ["message": message, "type": gravest.severity.rawValue],
                .text(lines.joined(separator: "\n"))))
    }

    private static func safe(_ text: String) -> String { TerminalSafe.excerpt(text, limit: 500) }
}
