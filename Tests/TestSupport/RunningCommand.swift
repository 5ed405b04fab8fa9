// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A process that was started in a process group of its own.
public final class RunningCommand: @unchecked Sendable {
    /// Why a process could not be started.
    public struct StartFailure: Error, CustomStringConvertible {
        /// What failed, with the system's reason.
        public let description: String

        init(_ what: String, _ code: Int32) {
            description = what + ": " + String(cString: strerror(code))
        }
    }

    /// The process's id, also that of its group.
    public let pid: Int32

    private var input: Int32 = -1
    private var typing: ArraySlice<UInt8> = []
    private var output: Int32 = -1
    private var errorOutput: Int32 = -1
    private var outputBytes: [UInt8] = []
    private var errorBytes: [UInt8] = []
    private var ending: CommandRun.Ending?
    private let start = ContinuousClock.now
    /// Only guards against what never ends, on the busiest machine.
    private static let timeLimit = Duration.seconds(900)
    /// One start at a time, so that no process inherits the pipes of another one.
    private static let starting = NSLock()

    /// Starts a program; the variables are added to those of this process.
    public init(
        _ program: String, _ arguments: [String], input: CommandRun.Input = .nothing,
        environment: [String: String] = [:], directory: String? = nil
    ) throws {
        // A closed pipe is an error to look at, not the end of the tests.
        signal(SIGPIPE, SIG_IGN)
        let (streams, pid) = try Self.starting.withLock {
            var streams = try Streams(input)
            defer { streams.closeTheirs() }
            do {
                let pid = try Self.spawn(program, arguments, environment, directory, streams)
                return (streams, pid)
            } catch {
                streams.closeOurs()
                throw error
            }
        }
        self.pid = pid
        self.input = streams.ours[0]
        output = streams.ours[1]
        errorOutput = streams.ours[2]
        switch input {
        case .bytes(let bytes): typing = bytes[...]
        case .terminal(let text): typing = Array(text.utf8)[...]
        default: break
        }
        for descriptor in streams.ours where descriptor >= 0 {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }
    }

    deinit {
        if ending == nil {
            kill(-pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        closeInput()
        for descriptor in Set([output, errorOutput]) where descriptor >= 0 { close(descriptor) }
    }

    /// Sends a signal to the process alone.
    public func send(_ signal: Int32) { if ending == nil { kill(pid, signal) } }

    /// Waits for the end; at the time limit the whole process group is killed.
    ///
    /// A thread of its own does so: other tests must not keep the process waiting for its input.
    public func finish() async -> CommandRun {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: self.wait()) }
        }
    }

    private func wait() -> CommandRun {
        let limit = ContinuousClock.now + Self.timeLimit
        while true {
            feed()
            drain()
            if collect() { break }
            if ContinuousClock.now > limit {
                kill(-pid, SIGKILL)
                waitpid(pid, nil, 0)
                ending = .timeLimit
                break
            }
            usleep(4_000)
        }
        let duration = ContinuousClock.now - start
        drain()
        return CommandRun(
            ending: ending ?? .timeLimit, output: outputBytes, errorOutput: errorBytes,
            duration: duration)
    }

    private func collect() -> Bool {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return false }
        let signal = status & 0x7F
        ending = signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
        return true
    }

    private func feed() {
        while input >= 0, !typing.isEmpty {
            let count = typing.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            if count > 0 {
                typing = typing.dropFirst(count)
            } else {
                if errno != EAGAIN { closeInput() }
                return
            }
        }
        // The end of a terminal would be the end of its output as well.
        if input != output { closeInput() }
    }

    private func closeInput() {
        if input >= 0, input != output { close(input) }
        input = -1
    }

    private func drain() {
        Self.drain(output, into: &outputBytes)
        if errorOutput != output { Self.drain(errorOutput, into: &errorBytes) }
    }

    private static func drain(_ descriptor: Int32, into bytes: inout [UInt8]) {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while descriptor >= 0 {
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return }
            bytes += chunk[..<count]
        }
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ variables: [String: String],
        _ directory: String?, _ streams: Streams
    ) throws -> Int32 {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
        posix_spawnattr_setpgroup(&attributes, 0)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (stream, descriptor) in streams.theirs.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(stream))
        }

        // The call that changes the directory of a spawned process is not imported into Swift.
        let line =
            directory.map { ["sh", "-c", "cd \"$0\" && exec \"$@\"", $0, program] + arguments }
            ?? [program] + arguments
        let environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        var argv = line.map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, line[0], &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw StartFailure("\(program) cannot be started", code) }
        return pid
    }
}

/// The ends of a process's three streams, its own and the test's.
private struct Streams {
    /// What the process gets as its descriptors 0, 1 and 2.
    private(set) var theirs: [Int32] = []
    /// The other ends; -1 where there is none.
    private(set) var ours: [Int32] = []

    init(_ input: CommandRun.Input) throws {
        switch input {
        case .terminal:
            let (master, slave) = try Self.terminal()
            theirs = [slave, slave, slave]
            ours = [master, master, master]
            return
        case .nothing: try addFile("/dev/null")
        case .file(let path): try addFile(path)
        case .bytes:
            let ends = try Self.pipe()
            theirs.append(ends.reading)
            ours.append(ends.writing)
        }
        for _ in 1...2 {
            let ends = try Self.pipe()
            theirs.append(ends.writing)
            ours.append(ends.reading)
        }
    }

    mutating func closeTheirs() {
        Set(theirs).forEach { _ = close($0) }
        theirs = []
    }

    mutating func closeOurs() {
        Set(ours).filter { $0 >= 0 }.forEach { _ = close($0) }
        ours = []
    }

    private mutating func addFile(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw RunningCommand.StartFailure(path, errno) }
        theirs.append(descriptor)
        ours.append(-1)
    }

    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else {
            throw RunningCommand.StartFailure("no pipe", errno)
        }
        ends.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func terminal() throws -> (master: Int32, slave: Int32) {
        // The numbers of TIOCSPTLCK and TIOCGPTN, which C has as macros.
        let (unlock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (locked, number): (Int32, UInt32) = (0, 0)
        if master >= 0, ioctl(master, unlock, &locked) == 0, ioctl(master, getNumber, &number) == 0
        {
            let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
            if slave >= 0 { return (master, slave) }
        }
        let code = errno
        if master >= 0 { close(master) }
        throw RunningCommand.StartFailure("no terminal", code)
    }
}
