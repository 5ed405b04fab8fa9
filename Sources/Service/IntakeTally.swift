// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import Telemetry

/// What readers left out or put right since the start.
final class IntakeTally: Sendable {
    private let total = Mutex(ReadingNotes())

    var notes: ReadingNotes { total.withLock { $0 } }

    func add(_ notes: ReadingNotes) {
        total.withLock { $0.add(notes) }
    }
}
