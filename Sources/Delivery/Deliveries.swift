// SPDX-License-Identifier: Apache-2.0

internal import HostSystem
internal import Synchronization
public import Telemetry

/// Everything that leaves a collector: what is to be told, and those who tell it.
public final class Deliveries: Sendable {
    /// The points of a server's latest report card.
    public struct Score: Sendable, Hashable {
        /// The server.
        public let server: String
        /// Of 100; `nil` where it could not be judged.
        public let quality: Int?
        /// Of 100; `nil` where it could not be judged.
        public let security: Int?

        /// The points of a report card.
        public init(server: String, quality: Int?, security: Int?) {
            (self.server, self.quality, self.security) = (server, quality, security)
        }
    }

    /// Where it all waits.
    public let outbox: Outbox
    private let destinations: [Destination]
    private let webhooks: [Webhook]
    private let exporter: Exporter
    private let couriers: [String: Courier]
    private let lastCuts = Mutex<[String: Timestamp]>([:])
    private let now: @Sendable () -> Timestamp

    /// Begins with what waits from before.
    public init(
        outbox: Outbox, destinations: [Destination], webhooks: [Webhook], version: String,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.outbox = outbox
        self.destinations = destinations
        self.webhooks = webhooks
        self.now = now
        exporter = Exporter(outbox: outbox, version: version)
        let targets =
            destinations.map { $0.target(version: version) }
            + webhooks.map { $0.target(version: version) }
        couriers = Dictionary(
            targets.map { ($0.name, Courier($0, outbox: outbox, now: now)) }
        ) { first, _ in first }
    }

    /// Starts to deliver.
    public func start() async throws(StoreProblem) {
        // A disk that refuses to write down who is in the settings keeps nobody from delivering.
        for courier in couriers.values { courier.start() }
        let (outbox, names) = (outbox, Array(couriers.keys))
        try await onThread { () throws(StoreProblem) in try outbox.retire(allBut: names) }
    }

    /// Ends; what has not arrived by then is tried again at the next start.
    public func close() async {
        for courier in couriers.values { courier.close() }
        for _ in 0..<200 where couriers.values.contains(where: { !$0.hasEnded }) {
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Tells the destinations whose time has come what is new.
    public func export(_ collector: Collector, _ scores: [Score]) async throws(StoreProblem) {
        let time = now()
        let due = destinations.filter { destination in
            let last = lastCuts.withLock { $0[destination.name] }
            guard let last, last <= time else { return true }
            return time.nanoseconds - last.nanoseconds >= Int64(destination.interval)
                * 1_000_000_000
        }
        if due.isEmpty { return }
        let totals: Exporter.Totals
        do throws(Collector.Refusal) {
            totals = try await collector.ask { store throws(StoreProblem) in
                try Exporter.Totals(of: store)
            }
        } catch {
            // Asked again in a second.
            if case .store(let problem) = error { throw problem }
            return
        }
        let exporter = exporter
        for destination in due {
            let count = try await onThread { () throws(StoreProblem) in
                try exporter.cut(totals, scores, for: destination, at: time)
            }
            if count > 0 { couriers[destination.name]?.wake() }
            lastCuts.withLock { $0[destination.name] = time }
        }
    }

    /// Gives up what nobody is there for any more.
    public func expire() async throws(StoreProblem) {
        let (outbox, names, time) = (outbox, Array(couriers.keys), now())
        try await onThread { () throws(StoreProblem) in
            try outbox.expire(allBut: names, at: time)
        }
    }

    /// Tells those who asked for it what has happened; on disk when this returns.
    public func tell(_ events: [WebhookEvent]) async throws(StoreProblem) {
        let wanted = webhooks.flatMap { hook in
            events.filter { hook.wants($0.kind) }.map { (hook.name, $0) }
        }
        if wanted.isEmpty { return }
        let time = now()
        let outbox = outbox
        try await onThread { () throws(StoreProblem) in
            try outbox.change { database throws(StoreProblem) in
                for (name, event) in wanted {
                    // Of a receiver that is away for so long the latest are left out.
                    let waiting = try Outbox.backlog(of: name, in: database).count
                    if waiting >= Self.mostMessages {
                        try TargetRecord.giveUp(
                            1, of: name, because: Self.tooMany, time, in: database)
                        continue
                    }
                    let id = "msg_" + Self.random()
                    try outbox.put(event.body, id: id, for: name, at: time, in: database)
                }
            }
        }
        for (name, _) in wanted { couriers[name]?.wake() }
    }

    /// How many messages wait for one webhook at most.
    private static let mostMessages = 10_000
    private static let tooMany =
        "\(mostMessages) messages wait already; what happens before some have arrived is left out"

    /// How everything that is delivered fares, with what waits.
    public func fates() async throws(StoreProblem) -> [(record: TargetRecord, waiting: Int)] {
        struct Fate: Sendable {
            let record: TargetRecord
            let waiting: Int
        }
        let outbox = outbox
        let fates = try await onThread { () throws(StoreProblem) in
            var fates: [Fate] = []
            for record in try outbox.records() {
                fates.append(
                    Fate(record: record, waiting: try outbox.backlog(of: record.name).count))
            }
            return fates
        }
        return fates.map { ($0.record, $0.waiting) }
    }

    /// Waits for the disk where nobody else has to.
    private func onThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws(StoreProblem) -> Value
    ) async throws(StoreProblem) -> Value {
        try await SystemThread.run { Result(catching: work) }.get()
    }

    private static func random() -> String {
        let letters = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        return String((0..<24).map { _ in letters[Int.random(in: 0..<36)] })
    }
}
