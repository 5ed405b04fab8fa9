// SPDX-License-Identifier: Apache-2.0

/// How many calls of a server are known in which way.
public struct SourceTally: Sendable, Hashable {
    /// Those that were reported one by one.
    public fileprivate(set) var reported: UInt64 = 0
    /// Those that the server counted itself.
    public fileprivate(set) var measured: UInt64 = 0

    /// Below this share of what the server counted, its spans are taken to be a sample.
    static let leastShare = 0.8

    /// Whether the server's own counts are what is counted.
    public var isMeasuredUsed: Bool {
        measured > 0 && Double(reported) < Self.leastShare * Double(measured)
    }

    fileprivate mutating func add(_ row: RollupRow) {
        // Many report their calls alone, but count requests of all methods.
        guard row.method == ServerAnalytics.callMethod else { return }
        switch row.source {
        case .reported: reported.add(clamped: row.latency.count)
        case .measured: measured.add(clamped: row.latency.count)
        }
    }
}

extension CallStore {
    /// Calls a function with the latencies of a server in a range, each call once.
    ///
    /// A server may report its calls and count them too. Of both, spans are more exact, unless they are
    /// a sample; so one of the two is chosen for the whole range. An hour in which the chosen one is
    /// silent, and was the hour before and is the hour after, is filled from the other: by then the
    /// server has changed what it sends.
    func readOnce(
        server: String, _ range: TimeRange, _ body: (RollupRow) -> Void
    ) throws(StoreProblem) -> SourceTally {
        var tally = SourceTally()
        let byMinute = range.stepSeconds < 3600
        if try sources(of: server).count <= 1 {
            try read(
                server: server, method: nil, from: range.from, to: range.to, byMinute: byMinute
            ) { row in
                tally.add(row)
                body(row)
            }
            return tally
        }
        var rows: [CallSource: [RollupRow]] = [:]
        try read(
            server: server, method: nil, from: range.from, to: range.to, byMinute: byMinute
        ) { row in
            tally.add(row)
            rows[row.source, default: []].append(row)
        }
        let chosen: CallSource = tally.isMeasuredUsed ? .measured : .reported
        let other: CallSource = tally.isMeasuredUsed ? .reported : .measured
        for row in rows[chosen] ?? [] { body(row) }
        let gaps = rows[other] ?? []
        if gaps.isEmpty { return tally }
        let heard = Set((rows[chosen] ?? []).map(\.hour))
        for row in gaps where ((row.hour - 1)...(row.hour + 1)).allSatisfy({ !heard.contains($0) })
        {
            body(row)
        }
        return tally
    }
}

extension RollupRow {
    /// The hour that it falls into, counted since 1970.
    fileprivate var hour: Int64 { start.nanoseconds.floorDivided(by: 3_600_000_000_000) }
}
