// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a process did: its end and its output.
public struct CommandRun: Sendable {
    /// How a process ended.
    public enum Ending: Sendable, Hashable {
        /// It ended by itself with a status.
        case exit(Int32)
        /// A signal ended it.
        case signal(Int32)
        /// The time limit ended it, and its process group.
        case timeLimit
    }

    /// What a process reads from its standard input.
    public enum Input: Sendable {
        /// Nothing: `/dev/null`.
        case nothing
        /// Bytes through a pipe, then its end.
        case bytes([UInt8])
        /// A file or a device.
        case file(String)
        /// A terminal on all three streams, at which somebody types this.
        case terminal(typing: String)
    }

    /// How the process ended.
    public let ending: Ending
    /// The bytes of standard output; with a terminal those of standard error too.
    public let output: [UInt8]
    /// The bytes of standard error.
    public let errorOutput: [UInt8]
    /// How long the process ran.
    public let duration: Duration

    /// The exit status; `nil` when the process did not end by itself.
    public var status: Int32? { if case .exit(let status) = ending { status } else { nil } }
    /// The text of standard output.
    public var stdout: String { String(decoding: output, as: UTF8.self) }
    /// The text of standard error.
    public var stderr: String { String(decoding: errorOutput, as: UTF8.self) }

    /// Runs a program to its end, or to the time limit.
    public static func run(
        _ program: String, _ arguments: [String], input: Input = .nothing,
        environment: [String: String] = [:], directory: String? = nil
    ) async throws -> CommandRun {
        try await Turnstile.shared.enter()
        defer { Turnstile.shared.leave() }
        let process = try RunningCommand(
            program, arguments, input: input, environment: environment, directory: directory)
        return await process.finish()
    }

    /// Runs the command of this package.
    public static func smeltReport(
        _ arguments: [String], input: Input = .nothing, environment: [String: String] = [:],
        directory: String? = nil
    ) async throws -> CommandRun {
        try await run(
            smeltReportPath, arguments, input: input, environment: environment,
            directory: directory)
    }

    /// The `smelt-report` that was built with these tests; `SMELT_REPORT` names another one.
    public static let smeltReportPath: String = {
        if let path = ProcessInfo.processInfo.environment["SMELT_REPORT"] { return path }
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let tests = URL(fileURLWithPath: link ?? CommandLine.arguments[0])
        return tests.deletingLastPathComponent().appendingPathComponent("smelt-report").path
    }()
}

/// Lets only so many processes run at a time, so that time limits hold on small machines.
private final class Turnstile: @unchecked Sendable {
    static let shared = Turnstile(places: 6)

    private let lock = NSLock()
    private var places: Int

    private init(places: Int) { self.places = places }

    func enter() async throws {
        while !lock.withLock({ take() }) { try await Task.sleep(for: .milliseconds(10)) }
    }

    func leave() { lock.withLock { places += 1 } }

    // The lock must be held.
    private func take() -> Bool {
        guard places > 0 else { return false }
        places -= 1
        return true
    }
}
