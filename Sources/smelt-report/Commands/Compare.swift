// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import HostSystem
internal import MCPClient
internal import MCPModel
internal import Scoring

/// `smelt-report compare`: what changed between two states of a server.
struct Compare: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    static let configuration = CommandConfiguration(
        abstract: "Compare the cards of two servers, or of two states of one.")

    @Argument(help: "The first server: a file, a URL or -.")
    var before: String

    @Argument(help: "The second server.")
    var after: String

    @Option(name: .shortAndLong, help: "The form of the comparison.")
    var format = Format.text

    @OptionGroup var judging: RubricOption

    func run() async throws {
        let scorer = Scorer(rubrics: try judging.load())
        let comparison = Comparison(
            before: try await card(before, scorer), after: try await card(after, scorer))
        switch format {
        case .text: Terminal.print(comparison.text)
        case .json: Terminal.print(JSONWriter.text(comparison.json, layout: .indented) + "\n")
        }
    }

    private func card(_ input: String, _ scorer: Scorer) async throws -> ReportCard {
        let servers = await InputReader(limits: ClientLimits(), headers: []).servers(input)
        guard let server = servers.first, servers.count == 1 else {
            throw CommandFailure(
                "\(input) holds \(servers.count) servers; compare takes one of each")
        }
        switch server.manifest {
        case .success(let manifest):
            return scorer.card(manifest, source: server.source, fixing: false)
        case .failure(let problem): throw CommandFailure(problem.message)
        }
    }
}
