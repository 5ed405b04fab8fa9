// SPDX-License-Identifier: Apache-2.0

import Delivery
import Foundation
import Telemetry

/// What it costs to find out what a destination has not been told yet, to put it into the outbox, to pack
/// it and to send it to a receiver on this machine, whose own part is in the number.
enum ExportSpeed {
    private static let servers = 10
    private static let toolsEach = 1_000
    private static let rounds = 3

    static func measure() async throws {
        let folder = NSTemporaryDirectory() + "smelt-export-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let collector = Collector(store: try SQLiteStore(folder: folder), now: { .now })
        guard let receiver = Receiver() else { preconditionFailure("nobody can listen") }
        var destination = Destination(
            name: "here", preset: .otlp, endpoint: "http://127.0.0.1:\(receiver.port)")
        destination.interval = 1
        let deliveries = Deliveries(
            outbox: try Outbox(folder: folder), destinations: [destination], webhooks: [],
            version: "0", now: { .now })
        try await deliveries.start()
        var (queued, sent) = (Double.infinity, Double.infinity)
        for round in 0..<rounds {
            _ = try await collector.take(try CallEvents.calls(in: events(round), now: .now))
            // The rollups follow within seconds, and are what is exported.
            try await Task.sleep(for: .seconds(7))
            let start = processorTime()
            try await deliveries.export(collector, [])
            queued = min(queued, processorTime() - start)
            while try deliveries.outbox.backlog(of: "here").count > 0 {
                try await Task.sleep(for: .milliseconds(20))
            }
            sent = min(sent, processorTime() - start)
        }
        let series = servers * toolsEach
        let (requests, bytes) = receiver.taken
        let record = try deliveries.outbox.records().first
        precondition(record?.delivered == requests && record?.dropped == 0, "not all has arrived")
        precondition(bytes > rounds * series * 4, "not everything was exported")
        print(
            "export of \(series) series: \(Int(queued * 1000)) ms of processor time to the outbox, "
                + "\(Int(sent * 1000)) ms until it has arrived, packed by gzip; "
                + "\(bytes / rounds / series) B a series")
        await deliveries.close()
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
