// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import Delivery
internal import Glibc
internal import HostSystem
internal import Service
internal import Telemetry

/// `smelt export`: how what leaves a collector fares.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "See how destinations and webhooks fare, try them, send again.",
        discussion: """
            Destinations and webhooks stand in the file that --config or SMELT_CONFIG names; the \
            OTEL_EXPORTER_OTLP_* variables name one more destination, called environment.
            """,
        subcommands: [Status.self, Test.self, Replay.self])

    /// `smelt export status`.
    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what arrived, what waits, and what to do about the rest.",
            discussion: "Exit status 1 where the last attempt did not succeed.")

        @Option(help: "Also show so many of the latest attempts of each.")
        var attempts = 0

        @OptionGroup var place: DataFolder

        func run() throws {
            let outbox = try settled { () throws(StoreProblem) in
                try Outbox(folder: place.data, readOnly: true)
            }
            let records = try settled { () throws(StoreProblem) in try outbox.records() }
            if records.isEmpty { Terminal.print("nothing was sent to anybody yet\n") }
            let isFull = Files.isFull(place.data)
            if isFull {
                Terminal.print(
                    "the disk of \(place.data) is full: nothing more can wait there, and nothing that "
                        + "arrived can be crossed off; make room, the rest happens by itself\n")
            }
            for record in records {
                let backlog = try settled { () throws(StoreProblem) in
                    try outbox.backlog(of: record.name)
                }
                Terminal.print(Self.text(record, backlog))
                let latest = try settled { () throws(StoreProblem) in
                    try outbox.attempts(of: record.name, limit: max(attempts, 0))
                }
                for attempt in latest {
                    Terminal.print(
                        "    \(attempt.at.text)  \(attempt.id)  \(Terminal.safe(attempt.sentence))\n"
                    )
                }
            }
            if isFull || records.contains(where: { !$0.isHealthy }) { throw ExitStatus.belowBar }
        }

        private static func text(_ record: TargetRecord, _ backlog: Outbox.Backlog) -> String {
            let waiting =
                backlog.count == 0
                ? "nothing waits"
                : "\(backlog.count) wait (\(backlog.bytes >> 10) KiB"
                    + (backlog.oldest.map { ", since \($0.text)" } ?? "") + ")"
            let name =
                Terminal.safe(record.name) + (record.isRetired ? " (not in the settings)" : "")
            var lines = [
                "\(name): \(record.delivered) delivered, "
                    + "\(record.dropped) given up, \(waiting)"
            ]
            if let succeeded = record.succeeded {
                lines.append("  last arrived  \(succeeded.text)")
            }
            if let tried = record.tried {
                lines.append("  last tried    \(tried.text): \(Terminal.safe(record.sentence))")
            }
            if let loss = record.recentLoss(at: .now) {
                lines.append("  last given up \(loss.at.text): \(Terminal.safe(loss.sentence))")
            }
            return lines.joined(separator: "\n") + "\n"
        }
    }

    /// `smelt export test`.
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send one point or message now, and say what came of it.")

        @Argument(help: "The name of a destination or webhook.")
        var name: String

        @OptionGroup var settings: DeliverySettings

        func run() throws {
            let configuration = try settings.configuration()
            let trial: Trial
            if let destination = configuration.destinations.first(where: { $0.name == name }) {
                trial = Trial(destination, version: Version.current, now: .now)
            } else if let webhook = configuration.webhooks.first(where: { $0.name == name }) {
                trial = Trial(webhook, version: Version.current, now: .now)
            } else {
                throw DeliverySettings.unknown(name, configuration)
            }
            Terminal.print("\(Terminal.safe(name)): \(Terminal.safe(trial.sentence))\n")
            if !trial.isTaken { throw ExitStatus.belowBar }
        }
    }

    /// `smelt export replay`.
    struct Replay: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Send again: everything to a destination, the messages of a week to a webhook.",
            discussion: """
                A destination is told the counts of all series anew, which is harmless because they \
                go on from the same beginning; one that takes differences would count twice and is \
                refused. Messages keep their ids, so that receivers can tell that they know them.
                """)

        @Argument(help: "The name of a destination or webhook.")
        var name: String

        @Option(help: ArgumentHelp("Only the message with this id.", valueName: "id"))
        var message: String?

        @OptionGroup var place: DataFolder
        @OptionGroup var settings: DeliverySettings

        func run() throws {
            let configuration = try settings.configuration()
            let outbox = try settled { () throws(StoreProblem) in
                try Outbox(folder: place.data)
            }
            if let destination = configuration.destinations.first(where: { $0.name == name }) {
                if destination.temporality == .delta {
                    throw CommandFailure(
                        "\(name) takes differences: what it has it would count again")
                }
                try settled { () throws(StoreProblem) in try outbox.retell(destination) }
                Terminal.print(
                    "\(Terminal.safe(name)): everything is told again at the next push\n")
            } else if configuration.webhooks.contains(where: { $0.name == name }) {
                let count = try settled { () throws(StoreProblem) in
                    try outbox.redeliver(to: name, message: message, now: .now)
                }
                if count == 0 { throw CommandFailure("there is no such message of \(name)") }
                Terminal.print("\(Terminal.safe(name)): \(count) messages are delivered again\n")
            } else {
                throw DeliverySettings.unknown(name, configuration)
            }
        }
    }
}

/// The settings of a collector, as far as they are about what leaves it.
struct DeliverySettings: ParsableArguments {
    @Option(help: ArgumentHelp("The file of the collector's settings.", valueName: "file"))
    var config: String?

    func configuration() throws -> CollectorService.Configuration {
        try Settings.read(config: config, flags: [:])
    }

    static func unknown(
        _ name: String, _ configuration: CollectorService.Configuration
    ) -> CommandFailure {
        let known = configuration.destinations.map(\.name) + configuration.webhooks.map(\.name)
        return CommandFailure(
            known.isEmpty
                ? "the settings name no destinations and no webhooks; give --config"
                : "there is no \"\(name)\" in the settings; known: \(known.joined(separator: ", "))"
        )
    }
}

/// Where settings come from.
enum Settings {
    /// The settings of the flags, the environment and a file.
    static func read(
        config: String?, flags: [Setting: String]
    ) throws(CommandFailure) -> CollectorService.Configuration {
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        var file: (name: String, text: String)?
        var unread: String?
        if let path = config ?? variable("SMELT_CONFIG") {
            do throws(CommandFailure) {
                file = (path, try Files.text(path))
            } catch {
                unread = error.message
            }
        }
        let reader = SettingsReader(
            flags: flags, environment: variable, file: file, unread: unread)
        do throws(SettingProblems) {
            var configuration = try reader.configuration()
            configuration.version = Version.current
            return configuration
        } catch {
            throw CommandFailure(error.problems.map { "smelt: \($0)" }.joined(separator: "\n"))
        }
    }
}

/// Does something with the files of a collector.
private func settled<Value>(
    _ body: () throws(StoreProblem) -> Value
) throws(CommandFailure) -> Value {
    do throws(StoreProblem) {
        return try body()
    } catch {
        throw CommandFailure(error.description)
    }
}
