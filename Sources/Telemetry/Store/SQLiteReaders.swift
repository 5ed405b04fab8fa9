// SPDX-License-Identifier: Apache-2.0

internal import HostSystem

/// Connections that read an SQLite file while the store writes to it on its own.
///
/// Those that are not in use are kept, with the pages that they remember.
final class SQLiteReaders: @unchecked Sendable {
    private let path: String
    private let monitor = Monitor()
    // A connection is in the list or with somebody who reads, so one thread at a time has it.
    private var idle: [Database] = []

    init(path: String) { self.path = path }

    /// A connection for which the file stays as it is now.
    func begin() throws(StoreProblem) -> Database {
        let database: Database
        if let known = monitor.locked({ idle.popLast() }) {
            database = known
        } else {
            database = try Schema.calls.open(path, readOnly: true)
        }
        try database.run("BEGIN; SELECT rolled FROM progress")
        return database
    }

    /// Takes a connection back.
    func end(_ database: Database) {
        // One that cannot end what it began is of no use.
        guard (try? database.run("COMMIT")) != nil else { return }
        monitor.locked { idle.append(database) }
    }
}
