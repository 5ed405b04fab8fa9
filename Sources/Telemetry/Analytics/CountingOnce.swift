// SPDX-License-Identifier: Apache-2.0

/// How many calls of a server are known in which way, and by which of the two they are counted.
public struct SourceTally: Sendable, Hashable {
    /// Calls by the way in which they are known.
    public struct Counts: Sendable, Hashable {
        /// Those that were reported one by one.
        public private(set) var reported: UInt64 = 0
        /// Those that the server counted itself.
        public private(set) var measured: UInt64 = 0

        fileprivate subscript(source: CallSource) -> UInt64 {
            source == .reported ? reported : measured
        }

        fileprivate mutating func add(_ row: RollupRow) {
            // Many report their calls alone, but count requests of all methods.
            guard row.method == ServerAnalytics.callMethod else { return }
            switch row.source {
            case .reported: reported.add(clamped: row.latency.count)
            case .measured: measured.add(clamped: row.latency.count)
            }
        }

        fileprivate mutating func add(_ other: Counts) {
            reported.add(clamped: other.reported)
            measured.add(clamped: other.measured)
        }

        /// Whether the server counted clearly more calls than it reported.
        ///
        /// - Parameter more: calls reported in other hours that the server may have counted in this one.
        fileprivate func isShare(with more: Double = 0) -> Bool {
            Double(reported) + more < SourceTally.leastShare * Double(measured)
        }
    }

    /// All that are known.
    public fileprivate(set) var known = Counts()
    /// Those that are counted.
    public fileprivate(set) var counted = Counts()
    /// Those of the hours in which the server counted more than it reported, and its counts hold.
    public fileprivate(set) var underreported = Counts()
    /// Those of the other hours of which both tell, in which what was reported holds.
    public fileprivate(set) var alike = Counts()

    /// Below this share of what the server counted, its spans are taken to be a sample.
    fileprivate static let leastShare = 0.95
    /// Metrics may lag behind by what came since they were sent last, but not by more than this.
    private static let leastCounted = 0.8

    /// Whether calls are counted by the server's own counts.
    public var isMeasuredUsed: Bool { counted.measured > 0 }

    /// Whether the server's own counts tell of clearly fewer calls than it reported.
    public var isCountedShort: Bool {
        Double(alike.measured) < Self.leastCounted * Double(alike.reported)
    }
}

extension CallReading {
    /// Calls a function with the latencies of a server in a range, each call once.
    ///
    /// A server may report its calls and count them too. Of both, spans are more exact, unless they are
    /// a sample; so of each hour that is counted which knows of clearly more calls, else the spans.
    func readOnce(
        server: String, _ range: TimeRange, _ body: (RollupRow) -> Void
    ) throws(StoreProblem) -> SourceTally {
        var tally = SourceTally()
        if try sources(of: server).count <= 1 {
            try readAll(of: server, range) { row in
                tally.known.add(row)
                body(row)
            }
            tally.counted = tally.known
            return tally
        }
        // Which way an hour is counted is known only at its end, and rows are far too many to keep.
        var hours = HourChoice()
        try readAll(of: server, range) { row in
            tally.known.add(row)
            hours.add(row)
        }
        try addBeside(range, server, to: &hours)
        try hours.choose { hour throws(StoreProblem) in
            try hourEdges(of: hour, server)
        }
        let chosen = hours.chosen
        try readAll(of: server, range) { row in
            guard chosen[row.hour] == row.source else { return }
            tally.counted.add(row)
            body(row)
        }
        for (hour, counts) in hours.counts where counts.reported > 0 && counts.measured > 0 {
            if chosen[hour] == .measured {
                tally.underreported.add(counts)
            } else {
                tally.alike.add(counts)
            }
        }
        return tally
    }

    /// Calls a function with all latencies of a server in a range.
    private func readAll(
        of server: String, _ range: TimeRange, _ body: (RollupRow) -> Void
    ) throws(StoreProblem) {
        try read(
            server: server, method: nil, from: range.from, to: range.to,
            byMinute: range.stepSeconds < 3600, body)
    }

    /// Adds the calls just outside a range that may be counted within it, where this matters.
    private func addBeside(
        _ range: TimeRange, _ server: String, to hours: inout HourChoice
    ) throws(StoreProblem) {
        let (from, to) = (range.from.minute, range.to.minute)
        let (first, last) = (from.floorDivided(by: 60), (to - 1).floorDivided(by: 60))
        let ends = [(first, first - 1, from - HourEdges.width), (last, last + 1, to)]
        for (hour, beside, start) in ends where hours.counts[hour]?.isShare() == true {
            var edge = SourceTally.Counts()
            try read(
                server: server, method: ServerAnalytics.callMethod,
                from: Timestamp(minute: start), to: Timestamp(minute: start + HourEdges.width),
                byMinute: true
            ) { row in
                edge.add(row)
            }
            if edge.reported > edge.measured {
                hours.beside[beside] = Double(edge.reported - edge.measured)
            }
        }
    }

    /// The calls of an hour and of the minutes beside it.
    private func hourEdges(of hour: Int64, _ server: String) throws(StoreProblem) -> HourEdges {
        var edges = HourEdges()
        let start = hour * 60
        try read(
            server: server, method: ServerAnalytics.callMethod,
            from: Timestamp(minute: start - HourEdges.width),
            to: Timestamp(minute: start + 60 + HourEdges.width), byMinute: true
        ) { row in
            edges.add(row, minute: row.start.minute - start)
        }
        return edges
    }
}

extension RollupRow {
    /// The hour that it falls into, counted since 1970.
    fileprivate var hour: Int64 { start.nanoseconds.floorDivided(by: 3_600_000_000_000) }
}

/// By which of both ways each hour is counted.
///
/// Metrics are sent from time to time, and tell only that calls came since they were sent before. So a
/// call may be reported in one hour and counted in the next, or in the one before; there it must not be
/// taken for one that was not reported.
private struct HourChoice {
    /// What is known of each hour.
    private(set) var counts: [Int64: SourceTally.Counts] = [:]
    private(set) var chosen: [Int64: CallSource] = [:]
    /// The calls that were reported just before and behind all hours, and not counted there.
    var beside: [Int64: Double] = [:]
    /// The hours of which something was reported, be it other requests than calls.
    private var reported: Set<Int64> = []

    /// Looking at the minutes of an hour takes time; of more hours than this they are not looked at.
    private static let mostLooks = 24

    mutating func add(_ row: RollupRow) {
        counts[row.hour, default: SourceTally.Counts()].add(row)
        if row.source == .reported { reported.insert(row.hour) }
    }

    /// - Parameter look: the minutes of an hour and beside it.
    mutating func choose(
        _ look: (Int64) throws(StoreProblem) -> HourEdges
    ) throws(StoreProblem) {
        let order = counts.keys.sorted()
        let (late, early) = (shifted(order, from: -1), shifted(order.reversed(), from: 1))
        var looks = 0
        for hour in order {
            let here = counts[hour] ?? SourceTally.Counts()
            let moved = (late[hour - 1] ?? 0) + (early[hour + 1] ?? 0)
            var isMeasured = here.isShare(with: moved)
            // By the hour they may be those that were reported beside it; the minutes tell.
            // At an end of the range it was the minutes that told.
            let isEnd = beside[hour - 1] != nil || beside[hour + 1] != nil
            if !isMeasured, here.isShare(), !isEnd, looks < Self.mostLooks {
                looks += 1
                let edges = try look(hour)
                isMeasured = here.isShare(with: edges.shared(.measured))
            }
            if here.measured == 0, here.reported == 0 { isMeasured = !reported.contains(hour) }
            chosen[hour] = isMeasured ? .measured : .reported
        }
        // The few of a sample that are alone in an hour may be counted in the one beside it.
        for hour in order {
            guard let here = counts[hour], here.measured == 0, here.reported > 0,
                chosen[hour - 1] == .measured || chosen[hour + 1] == .measured,
                looks < Self.mostLooks
            else { continue }
            looks += 1
            let edges = try look(hour)
            if edges.shared(.reported) >= Double(here.reported) { chosen[hour] = .measured }
        }
    }

    /// Of each hour the reported calls that its metrics have not counted yet, in the order of time or
    /// against it; they can be no older than the hour.
    private func shifted(_ order: [Int64], from step: Int64) -> [Int64: Double] {
        var left = beside
        for hour in order {
            guard let here = counts[hour] else { continue }
            let (reported, measured) = (Double(here.reported), Double(here.measured))
            let sum = (left[hour + step] ?? 0) + reported - measured
            if sum > 0, reported > 0 { left[hour] = min(sum, reported) }
        }
        return left
    }
}

/// The calls of an hour and of the minutes beside it.
private struct HourEdges {
    /// How far apart a call and its count may lie, in minutes.
    static let width: Int64 = 15

    private var before = SourceTally.Counts()
    private var head = SourceTally.Counts()
    private var tail = SourceTally.Counts()
    private var after = SourceTally.Counts()
    private var all = SourceTally.Counts()
    /// Whether the minutes are no longer kept, so that all that is known is the hour.
    private var isByHour = false

    /// - Parameter minute: counted from the beginning of the hour.
    mutating func add(_ row: RollupRow, minute: Int64) {
        if row.step > 60 { isByHour = true }
        switch minute {
        case ..<0: before.add(row)
        case 60...: after.add(row)
        default:
            all.add(row)
            if minute < Self.width { head.add(row) }
            if minute >= 60 - Self.width { tail.add(row) }
        }
    }

    /// How many calls that the hour knows in one way may be such as are known beside it in the other.
    func shared(_ source: CallSource) -> Double {
        let other: CallSource = source == .measured ? .reported : .measured
        if isByHour || all[source] == 0 { return .infinity }
        return Double(min(head[source], before[other])) + Double(min(tail[source], after[other]))
    }
}
