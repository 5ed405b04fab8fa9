// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import HostSystem

/// Writes a project into a folder: all of it, or nothing.
public struct ProjectFolder: Sendable {
    /// The folder as it was given.
    public let path: String

    /// Takes a folder that does not exist yet, or is empty.
    public init(_ path: String) throws(PipelineError) {
        var trimmed = path[...]
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.path = String(trimmed)
        try check()
    }

    private func check() throws(PipelineError) {
        guard !path.isEmpty else { throw PipelineError(.badOption, "-o must name a folder") }
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return try checkParent() }
            throw failure("cannot be looked at")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw PipelineError(.output, "\(path) exists and is no folder")
        }
        guard let names = Files.names(in: path) else { throw failure("cannot be opened") }
        guard names.isEmpty else {
            throw PipelineError(
                .output, "\(path) is not empty; name a folder that is empty or does not exist yet")
        }
        guard access(path, W_OK) == 0 else { throw failure("cannot be written") }
        try checkParent()
    }

    /// The project is put together beside its place, so that is where writing must be allowed.
    private func checkParent() throws(PipelineError) {
        guard access(parent, W_OK | X_OK) == 0 else {
            throw PipelineError(
                .output, "\(parent) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    private var parent: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Writes the files; the folder appears at once with all of them, or not at all.
    public func write(_ files: [ProjectFile]) throws(PipelineError) {
        let work = try workFolder()
        do throws(PipelineError) {
            for file in files { try write(file, in: work) }
            guard rename(work, path) == 0 else { throw failure("cannot be written") }
        } catch {
            Self.remove(work)
            throw error
        }
    }

    /// A new hidden folder beside the place of the project, so that it can be moved there at once.
    private func workFolder() throws(PipelineError) -> String {
        var template = Array((parent + "/.smelt-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw failure("cannot be written") }
        let folder = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard chmod(folder, 0o755) == 0 else { throw failure("cannot be written") }
        return folder
    }

    private func write(_ file: ProjectFile, in work: String) throws(PipelineError) {
        var folder = work
        let parts = file.path.split(separator: "/")
        for part in parts.dropLast() {
            folder += "/" + part
            if mkdir(folder, 0o755) != 0, errno != EEXIST { throw failure("cannot be written") }
        }
        guard let stream = fopen(work + "/" + file.path, "wxe") else {
            throw failure("cannot be written")
        }
        var text = file.text
        let written = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, stream) }
        guard fclose(stream) == 0, written == file.text.utf8.count else {
            throw failure("cannot be written")
        }
    }

    /// Removes what this program put there itself.
    private static func remove(_ folder: String) {
        guard let names = Files.names(in: folder) else { return }
        for name in names where unlink(folder + "/" + name) != 0 { remove(folder + "/" + name) }
        rmdir(folder)
    }

    private func failure(_ what: String) -> PipelineError {
        PipelineError(.output, "\(path) \(what): \(String(cString: strerror(errno)))")
    }
}
