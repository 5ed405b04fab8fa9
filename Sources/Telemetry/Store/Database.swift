// SPDX-License-Identifier: Apache-2.0

internal import CSQLite
internal import Glibc
internal import HostSystem

/// Why the store could not do something.
public struct StoreProblem: Error, Hashable, CustomStringConvertible {
    /// What kind of problem it is.
    public enum Code: Sendable, Hashable {
        /// The disk is full.
        case full
        /// Another process holds the data.
        case busy
        /// The file is damaged or no database of ours.
        case damaged
        /// Anything else the system refused.
        case failed
    }

    /// What kind of problem it is.
    public let code: Code
    /// What happened, where, and what to do.
    public let description: String
    /// Whether the same may succeed later, without anybody's help.
    public var isRetryable: Bool { code != .damaged }

    package init(code: Code, description: String) {
        self.code = code
        self.description = description
    }
}

/// A connection to an SQLite file; used by one thread at a time.
package final class Database {
    private let handle: OpaquePointer
    package let path: String
    /// What tells the file from one that takes its place, since it was asked first: it is made late.
    private lazy var file = FileIdentity(path)

    /// Opens a file, and makes it unless it is only to be read.
    package init(path: String, readOnly: Bool = false) throws(StoreProblem) {
        var opened: OpaquePointer?
        let flags = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let status = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard let opened, status == SQLITE_OK else {
            let problem = Self.problem(status, opened, path)
            sqlite3_close(opened)
            throw problem
        }
        handle = opened
        self.path = path
        sqlite3_busy_timeout(handle, 5_000)
    }

    deinit { sqlite3_close(handle) }

    /// Runs statements without parameters or results.
    package func run(_ sql: String) throws(StoreProblem) {
        let status = sqlite3_exec(handle, sql, nil, nil, nil)
        if status != SQLITE_OK { throw problem(status) }
    }

    package func prepare(_ sql: String) throws(StoreProblem) -> Statement {
        var statement: OpaquePointer?
        let status = sqlite3_prepare_v3(
            handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard status == SQLITE_OK, let statement else { throw problem(status) }
        return Statement(statement, of: self)
    }

    /// Does something wholly or not at all.
    package func transaction(_ body: () throws(StoreProblem) -> Void) throws(StoreProblem) {
        try run("BEGIN IMMEDIATE")
        do throws(StoreProblem) {
            try body()
            try run("COMMIT")
        } catch {
            // The rollback itself may be refused, and then has happened already.
            sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
            throw error
        }
    }

    /// Refuses to go on with a file that nobody will find again: what is written to it is lost.
    package func checkPlace() throws(StoreProblem) {
        guard FileIdentity(path) == file else {
            throw StoreProblem(
                code: .failed,
                description: "\(path) was removed or replaced while it was in use")
        }
    }

    /// Refuses to go on where there is no room left; a little may still fit, but not for long.
    package func checkRoom() throws(StoreProblem) {
        guard Files.isFull(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])) else {
            return
        }
        throw Self.problem(SQLITE_FULL, "the disk is full", path)
    }

    package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    fileprivate func problem(_ status: CInt) -> StoreProblem { Self.problem(status, handle, path) }

    private static func problem(
        _ status: CInt, _ handle: OpaquePointer?, _ path: String
    ) -> StoreProblem {
        let reason = handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? ""
        return problem(status, reason, path)
    }

    private static func problem(_ status: CInt, _ reason: String, _ path: String) -> StoreProblem {
        let code: StoreProblem.Code
        let advice: String
        switch status & 0xFF {
        case SQLITE_FULL:
            (code, advice) = (.full, "make room on the disk; nothing else has to be done")
        case SQLITE_BUSY, SQLITE_LOCKED:
            (code, advice) = (.busy, "another process is writing to it")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            (code, advice) = (
                .damaged, "move it away to begin anew, or restore it from a copy"
            )
        default: (code, advice) = (.failed, "see whether the folder can be written to")
        }
        return StoreProblem(code: code, description: "\(path): \(reason); \(advice)")
    }
}

/// A prepared statement; its parameters are numbered from 1, its columns from 0.
package final class Statement {
    private let handle: OpaquePointer
    private let database: Database

    fileprivate init(_ handle: OpaquePointer, of database: Database) {
        self.handle = handle
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    package func bind(_ place: Int32, _ value: Int64) { sqlite3_bind_int64(handle, place, value) }

    package func bindNull(_ place: Int32) { sqlite3_bind_null(handle, place) }

    package func bind(_ place: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // An empty buffer may have no address, which would bind NULL.
            bytes.withMemoryRebound(to: CChar.self) {
                _ = sqlite3_bind_text(
                    handle, place, $0.baseAddress ?? Self.empty, Int32($0.count), Self.copied)
            }
        }
    }

    package func bind(_ place: Int32, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes {
            _ = sqlite3_bind_blob64(
                handle, place, $0.baseAddress ?? UnsafeRawPointer(Self.empty), UInt64($0.count),
                Self.copied)
        }
    }

    /// Steps to the next row; false behind the last one, and the statement is ready to run again.
    package func step() throws(StoreProblem) -> Bool {
        let status = sqlite3_step(handle)
        if status == SQLITE_ROW { return true }
        defer { sqlite3_reset(handle) }
        if status == SQLITE_DONE { return false }
        throw database.problem(status)
    }

    /// Runs a statement that gives no rows.
    package func run() throws(StoreProblem) { while try step() {} }

    package func reset() { sqlite3_reset(handle) }

    package func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    package func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    package func text(_ column: Int32) -> String {
        sqlite3_column_text(handle, column).map { String(cString: $0) } ?? ""
    }

    package func bytes(_ column: Int32) -> [UInt8] {
        let count = Int(sqlite3_column_bytes(handle, column))
        guard count > 0, let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Tells SQLite to copy what it is given.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    nonisolated(unsafe) private static let empty: UnsafePointer<CChar> = {
        let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        pointer.initialize(to: 0)
        return UnsafePointer(pointer)
    }()
}

/// The number of a file on its device.
private struct FileIdentity: Equatable {
    private let device: UInt64
    private let number: UInt64

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
