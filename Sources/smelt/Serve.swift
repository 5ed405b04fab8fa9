// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import HostSystem
internal import Service
internal import Telemetry

/// `smelt serve`: takes telemetry in and answers what it came to.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Collect the calls of deployed servers and answer what they came to.",
        discussion: """
            Point a server's OpenTelemetry exporter here: \
            OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318. Or post events to /v1/events. \
            GET /v1/servers/NAME/analytics?range=7d answers calls, error rate and latency. \
            What is answered with success is on disk. Arguments, results and stack traces are not \
            stored. The process ends at SIGINT, SIGTERM or SIGHUP, after storing what it has taken.

            Every setting can also be given as a variable, SMELT_KEEP_CALLS for --keep-calls, or in \
            the file that --config or SMELT_CONFIG names: `keep-calls: 48`. A flag goes before a \
            variable, a variable before the file.
            """)

    @Option(help: ArgumentHelp("A file of settings in YAML.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "The folder of the data; made if missing. (default: smelt-data)", valueName: "folder"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Where to listen; port 0 takes any. (default: 127.0.0.1:4318)", valueName: "host:port"))
    var listen: String?

    @Flag(
        name: .customLong("require-tokens"),
        help: "Let only those with a token in, as always beyond this machine; see smelt token.")
    var requireTokens = false

    @Option(
        name: .customLong("tls-certificate"),
        help: ArgumentHelp("Speak HTTPS with this certificate, in PEM.", valueName: "file"))
    var tlsCertificate: String?

    @Option(
        name: .customLong("tls-key"),
        help: ArgumentHelp("The certificate's private key, in PEM.", valueName: "file"))
    var tlsKey: String?

    @Option(
        name: .customLong("keep-calls"),
        help: ArgumentHelp("Hours that single calls are kept. (default: 24)", valueName: "hours"))
    var keepCalls: String?

    @Option(
        name: .customLong("keep-minutes"),
        help: ArgumentHelp(
            "Days that numbers by the minute are kept. (default: 14)", valueName: "days"))
    var keepMinutes: String?

    @Option(
        name: .customLong("keep-hours"),
        help: ArgumentHelp(
            "Days that numbers by the hour are kept. (default: 400)", valueName: "days"))
    var keepHours: String?

    @Option(
        name: .customLong("max-servers"),
        help: ArgumentHelp("Servers that are told apart. (default: 1000)", valueName: "number"))
    var maxServers: String?

    @Option(
        name: .customLong("max-series"),
        help: ArgumentHelp(
            "Combinations of tool, client and error of a server that are told apart. (default: 2000)",
            valueName: "number"))
    var maxSeries: String?

    @Option(
        name: .customLong("max-request"),
        help: ArgumentHelp("MiB of the longest request. (default: 64)", valueName: "size"))
    var maxRequest: String?

    @Option(
        name: .customLong("max-request-time"),
        help: ArgumentHelp("Seconds that a request may take. (default: 60)", valueName: "seconds"))
    var maxRequestTime: String?

    @Flag(name: .customLong("check-config"), help: "Only say whether the settings are right.")
    var checkConfig = false

    func run() async throws {
        let configuration = try configuration()
        for notice in configuration.notices { Terminal.complain("smelt: \(notice)") }
        if checkConfig {
            Terminal.complain("smelt: the settings are right")
            return
        }
        // With the usual 1,024 a thousand senders would keep all others out.
        OpenFiles.allowMost()
        do {
            try await CollectorService(configuration).run { address in
                Terminal.complain("smelt: listening on \(address)")
            } noticed: { sentence in
                Terminal.complain("smelt: \(sentence)")
            }
        } catch let problem as CollectorService.Problem {
            throw CommandFailure("smelt: \(problem.description)")
        } catch let problem as StoreProblem {
            throw CommandFailure("smelt: \(problem.description)")
        }
        Terminal.complain("smelt: everything that was taken is stored")
    }

    /// The settings, or all that is wrong with them at once.
    private func configuration() throws -> CollectorService.Configuration {
        try Settings.read(config: config, flags: flags)
    }

    private var flags: [Setting: String] {
        let given: [Setting: String?] = [
            .data: data, .listen: listen, .requireTokens: requireTokens ? "true" : nil,
            .tlsCertificate: tlsCertificate, .tlsKey: tlsKey, .keepCalls: keepCalls,
            .keepMinutes: keepMinutes, .keepHours: keepHours, .maxServers: maxServers,
            .maxSeries: maxSeries, .maxRequest: maxRequest, .maxRequestTime: maxRequestTime,
        ]
        return given.compactMapValues { $0 }
    }
}
