// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import HostSystem
internal import MCPModel
internal import Scoring

/// When a run counts as failed.
struct GateOptions: ParsableArguments {
    @Option(
        name: .customLong("fail-under"),
        help: ArgumentHelp(
            "Exit with 1 when a server's quality is below a letter or a number.",
            valueName: "B|85"))
    var failUnder: String?

    @Option(
        name: .customLong("fail-under-security"),
        help: ArgumentHelp(
            "The same for a server's security.", valueName: "B|85"))
    var failUnderSecurity: String?

    @Option(
        help: ArgumentHelp(
            "Exit with 1 for findings that an earlier JSON report does not hold.",
            valueName: "file"))
    var baseline: String?

    @Option(
        help: ArgumentHelp(
            "Accept the findings listed in a YAML file, each with its reason.", valueName: "file"))
    var suppressions: String?
}

/// The gate of one run, with its files read.
struct GateRun {
    let bar: Bar?
    private let securityBar: Bar?
    let baseline: Baseline?
    private let suppressions: Suppressions?

    init(_ options: GateOptions, rubrics: Rubrics) throws {
        func bar(_ option: String, _ text: String?) throws -> Bar? {
            try text.map { text in
                guard let bar = Bar(text) else {
                    throw CommandFailure(
                        "\(option) takes a letter A to F or a number 0 to 100, not \"\(text)\"")
                }
                return bar
            }
        }
        self.bar = try bar("--fail-under", options.failUnder)
        securityBar = try bar("--fail-under-security", options.failUnderSecurity)
        baseline = try options.baseline.map { path in
            let bytes = try Files.read(path)
            do throws(InputProblem) {
                return try Baseline(JSONReader.read(bytes).root)
            } catch {
                throw CommandFailure("--baseline \(path): \(error)")
            }
        }
        suppressions = try options.suppressions.map { path in
            do {
                return try Suppressions(yaml: try Files.text(path), file: path, rubrics: rubrics)
            } catch let problems as RubricProblems {
                throw CommandFailure(problems.description)
            }
        }
    }

    /// The cards with accepted and known findings marked; stale suppressions are reported.
    func suppressing(_ cards: [ReportCard]) -> [ReportCard] {
        var cards = cards
        if let suppressions {
            let applied = suppressions.applied(to: cards)
            cards = applied.cards
            applied.stale.forEach { Terminal.complain($0) }
        }
        return cards.map { baseline?.applied(to: $0) ?? $0 }
    }

    /// The exit status other than success, with the reason on standard error.
    func status(_ cards: [ReportCard], failures: [ScoringFailure]) -> ExitStatus? {
        if cards.isEmpty { return .unusable }
        var isBelow = false
        for card in cards {
            if let bar, bar.isReached(by: card.quality) == false {
                isBelow = true
                Terminal.complain(Self.sentence(card, below: bar))
            }
            if let securityBar, securityBar.isReached(by: card.security) == false {
                isBelow = true
                let points = card.security.points ?? 0
                let grade = card.security.grade?.rawValue ?? "-"
                let first = card.findings.first { $0.suppressed == nil && $0.severity > .low }
                Terminal.complain(
                    "\(card.subject.name): security \(points) (\(grade)) is under \(securityBar)"
                        + (first.map { "; first: \($0.message)" } ?? ""))
            }
            let drift = card.findings.filter {
                $0.rule == "definition-drifted" && $0.suppressed == nil
            }
            if let first = drift.first {
                isBelow = true
                Terminal.complain(
                    "\(card.subject.name): \(drift.count) change\(drift.count == 1 ? "" : "s") "
                        + "since the lock, the first: \(first.message)")
            }
            if baseline != nil {
                let new = card.findings.filter { $0.suppressed == nil && $0.severity > .info }
                guard let first = new.first else { continue }
                isBelow = true
                Terminal.complain(
                    "\(card.subject.name): \(new.count) new findings, the first: \(first.message)")
            }
        }
        if isBelow { return .belowBar }
        let isIncomplete = cards.contains { $0.quality.status != .complete }
        return isIncomplete || !failures.isEmpty ? .incomplete : nil
    }

    private static func sentence(_ card: ReportCard, below bar: Bar) -> String {
        let quality = card.quality
        let reached = "\(quality.points ?? 0) (\(quality.grade?.rawValue ?? "-"))"
        let sentence = "\(card.subject.name): quality \(reached) is under \(bar)"
        guard let first = card.priorities.first else { return sentence }
        let gain = JSONNumber(first.gain, places: 1).literal
        return sentence + "; most to gain: \(first.title) (\(first.rule), +\(gain))"
    }
}
