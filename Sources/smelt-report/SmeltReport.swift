// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console

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

/// Where the process begins.
@main
enum Main {
    static func main() async { await SmeltReport.runToTheEnd() }
}
