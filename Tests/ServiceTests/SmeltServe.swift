// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport

/// A running `smelt serve`, ended with this value.
final class SmeltServe {
    /// Why it did not start.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The `smelt` that was built with these tests; `SMELT` names another one.
    static let path: String = {
        if let path = ProcessInfo.processInfo.environment["SMELT"] { return path }
        let report = URL(fileURLWithPath: CommandRun.smeltReportPath)
        return report.deletingLastPathComponent().appendingPathComponent("smelt").path
    }()

    /// Where it listens.
    let client: HTTPClient

    /// The process's id.
    var pid: Int32 { process.pid }

    private let process: RunningCommand
    private let log: TemporaryFolder

    /// Starts it on a folder and waits until it listens.
    ///
    /// - Parameter command: what the shell does before.
    static func start(
        _ folder: String, _ options: [String] = [], scheme: String = "http",
        after command: String = ":"
    ) async throws -> SmeltServe {
        // Standard error goes to a file because it is looked at before the end; the shell becomes
        // the command, so that signals reach it.
        let log = try TemporaryFolder()
        let line = [path, "serve", "--data", folder, "--listen", "127.0.0.1:0"] + options
        let process = try RunningCommand(
            "sh", ["-c", "\(command); exec \"$@\" 2>\"$0\"", log.path("stderr")] + line)
        var port: UInt16?
        let isDecided = try await ProcessTable.eventually {
            port = listening(try? log.text("stderr"), scheme)
            return port != nil || !ProcessTable.isAlive(process.pid)
        }
        guard let port else {
            let said = (try? log.text("stderr")) ?? ""
            throw Failure(description: "smelt serve is \(isDecided ? "over" : "silent"): \(said)")
        }
        return SmeltServe(client: HTTPClient(port: port), process: process, log: log)
    }

    /// Makes a token of the data in a folder and gives its text.
    static func token(_ folder: String, _ options: [String]) async throws -> String {
        let run = try await CommandRun.run(
            path, ["token", "create", "--data", folder] + options)
        guard run.status == 0 else { throw Failure(description: run.stderr) }
        return run.stdout.trimmingCharacters(in: .newlines)
    }

    private init(client: HTTPClient, process: RunningCommand, log: TemporaryFolder) {
        self.client = client
        self.process = process
        self.log = log
    }

    /// Sends a signal and waits for the end.
    func end(_ signal: Int32 = SIGTERM) async throws -> CommandRun {
        process.send(signal)
        // The limit counts from the start of the process.
        return await process.finish()
    }

    /// What it wrote to standard error so far.
    func errorText() throws -> String { try log.text("stderr") }

    /// Runs it where it is expected to end by itself.
    static func run(_ folder: String, _ options: [String] = []) async throws -> CommandRun {
        try await CommandRun.run(
            path, ["serve", "--data", folder, "--listen", "127.0.0.1:0"] + options)
    }

    private static func listening(_ text: String?, _ scheme: String) -> UInt16? {
        let words = "smelt: listening on \(scheme)://127.0.0.1:"
        // A line without its end may be half a line.
        guard
            let line = text?.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                .first(where: { $0.hasPrefix(words) })
        else { return nil }
        return UInt16(line.dropFirst(words.count))
    }
}
