// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// All numbers of a leaderboard as a table (RFC 4180), one line a server.
enum ServersCSV {
    static func text(_ board: Leaderboard) -> String {
        let cards = board.standings.compactMap(\.card)
        let quality = ids(cards.map(\.quality))
        let security = ids(cards.map(\.security))
        let severities = Finding.Severity.allCases.reversed().map { $0 }
        var head = [
            "date", "rank", "name", "source", "version", "slug", "status", "problem", "quality",
            "quality_grade", "security", "security_grade", "tools",
        ]
        head += severities.map(\.rawValue) + ["suppressed", "compared_with", "comparable"]
        head += ["quality_before", "quality_grade_before", "security_before"]
        head += ["security_grade_before"]
        head += quality.map { "quality." + $0 } + security.map { "security." + $0 }
        let lines = board.standings.map { standing in
            columns(standing, board.date, severities)
                + points(standing.card?.quality, quality)
                + points(standing.card?.security, security)
        }
        return ([head] + lines).map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func columns(
        _ standing: Standing, _ date: CalendarDay, _ severities: [Finding.Severity]
    ) -> [String] {
        let card = standing.card
        let counts = standing.findingCounts
        let before = standing.previous
        func number(_ value: Int?) -> String { value.map { String($0) } ?? "" }
        func mark(_ mark: Mark?) -> [String] { [number(mark?.points), mark?.grade.rawValue ?? ""] }
        var columns = [
            "\(date)", number(standing.rank), standing.identity.name, standing.identity.source,
            card?.subject.version ?? "", standing.slug,
            card?.quality.status.rawValue ?? "not-scored", standing.entry.failure?.problem ?? "",
        ]
        columns +=
            mark(card.flatMap { Mark($0.quality) }) + mark(card.flatMap { Mark($0.security) })
        columns.append(number(card?.subject.toolCount))
        columns += severities.map { card == nil ? "" : number(counts[$0] ?? 0) }
        columns.append(number(card?.suppressedFindings.count))
        columns.append(before.map { "\($0.date)" } ?? "")
        columns.append(before == nil ? "" : standing.change == .otherRubric ? "no" : "yes")
        return columns + mark(before?.marks.quality) + mark(before?.marks.security)
    }

    /// The dimensions of all cards, in the order in which they first occur.
    private static func ids(_ scores: [ScoreCard]) -> [String] {
        var seen: Set<String> = []
        return scores.flatMap { $0.dimensions.map(\.id) }.filter { seen.insert($0).inserted }
    }

    private static func points(_ score: ScoreCard?, _ ids: [String]) -> [String] {
        ids.map { id in
            score?.dimensions.first { $0.id == id }?.points.map { String($0) } ?? ""
        }
    }

    /// One cell; a spreadsheet must not take it for a formula, nor a terminal for a command.
    static func cell(_ text: String) -> String {
        var text = TerminalSafe.text(text)
        let start = text.unicodeScalars.first { $0 != " " && $0 != "\u{A0}" && $0 != "\u{3000}" }
        // The wide forms count as formulas too where people type them.
        if let start, "=+-@|%\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(start) {
            text = "'" + text
        }
        let needsQuotes = text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x3B }
        guard needsQuotes || text.first == " " || text.last == " " else { return text }
        return "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
