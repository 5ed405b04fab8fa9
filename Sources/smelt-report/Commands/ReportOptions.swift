// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import HostSystem
internal import MCPModel
internal import Scoring

/// The servers of one run, read and scored.
struct Outcome {
    let inputs: [ServerInput]
    let cards: [ReportCard]

    var failures: [ScoringFailure] { inputs.compactMap(\.failure) }
}

/// How a report looks and where it goes.
struct ReportOptions: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, ndjson, markdown, html, sarif, junit, badge

        /// Whether it shows places in a file.
        var showsLines: Bool { self == .sarif }

        /// Whether it shows repairs, which take longer to find than all the rest.
        var showsRepairs: Bool {
            switch self {
            case .text, .json, .ndjson, .markdown, .html: true
            case .sarif, .junit, .badge: false
            }
        }
    }

    @Option(name: .shortAndLong, help: "The form of the report.")
    var format = Format.text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the report to a file.", valueName: "file"))
    var output: String?

    @Option(help: "Colours: auto, always or never. NO_COLOR switches them off too.")
    var color = Terminal.ColorChoice.auto

    func write(_ outcome: Outcome, rubrics: Rubrics, bar: Bar?) throws {
        let text = render(outcome, rubrics: rubrics, bar: bar)
        if let output { return try Files.write(text, to: output) }
        Terminal.print(text)
    }

    private func render(_ outcome: Outcome, rubrics: Rubrics, bar: Bar?) -> String {
        let (cards, failures) = (outcome.cards, outcome.failures)
        switch format {
        case .text:
            if cards.isEmpty { return "" }
            let style = TextReport.Style(
                color: Terminal.usesColor(color, toFile: output != nil),
                width: output == nil ? Terminal.width : 100)
            return TextReport.render(cards: cards, failures: failures, style: style)
        case .json:
            return cards.isEmpty && failures.isEmpty
                ? "" : JSONReport.render(cards: cards, failures: failures)
        case .ndjson:
            return ndjson(outcome)
        case .markdown:
            return MarkdownReport.render(cards: cards, failures: failures)
        case .html:
            return HTMLReport.render(cards: cards, failures: failures)
        case .sarif:
            let rules = rubrics.rules.map { RuleDescription($0) }
            return SARIFReport.render(cards: cards, failures: failures, rules: rules)
        case .junit:
            return JUnitReport.render(
                cards: cards, failures: failures, minimumPoints: bar?.points(rubrics.quality))
        case .badge:
            return BadgeSVG.render(cards: cards, failures: failures)
        }
    }

    /// One line a server, in the order of the inputs.
    private func ndjson(_ outcome: Outcome) -> String {
        var cards = outcome.cards[...]
        return outcome.inputs.map { input in
            if let failure = input.failure { return NDJSONReport.render(failure) }
            return cards.popFirst().map(NDJSONReport.render) ?? ""
        }.joined()
    }
}

extension Terminal.ColorChoice: ExpressibleByArgument {}
