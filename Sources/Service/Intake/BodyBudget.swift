// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// How much of all bodies together may be in memory while they are read.
final class BodyBudget: Sendable {
    private let most: Int
    /// The first bytes of each body count nothing: small ones must pass however many large ones are stuck.
    private let free: Int
    private let used = Mutex(0)

    init(bytes most: Int, free: Int = 16 << 10) {
        self.most = most
        self.free = free
    }

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
        /// What it has in memory, some of which is free.
        private let bytes = Mutex(0)

        init(of budget: BodyBudget) { self.budget = budget }

        deinit { end() }

        private func charge(for bytes: Int) -> Int { max(0, bytes - budget.free) }

        /// Takes so many bytes more; false when there is no room for them.
        func take(_ count: Int) -> Bool {
            bytes.withLock { bytes -> Bool in
                let charged = charge(for: bytes)
                let more = charge(for: bytes + count) - charged
                guard more == 0 || budget.take(more, beside: charged) else { return false }
                bytes += count
                return true
            }
        }

        /// Gives so many bytes back.
        func give(back count: Int) {
            let less = bytes.withLock { bytes -> Int in
                let charged = charge(for: bytes)
                bytes -= count
                return charged - charge(for: bytes)
            }
            budget.give(back: less)
        }

        /// Gives all back.
        func end() { give(back: bytes.withLock { $0 }) }
    }
}
