// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// The report as JSON, for programs; `docs/report.schema.json` describes it.
public enum JSONReport {
    /// One card as an indented object.
    public static func render(_ card: ReportCard) -> String {
        JSONWriter.text(value(card), layout: .indented) + "\n"
    }

    /// One card as itself; several of them, or failures, as a collection.
    public static func render(cards: [ReportCard], failures: [ScoringFailure] = []) -> String {
        if let card = cards.first, cards.count == 1, failures.isEmpty { return render(card) }
        let collection: JSONValue = [
            "schemaVersion": .string(schemaVersion),
            "cards": .array(cards.map(value)),
            "failures": .array(
                failures.map {
                    [
                        "name": .string($0.name), "source": .string($0.source),
                        "problem": .string($0.problem),
                    ]
                }),
        ]
        return JSONWriter.text(collection, layout: .indented) + "\n"
    }

    /// The version of the shape; it grows only by members.
    static let schemaVersion = "1"

    /// One card as a value.
    public static func value(_ card: ReportCard) -> JSONValue {
        [
            "schemaVersion": .string(schemaVersion),
            "engine": ["name": .string(card.engine.name), "version": .string(card.engine.version)],
            "rubrics": .array(card.rubrics.map(value)),
            "subject": value(card.subject),
            "quality": value(card.quality, parts: "dimensions"),
            "security": value(card.security, parts: "categories"),
            "readiness": value(card.readiness),
            "tools": .array(card.tools.map(value)),
            "overlaps": .array(card.overlaps.map(value)),
            "findings": .array(card.findings.map(value)),
            "priorities": .array(card.priorities.map(value)),
            "fixes": .array(card.fixes.map(value)),
            "jointGain": value(card.jointGain, safe: card.safeGain),
            "coverage": value(card.coverage),
        ]
    }

    static func value(_ stamp: ReportCard.RubricStamp) -> JSONValue {
        [
            "id": .string(stamp.id), "version": .string(stamp.version),
            "digest": .string(stamp.digest),
        ]
    }

    private static func value(_ subject: ReportCard.Subject) -> JSONValue {
        [
            "name": .string(subject.name), "version": .optional(subject.version),
            "protocolVersion": .optional(subject.protocolVersion),
            "source": .string(subject.source), "toolCount": .int(subject.toolCount),
            "digest": .string(subject.digest),
        ]
    }

    private static func value(_ score: ScoreCard, parts: String) -> JSONValue {
        [
            "points": points(score.points), "grade": .optional(score.grade?.rawValue),
            "status": .string(score.status.rawValue), "note": .optional(score.note),
            parts: .array(score.dimensions.map(value)),
        ]
    }

    private static func value(_ dimension: DimensionScore) -> JSONValue {
        [
            "id": .string(dimension.id), "title": .string(dimension.title),
            "points": points(dimension.points), "grade": .optional(dimension.grade?.rawValue),
            "weight": .int(dimension.weight), "status": .string(dimension.status.rawValue),
            "note": .optional(dimension.note),
        ]
    }

    private static func value(_ readiness: ReportCard.Readiness) -> JSONValue {
        [
            "protocolVersion": .string(readiness.protocolVersion),
            "points": points(readiness.points), "note": .optional(readiness.note),
            "findings": .array(readiness.findings.map(value)),
        ]
    }

    private static func value(_ tool: ToolCard) -> JSONValue {
        let dimensions: [JSONValue] = tool.quality.dimensions.map {
            [
                "id": .string($0.id), "points": points($0.points),
                "status": .string($0.status.rawValue),
            ]
        }
        return [
            "name": .string(tool.name),
            "quality": [
                "points": points(tool.quality.points),
                "grade": .optional(tool.quality.grade?.rawValue),
                "status": .string(tool.quality.status.rawValue),
                "dimensions": .array(dimensions),
            ],
            "security": [
                "points": points(tool.security.points),
                "grade": .optional(tool.security.grade?.rawValue),
                "status": .string(tool.security.status.rawValue),
            ],
        ]
    }

    private static func value(_ overlap: Overlap) -> JSONValue {
        var object = JSONObject()
        object["tools"] = .array(overlap.tools.map(JSONValue.string))
        object["similarity"] = .number(JSONNumber(overlap.similarity, places: 2))
        object["reason"] = .string(overlap.reason)
        object["servers"] = overlap.servers.map { .array($0.map(JSONValue.string)) }
        object["kind"] = overlap.kind.map { .string($0.rawValue) }
        return .object(object)
    }

    // Positions stay out: they depend on the order of the tools, the rest does not.
    static func value(_ finding: Finding) -> JSONValue {
        [
            "rule": .string(finding.rule), "dimension": .string(finding.dimension),
            "severity": .string(finding.severity.rawValue),
            "confidence": .string(finding.confidence.rawValue),
            "tool": .optional(finding.tool), "pointer": .string(finding.pointer.description),
            "message": .string(finding.message), "evidence": .string(finding.evidence),
            "advice": .string(finding.advice),
            "references": .array(finding.references.map(JSONValue.string)),
            "fingerprint": .string(finding.fingerprint),
            "suppressed": .optional(finding.suppressed),
        ]
    }

    private static func value(_ priority: Priority) -> JSONValue {
        [
            "rule": .string(priority.rule), "dimension": .string(priority.dimension),
            "title": .string(priority.title), "advice": .string(priority.advice),
            "tools": .array(priority.tools.map(JSONValue.string)),
            "gain": .number(JSONNumber(priority.gain, places: 2)),
        ]
    }

    private static func value(_ fix: Fix) -> JSONValue {
        [
            "id": .string(fix.id), "rule": .string(fix.rule), "title": .string(fix.title),
            "tool": .optional(fix.tool), "safe": .bool(fix.isSafe), "patch": fix.patch.json,
            "points": ["quality": .int(fix.gain.quality), "security": .int(fix.gain.security)],
            "exactPoints": exact(fix.gain),
        ]
    }

    private static func exact(_ gain: Fix.Gain) -> JSONValue {
        [
            "quality": .number(JSONNumber(gain.exactQuality, places: 2)),
            "security": .number(JSONNumber(gain.exactSecurity, places: 2)),
        ]
    }

    private static func value(_ joint: JointGain, safe: JointGain) -> JSONValue {
        var members = value(joint)
        members["safe"] = .object(value(safe))
        return .object(members)
    }

    private static func value(_ joint: JointGain) -> JSONObject {
        var members = JSONObject()
        members["quality"] = .int(joint.gain.quality)
        members["security"] = .int(joint.gain.security)
        members["gradeAfter"] = .optional(joint.gradeAfter?.rawValue)
        members["securityGradeAfter"] = .optional(joint.securityGradeAfter?.rawValue)
        members["exactPoints"] = exact(joint.gain)
        members["fixes"] = .int(joint.fixes)
        return members
    }

    private static func value(_ coverage: Coverage) -> JSONValue {
        [
            "toolsJudged": .int(coverage.toolsJudged), "toolsFound": .int(coverage.toolsFound),
            "checksJudged": .number(JSONNumber(coverage.checksJudged, places: 4)),
            "notJudged": .array(
                coverage.notJudged.map { ["what": .string($0.what), "why": .string($0.why)] }),
        ]
    }

    private static func points(_ points: Int?) -> JSONValue {
        points.map { .number(JSONNumber($0)) } ?? .null
    }
}
