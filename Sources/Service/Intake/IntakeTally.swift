// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import Telemetry

/// What became of the requests that were posted since the start.
final class IntakeTally: Sendable {
    /// All that is counted.
    struct Counts: Sendable {
        /// What readers left out or put right.
        var notes = ReadingNotes()
        /// Requests that were taken, by what they brought.
        var taken = Counts.zeros(Signal.allCases.map(\.rawValue) + ["events", "cards"])
        /// Requests that were refused, by status.
        var refused = Counts.zeros([400, 401, 403, 408, 413, 415, 503])

        /// The usual ones are there from the start, so that their first time shows as a rise.
        private static func zeros<Key: Hashable>(_ keys: [Key]) -> [Key: Int] {
            Dictionary(uniqueKeysWithValues: keys.map { ($0, 0) })
        }
    }

    private let total = Mutex(Counts())

    var counts: Counts { total.withLock { $0 } }

    func add(_ notes: ReadingNotes) {
        total.withLock { $0.notes.add(notes) }
    }

    /// Counts a request that was taken: a signal of OTLP, events or cards.
    func take(_ brought: String) {
        total.withLock { $0.taken[brought, default: 0] += 1 }
    }

    func refuse(_ status: Int) {
        total.withLock { $0.refused[status, default: 0] += 1 }
    }
}
