// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import HostSystem
internal import Scoring

/// `smelt-report explain`: what the rubric says about a rule.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a rule means, why it matters and what to do.")

    @Argument(help: "The rule's id, as findings and the command rules give it.")
    var rule: String

    @OptionGroup var options: RubricOption

    func run() throws {
        let rubrics = try options.load()
        guard let text = RubricGuide.explain(rule, in: rubrics) else {
            let known = rubrics.rules.map(\.id)
            throw CommandFailure(
                "there is no rule \"\(rule)\"; the rules are: \(known.joined(separator: ", "))")
        }
        Terminal.print(text)
    }
}
