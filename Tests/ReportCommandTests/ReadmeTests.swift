// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What the README shows is what the command prints.
@Suite("The README")
struct ReadmeTests {
    /// A command of the README with what is shown below it; `…` stands for what is left out.
    struct Shown: CustomTestStringConvertible {
        let arguments: [String]
        let lines: [String]

        var testDescription: String { arguments.joined(separator: " ") }

        /// The stretches between the `…`.
        var stretches: [[String]] {
            lines.split { $0.hasSuffix("…") && $0.drop { $0 == " " } == "…" }.map { stretch in
                // Empty lines around a … are there to be read.
                Array(stretch.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed())
            }
        }
    }

    static let shown: [Shown] = {
        let path = Fixture.repository + "/README.md"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let command = "    $ smelt-report "
        var shown: [Shown] = []
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let line = lines.popFirst() {
            guard line.hasPrefix(command) else { continue }
            let block = lines.prefix { $0.isEmpty || $0.hasPrefix("    ") }
            shown.append(
                Shown(
                    arguments: line.dropFirst(command.count).split(separator: " ").map(String.init),
                    lines: block.map { String($0.dropFirst(4)) }))
        }
        return shown
    }()

    @Test("shows what the command prints", arguments: shown)
    func example(shown: Shown) async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("Examples"), withDestinationPath: Fixture.examples)
        let run = try await CommandRun.smeltReport(shown.arguments, directory: folder.path)
        var printed = (run.stdout + run.stderr).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)[...]
        #expect(!shown.stretches.isEmpty)
        for stretch in shown.stretches {
            let place = printed.firstRange(of: stretch)
            #expect(place != nil, "not printed, or not in this order: \(stretch)")
            printed = printed[(place?.upperBound ?? printed.startIndex)...]
        }
    }

    @Test("shows examples")
    func some() { #expect(Self.shown.count >= 3) }
}
