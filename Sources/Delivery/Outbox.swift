// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
public import Telemetry

/// What is to be delivered, on disk until it has arrived or was given up.
///
/// Every change is on disk when a function returns, so a process that ends at any moment delivers
/// everything at least once.
public final class Outbox: Sendable {
    /// The file's name in the folder of the data.
    public static let fileName = "delivery.sqlite"

    /// Something that waits.
    struct Item: Sendable, Hashable {
        let number: Int64
        /// The same however often it is sent.
        let id: String
        let created: Timestamp
        /// How often it was tried.
        let attempts: Int
        let body: [UInt8]
    }

    /// What waits for a target.
    public struct Backlog: Sendable, Hashable {
        /// How many requests.
        public var count = 0
        /// Their bodies together.
        public var bytes = 0
        /// When the first of them was made.
        public var oldest: Timestamp?
    }

    private let state: Mutex<Database>

    /// Opens the file in a folder.
    ///
    /// - Parameter readOnly: whether nothing may be changed, as another process may be using it.
    public init(folder: String, readOnly: Bool = false) throws(StoreProblem) {
        state = Mutex(
            try Schema.delivery.open(folder + "/" + Self.fileName, readOnly: readOnly))
    }

    /// Does something with the file, wholly or not at all.
    func change<Value: Sendable>(
        _ body: (Database) throws(StoreProblem) -> Value
    ) throws(StoreProblem) -> Value {
        try access { database throws(StoreProblem) in
            var value: Value?
            try database.transaction { () throws(StoreProblem) in value = try body(database) }
            // The transaction has ended without an error, so it has run.
            guard let value else {
                throw StoreProblem(code: .failed, description: "\(database.path): no outcome")
            }
            return value
        }
    }

    /// Asks the file something.
    func access<Value: Sendable>(
        _ body: (Database) throws(StoreProblem) -> Value
    ) throws(StoreProblem) -> Value {
        let result = state.withLock { database -> Result<Value, StoreProblem> in
            do throws(StoreProblem) {
                return .success(try body(database))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    // MARK: - Waiting

    /// Lets something wait for a target.
    func put(
        _ body: [UInt8], id: String, for target: String, at now: Timestamp, in database: Database
    ) throws(StoreProblem) {
        // Nothing waits twice.
        let insert = try database.prepare(
            "INSERT INTO items (target, id, created, due, attempts, body) "
                + "SELECT ?1, ?2, ?3, ?4, 0, ?5 WHERE NOT EXISTS "
                + "(SELECT 1 FROM items WHERE target = ?1 AND id = ?2)")
        insert.bind(1, target)
        insert.bind(2, id)
        insert.bind(3, now.nanoseconds)
        insert.bind(4, now.nanoseconds)
        insert.bind(5, body)
        try insert.run()
    }

    /// What is to be tried next for a target, and when anything will be; in order where that matters.
    func next(
        for target: String, at now: Timestamp, inOrder: Bool
    ) throws(StoreProblem) -> (item: Item?, due: Timestamp?) {
        try access { database throws(StoreProblem) in
            let select = try database.prepare(
                "SELECT number, id, created, attempts, body, due FROM items WHERE target = ? "
                    + "ORDER BY \(inOrder ? "number" : "due, number") LIMIT 1")
            select.bind(1, target)
            guard try select.step() else { return (nil, nil) }
            defer { select.reset() }
            let due = Timestamp(nanoseconds: select.int(5))
            if due > now { return (nil, due) }
            let item = Item(
                number: select.int(0), id: select.text(1),
                created: Timestamp(nanoseconds: select.int(2)), attempts: Int(select.int(3)),
                body: select.bytes(4))
            return (item, due)
        }
    }

    /// What waits for a target.
    public func backlog(of target: String) throws(StoreProblem) -> Backlog {
        try access { database throws(StoreProblem) in try Self.backlog(of: target, in: database) }
    }

    static func backlog(
        of target: String, in database: Database
    ) throws(StoreProblem) -> Backlog {
        let select = try database.prepare(
            "SELECT count(*), total(length(body)), min(created) FROM items WHERE target = ?")
        select.bind(1, target)
        defer { select.reset() }
        guard try select.step(), select.int(0) > 0 else { return Backlog() }
        return Backlog(
            count: Int(select.int(0)), bytes: Int(select.int(1)),
            oldest: Timestamp(nanoseconds: select.int(2)))
    }

    // MARK: - Outcomes

    /// Writes down how an attempt ended; an item that is done with is gone.
    func settle(
        _ item: Item, for target: Target, _ verdict: Verdict, at now: Timestamp,
        again: Attempt?
    ) throws(StoreProblem) {
        try change { database throws(StoreProblem) in
            if let again {
                let update = try database.prepare(
                    "UPDATE items SET due = ?, attempts = attempts + ? WHERE number = ?")
                update.bind(1, again.due.nanoseconds)
                update.bind(2, again.counts ? 1 : 0)
                update.bind(3, item.number)
                try update.run()
            } else {
                if target.keepsDelivered { try Self.keep(item, target.name, now, in: database) }
                if target.isToldAgain, !verdict.isDelivered {
                    try Exporter.forget(target.name, in: database)
                }
                let delete = try database.prepare("DELETE FROM items WHERE number = ?")
                delete.bind(1, item.number)
                try delete.run()
            }
            try TargetRecord.note(
                target.name, verdict, isGivenUp: again == nil, now, in: database)
            try Self.log(item, target.name, verdict, now, in: database)
        }
    }

    /// When something is tried again, and whether that uses up one of its attempts.
    struct Attempt: Sendable, Hashable {
        let due: Timestamp
        let counts: Bool
    }

    /// Keeps a message so that it can be delivered again.
    private static func keep(
        _ item: Item, _ target: String, _ now: Timestamp, in database: Database
    ) throws(StoreProblem) {
        let insert = try database.prepare("REPLACE INTO kept VALUES (?, ?, ?, ?)")
        insert.bind(1, target)
        insert.bind(2, item.id)
        insert.bind(3, now.nanoseconds)
        insert.bind(4, item.body)
        try insert.run()
        let week = now.nanoseconds - 7 * 86_400_000_000_000
        try database.run("DELETE FROM kept WHERE at < \(week)")
    }

    /// How many attempts of a target are remembered.
    private static let mostAttempts = 200

    private static func log(
        _ item: Item, _ target: String, _ verdict: Verdict, _ now: Timestamp,
        in database: Database
    ) throws(StoreProblem) {
        let insert = try database.prepare(
            "INSERT INTO attempts (target, id, at, sentence) VALUES (?, ?, ?, ?)")
        insert.bind(1, target)
        insert.bind(2, item.id)
        insert.bind(3, now.nanoseconds)
        insert.bind(4, verdict.sentence)
        try insert.run()
        let delete = try database.prepare(
            "DELETE FROM attempts WHERE target = ?1 AND number <= (SELECT number FROM attempts "
                + "WHERE target = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)")
        delete.bind(1, target)
        delete.bind(2, Int64(mostAttempts))
        try delete.run()
    }
}

extension Schema {
    /// The tables of deliveries; times are in nanoseconds since 1970.
    static let delivery = Schema(steps: [
        """
        CREATE TABLE items (
            number INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, id TEXT NOT NULL,
            created INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL,
            body BLOB NOT NULL);
        CREATE INDEX items_by_target ON items (target, number);
        -- How a target has fared.
        CREATE TABLE targets (
            name TEXT PRIMARY KEY, delivered INTEGER NOT NULL DEFAULT 0,
            dropped INTEGER NOT NULL DEFAULT 0, succeeded INTEGER, tried INTEGER,
            state TEXT NOT NULL DEFAULT '', sentence TEXT NOT NULL DEFAULT '',
            cut INTEGER, origin TEXT NOT NULL DEFAULT '', retired INTEGER NOT NULL DEFAULT 0);
        -- What a target was told of each series, waiting items included; the sketch only where
        -- differences are told.
        CREATE TABLE told (
            target TEXT NOT NULL, series TEXT NOT NULL, count INTEGER NOT NULL,
            sketch BLOB NOT NULL, PRIMARY KEY (target, series)) WITHOUT ROWID;
        -- By which of its two ways each server is exported.
        CREATE TABLE chosen (
            origin TEXT NOT NULL, server TEXT NOT NULL, source INTEGER NOT NULL,
            PRIMARY KEY (origin, server));
        -- Messages that were delivered or given up, for a while.
        CREATE TABLE kept (
            target TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (target, id));
        CREATE TABLE attempts (
            number INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, id TEXT NOT NULL,
            at INTEGER NOT NULL, sentence TEXT NOT NULL);
        CREATE INDEX attempts_by_target ON attempts (target, number);
        """,
        """
        -- When something was last given up, and why.
        ALTER TABLE targets ADD COLUMN given_up INTEGER;
        ALTER TABLE targets ADD COLUMN reason TEXT NOT NULL DEFAULT '';
        """,
    ])
}
