// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Keeps other processes from the same data until it is released.
struct FolderLock {
    private let descriptor: Int32

    /// Keeps a second collector from a folder.
    init(_ folder: String) throws(CollectorService.Problem) {
        try self.init(folder, "lock")
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CollectorService.Problem(
                description: "another smelt serve uses \(folder); name another with --data")
        }
    }

    /// Waits until nobody else changes the tokens of a folder.
    init(tokensIn folder: String) throws(CollectorService.Problem) {
        try self.init(folder, "tokens.lock")
        while flock(descriptor, LOCK_EX) != 0 {
            if errno == EINTR { continue }
            close(descriptor)
            throw Self.problem("\(folder)/tokens.lock cannot be locked")
        }
    }

    private init(_ folder: String, _ name: String) throws(CollectorService.Problem) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw Self.problem("\(folder) cannot be made")
        }
        let path = folder + "/" + name
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw Self.problem("\(path) cannot be opened") }
    }

    private static func problem(_ what: String) -> CollectorService.Problem {
        CollectorService.Problem(description: "\(what): \(String(cString: strerror(errno)))")
    }

    func release() { close(descriptor) }
}
