// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
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

    @Flag(name: .shortAndLong, help: "Start the commands of --client-config without asking.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "A header for URLs, as 'Name: value'; may be repeated.", valueName: "header"))
    var header: [String] = []

    @Option(help: ArgumentHelp("Seconds that a live server may take in all.", valueName: "seconds"))
    var timeout = 60

    func validate() throws {
        if !(1...3600).contains(timeout) {
            throw ValidationError("--timeout is in seconds, from 1 to 3600")
        }
    }

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

    /// What reads them, within the limits that were given.
    func reader() throws -> InputReader {
        var limits = ClientLimits()
        limits.totalTime = .seconds(timeout)
        limits.answerTime = min(limits.answerTime, .seconds(timeout))
        let headers = try header.map { line in
            guard let header = ServerAddress.Header(line: line) else {
                throw CommandFailure("--header takes 'Name: value', not '\(line)'")
            }
            return header
        }
        return InputReader(limits: limits, headers: headers)
    }

    /// The servers, in the order they were named; one that cannot be read is among them.
    func servers() async throws -> [ServerInput] {
        try refuseWhatIsMissing()
        let reader = try reader()
        var servers: [ServerInput] = []
        for input in inputs.dropLast(command.count) { servers += await reader.servers(input) }
        if let program = command.first {
            let launch = ServerLaunch(command: program, arguments: Array(command.dropFirst()))
            servers.append(await reader.server(launchedBy: launch))
        }
        if let clientConfiguration {
            let configured = ConfiguredServers(path: clientConfiguration, isAgreed: yes)
            servers += try await configured.servers(reader)
        }
        return servers
    }
}
