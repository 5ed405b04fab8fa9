// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// Finds out what a destination has not been told yet, and puts it into the outbox.
///
/// What was told is written down together with the request that tells it, so that a process that ends
/// at any moment neither forgets nor tells twice. While much waits for a destination nothing is put
/// there: the next request then tells it all at once, and nothing is lost but points in between.
struct Exporter: Sendable {
    let outbox: Outbox
    let version: String

    /// All that is known, by what it is told apart outside.
    struct Totals: Sendable {
        let origin: StoreOrigin
        /// For each server both ways in which its calls may be known.
        var latencies: [CallSource: [MetricsWriter.Key: LatencySketch]] = [:]

        /// Reads them from a store.
        init(of store: any CallReading) throws(StoreProblem) {
            origin = try store.origin()
            var latencies: [CallSource: [MetricsWriter.Key: LatencySketch]] = [:]
            try store.readTotals { names, sketch in
                let key = MetricsWriter.Key(
                    server: names.server, method: names.method, tool: names.tool,
                    client: names.client, error: names.error)
                latencies[names.source, default: [:]][key, default: LatencySketch()].merge(sketch)
            }
            self.latencies = latencies
        }
    }

    /// Puts what is new since the last time there; the number of requests.
    @discardableResult
    func cut(
        _ totals: Totals, _ scores: [Deliveries.Score], for destination: Destination,
        at now: Timestamp
    ) throws(StoreProblem) -> Int {
        if try outbox.backlog(of: destination.name).bytes >= destination.mostWaiting { return 0 }
        return try outbox.change { database throws(StoreProblem) in
            let chosen = try chosenSources(totals, in: database)
            let last = try lastCut(destination.name, totals.origin, in: database)
            // One point of a series in a second: of two the latter would win.
            if let last, (0..<1_000_000_000).contains(now.nanoseconds - last.nanoseconds) {
                return 0
            }
            // What was told of other data says nothing about these.
            if last == nil { try Self.forget(destination.name, in: database) }
            let told = try told(destination.name, in: database)
            var points: [MetricsWriter.Point] = []
            var news: [MetricsWriter.Key: LatencySketch] = [:]
            for (source, latencies) in totals.latencies {
                for (key, total) in latencies where chosen[key.server] == source {
                    let before = told[key.text]
                    if total.count == before?.count ?? 0 { continue }
                    news[key] = total
                    switch destination.temporality {
                    case .cumulative: points.append(.init(key: key, latency: total))
                    case .delta:
                        if let news = Self.difference(total, before) {
                            points.append(.init(key: key, latency: news))
                        }
                    }
                }
            }
            let isDelta = destination.temporality == .delta
            let second = Timestamp(nanoseconds: now.nanoseconds - 1_000_000_000)
            let writer = MetricsWriter(
                destination, origin: totals.origin, version: version,
                start: isDelta ? min(last ?? totals.origin.started, second) : totals.origin.started,
                time: now)
            let requests = writer.requests(points, scores)
            for (number, request) in requests.enumerated() {
                let id = "\(totals.origin.instance)-\(now.nanoseconds)-\(number)"
                try outbox.put(
                    request, id: id, for: destination.name, at: now, in: database)
            }
            try note(news, destination, totals.origin, now, in: database)
            return requests.count
        }
    }

    /// What is new; `nil` where it is not known which part of it, because only totals were told.
    private static func difference(_ total: LatencySketch, _ before: Told?) -> LatencySketch? {
        guard let before else { return total }
        guard let sketch = before.sketch else { return nil }
        return total.since(sketch) ?? total
    }

    /// Which way of each server is told: once chosen it stays, or counts would fall.
    private func chosenSources(
        _ totals: Totals, in database: Database
    ) throws(StoreProblem) -> [String: CallSource] {
        var chosen: [String: CallSource] = [:]
        let select = try database.prepare("SELECT server, source FROM chosen WHERE origin = ?")
        select.bind(1, totals.origin.instance)
        while try select.step() {
            chosen[select.text(0)] = CallSource(rawValue: UInt8(clamping: select.int(1)))
        }
        let insert = try database.prepare("INSERT OR IGNORE INTO chosen VALUES (?, ?, ?)")
        // Spans first: they are more exact.
        for source in CallSource.allCases {
            for server in Set((totals.latencies[source] ?? [:]).keys.map(\.server))
            where chosen[server] == nil {
                chosen[server] = source
                insert.bind(1, totals.origin.instance)
                insert.bind(2, server)
                insert.bind(3, Int64(source.rawValue))
                try insert.run()
            }
        }
        return chosen
    }

    /// What was told of a series.
    private struct Told {
        let count: UInt64
        /// Only where differences are told.
        let sketch: LatencySketch?
    }

    private func told(
        _ target: String, in database: Database
    ) throws(StoreProblem) -> [String: Told] {
        let select = try database.prepare(
            "SELECT series, count, sketch FROM told WHERE target = ?")
        select.bind(1, target)
        var told: [String: Told] = [:]
        while try select.step() {
            told[select.text(0)] = Told(
                count: UInt64(bitPattern: select.int(1)),
                sketch: LatencySketch(encoded: select.bytes(2)))
        }
        return told
    }

    /// When a target was last told of some data; `nil` where it never was.
    private func lastCut(
        _ target: String, _ origin: StoreOrigin, in database: Database
    ) throws(StoreProblem) -> Timestamp? {
        let select = try database.prepare("SELECT cut, origin FROM targets WHERE name = ?")
        select.bind(1, target)
        defer { select.reset() }
        guard try select.step(), !select.isNull(0), select.text(1) == origin.instance else {
            return nil
        }
        return Timestamp(nanoseconds: select.int(0))
    }

    private func note(
        _ news: [MetricsWriter.Key: LatencySketch], _ destination: Destination,
        _ origin: StoreOrigin, _ now: Timestamp, in database: Database
    ) throws(StoreProblem) {
        let replace = try database.prepare("REPLACE INTO told VALUES (?, ?, ?, ?)")
        let isDelta = destination.temporality == .delta
        for (key, sketch) in news {
            replace.bind(1, destination.name)
            replace.bind(2, key.text)
            replace.bind(3, Int64(bitPattern: sketch.count))
            replace.bind(4, isDelta ? sketch.encoded() : [])
            try replace.run()
        }
        let upsert = try database.prepare(
            "INSERT INTO targets (name, cut, origin) VALUES (?1, ?2, ?3) "
                + "ON CONFLICT (name) DO UPDATE SET cut = ?2, origin = ?3")
        upsert.bind(1, destination.name)
        upsert.bind(2, now.nanoseconds)
        upsert.bind(3, origin.instance)
        try upsert.run()
    }

    /// Lets a destination be told everything again; only where counts go on is that harmless.
    static func forget(_ target: String, in database: Database) throws(StoreProblem) {
        let delete = try database.prepare("DELETE FROM told WHERE target = ?")
        delete.bind(1, target)
        try delete.run()
    }
}
