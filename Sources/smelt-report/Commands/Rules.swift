// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import Scoring

/// `smelt-report rules`: every rule of the rubric.
struct Rules: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, markdown
    }

    static let configuration = CommandConfiguration(abstract: "List what servers are judged by.")

    @Option(name: .shortAndLong, help: "The form of the list.")
    var format = Format.text

    @OptionGroup var options: RubricOption

    func run() throws {
        let rubrics = try options.load()
        switch format {
        case .text: Terminal.print(RubricGuide.list(rubrics))
        case .markdown: Terminal.print(RubricGuide.markdown(rubrics))
        }
    }
}
