// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console

/// `smelt`: what works on servers, beside `smelt-report`, which reports on them.
struct Smelt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smelt",
        abstract: "Make MCP servers, and watch deployed ones.",
        version: "smelt \(Version.current)",
        subcommands: [
            GenerateCommand.self, Serve.self, TokenCommand.self, ExportCommand.self,
        ])
}

/// Where the process begins.
@main
enum Main {
    static func main() async { await Smelt.runToTheEnd() }
}
