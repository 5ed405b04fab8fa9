// SPDX-License-Identifier: Apache-2.0

/// How many streams of measurements there are, in all and of each server.
struct StreamCounts: Sendable {
    private(set) var all = 0
    private var byServer: [Int64: Int] = [:]

    /// What a server is known by, whether it has a number or not.
    static func server(_ name: String) -> Int64 {
        Int64(bitPattern: CallID(event: name, server: "").word)
    }

    func count(of server: Int64) -> Int { byServer[server] ?? 0 }

    mutating func add(_ count: Int = 1, of server: Int64) {
        all += count
        byServer[server, default: 0] += count
    }

    static func += (counts: inout StreamCounts, others: StreamCounts) {
        for (server, count) in others.byServer { counts.add(count, of: server) }
    }
}
