// SPDX-License-Identifier: Apache-2.0

import HostSystem

@testable import Telemetry

/// A store that takes a batch only once it is told to.
final class HeldStore: CallStore {
    private let store: SQLiteStore
    private let gate: Handover<Void>

    init(_ store: SQLiteStore, until gate: Handover<Void>) {
        self.store = store
        self.gate = gate
    }

    func append(_ batches: [CallBatch], now: Timestamp) throws(StoreProblem) -> [AppendOutcome] {
        gate.take()
        return try store.append(batches, now: now)
    }

    func settle(now: Timestamp) throws(StoreProblem) { try store.settle(now: now) }
    func probe() throws(StoreProblem) { try store.probe() }
    func roll() throws(StoreProblem) { try store.roll() }
    func expire(now: Timestamp) throws(StoreProblem) { try store.expire(now: now) }
    func reading() throws(StoreProblem) -> any CallReading { try store.reading() }
    func servers() throws(StoreProblem) -> [String] { try store.servers() }
    func origin() throws(StoreProblem) -> StoreOrigin { try store.origin() }

    func readTotals(
        _ body: (RollupRow.Names, LatencySketch) -> Void
    ) throws(StoreProblem) { try store.readTotals(body) }

    func sources(of server: String) throws(StoreProblem) -> Set<CallSource> {
        try store.sources(of: server)
    }

    func startOfMinutes() throws(StoreProblem) -> Timestamp? { try store.startOfMinutes() }

    func lastSampling(of server: String) throws(StoreProblem) -> Timestamp? {
        try store.lastSampling(of: server)
    }

    func lastRefusal(of server: String) throws(StoreProblem) -> Timestamp? {
        try store.lastRefusal(of: server)
    }

    func read(
        server: String, method: String?, from: Timestamp, to: Timestamp, byMinute: Bool,
        _ body: (RollupRow) -> Void
    ) throws(StoreProblem) {
        try store.read(
            server: server, method: method, from: from, to: to, byMinute: byMinute, body)
    }
}
