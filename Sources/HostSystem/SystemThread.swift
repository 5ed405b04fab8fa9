// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Threads of our own, for work that waits: the cooperative pool must never do so.
package enum SystemThread {
    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Does work that waits, without anything else waiting for it.
    package static func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            // Without a thread the work is still done, only not where it should be.
            if !start({ continuation.resume(returning: work()) }) {
                continuation.resume(returning: work())
            }
        }
    }

    /// Starts work on a new thread; false when there is none to be had.
    ///
    /// - Parameter stackBytes: JSON of the deepest nesting that is read needs more than the system's
    ///   smallest stack.
    package static func start(
        stackBytes: Int = 8 << 20, _ body: @escaping () -> Void
    ) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let problem = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                // Writing to somebody who has gone must be an error, not our end. The signal goes to
                // the thread that writes, so blocking it here is enough.
                var signals = sigset_t()
                sigemptyset(&signals)
                sigaddset(&signals, SIGPIPE)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        if problem != 0 { work.release() }
        return problem == 0
    }
}
