// SPDX-License-Identifier: Apache-2.0

public import Telemetry

extension Outbox {
    /// Lets a destination be told everything again, which is harmless where counts go on.
    public func retell(_ destination: Destination) throws(StoreProblem) {
        try change { database throws(StoreProblem) in
            try Exporter.forget(destination.name, in: database)
        }
    }

    /// Lets messages that were delivered or given up be delivered again; how many there are.
    ///
    /// - Parameter message: the id of a single one.
    public func redeliver(
        to webhook: String, message: String?, now: Timestamp
    ) throws(StoreProblem) -> Int {
        struct Kept: Sendable { let id: String; let body: [UInt8] }
        return try change { database throws(StoreProblem) in
            let select = try database.prepare(
                "SELECT id, body FROM kept WHERE target = ?1 AND (?2 = '' OR id = ?2) ORDER BY at")
            select.bind(1, webhook)
            select.bind(2, message ?? "")
            var found: [Kept] = []
            while try select.step() {
                found.append(Kept(id: select.text(0), body: select.bytes(1)))
            }
            for kept in found {
                try put(kept.body, id: kept.id, for: webhook, at: now, in: database)
            }
            return found.count
        }
    }
}
