// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

@testable import MCPClient

// That descendants also end when we are killed needs a process of ours that can be killed, so it is
// tested end to end with the command.

@Suite("Child processes")
struct ChildProcessTests {
    @Test("end with a grandchild in a session of its own and SIGTERM ignored")
    func grandchild() async throws {
        let file = try TemporaryFile()
        var pids: [pid_t] = []
        // On a busy machine it may take long to begin at all.
        for seconds in [2, 10, 60] where pids.isEmpty {
            var limits = FixtureServer.hanging
            limits.answerTime = .seconds(seconds)
            await expectFailure(.timedOut, "did not answer") { [limits] in
                try await FixtureServer.manifest(
                    FixtureServer.launch("grandchild", file.path), limits)
            }
            pids = file.lines.compactMap { pid_t($0) }
        }
        #expect(pids.count == 2)
        #expect(try await areGone(pids))
    }

    @Test("take detached processes with them when they end by themselves")
    func detached() async throws {
        let file = try TemporaryFile()
        let script = """
            (trap '' TERM; setsid sleep 600 >/dev/null 2>&1 & echo $! > "$1")
            (setsid sh -c 'echo $$ >> "$0"; exec sleep 600' "$1" &)
            while [ $(wc -l < "$1") -lt 2 ]; do sleep 0.02; done
            exit 7
            """
        let launch = ServerLaunch(command: "sh", arguments: ["-c", script, "sh", file.path])
        await expectFailure(.endedEarly, "ended with status 7") {
            try await FixtureServer.manifest(launch)
        }
        let pids = file.lines.compactMap { pid_t($0) }
        #expect(pids.count == 2)
        #expect(try await areGone(pids))
    }

    @Test("cannot end their supervisor with their own group")
    func killsItsGroup() async {
        let launch = ServerLaunch(command: "sh", arguments: ["-c", "kill -9 0"])
        await expectFailure(.endedEarly, "was ended by signal 9") {
            try await FixtureServer.manifest(launch)
        }
    }

    @Test(
        "that cannot start are described",
        arguments: [
            ("no-such-command-here", "no command `no-such-command-here` on the PATH"),
            ("/no/such/program", "no program `/no/such/program`"),
            ("/etc/passwd", "may not be executed"),
        ])
    func cannotStart(command: String, words: String) async {
        await expectFailure(.notStarted, words) {
            try await FixtureServer.manifest(ServerLaunch(command: command))
        }
    }

    @Test("that cannot enter their directory are described")
    func directory() async {
        let launch = ServerLaunch(command: "true", directory: "/no/such/folder")
        await expectFailure(.notStarted, "in /no/such/folder: No such file") {
            try await FixtureServer.manifest(launch)
        }
    }

    @Test("get the listed variables and those of the launch")
    func environment() throws {
        let launch = ServerLaunch(command: "env", environment: ["SMELT_GIVEN": "1"])
        var channel = try StdioChannel(
            launch, limits: FixtureServer.limits, cancellation: Cancellation())
        var names: Set<String> = []
        while case .line(let line) = try channel.nextLine(until: Deadline(after: .seconds(10))) {
            names.insert(String(String(decoding: line, as: UTF8.self).prefix { $0 != "=" }))
        }
        #expect(names.isSuperset(of: ["PATH", "SMELT_GIVEN"]))
        let others = names.subtracting(ChildEnvironment.names).filter { name in
            !ChildEnvironment.prefixes.contains { name.hasPrefix($0) }
        }
        #expect(others == ["SMELT_GIVEN"])
    }

    @Test("merge variables, the given ones on top")
    func merging() {
        let own = ["PATH": "/bin", "LC_ALL": "C", "AWS_SECRET_ACCESS_KEY": "x", "HOME": "/root"]
        let merged = ChildEnvironment.merged(own, ["HOME": "/tmp", "KEY": "a=b"])
        #expect(merged == ["HOME=/tmp", "KEY=a=b", "LC_ALL=C", "PATH=/bin"])
    }

    /// Whether processes end within a moment; one that only awaits its parent has ended.
    private func areGone(_ pids: [pid_t]) async throws -> Bool {
        try await ProcessTable.eventually { !pids.contains(where: ProcessTable.isAlive) }
    }
}
