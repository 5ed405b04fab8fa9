// SPDX-License-Identifier: Apache-2.0

/// The end of a thread of our own, which tasks can wait for.
package final class ThreadEnd: @unchecked Sendable {
    private let monitor = Monitor()
    private var isReached = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    package init() {}

    /// Says that the thread has ended, or was never started.
    package func reach() {
        let waiting = monitor.locked {
            isReached = true
            defer { self.waiting = [] }
            return self.waiting
        }
        for waiter in waiting { waiter.resume() }
    }

    /// Waits until it has.
    package func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = monitor.locked {
                if !isReached { waiting.append(continuation) }
                return isReached
            }
            if isOver { continuation.resume() }
        }
    }
}
