// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// The report as SARIF 2.1.0, for code scanning.
public enum SARIFReport {
    /// One card as a log with one run.
    public static func render(_ card: ReportCard, rules: [RuleDescription] = []) -> String {
        render(cards: [card], rules: rules)
    }

    /// All cards as one run, because code scanning takes one run per tool and upload.
    public static func render(
        cards: [ReportCard], failures: [ScoringFailure] = [], rules: [RuleDescription] = []
    ) -> String {
        let log = value(cards: cards, failures: failures, rules: rules)
        return JSONWriter.text(log, layout: .indented) + "\n"
    }

    /// The log as a value.
    public static func value(
        cards: [ReportCard], failures: [ScoringFailure] = [], rules: [RuleDescription] = []
    ) -> JSONValue {
        let catalogue = SARIFRules(cards: cards, described: rules)
        var run = JSONObject()
        run["tool"] = ["driver": driver(cards.first?.engine, catalogue)]
        run["invocations"] = [invocation(cards, failures)]
        run["originalUriBaseIds"] = [
            root: ["description": ["text": "The folder in which the report was made."]]
        ]
        run["columnKind"] = "unicodeCodePoints"
        run["results"] = .array(
            cards.flatMap { card in
                (card.findings + card.readiness.findings).map { result($0, card, catalogue) }
            })
        run["properties"] = ["cards": .array(cards.map(summary))]
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [.object(run)],
        ]
    }

    /// The symbol that code scanning reads as the top of the repository.
    private static let root = "%SRCROOT%"

    private static func driver(_ engine: ReportCard.Engine?, _ rules: SARIFRules) -> JSONValue {
        var driver = JSONObject()
        driver["name"] = .string(engine?.name ?? "smelt")
        driver["version"] = (engine?.version).map(JSONValue.string)
        driver["rules"] = .array(rules.values)
        return .object(driver)
    }

    private static func invocation(
        _ cards: [ReportCard], _ failures: [ScoringFailure]
    ) -> JSONValue {
        let failed: [JSONValue] = failures.map { failure in
            [
                "level": "error",
                "message": message("\(failure.name) (\(failure.source)): \(failure.problem)"),
            ]
        }
        let gaps: [JSONValue] = cards.flatMap { card in
            card.coverage.notJudged.map { gap in
                [
                    "level": "note",
                    "message": message(
                        "\(card.subject.name): \(gap.what) was not judged: \(gap.why)"),
                ]
            }
        }
        return [
            "executionSuccessful": .bool(failures.isEmpty),
            "toolExecutionNotifications": .array(failed + gaps),
        ]
    }

    private static func result(
        _ finding: Finding, _ card: ReportCard, _ rules: SARIFRules
    ) -> JSONValue {
        var result = JSONObject()
        result["ruleId"] = .string(finding.rule)
        result["ruleIndex"] = rules.index(of: finding.rule).map(JSONValue.int)
        result["level"] = .string(level(finding.severity))
        result["message"] = message("\(finding.message) \(finding.advice)")
        result["locations"] = [SARIFLocation.value(finding, in: card, root: root)]
        result["partialFingerprints"] = ["smelt/v1": .string(finding.fingerprint)]
        if let reason = finding.suppressed {
            result["suppressions"] = [
                [
                    "kind": "external", "status": "accepted",
                    "justification": .string(TerminalSafe.text(reason)),
                ]
            ]
        }
        result["rank"] = .int(rank(finding.confidence))
        result["properties"] = [
            "server": .string(TerminalSafe.text(card.subject.name)),
            "tool": .optional(finding.tool.map(TerminalSafe.text)),
            "pointer": .string(TerminalSafe.text(finding.pointer.description)),
            "dimension": .string(finding.dimension),
            "severity": .string(finding.severity.rawValue),
            "confidence": .string(finding.confidence.rawValue),
            "evidence": .string(TerminalSafe.excerpt(finding.evidence, limit: 1000)),
        ]
        return .object(result)
    }

    /// What each severity is among the three levels of SARIF.
    static func level(_ severity: Finding.Severity) -> String {
        switch severity {
        case .critical, .high: "error"
        case .medium: "warning"
        case .low, .info: "note"
        }
    }

    private static func rank(_ confidence: Finding.Confidence) -> Int {
        switch confidence {
        case .high: 90
        case .medium: 50
        case .low: 20
        }
    }

    /// A plain text message: braces doubled (section 3.11.5), no embedded link (3.11.6).
    static func message(_ text: String) -> JSONValue {
        var words = ""
        var previous: Unicode.Scalar = " "
        for scalar in TerminalSafe.excerpt(text, limit: 1500).unicodeScalars {
            switch scalar {
            case "{": words += "{{"
            case "}": words += "}}"
            case "(" where previous == "]": words += " ("
            default: words.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return ["text": .string(words)]
    }

    private static func summary(_ card: ReportCard) -> JSONValue {
        let value = JSONReport.value(card)
        func grade(_ name: String) -> JSONValue {
            let score = value.object?[name]?.object
            return [
                "points": score?["points"] ?? .null, "grade": score?["grade"] ?? .null,
                "status": score?["status"] ?? .null,
            ]
        }
        return [
            "subject": value.object?["subject"] ?? .null, "rubrics": value.object?["rubrics"] ?? [],
            "quality": grade("quality"), "security": grade("security"),
        ]
    }
}
