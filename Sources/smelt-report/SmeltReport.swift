// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// The command `smelt-report`: prints report cards of MCP servers.
struct SmeltReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smelt-report",
        abstract: "Grades MCP servers from A to F and says what to do first.",
        discussion: """
            Exit status: 0 done and above the bar; 1 below --fail-under or --fail-under-security, new \
            findings against --baseline, or changes since --lock; 2 bad arguments or unreadable input; 3 incomplete.
            """,
        version: "smelt-report \(Version.current)",
        subcommands: [
            Score.self, Compare.self, LeaderboardCommand.self, Lock.self, Analytics.self,
            Explain.self, Rules.self,
        ],
        defaultSubcommand: Score.self)
}

/// Runs the command and turns what it throws into the promised exit statuses.
@main
enum Main {
    static func main() async {
        do {
            var command = try SmeltReport.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Terminal.complain(failure.message)
            exit(failure.status)
        } catch let status as ExitStatus {
            exit(status)
        } catch {
            let message = SmeltReport.fullMessage(for: error)
            guard SmeltReport.exitCode(for: error).isSuccess else {
                Terminal.complain(message)
                exit(.unusable)
            }
            Terminal.print(message + "\n")
        }
    }

    private static func exit(_ status: ExitStatus) -> Never { Terminal.exit(status.rawValue) }
}
