// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Pipeline
internal import Scoring

/// What a generation came to, for a terminal.
struct GenerationSummary {
    private let generation: Generation
    private let folder: String?
    private let time: Duration

    init(_ generation: Generation, folder: String?, time: Duration) {
        self.generation = generation
        self.folder = folder
        self.time = time
    }

    /// The tools, one a line.
    var tools: String {
        let tools = generation.record.tools
        let width = tools.map(\.name.count).max() ?? 0
        return tools.map { tool in
            let name = tool.name + String(repeating: " ", count: width - tool.name.count)
            return "\(name)  \(Terminal.safe(tool.operation))  \(tool.bytes) bytes\n"
        }.joined() + "\n"
    }

    /// The summary.
    var text: String {
        let record = generation.record
        var lines = [
            "\(record.server) (\(Terminal.safe(record.title))): \(record.operationCount) operations, "
                + "\(record.tools.count) tools, \(record.skipped.count) skipped, "
                + "\(record.repairs.count) repairs",
            "quality \(grade(generation.card.quality)), security \(grade(generation.card.security)), "
                + "median tool \(median) bytes, \(seconds) s",
        ]
        lines += sample(record.skipped.map { "skipped  \($0.operation): \($0.reason)" })
        lines += sample(
            record.repairs.map { "repaired  \($0.pointer): \($0.problem); \($0.repair)" })
        let cut = record.tools.filter { !$0.cut.isEmpty }
        lines += sample(
            cut.map { "shortened  \($0.name): without \($0.cut.prefix(3).joined(separator: ", "))" }
        )
        lines += (record.notes + generation.warnings).map { "note  \(Terminal.safe($0))" }
        lines.append(
            folder.map { "written to \($0); its README says how to start it" }
                ?? "nothing was written")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The first few; all are in generation.json.
    private func sample(_ lines: [String]) -> [String] {
        let shown = lines.prefix(5).map { Terminal.safe($0) }
        return lines.count > 5
            ? shown + ["  and \(lines.count - 5) more, see generation.json"] : Array(shown)
    }

    private func grade(_ score: ScoreCard) -> String {
        guard let grade = score.grade, let points = score.points else { return "not graded" }
        return "\(grade.rawValue) (\(points))"
    }

    private var median: Int {
        let sizes = generation.record.tools.map(\.bytes).sorted()
        return sizes.isEmpty ? 0 : sizes[sizes.count / 2]
    }

    private var seconds: String {
        let (seconds, attoseconds) = time.components
        return "\(seconds).\(attoseconds / 100_000_000_000_000_000)"
    }
}
