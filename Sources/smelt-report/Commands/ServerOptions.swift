// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import HostSystem
internal import MCPClient

/// Which servers a command reads, and how live ones are asked.
struct ServerOptions: ParsableArguments {
    @Argument(
        help: "Files, folders, URLs of MCP endpoints, or - for standard input; behind -- a command."
    )
    var inputs: [String] = []

    @Flag(help: "Start the command behind -- and ask it over its standard streams.")
    var stdio = false

    @Option(
        name: .customLong("client-config"),
        help: ArgumentHelp(
            "Read every server in a client's configuration file.", valueName: "file"))
    var clientConfiguration: String?

    @OptionGroup var asking: AskingOptions

    /// The words behind `--`, which are the command of --stdio and otherwise inputs like any other.
    private var command: ArraySlice<String> {
        guard stdio, let end = CommandLine.arguments.firstIndex(of: "--") else { return [] }
        return inputs.suffix(CommandLine.arguments.count - end - 1)
    }

    private func refuseWhatIsMissing() throws {
        if stdio, command.isEmpty {
            throw CommandFailure(
                "--stdio takes the server's command behind --, as in: "
                    + "smelt-report score --stdio -- python -m my_server")
        }
        if inputs.isEmpty, clientConfiguration == nil {
            throw CommandFailure(
                "name a file, a folder, a URL, --stdio or --client-config; see --help")
        }
    }

    /// The servers, in the order they were named; one that cannot be read is among them.
    func servers() async throws -> [ServerInput] {
        try refuseWhatIsMissing()
        let reader = try asking.reader()
        var servers: [ServerInput] = []
        for input in inputs.dropLast(command.count) { servers += await reader.servers(input) }
        if let program = command.first {
            let launch = ServerLaunch(command: program, arguments: Array(command.dropFirst()))
            servers.append(await reader.server(launchedBy: launch))
        }
        if let clientConfiguration {
            let configured = ConfiguredServers(path: clientConfiguration, isAgreed: asking.yes)
            servers += try await configured.servers(reader)
        }
        return servers
    }
}
