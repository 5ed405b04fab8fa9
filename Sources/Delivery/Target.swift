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
    /// Whether what was given up is told by what comes later, once it is told anew.
    let isToldAgain: Bool
    /// Whether messages are kept so that they can be delivered again.
    var keepsDelivered: Bool
    /// Whether machines of the same network may be told.
    let allowsPrivate: Bool
    /// Messages that are older have lost their worth.
    let longestAge: Duration
    /// The certificates to trust, where not those of the system.
    let certificate: String?
    /// How long an answer may take.
    let timeout: Duration
}

extension Target {
    /// Longer answers are not read to their end; what they say stands at the beginning.
    private static let mostAnswer = 64 << 10

    /// Sends a message.
    func perform(
        _ item: Outbox.Item, at now: Timestamp, with client: inout HTTPClient,
        isCancelled: () -> Bool = { false }
    ) throws(CurlError) -> HTTPResponse {
        var body: [UInt8] = []
        let head = try client.perform(
            request(item, now), limits: TransferLimits(totalTime: timeout),
            trust: TransferTrust(certificate: certificate, allowsPrivate: allowsPrivate),
            isCancelled: isCancelled
        ) { _, piece in
            body += piece
            return body.count < Self.mostAnswer ? .more : .stop
        }
        return HTTPResponse(head: head, body: body)
    }
}

/// One attempt to deliver something.
public struct DeliveryAttempt: Sendable, Hashable {
    /// The message's id, the same for all its attempts.
    public let id: String
    /// When it ended.
    public let at: Timestamp
    /// What came of it.
    public let sentence: String
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
    /// When something was given up last, and why.
    public let lastLoss: Loss?
    /// Whether the settings name it no more.
    public let isRetired: Bool

    /// Something that was given up.
    public struct Loss: Sendable, Hashable {
        /// When.
        public let at: Timestamp
        /// Why.
        public let sentence: String
    }

    /// What was given up last, for as long as people should see it: a day.
    public func recentLoss(at now: Timestamp) -> Loss? {
        lastLoss.flatMap { loss in
            now.nanoseconds - loss.at.nanoseconds < 86_400_000_000_000 ? loss : nil
        }
    }

    /// Whether nobody has to do anything: the last attempt succeeded, or there was none yet.
    public var isHealthy: Bool { isRetired || ["", "ok", "warning"].contains(state) }

    /// Writes down how an attempt ended.
    static func note(
        _ target: String, _ verdict: Verdict, isGivenUp: Bool, _ now: Timestamp,
        in database: Database
    ) throws(StoreProblem) {
        let isDelivered = verdict.isDelivered
        let upsert = try database.prepare(
            """
            INSERT INTO targets (name, delivered, succeeded, tried, state, sentence)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (name) DO UPDATE SET delivered = delivered + ?2,
                succeeded = coalesce(?3, succeeded), tried = ?4, state = ?5, sentence = ?6
            """)
        upsert.bind(1, target)
        upsert.bind(2, isDelivered ? 1 : 0)
        if isDelivered { upsert.bind(3, now.nanoseconds) } else { upsert.bindNull(3) }
        upsert.bind(4, now.nanoseconds)
        upsert.bind(5, verdict.state)
        upsert.bind(6, verdict.sentence)
        try upsert.run()
        if isGivenUp, !isDelivered {
            try giveUp(1, of: target, because: verdict.sentence, now, in: database)
        }
    }

    /// Writes down that something will never arrive.
    static func giveUp(
        _ count: Int, of target: String, because reason: String, _ now: Timestamp,
        in database: Database
    ) throws(StoreProblem) {
        let upsert = try database.prepare(
            """
            INSERT INTO targets (name, dropped, given_up, reason) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (name) DO UPDATE SET dropped = dropped + ?2, given_up = ?3, reason = ?4
            """)
        upsert.bind(1, target)
        upsert.bind(2, Int64(count))
        upsert.bind(3, now.nanoseconds)
        upsert.bind(4, reason)
        try upsert.run()
    }
}

extension Outbox {
    /// Gives up what has waited for a week for those who are not in the settings.
    func expire(allBut names: [String], at now: Timestamp) throws(StoreProblem) {
        let week = now.nanoseconds - 7 * 86_400_000_000_000
        try change { database throws(StoreProblem) in
            let select = try database.prepare(
                "SELECT target, count(*) FROM items WHERE created < ? GROUP BY target")
            select.bind(1, week)
            var old: [String: Int] = [:]
            while try select.step() { old[select.text(0)] = Int(select.int(1)) }
            let delete = try database.prepare(
                "DELETE FROM items WHERE target = ? AND created < ?")
            for (target, count) in old where !names.contains(target) {
                delete.bind(1, target)
                delete.bind(2, week)
                try delete.run()
                try TargetRecord.giveUp(
                    count, of: target, because: "given up after a week outside of the settings",
                    now, in: database)
            }
        }
    }

    /// Remembers who is in the settings; what waits for others stays, in case they come back.
    func retire(allBut names: [String]) throws(StoreProblem) {
        try change { database throws(StoreProblem) in
            try database.run("UPDATE targets SET retired = 1")
            let update = try database.prepare("UPDATE targets SET retired = 0 WHERE name = ?")
            for name in names {
                update.bind(1, name)
                try update.run()
            }
        }
    }

    /// How all targets have fared, by name.
    public func records() throws(StoreProblem) -> [TargetRecord] {
        try access { database throws(StoreProblem) in
            let select = try database.prepare(
                "SELECT name, delivered, dropped, succeeded, tried, state, sentence, retired, "
                    + "given_up, reason FROM targets ORDER BY name")
            var records: [TargetRecord] = []
            while try select.step() {
                func time(_ column: Int32) -> Timestamp? {
                    select.isNull(column) ? nil : Timestamp(nanoseconds: select.int(column))
                }
                records.append(
                    TargetRecord(
                        name: select.text(0), delivered: Int(select.int(1)),
                        dropped: Int(select.int(2)), succeeded: time(3), tried: time(4),
                        state: select.text(5), sentence: select.text(6),
                        lastLoss: time(8).map {
                            TargetRecord.Loss(at: $0, sentence: select.text(9))
                        },
                        isRetired: select.int(7) != 0))
            }
            return records
        }
    }

    /// The latest attempts of a target, the last one first.
    public func attempts(
        of target: String, limit: Int
    ) throws(StoreProblem) -> [DeliveryAttempt] {
        try access { database throws(StoreProblem) in
            let select = try database.prepare(
                "SELECT id, at, sentence FROM attempts WHERE target = ? ORDER BY number DESC "
                    + "LIMIT ?")
            select.bind(1, target)
            select.bind(2, Int64(limit))
            var attempts: [DeliveryAttempt] = []
            while try select.step() {
                attempts.append(
                    DeliveryAttempt(
                        id: select.text(0), at: Timestamp(nanoseconds: select.int(1)),
                        sentence: select.text(2)))
            }
            return attempts
        }
    }
}
