// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Reads and writes files within limits.
package enum Files {
    /// The most that is read of one file.
    package static let limit = 64 << 20

    /// The bytes of a file, or of standard input for `-`.
    package static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        let shown = path == "-" ? "standard input" : path
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(shown, "cannot be opened") }
        defer { if path != "-" { close(descriptor) } }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(shown, "cannot be read") }
        if status.st_mode & S_IFMT == S_IFREG, status.st_size > limit {
            throw tooLarge(shown, Int(status.st_size))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size) + 1)
        let chunkSize = 1 << 20
        while true {
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, used in
                count = Glibc.read(descriptor, buffer.baseAddress, chunkSize)
                used = max(0, count)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw failure(shown, "cannot be read") }
            if count == 0 { return bytes }
            bytes += chunk
            if bytes.count > limit { throw tooLarge(shown, nil) }
        }
    }

    /// The text of a file.
    package static func text(_ path: String) throws(CommandFailure) -> String {
        let bytes = try read(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure("\(path): the file is not valid UTF-8")
        }
        return text
    }

    /// Writes a file so that a reader sees the old one or the new one, never half of it.
    package static func write(_ text: String, to path: String) throws(CommandFailure) {
        // A device or a pipe is no file of its own that could be replaced.
        if exists(path), !isFile(path) {
            guard let file = fopen(path, "we"), fill(file, with: text) else {
                throw failure(path, "cannot be written")
            }
            return
        }
        let path = resolved(path)
        let temporary = path + ".\(getpid()).tmp"
        guard let file = fopen(temporary, "wxe") else { throw failure(path, "cannot be written") }
        guard fill(file, with: text), rename(temporary, path) == 0 else {
            let reason = failure(path, "cannot be written")
            unlink(temporary)
            throw reason
        }
    }

    /// Writes a text and closes the file; whether all of it arrived.
    private static func fill(_ file: UnsafeMutablePointer<FILE>, with text: String) -> Bool {
        var text = text
        let written = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
        return fclose(file) == 0 && written == text.utf8.count
    }

    /// The file behind links, so that a link is kept and its file replaced.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    package static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether so little may still be written where a folder is that a database can do nothing there.
    package static func isFull(_ folder: String) -> Bool {
        var status = statvfs()
        // Where nobody knows, writing will tell.
        guard statvfs(folder, &status) == 0 else { return false }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize) < leastRoom
    }

    /// With less than this SQLite is about to refuse, or has.
    private static let leastRoom: UInt64 = 1 << 20

    /// All names in a folder, hidden ones too, in no order; `nil` where it cannot be opened.
    package static func names(in folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The JSON files in a folder and the folders in it, by name; hidden ones are left out.
    package static func jsonFiles(in folder: String) throws(CommandFailure) -> [String] {
        guard let names = names(in: folder) else { throw failure(folder, "cannot be opened") }
        var files: [String] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            var status = stat()
            // A link to a folder is not followed, so that a circle of links ends.
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                files += try jsonFiles(in: path)
            } else if name.lowercased().hasSuffix(".json"), isFile(path) {
                files.append(path)
            }
        }
        return files
    }

    private static func tooLarge(_ path: String, _ size: Int?) -> CommandFailure {
        let size = size.map { "is \($0 >> 20) MiB long; " } ?? "is too long; "
        return CommandFailure("\(path) \(size)at most \(limit >> 20) MiB are read")
    }

    private static func failure(_ path: String, _ what: String) -> CommandFailure {
        CommandFailure("\(path) \(what): \(String(cString: strerror(errno)))")
    }
}
