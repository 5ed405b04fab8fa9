// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import MCPModel
import Telemetry
import TestSupport
import Testing

@Suite("What was acknowledged")
struct DurabilityTests {
    @Test(
        "is stored exactly once, however often the process ends under load",
        arguments: [SIGKILL, SIGTERM])
    func endings(signal: Int32) async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        var serve = try await SmeltServe.start(data)
        let load = Load(serve.client)
        let senders = (1...6).map { number in Task { try await load.send(as: number) } }
        defer { load.stop() }
        // A sudden end is tried more often, each time after fewer calls.
        let rounds = signal == SIGKILL ? 10 : 3
        for _ in 1...rounds {
            // So much was taken since the start that the end comes in the middle of more.
            let before = load.acknowledged
            let isBusy = try await ProcessTable.eventually {
                load.acknowledged >= before + 30 / rounds * Load.batch
            }
            #expect(isBusy, "only \(load.acknowledged - before) calls were taken")
            let run = try await serve.end(signal)
            let expected: CommandRun.Ending = signal == SIGKILL ? .signal(SIGKILL) : .exit(0)
            #expect(run.ending == expected)
            if signal == SIGTERM {
                #expect(try serve.errorText().contains("everything that was taken is stored"))
            }
            serve = try await SmeltServe.start(data)
            load.client = serve.client
        }
        load.stop()
        for sender in senders { try await sender.value }
        let found = try await serve.client.get("/v1/servers/busy/analytics?range=24h").json()
        #expect(found.at("calls") == .int(load.acknowledged))
        #expect(found.at("errors") == 0)
        #expect(try await serve.end().status == 0)
    }

    @Test("is there after a new start, with its errors and names")
    func restart() async throws {
        let folder = try TemporaryFolder()
        let spans = [
            SentSpan(service: "s", tool: "add", number: 1),
            SentSpan(service: "s", tool: "add", error: "timeout", number: 2),
            SentSpan(service: "s", tool: "look up", number: 3),
        ]
        var before: JSONValue?
        // The last start finds nothing that is new.
        for signal in [SIGTERM, SIGKILL, SIGTERM] {
            let serve = try await SmeltServe.start(folder.path("data"))
            let client = serve.client
            let sent = try await client.post(
                "/v1/traces", MediaType.protobuf, SentSpan.protobuf(spans))
            #expect(sent.status == 200)
            let found = try await client.get("/v1/servers/s/analytics?range=24h").json()
            #expect(found.at("calls") == 3)
            #expect(found.at("faults") == ["upstream": 1])
            let tools = found.at("tools")
            #expect(before == nil || before == tools)
            before = tools
            _ = try await serve.end(signal)
        }
    }

    @Test("is guarded from a second process on the same folder")
    func lock() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        let serve = try await SmeltServe.start(data)
        let second = try await SmeltServe.run(data)
        #expect(second.status == 2, "\(second.ending)")
        #expect(
            second.stderr
                == "smelt: another smelt serve uses \(data); name another with --data\n")
        #expect(try await serve.client.get("/health").status == 200)
        _ = try await serve.end(SIGKILL)
        // Nobody has to clear anything away after that.
        let next = try await SmeltServe.start(data)
        #expect(try await next.end().status == 0)
    }

    @Test("is not written over where the file is damaged")
    func damaged() async throws {
        let folder = try TemporaryFolder()
        let garbage = (0..<9000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
        let file = try folder.write(garbage, to: "data/calls.sqlite")
        let run = try await SmeltServe.run(folder.path("data"))
        #expect(run.status == 2, "\(run.ending)")
        let lines = run.stderr.split(separator: "\n")
        #expect(lines.count == 1, "\(run.stderr)")
        #expect(run.stderr.hasPrefix("smelt: \(file): "), "\(run.stderr)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data(garbage))
    }

    @Test("is not put beside what another program keeps")
    func foreign() async throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "data/nothing")
        let file = folder.path("data/calls.sqlite")
        do {
            let database = try Database(path: file)
            try database.run("CREATE TABLE places (id INTEGER); PRAGMA user_version = 2")
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        let run = try await SmeltServe.run(folder.path("data"))
        #expect(run.status == 2)
        #expect(
            run.stderr
                == "smelt: \(file) belongs to another program; move it away, or name another "
                + "folder\n")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
    }

    @Test("is stored at the end of a terminal too, unless the process is to outlive it")
    func hangup() async throws {
        let folder = try TemporaryFolder()
        let first = try await SmeltServe.start(folder.path("data"))
        #expect(try await first.end(SIGHUP).status == 0)
        #expect(try first.errorText().contains("everything that was taken is stored"))
        // As nohup does it.
        let second = try await SmeltServe.start(folder.path("data"), after: "trap '' HUP")
        kill(second.pid, SIGHUP)
        try await Task.sleep(for: .milliseconds(500))
        #expect(try await second.client.get("/health").status == 200)
        #expect(try await second.end().status == 0)
    }

    @Test("needs settings that are right, and all that are wrong are named")
    func settings() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        let right = try await SmeltServe.run(data, ["--check-config"])
        #expect(right.status == 0)
        let wrong = try await SmeltServe.run(
            data, ["--check-config", "--tls-key", "/nowhere", "--keep-calls", "0"])
        #expect(wrong.status == 2)
        #expect(wrong.stderr.contains("--tls-key needs tls-certificate beside it"))
        #expect(wrong.stderr.contains("--keep-calls is from 1 to 9600, not \"0\""))
        #expect(try folder.names().isEmpty)
    }
}

/// Senders that repeat each request until it is acknowledged.
private final class Load: @unchecked Sendable {
    /// The calls of a request.
    static let batch = 20

    private let lock = NSLock()
    private var current: HTTPClient
    private var count = 0
    private var isStopped = false

    init(_ client: HTTPClient) { current = client }

    /// Where the process listens now.
    var client: HTTPClient {
        get { lock.withLock { current } }
        set { lock.withLock { current = newValue } }
    }

    /// The calls that were acknowledged.
    var acknowledged: Int { lock.withLock { count } }

    private var isOver: Bool { lock.withLock { isStopped } }

    func stop() { lock.withLock { isStopped = true } }

    /// Sends until it is stopped; what was begun by then is still acknowledged.
    func send(as sender: Int) async throws {
        var number = 0
        while !isOver {
            number += 1
            try await deliver(sender, number)
            lock.withLock { count += Self.batch }
        }
    }

    private func deliver(_ sender: Int, _ number: Int) async throws {
        let limit = ContinuousClock.now + .seconds(250)
        // Half of them send events, the other half spans; both have ids.
        let isEvents = sender.isMultiple(of: 2)
        let body = isEvents ? Self.events(sender, number) : Self.spans(sender, number)
        while true {
            let answer = try? await client.post(
                isEvents ? "/v1/events" : "/v1/traces",
                isEvents ? MediaType.json : MediaType.protobuf, body)
            if answer?.status == 200 { return }
            guard ContinuousClock.now < limit else {
                throw HTTPClient.Failure("not acknowledged: \(answer?.text ?? "no answer")")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private static func events(_ sender: Int, _ number: Int) -> [UInt8] {
        let events = (0..<batch).map { place -> JSONValue in
            [
                "id": .string("\(sender)-\(number)-\(place)"), "server": "busy", "tool": "t",
                "durationMs": 1,
            ]
        }
        return JSONWriter.bytes(.array(events))
    }

    private static func spans(_ sender: Int, _ number: Int) -> [UInt8] {
        SentSpan.protobuf(
            (0..<batch).map { place in
                SentSpan(
                    service: "busy", tool: "t",
                    number: UInt64(sender) << 48 | UInt64(number) << 8 | UInt64(place))
            })
    }
}
