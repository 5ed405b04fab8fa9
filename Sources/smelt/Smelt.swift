// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Scoring

/// `smelt`: what works on servers, beside `smelt-report`, which reports on them.
@main
struct Smelt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smelt",
        abstract: "Watch deployed MCP servers.",
        version: "smelt \(Scorer.engine.version)",
        subcommands: [Serve.self])
}
