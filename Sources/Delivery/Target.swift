// SPDX-License-Identifier: Apache-2.0

internal import Curl
public import Telemetry

/// Somebody who is to be told.
struct Target: Sendable {
    /// What it is called, in settings and in the outbox.
    let name: String
    /// Where a message goes and how.
    let request: @Sendable (Outbox.Item, Timestamp) -> HTTPRequest
    /// What an answer means.
    let verdict: @Sendable (HTTPResponse, Timestamp) -> Verdict
    /// When to try again after so many attempts; `nil` to give up.
    let pause: @Sendable (_ attempts: Int) -> Duration?
    /// Whether a message must not overtake another.
    let isInOrder: Bool
    /// Whether messages are kept so that they can be delivered again.
    let keepsDelivered: Bool
    /// Whether machines of the same network may be told.
    let allowsPrivate: Bool
    /// Messages that are older have lost their worth.
    let longestAge: Duration
    /// The certificates to trust, where not those of the system.
    let certificate: String?
    /// How long an answer may take.
    let timeout: Duration
}

/// How a target has fared, for people.
public struct TargetRecord: Sendable, Hashable {
    /// What it is called.
    public let name: String
    /// How many messages have arrived.
    public let delivered: Int
    /// How many were given up.
    public let dropped: Int
    /// When one has arrived last.
    public let succeeded: Timestamp?
    /// When one was tried last.
    public let tried: Timestamp?
    /// `ok`, `warning`, `waiting`, `needs-help`, `refused`, `gone`, or empty before the first attempt.
    public let state: String
    /// What came of the last attempt.
    public let sentence: String

    /// Whether the last attempt succeeded, or there was none yet.
    public var isHealthy: Bool { state.isEmpty || state == "ok" || state == "warning" }

    /// Writes down how an attempt ended.
    static func note(
        _ target: String, _ verdict: Verdict, isGivenUp: Bool, _ now: Timestamp,
        in database: Database
    ) throws(StoreProblem) {
        var isDelivered = false
        if case .delivered = verdict { isDelivered = true }
        let upsert = try database.prepare(
            """
            INSERT INTO targets (name, delivered, dropped, succeeded, tried, state, sentence,
                failures)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (name) DO UPDATE SET delivered = delivered + ?2, dropped = dropped + ?3,
                succeeded = coalesce(?4, succeeded), tried = ?5, state = ?6, sentence = ?7,
                failures = CASE WHEN ?8 = 0 THEN 0 ELSE failures + 1 END
            """)
        upsert.bind(1, target)
        upsert.bind(2, isDelivered ? 1 : 0)
        upsert.bind(3, isGivenUp && !isDelivered ? 1 : 0)
        if isDelivered { upsert.bind(4, now.nanoseconds) } else { upsert.bindNull(4) }
        upsert.bind(5, now.nanoseconds)
        upsert.bind(6, verdict.state)
        upsert.bind(7, verdict.sentence)
        upsert.bind(8, isDelivered ? 0 : 1)
        try upsert.run()
    }
}

extension Outbox {
    /// How all targets have fared, by name.
    public func records() throws(StoreProblem) -> [TargetRecord] {
        try access { database throws(StoreProblem) in
            let select = try database.prepare(
                "SELECT name, delivered, dropped, succeeded, tried, state, sentence FROM targets "
                    + "ORDER BY name")
            var records: [TargetRecord] = []
            while try select.step() {
                func time(_ column: Int32) -> Timestamp? {
                    select.isNull(column) ? nil : Timestamp(nanoseconds: select.int(column))
                }
                records.append(
                    TargetRecord(
                        name: select.text(0), delivered: Int(select.int(1)),
                        dropped: Int(select.int(2)), succeeded: time(3), tried: time(4),
                        state: select.text(5), sentence: select.text(6)))
            }
            return records
        }
    }

    /// The latest attempts of a target, the last one first.
    public func attempts(
        of target: String, limit: Int
    ) throws(StoreProblem) -> [(id: String, at: Timestamp, sentence: String)] {
        struct Attempt: Sendable { let id: String; let at: Timestamp; let sentence: String }
        let found = try access { database throws(StoreProblem) in
            let select = try database.prepare(
                "SELECT id, at, sentence FROM attempts WHERE target = ? ORDER BY number DESC "
                    + "LIMIT ?")
            select.bind(1, target)
            select.bind(2, Int64(limit))
            var attempts: [Attempt] = []
            while try select.step() {
                attempts.append(
                    Attempt(
                        id: select.text(0), at: Timestamp(nanoseconds: select.int(1)),
                        sentence: select.text(2)))
            }
            return attempts
        }
        return found.map { ($0.id, $0.at, $0.sentence) }
    }
}
