// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// How much of all bodies together may be in memory while they are read.
final class BodyBudget: Sendable {
    private let most: Int
    private let used = Mutex(0)

    init(bytes most: Int) { self.most = most }

    /// What is in memory now.
    var bytes: Int { used.withLock { $0 } }

    /// Takes so many bytes for one that has some already; false when there is no room for them.
    private func take(_ count: Int, beside own: Int) -> Bool {
        used.withLock { used -> Bool in
            // A single body must be able to pass when nothing else is being read.
            guard used == own || used + count <= most else { return false }
            used += count
            return true
        }
    }

    private func give(back count: Int) { used.withLock { $0 -= count } }

    /// What one request has of it; given back with this value at the latest.
    final class Share: Sendable {
        private let budget: BodyBudget
        private let bytes = Mutex(0)

        init(of budget: BodyBudget) { self.budget = budget }

        deinit { end() }

        /// Takes so many bytes more; false when there is no room for them.
        func take(_ count: Int) -> Bool {
            bytes.withLock { bytes -> Bool in
                guard budget.take(count, beside: bytes) else { return false }
                bytes += count
                return true
            }
        }

        /// Gives so many bytes back.
        func give(back count: Int) {
            bytes.withLock { $0 -= count }
            budget.give(back: count)
        }

        /// Gives all back.
        func end() {
            let all = bytes.withLock { bytes -> Int in
                defer { bytes = 0 }
                return bytes
            }
            budget.give(back: all)
        }
    }
}
