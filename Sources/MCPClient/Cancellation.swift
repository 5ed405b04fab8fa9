// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization

/// A switch that a task throws once, and that a blocked thread can wait for.
final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)
    /// Becomes readable when the switch is thrown; -1 where the system had none to give.
    let descriptor: Int32
    private let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) == 0 {
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }
        (descriptor, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if writeEnd >= 0 { close(writeEnd) }
    }

    /// Whether the switch was thrown.
    var isThrown: Bool { flag.load(ordering: .acquiring) }

    /// Throws the switch.
    func signal() {
        // One byte fits into any pipe, and the switch is thrown once, so this cannot block.
        guard !flag.exchange(true, ordering: .acquiringAndReleasing), writeEnd >= 0 else { return }
        _ = write(writeEnd, [1], 1)
    }
}
