// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A lock, and something within it that a thread of our own can wait for.
package final class Monitor: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
        pthread_mutex_init(lock, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        pthread_cond_destroy(condition)
        lock.deallocate()
        condition.deallocate()
    }

    /// Does something while nobody else does anything within this monitor.
    package func locked<Value>(_ body: () -> Value) -> Value {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body()
    }

    /// Wakes one who waits; from within ``locked(_:)``.
    package func signal() { pthread_cond_signal(condition) }

    /// Lets others in until a signal comes, or for so long; from within ``locked(_:)``.
    package func wait(milliseconds: Int) {
        var limit = timespec()
        clock_gettime(CLOCK_REALTIME, &limit)
        limit.tv_sec += milliseconds / 1_000
        limit.tv_nsec += milliseconds % 1_000 * 1_000_000
        limit.tv_sec += limit.tv_nsec / 1_000_000_000
        limit.tv_nsec %= 1_000_000_000
        pthread_cond_timedwait(condition, lock, &limit)
    }
}
