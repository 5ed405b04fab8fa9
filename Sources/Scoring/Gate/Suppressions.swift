// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Findings that somebody decided to accept, each with the reason.
///
///     suppressions:
///       - rule: output-undeclared        # required
///         tool: legacy_*                 # optional; * stands for any text
///         pointer: /inputSchema/…        # optional
///         fingerprint: 90d1…             # optional, as the JSON report gives it
///         reason: Replaced in June.      # required
public struct Suppressions: Sendable {
    private struct Entry: Sendable {
        let rule: String
        let tool: String?
        let pointer: String?
        let fingerprint: String?
        let reason: String
        let line: Int
    }

    private let file: String
    private let entries: [Entry]

    /// Reads a file of suppressions; all of its problems are thrown at once.
    public init(yaml text: String, file: String, rubrics: Rubrics) throws(RubricProblems) {
        let problems = ProblemList(file: file)
        var entries: [Entry] = []
        if let yaml = YAMLValue.parse(text, problems: problems) {
            let list = yaml.members(required: ["suppressions"])["suppressions"]
            for element in list?.elements ?? [] {
                let members = element.members(
                    required: ["rule", "reason"], optional: ["tool", "pointer", "fingerprint"])
                let rule = members["rule"]?.text ?? ""
                if !rule.isEmpty, rubrics.rule(rule) == nil {
                    element.problem("there is no rule \"\(rule)\"; see: smelt-report rules")
                }
                entries.append(
                    Entry(
                        rule: rule, tool: members["tool"]?.text, pointer: members["pointer"]?.text,
                        fingerprint: members["fingerprint"]?.text,
                        reason: members["reason"]?.text ?? "", line: element.line))
            }
        }
        if !problems.problems.isEmpty { throw RubricProblems(problems: problems.problems) }
        self.file = file
        self.entries = entries
    }

    /// The cards with their accepted findings marked, and a sentence for each entry that fits none.
    public func applied(to cards: [ReportCard]) -> (cards: [ReportCard], stale: [String]) {
        var cards = cards
        var used = Set<Int>()
        for card in cards.indices {
            for index in cards[card].findings.indices {
                let finding = cards[card].findings[index]
                guard let entry = entries.firstIndex(where: { Self.fits($0, finding) }) else {
                    continue
                }
                cards[card].findings[index].suppressed = entries[entry].reason
                used.insert(entry)
            }
        }
        let stale = entries.indices.filter { !used.contains($0) }.map {
            "\(file):\(entries[$0].line): this suppression of \(entries[$0].rule) fits no finding "
                + "any more; remove it"
        }
        return (cards, stale)
    }

    private static func fits(_ entry: Entry, _ finding: Finding) -> Bool {
        entry.rule == finding.rule
            && (entry.tool.map { matches(finding.tool ?? "", $0[...]) } ?? true)
            && (entry.pointer.map { $0 == finding.pointer.description } ?? true)
            && (entry.fingerprint.map { $0 == finding.fingerprint } ?? true)
    }

    /// Whether a text matches a pattern in which `*` stands for any text; linear but for the stars.
    private static func matches(_ text: String, _ pattern: Substring) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.count > 1 else {
            return text == pattern
        }
        guard text.hasPrefix(first), text.hasSuffix(last),
            text.utf8.count >= first.utf8.count + last.utf8.count
        else { return false }
        var rest = text.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
