// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

@main
struct Smelt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smelt",
        abstract: "Watch deployed MCP servers.",
        subcommands: [Serve.self])
}
