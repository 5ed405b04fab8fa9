// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Senders that go on with a byte at a time, so that nobody takes them for silent.
///
/// A thread of its own writes: tests that wait for one another must not make it late.
final class Trickle: Sendable {
    private let isOver = Mutex(false)

    init(to connections: [Connection], every interval: Duration = .seconds(1)) {
        Thread.detachNewThread { [self] in
            while !isOver.withLock({ $0 }) {
                for connection in connections { connection.write([0x20]) }
                Thread.sleep(forTimeInterval: interval / .seconds(1))
            }
        }
    }

    /// Lets it end, and let go of its connections, within the interval.
    func end() { isOver.withLock { $0 = true } }
}
