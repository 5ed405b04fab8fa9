// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry

// swift build -c release --product smelt            (in the folder above)
// swift run -c release TelemetrySpeed [--decoding | --query] [--seconds 10] [--rate 0] [--calls 100000000]
//
// With --decoding only what it costs to read spans is measured, here and by the peers; with --query only
// what it costs to ask.
// With --seconds 600 --rate 200000 the memory of the service is seen over ten minutes at so many spans a
// second; without a rate as many as it takes, which fills a disk with some 60 bytes each. Single events
// are sent for a minute at most.
// Everything runs on this machine: the collector as a process of its own, its senders beside it on the
// same cores, every answer after its commit is on disk. Needs python3 with opentelemetry-proto for the
// peers, and says so where it is missing.

@main
struct TelemetrySpeed {
    static func main() async throws {
        let seconds = number("--seconds") ?? 10
        if CommandLine.arguments.contains("--query") {
            return try measureQuery(calls: number("--calls") ?? 100_000_000)
        }
        let decode = measureDecoding()
        if CommandLine.arguments.contains("--decoding") { return try comparePeers(decode: decode) }
        measureSketch()
        try measureService(seconds: seconds, rate: number("--rate") ?? 0)
        try await ExportSpeed.measure()
        try measureQuery(calls: number("--calls") ?? 100_000_000)
        try comparePeers(decode: decode)
    }

    private static func number(_ name: String) -> Int? {
        let arguments = CommandLine.arguments
        guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else {
            return nil
        }
        return Int(arguments[place + 1])
    }

    /// Nanoseconds for a span, from protobuf to a call.
    private static func measureDecoding() -> Double {
        var body = TraceBody()
        body.renew(endingAt: now())
        var best = Double.infinity
        for _ in 0..<20 {
            let start = now()
            var calls = 0
            for _ in 0..<100 {
                calls += (try? TraceRequest.calls(in: body.bytes).calls.count) ?? 0
            }
            precondition(calls == 100 * body.spans, "the spans were not read")
            best = min(best, Double(now() - start) / Double(calls))
        }
        print(
            "decoding to calls: \(text(best, 0)) ns a span, \(body.bytes.count / body.spans) B each"
        )
        return best
    }

    private static func measureSketch() {
        var sketch = LatencySketch()
        let values = (0..<1_000_000).map { UInt64(1_000_000 + ($0 &* 2_654_435_761) % 900_000_000) }
        let start = now()
        for value in values { sketch.insert(nanoseconds: value) }
        print("sketch: \(text(Double(now() - start) / 1e6, 1)) ns a duration")
    }

    private static func measureService(seconds: Int, rate: Int) throws {
        let folder = NSTemporaryDirectory() + "smelt-speed-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try Server(folder: folder)
        defer { server.stop() }
        let end = Date().addingTimeInterval(Double(seconds))
        let bodies = (0..<4).map { _ in Bodies() }
        let paces = (0..<4).map { _ in Pace(every: rate == 0 ? 0 : 4 * 1_000 / Double(rate)) }
        var memory = server.watch()
        var start = now()
        let batches = Load.run(
            port: server.port, connections: 4, path: "/v1/traces", type: "application/x-protobuf"
        ) { connection, _ in
            paces[connection].wait()
            return Date() < end ? bodies[connection].next() : nil
        }
        var elapsed = Double(now() - start) / 1e9
        print(
            "batches of 1,000 spans: \(Int(Double(batches.taken) * 1000 / elapsed)) spans/s stored, "
                + "\(batches.refused) batches refused")
        print("  memory over \(Int(elapsed)) s: \(memory.end())")
        let later = Date().addingTimeInterval(Double(min(seconds, 60)))
        let event = Array(#"{"server":"events","tool":"t","durationMs":12.5}"#.utf8)
        memory = server.watch()
        start = now()
        let events = Load.run(
            port: server.port, connections: 64, path: "/v1/events", type: "application/json"
        ) { _, _ in Date() < later ? event : nil }
        elapsed = Double(now() - start) / 1e9
        print(
            "single events: \(Int(Double(events.taken) / elapsed)) posts/s stored, "
                + "\(events.refused) refused")
        print("  memory over \(Int(elapsed)) s: \(memory.end())")
    }

    private static func measureQuery(calls: Int) throws {
        let folder = NSTemporaryDirectory() + "smelt-query-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var retention = Retention()
        // The single calls are of no use to the question.
        retention.callHours = 0
        let store = try SQLiteStore(folder: folder, retention: retention)
        let week: UInt64 = 7 * 86_400_000_000_000
        let end = now()
        var body = TraceBody(spans: 10_000)
        let rounds = max(1, calls / body.spans)
        let start = now()
        for round in 0..<rounds {
            body.renew(
                endingAt: end - week + 60_000_000_000 + UInt64(round) * (week / UInt64(rounds))
                    % week)
            let batch = try TraceRequest.calls(in: body.bytes)
            _ = try store.append([batch], now: Timestamp(nanoseconds: Int64(end)))
            if round % 200 == 199 {
                try store.roll()
                try store.expire(now: Timestamp(nanoseconds: Int64(end) + 3_600_000_000_000))
            }
        }
        try store.roll()
        print(
            "  (stored \(rounds * body.spans) calls in \(text(Double(now() - start) / 1e9, 0)) s)")
        let moment = Timestamp(nanoseconds: Int64(end))
        guard let range = TimeRange("7d", now: moment) else { return }
        var best = Double.infinity
        var found: UInt64 = 0
        for _ in 0..<50 {
            let start = now()
            let reading = try store.reading()
            let analytics = try ServerAnalytics(of: "shop", in: range, from: reading, now: moment)
            found = analytics.total.calls
            best = min(best, Double(now() - start) / 1e6)
        }
        print("7 days of 10 tools, \(found) calls: \(text(best, 1)) ms")
        try measurePage(folder)
    }

    /// The page of the same store, from the request to its last byte.
    private static func measurePage(_ folder: String) throws {
        let server = try Server(folder: folder)
        defer { server.stop() }
        guard let connection = Connection(port: server.port) else { return }
        for range in ["24h", "7d"] {
            var times: [Double] = []
            for _ in 0..<21 {
                let start = now()
                precondition(connection.get("/?range=\(range)") == 200, "there is no page")
                times.append(Double(now() - start) / 1e6)
            }
            times.sort()
            print(
                "page of \(range): \(text(times[times.count / 2], 1)) ms, median of \(times.count); "
                    + "best \(text(times[0], 1)) ms")
        }
    }

    private static func comparePeers(decode: Double) throws {
        var body = TraceBody()
        body.renew(endingAt: now())
        let path = NSTemporaryDirectory() + "smelt-spans-\(getpid()).bin"
        try Data(body.bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let python = ProcessInfo.processInfo.environment["SMELT_PYTHON"] ?? "python3"
        process.arguments = [python, "Telemetry/peers.py", path, text(decode, 1)]
        try process.run()
        process.waitUntilExit()
    }

    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func text(_ value: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", value)
    }
}

/// The requests of one connection, each with ids of its own.
private final class Bodies: @unchecked Sendable {
    private var body = TraceBody()

    func next() -> [UInt8] {
        body.renew(endingAt: TelemetrySpeed.now())
        return body.bytes
    }
}

/// `smelt serve` of the release build in the folder above.
private final class Server {
    private let process = Process()
    let port: UInt16

    init(folder: String) throws {
        process.executableURL = URL(fileURLWithPath: "../.build/release/smelt")
        process.arguments = ["serve", "--data", folder, "--listen", "127.0.0.1:0"]
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        var line = ""
        while !line.contains("\n") {
            line += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        }
        let digits = line.split(separator: ":").last?.prefix { $0.isNumber } ?? ""
        port = UInt16(digits) ?? 0
    }

    /// Looks at its memory from now on.
    func watch() -> MemoryWatch { MemoryWatch(process: process.processIdentifier) }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
