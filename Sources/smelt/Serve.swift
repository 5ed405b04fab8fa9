// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Glibc
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
            stored. The process ends at SIGINT or SIGTERM, after storing what it has taken.
            """)

    @Option(help: ArgumentHelp("The folder of the data; made if missing.", valueName: "folder"))
    var data = "smelt-data"

    @Option(help: ArgumentHelp("Where to listen; port 0 takes any.", valueName: "host:port"))
    var listen = "127.0.0.1:4318"

    @Option(
        name: .customLong("keep-calls"),
        help: ArgumentHelp("Hours that single calls are kept.", valueName: "hours"))
    var keepCalls = 24

    @Option(
        name: .customLong("keep-minutes"),
        help: ArgumentHelp("Days that numbers by the minute are kept.", valueName: "days"))
    var keepMinutes = 14

    @Option(
        name: .customLong("keep-hours"),
        help: ArgumentHelp("Days that numbers by the hour are kept.", valueName: "days"))
    var keepHours = 400

    @Flag(name: .customLong("check-config"), help: "Only say whether the settings are right.")
    var checkConfig = false

    func run() async throws {
        let configuration = try configuration()
        if checkConfig {
            Self.say("the settings are right")
            return
        }
        do {
            try await CollectorService(configuration).run { address in
                Self.say("listening on \(address)")
            }
        } catch let problem as CollectorService.Problem {
            throw Self.failure(problem.description)
        } catch let problem as StoreProblem {
            throw Self.failure(problem.description)
        }
        Self.say("everything that was taken is stored")
    }

    /// The settings, or all that is wrong with them at once.
    private func configuration() throws -> CollectorService.Configuration {
        var configuration = CollectorService.Configuration(folder: data)
        var problems: [String] = []
        if let colon = listen.lastIndex(of: ":"),
            let port = Int(listen[listen.index(after: colon)...]), (0...65_535).contains(port)
        {
            configuration.host = listen[..<colon].filter { $0 != "[" && $0 != "]" }
            configuration.port = port
            if !configuration.isLoopback {
                problems.append(
                    "--listen \(listen): only addresses of this machine, because this version has "
                        + "no tokens yet; put a proxy that asks for one in front")
            }
        } else {
            problems.append("--listen takes HOST:PORT, not \"\(listen)\"")
        }
        for (name, value, most) in [
            ("--keep-calls", keepCalls, 24 * 400), ("--keep-minutes", keepMinutes, 400),
            ("--keep-hours", keepHours, 4000),
        ] where !(1...most).contains(value) {
            problems.append("\(name) is from 1 to \(most), not \(value)")
        }
        configuration.retention.callHours = keepCalls
        configuration.retention.minuteDays = keepMinutes
        configuration.retention.hourDays = keepHours
        if !problems.isEmpty { throw Self.failure(problems.joined(separator: "\n")) }
        return configuration
    }

    private static func failure(_ message: String) -> any Error {
        say(message)
        return ExitCode(2)
    }

    private static func say(_ message: String) {
        var lines = message.split(separator: "\n").map { "smelt: \($0)\n" }.joined()
        lines.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
