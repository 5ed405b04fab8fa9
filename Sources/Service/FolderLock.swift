// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Keeps a second process from the same data.
struct FolderLock {
    private let descriptor: Int32

    init(_ folder: String) throws(CollectorService.Problem) {
        try Self.makeFolder(folder)
        let path = folder + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CollectorService.Problem(
                description: "\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CollectorService.Problem(
                description: "another smelt serve uses \(folder); name another with --data")
        }
    }

    static func makeFolder(_ folder: String) throws(CollectorService.Problem) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw CollectorService.Problem(
                description: "\(folder) cannot be made: \(String(cString: strerror(errno)))")
        }
    }

    func release() { close(descriptor) }
}
