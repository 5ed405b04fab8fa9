// SPDX-License-Identifier: Apache-2.0

internal import Dispatch

/// Reads large requests one after the other, on a queue of its own.
///
/// A large text of JSON takes seconds and much memory. Small requests and whoever looks after the
/// process must not wait for it, and several at once must not take several times the memory.
final class ReadingDesk: Sendable {
    /// Requests of fewer bytes are read where they arrive.
    static let many = 1 << 20
    /// The same for bytes that unpack to up to a thousand times as many.
    static let manyPacked = 1 << 16

    private let queue = DispatchQueue(label: "smelt.reading")

    /// Does something with so many bytes: at once, or in turn where they are many.
    func work<Value: Sendable>(
        _ bytes: Int, of limit: Int = many,
        _ work: @escaping @Sendable () throws(Refusal) -> Value
    ) async throws(Refusal) -> Value {
        if bytes < limit { return try work() }
        let result: Result<Value, Refusal> = await withCheckedContinuation { answer in
            queue.async {
                do throws(Refusal) {
                    answer.resume(returning: .success(try work()))
                } catch {
                    answer.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
