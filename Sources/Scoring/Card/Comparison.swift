// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// What changed from one card to another.
public struct Comparison: Sendable {
    private let before: ReportCard
    private let after: ReportCard

    /// Compares two cards.
    public init(before: ReportCard, after: ReportCard) {
        self.before = before
        self.after = after
    }

    /// The findings that are only in one of the cards.
    private var changes: (new: [Finding], gone: [Finding]) {
        let old = Set(before.findings.map(\.fingerprint))
        let new = Set(after.findings.map(\.fingerprint))
        return (
            after.findings.filter { !old.contains($0.fingerprint) },
            before.findings.filter { !new.contains($0.fingerprint) }
        )
    }

    /// The numbers side by side, by title: quality first, then its dimensions.
    private var rows: [(title: String, id: String, before: Int?, after: Int?)] {
        let quality = ("Quality", "quality", before.quality.points, after.quality.points)
        return [quality]
            + after.quality.dimensions.map { dimension in
                let old = before.quality.dimensions.first { $0.id == dimension.id }
                return (dimension.title, dimension.id, old?.points, dimension.points)
            }
    }

    /// Whether both cards were made by the same rubric, so that the numbers can be compared.
    private var isComparable: Bool { before.rubrics == after.rubrics }

    /// The comparison for people.
    public var text: String {
        func shown(_ points: Int?) -> String { points.map(String.init) ?? "-" }
        var text =
            "\(TerminalSafe.text(before.subject.name)) → \(TerminalSafe.text(after.subject.name))\n\n"
        if !isComparable { text += "The rubrics differ: the numbers are not comparable.\n\n" }
        let width = rows.map(\.title.count).max() ?? 0
        for row in rows {
            let title = row.title + String(repeating: " ", count: width - row.title.count)
            let change = (row.after ?? 0) - (row.before ?? 0)
            let sign = change > 0 ? "+\(change)" : change < 0 ? String(change) : "="
            text += "\(title)  \(shown(row.before)) → \(shown(row.after))  \(sign)\n"
        }
        let (new, gone) = changes
        for (heading, findings) in [("New", new), ("Gone", gone)] where !findings.isEmpty {
            text += "\n\(heading) (\(findings.count)):\n"
            for finding in findings.prefix(20) {
                text += "  \(finding.severity.rawValue)  \(TerminalSafe.text(finding.message))\n"
            }
            if findings.count > 20 { text += "  and \(findings.count - 20) more\n" }
        }
        return text
    }

    /// The comparison for programs.
    public var json: JSONValue {
        func points(_ value: Int?) -> JSONValue { value.map(JSONValue.int) ?? .null }
        let (new, gone) = changes
        return [
            "schemaVersion": "1",
            "comparable": .bool(isComparable),
            "scores": .array(
                rows.map {
                    ["id": .string($0.id), "before": points($0.before), "after": points($0.after)]
                }),
            "newFindings": .array(new.map { JSONReport.value($0) }),
            "goneFindings": .array(gone.map { JSONReport.value($0) }),
        ]
    }
}
