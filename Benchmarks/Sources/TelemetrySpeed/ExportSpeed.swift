// SPDX-License-Identifier: Apache-2.0

import Delivery
import Foundation
import Telemetry

/// What it costs to find out what a destination has not been told yet, and to put it into the outbox.
enum ExportSpeed {
    private static let servers = 10
    private static let toolsEach = 1_000

    static func measure() async throws {
        let folder = NSTemporaryDirectory() + "smelt-export-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let collector = Collector(store: try SQLiteStore(folder: folder), now: { .now })
        // Nobody listens: what is measured ends at the outbox.
        var destination = Destination(name: "nobody", preset: .otlp, endpoint: "http://127.0.0.1:9")
        destination.interval = 1
        let deliveries = Deliveries(
            outbox: try Outbox(folder: folder), destinations: [destination], webhooks: [],
            version: "0", now: { .now })
        var best = Double.infinity
        for round in 0..<3 {
            _ = try await collector.take(try CallEvents.calls(in: events(round), now: .now))
            // The rollups follow within seconds, and are what is exported.
            try await Task.sleep(for: .seconds(7))
            let start = processorTime()
            try await deliveries.export(collector, [])
            best = min(best, processorTime() - start)
        }
        let backlog = try deliveries.outbox.backlog(of: "nobody")
        precondition(backlog.bytes > 3 * servers * toolsEach * 50, "not everything was exported")
        print(
            "export of \(servers * toolsEach) series: \(Int(best * 1000)) ms of processor time, "
                + "\(backlog.bytes / 3 / servers / toolsEach) B a series")
        await collector.close()
    }

    /// Ten calls of every tool.
    private static func events(_ round: Int) -> [UInt8] {
        var text = ""
        for call in 0..<10 {
            for server in 0..<servers {
                for tool in 0..<toolsEach {
                    let milliseconds = Double((tool * 7 + call * 131 + round * 17) % 900 + 1)
                    text +=
                        #"{"server":"server-\#(server)","tool":"tool-\#(tool)","durationMs":"#
                        + "\(milliseconds)}\n"
                }
            }
        }
        return Array(text.utf8)
    }

    private static func processorTime() -> Double {
        var usage = rusage()
        getrusage(0, &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}
