// SPDX-License-Identifier: Apache-2.0

import MCPModel

@testable import Scoring

/// Report cards made by hand, so that formats are tested without a rubric.
enum SampleCards {
    /// A card as a real server gets it.
    static var plain: ReportCard {
        let tools = toolNames.enumerated().map { index, name in
            ToolCard(
                name: name, quality: toolQuality(points: 41 + index * 7 % 58, seed: index),
                security: score(index == 3 ? 58 : 96, parts: []))
        }
        return ReportCard(
            engine: .init(name: "smelt", version: "0.1.0"),
            rubrics: [
                .init(id: "smelt-quality", version: "1.0.0", digest: digest("3f")),
                .init(id: "smelt-security", version: "1.0.0", digest: digest("a7")),
            ],
            subject: .init(
                name: "docs-workbench", version: "2.4.1", protocolVersion: "2025-11-25",
                source: "servers/docs workbench.json", toolCount: tools.count,
                digest: digest("c0")),
            quality: score(
                74, status: .incomplete, note: "one dimension lacks evidence", parts: quality),
            security: score(91, parts: security),
            readiness: .init(
                protocolVersion: "2026-07-28", points: 60, note: nil,
                findings: [
                    finding(
                        "readiness.name-length", "readiness", .low, tool: toolNames[11],
                        pointer: ["name"],
                        "The name leaves no room for the prefix that clients put before it.",
                        evidence: toolNames[11])
                ]),
            tools: tools, overlaps: overlaps, findings: findings, priorities: priorities,
            fixes: [],
            jointGain: JointGain(
                fixes: 0, gain: .none, gradeAfter: .C, securityGradeAfter: .A),
            safeGain: .none,
            coverage: Coverage(
                toolsJudged: tools.count, toolsFound: tools.count + 2, checksJudged: 0.968,
                notJudged: [
                    .init(
                        what: "supply-chain",
                        why: "the input holds tool definitions only, no package or repository"),
                    .init(what: "tool 13", why: "this tool has no name"),
                ]))
    }

    /// A card whose every word from outside tries to break the page it is printed on.
    static var hostile: ReportCard {
        let names = hostileTexts
        let tools = names.enumerated().map { index, name in
            ToolCard(
                name: name, quality: toolQuality(points: index * 9 % 100, seed: index),
                security: score(index % 2 == 0 ? 20 : 100, parts: []))
        }
        let findings = names.enumerated().map { index, name in
            finding(
                "poisoning.hidden-instruction", "poisoning",
                Finding.Severity.allCases[index % 5], tool: index % 4 == 3 ? nil : name,
                pointer: ["inputSchema", "properties", name, "description"],
                "The text says \(name)", evidence: name + name,
                suppressed: index % 5 == 4 ? "accepted: " + name : nil,
                position: index % 3 == 0 ? nil : TextPosition(line: index, column: 1 + index))
        }
        return ReportCard(
            engine: .init(name: "smelt", version: "0.1.0"),
            rubrics: [.init(id: "smelt-quality", version: "1.0.0", digest: digest("3f"))],
            subject: .init(
                name: names.joined(separator: " "), version: names[0], protocolVersion: names[1],
                source: "dir\u{202E}/a b|`c`<d>#e?.json", toolCount: tools.count,
                digest: digest("c0")),
            quality: score(0, status: .incomplete, note: names[2], parts: quality),
            security: score(100, parts: security),
            readiness: .init(
                protocolVersion: "2026-07-28", points: nil, note: names[3], findings: findings),
            tools: tools,
            overlaps: zip(names, names.dropFirst()).map {
                Overlap(tools: [$0, $1], similarity: 0.5, reason: "Both say \($0)")
            },
            findings: findings,
            priorities: names.map {
                Priority(
                    rule: "schema.described", dimension: "schema-completeness", title: $0,
                    advice: "Mend \($0)", tools: names, gain: 0.04)
            },
            fixes: [], jointGain: .none, safeGain: .none,
            coverage: Coverage(
                toolsJudged: 3, toolsFound: 4, checksJudged: 0.999,
                notJudged: names.map { .init(what: $0, why: $0) }))
    }

    /// A card of a server without tools.
    static var empty: ReportCard {
        let nothing = ScoreCard(
            points: nil, grade: nil, status: .insufficientData, note: "the server offers no tools",
            dimensions: [])
        return ReportCard(
            engine: .init(name: "smelt", version: "0.1.0"),
            rubrics: [.init(id: "smelt-quality", version: "1.0.0", digest: digest("3f"))],
            subject: .init(
                name: "empty", version: nil, protocolVersion: nil,
                source: "https://example.com/mcp", toolCount: 0, digest: digest("00")),
            quality: nothing, security: nothing,
            readiness: .init(
                protocolVersion: "2026-07-28", points: nil, note: "there is nothing to judge",
                findings: []),
            tools: [], overlaps: [], findings: [], priorities: [],
            fixes: [], jointGain: .none, safeGain: .none,
            coverage: Coverage(toolsJudged: 0, toolsFound: 0, checksJudged: 0, notJudged: []))
    }

    /// Two servers that could not be read, the second with hostile words.
    static let failures = [
        ScoringFailure(
            name: "broken", source: "servers/broken.json",
            problem: "line 3, column 7: a comma or the end of the object was expected"),
        ScoringFailure(
            name: hostileTexts[2], source: hostileTexts[0],
            problem: hostileTexts.joined(separator: " ")),
    ]

    /// Words that steer terminals, pages, tables and spreadsheets that do not take care.
    static let hostileTexts = [
        "esc\u{1B}[31mred\u{9B}2J\u{7}\u{0}",
        "bidi\u{202E}txt.exe\u{2066}x\u{2069}",
        "</script><img src=x onerror=alert(1)>&amp;\"'",
        "pipe|`code`|**bold**_it_[link](http://evil.example/)![i](https://evil.example/i.png)",
        "zero\u{200B}width\u{FEFF}\u{E0041}\u{E0042}tag",
        "line\nbreak\r\nand\ttab\u{2028}end",
        "@octocat closes #1 see www.evil.example, http://evil.example and ]]> <!-- -->",
        "検索ドキュメントを全文検索して結果を返すツール한국어도구广泛的文档搜索工具",
        String(repeating: "long_name_", count: 20),
        "e\u{301}\u{301}\u{301}\u{301} \u{26A0}\u{FE0F} \u{1F468}\u{200D}\u{1F469} x\u{FE0F}",
        "{0} {{1}} [a](0) $x$ ~~s~~ <b>b</b>\u{FFFE}\u{FFFF}",
    ]
}

extension SampleCards {
    static func finding(
        _ rule: String, _ dimension: String, _ severity: Finding.Severity, tool: String?,
        pointer: JSONPointer, _ message: String, evidence: String, suppressed: String? = nil,
        position: TextPosition? = nil
    ) -> Finding {
        Finding(
            rule: rule, dimension: dimension, severity: severity,
            confidence: severity > .low ? .high : .medium, tool: tool, pointer: pointer,
            message: message, evidence: evidence,
            advice: "Say what the tool does, and leave out what steers the model.",
            references: ["OWASP MCP03:2025", "https://cwe.mitre.org/data/definitions/1427.html"],
            fingerprint: "\(rule)-\(tool?.utf8.count ?? 0)-\(message.utf8.count)",
            suppressed: suppressed, position: position)
    }

    static func grade(_ points: Int) -> Grade {
        switch points {
        case 90...: .A
        case 80...: .B
        case 70...: .C
        case 60...: .D
        default: .F
        }
    }

    static func score(
        _ points: Int, status: ScoreCard.Status = .complete, note: String? = nil,
        parts: [DimensionScore]
    ) -> ScoreCard {
        ScoreCard(
            points: points, grade: grade(points), status: status, note: note, dimensions: parts)
    }

    private static func part(
        _ id: String, _ title: String, _ points: Int?, weight: Int,
        status: DimensionScore.Status = .scored, note: String? = nil
    ) -> DimensionScore {
        DimensionScore(
            id: id, title: title, points: points, grade: points.map(grade), weight: weight,
            status: status, note: note)
    }

    private static let quality = [
        part("description-clarity", "Description clarity", 68, weight: 30),
        part("schema-completeness", "Schema completeness", 57, weight: 25),
        part("naming-consistency", "Naming consistency", 94, weight: 15),
        part("overlap", "Overlap", 83, weight: 15),
        part(
            "error-surface", "Error surface", 72, weight: 10, status: .incomplete,
            note: "two schemas hold references that lead nowhere"),
        part(
            "observability", "Observability", nil, weight: 5, status: .notApplicable,
            note: "no tool of this server takes long or pages through results"),
    ]

    private static let security = [
        part("poisoning", "Tool poisoning", 100, weight: 30),
        part("injection-surface", "Injection surface", 78, weight: 25),
        part("sensitive-data", "Sensitive data", 95, weight: 20),
        part("authority", "Authority", 88, weight: 15),
        part(
            "supply-chain", "Supply chain", nil, weight: 10, status: .notApplicable,
            note: "only the tool definitions were given"),
    ]

    private static func toolQuality(points: Int, seed: Int) -> ScoreCard {
        let parts = quality.enumerated().map { index, dimension in
            let own = min(100, max(0, points + (seed * 13 + index * 29) % 41 - 20))
            let judged = dimension.points == nil || (seed + index) % 9 == 0 ? nil : own
            return part(
                dimension.id, dimension.title, judged, weight: dimension.weight,
                status: judged == nil ? .notApplicable : .scored)
        }
        return score(points, parts: parts)
    }

    private static func digest(_ byte: String) -> String {
        "sha256:" + String(repeating: byte, count: 32)
    }
}
