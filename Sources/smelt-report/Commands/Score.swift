// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import MCPClient
internal import MCPModel
internal import Scoring

/// `smelt-report score`: the report cards of servers.
struct Score: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the report card of MCP servers.",
        usage: """
            smelt-report score FILE… [OPTIONS]
            smelt-report score https://example.com/mcp [--header 'Authorization: Bearer …']
            smelt-report score --stdio -- COMMAND [ARGUMENTS]
            smelt-report score --client-config FILE [--yes]
            """,
        discussion: """
            Reads a tools/list result or its JSON-RPC response, an array of tools, {server, tools}, \
            a list of servers, or a folder of such files. A live server is only asked for its \
            tools: no tool is ever called.
            """)

    @Argument(
        help: "Files, folders, URLs of MCP endpoints, or - for standard input; behind -- a command."
    )
    var inputs: [String] = []

    @Flag(help: "Start the command behind -- and ask it over its standard streams.")
    var stdio = false

    @Option(
        name: .customLong("client-config"),
        help: ArgumentHelp(
            "Score every server in a client's configuration file.", valueName: "file"))
    var clientConfiguration: String?

    @Flag(name: .shortAndLong, help: "Start the commands of --client-config without asking.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "A header for URLs, as 'Name: value'; may be repeated.", valueName: "header"))
    var header: [String] = []

    @Option(help: ArgumentHelp("Seconds that a live server may take in all.", valueName: "seconds"))
    var timeout = 60

    @Option(
        help: ArgumentHelp(
            "Save what was read as a file that can be scored again.", valueName: "file"))
    var save: String?

    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup var judging: RubricOption
    @OptionGroup(title: "Gate") var gate: GateOptions

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

    func run() async throws {
        try refuseWhatIsMissing()
        let rubric = try judging.rubric()
        let gate = try GateRun(gate, rubric: rubric)
        let inputs = try await read()
        for failure in inputs.compactMap(\.failure) { Terminal.complain(failure.problem) }
        for input in inputs {
            guard case .success(let manifest) = input.manifest else { continue }
            for notice in manifest.notices { Terminal.complain("\(input.name): \(notice)") }
        }
        try saveManifests(inputs)
        let scorer = Scorer(rubric: rubric)
        var cards = inputs.compactMap { input in
            (try? input.manifest.get()).map {
                scorer.card($0, source: input.source, locating: report.format == .sarif)
            }
        }
        cards = gate.suppressing(cards)
        try report.write(Outcome(inputs: inputs, cards: cards), rubric: rubric, bar: gate.bar)
        if let status = gate.status(cards, failures: inputs.compactMap(\.failure)) { throw status }
    }

    private func read() async throws -> [ServerInput] {
        var limits = ClientLimits()
        limits.totalTime = .seconds(timeout)
        limits.answerTime = min(limits.answerTime, .seconds(timeout))
        let headers = try header.map { line in
            guard let header = ServerAddress.Header(line: line) else {
                throw CommandFailure("--header takes 'Name: value', not '\(line)'")
            }
            return header
        }
        let reader = InputReader(limits: limits, headers: headers)
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

    private func saveManifests(_ inputs: [ServerInput]) throws {
        guard let save else { return }
        let manifests = inputs.compactMap { try? $0.manifest.get().json }
        guard let first = manifests.first else { return }
        let value = manifests.count == 1 ? first : .array(manifests)
        try Files.write(JSONWriter.text(value, layout: .indented) + "\n", to: save)
    }
}
