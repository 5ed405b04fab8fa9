// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// How much of all bodies together may be in memory while they are read.
final class BodyBudget: Sendable {
    private let most: Int
    private let used = Mutex(0)

    init(bytes most: Int) { self.most = most }

    /// What is in memory now.
    var bytes: Int { used.withLock { $0 } }

    /// What one request has of it; given back with this value at the latest.
    final class Share {
        private let budget: BodyBudget
        private var bytes = 0

        init(of budget: BodyBudget) { self.budget = budget }

        deinit { end() }

        /// How much may still be taken.
        var room: Int {
            let own = bytes
            // A single body must be able to pass when nothing else is being read.
            return budget.used.withLock { $0 == own ? Int.max : max(0, budget.most - $0) }
        }

        /// Takes so many bytes more; false when there is no room for them.
        func take(_ count: Int) -> Bool {
            let own = bytes
            let isTaken = budget.used.withLock { used -> Bool in
                guard used == own || used + count <= budget.most else { return false }
                used += count
                return true
            }
            if isTaken { bytes += count }
            return isTaken
        }

        /// Gives so many bytes back.
        func give(back count: Int) {
            bytes -= count
            budget.used.withLock { $0 -= count }
        }

        /// Gives all back.
        func end() { give(back: bytes) }
    }
}
