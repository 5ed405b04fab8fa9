// SPDX-License-Identifier: Apache-2.0

internal import HostSystem

/// Runs blocking work on a thread of its own, because the cooperative pool must never wait.
enum BlockingThread {
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
        // Without a thread the work is still done, only not where it should be.
        if !SystemThread.start(body) { body() }
    }
}
