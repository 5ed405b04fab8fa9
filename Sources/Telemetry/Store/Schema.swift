// SPDX-License-Identifier: Apache-2.0

/// The tables of a file, as a list of steps; the file remembers how many of them it has taken.
package struct Schema: Sendable {
    package let steps: [String]

    package init(steps: [String]) { self.steps = steps }

    /// A table that every file of this kind has: the first of all.
    private var firstTable: Substring {
        guard let step = steps.first, let start = step.firstRange(of: "CREATE TABLE ") else {
            return ""
        }
        return step[start.upperBound...].prefix { $0 != " " }
    }

    /// Opens a file: brought up to the newest step, or of exactly that where it is only read.
    package func open(_ path: String, readOnly: Bool) throws(StoreProblem) -> Database {
        let database = try Database(path: path, readOnly: readOnly)
        try checkOwner(database)
        if readOnly {
            try check(database)
        } else {
            // What a commit has taken is on the disk when it returns.
            try database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            try migrate(database)
        }
        try database.checkPlace()
        return database
    }

    /// Refuses a file in which somebody else keeps something.
    private func checkOwner(_ database: Database) throws(StoreProblem) {
        let tables = try database.prepare(
            "SELECT count(*), total(name = '\(firstTable)') FROM sqlite_master "
                + "WHERE type = 'table'")
        defer { tables.reset() }
        guard try tables.step(), tables.int(0) > 0, tables.int(1) == 0 else { return }
        throw StoreProblem(
            code: .damaged,
            description: "\(database.path) belongs to another program; move it away, or name "
                + "another folder")
    }

    /// Brings a file up to the newest step; one of a newer version is refused.
    private func migrate(_ database: Database) throws(StoreProblem) {
        let taken = try Self.version(of: database)
        guard taken <= steps.count else {
            throw StoreProblem(
                code: .damaged,
                description: "\(database.path) was written by a newer version of smelt (\(taken))")
        }
        for (index, sql) in steps.enumerated().dropFirst(taken) {
            try database.transaction { () throws(StoreProblem) in
                try database.run(sql)
                try database.run("PRAGMA user_version = \(index + 1)")
            }
        }
    }

    /// Refuses a file that is only read and was written by another version.
    private func check(_ database: Database) throws(StoreProblem) {
        if try Self.version(of: database) == steps.count { return }
        throw StoreProblem(
            code: .damaged,
            description: "\(database.path) was written by another version of smelt; "
                + "once smelt serve of this version was started on it, it can be read")
    }

    private static func version(of database: Database) throws(StoreProblem) -> Int {
        let statement = try database.prepare("PRAGMA user_version")
        defer { statement.reset() }
        return try statement.step() ? Int(statement.int(0)) : 0
    }
}
