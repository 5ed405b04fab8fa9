// SPDX-License-Identifier: Apache-2.0

internal import ServiceLifecycle
internal import Synchronization

/// Ends the reading of bodies that take too long.
///
/// One clock looks after all of them. A task that sleeps for each would stay in the system's queue until
/// its time is over, long after its request.
final class BodyDeadlines: Service {
    private struct Reading {
        let end: ContinuousClock.Instant
        let cancel: @Sendable () -> Void
    }

    private struct State {
        var readings: [UInt64: Reading] = [:]
        var last: UInt64 = 0
    }

    private let time: Duration
    private let state = Mutex(State())

    init(after time: Duration) { self.time = time }

    /// What a task comes to; it is cancelled when its time is over.
    func value<Value: Sendable>(of task: Task<Value, any Error>) async throws -> Value {
        let reading = Reading(end: .now + time, cancel: { task.cancel() })
        let number = state.withLock { state in
            state.last += 1
            state.readings[state.last] = reading
            return state.last
        }
        defer { state.withLock { _ = $0.readings.removeValue(forKey: number) } }
        return try await task.value
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(250))
                self.cancelOverdue(.now)
            }
        }
    }

    private func cancelOverdue(_ now: ContinuousClock.Instant) {
        let overdue = state.withLock { $0.readings.values.filter { $0.end <= now } }
        for reading in overdue { reading.cancel() }
    }
}
