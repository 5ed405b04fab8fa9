// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What one request of a sender tells about reading the next.
///
/// Since FastMCP 4 outer spans are marked, so from a server that marks them, others are inner ones. What
/// arrives before the first of a server that marks is sorted out by the store (``DoubtfulCalls``).
public final class SenderMemory: Sendable {
    private let marking = Mutex<Set<String>>([])
    /// More servers than this are not remembered, and read as if their requests were alone.
    private static let mostServers = 10_000

    /// Nothing is known yet.
    public init() {}

    func note(marking server: String) {
        marking.withLock { servers in
            if servers.count < Self.mostServers { servers.insert(server) }
        }
    }

    func marks(_ server: String) -> Bool { marking.withLock { $0.contains(server) } }
}
