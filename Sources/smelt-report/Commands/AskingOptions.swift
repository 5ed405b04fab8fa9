// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import HostSystem
internal import MCPClient

/// How live servers are asked.
struct AskingOptions: ParsableArguments {
    @Flag(
        name: .shortAndLong,
        help: "Start the commands of a list or a client's configuration without asking.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "A header for the URLs of the command line, as 'Name: value'; may be repeated.",
            valueName: "header"))
    var header: [String] = []

    @Option(help: ArgumentHelp("Seconds that a live server may take in all.", valueName: "seconds"))
    var timeout = 60

    func validate() throws {
        if !(1...3600).contains(timeout) {
            throw ValidationError("--timeout is in seconds, from 1 to 3600")
        }
    }

    /// What reads servers, within the limits that were given.
    func reader(showsProgress: Bool = true) throws -> InputReader {
        var limits = ClientLimits()
        limits.totalTime = .seconds(timeout)
        limits.answerTime = min(limits.answerTime, .seconds(timeout))
        let headers = try header.map { line in
            guard let header = ServerAddress.Header(line: line) else {
                throw CommandFailure("--header takes 'Name: value', not '\(line)'")
            }
            return header
        }
        return InputReader(limits: limits, headers: headers, showsProgress: showsProgress)
    }
}
