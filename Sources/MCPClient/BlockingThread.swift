// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Runs blocking work on a thread of its own, because the cooperative pool must never wait.
enum BlockingThread {
    /// JSON of the deepest nesting that is read needs more than the system's smallest stack.
    private static let stackBytes = 8 << 20

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs the work; a cancelled task throws the switch handed to it and waits for its end.
    static func run<Value: Sendable>(
        _ work: @escaping @Sendable (Cancellation) -> Value
    ) async -> Value {
        let cancellation = Cancellation()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                start { continuation.resume(returning: work(cancellation)) }
            }
        } onCancel: {
            cancellation.signal()
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
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
                // Writing to a server that has ended must be an error, not our end. The signal goes
                // to the thread that writes, so blocking it here is enough.
                var signals = sigset_t()
                sigemptyset(&signals)
                sigaddset(&signals, SIGPIPE)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        // Without a thread the work is still done, only not where it should be.
        if problem != 0 { work.takeRetainedValue().body() }
    }
}
