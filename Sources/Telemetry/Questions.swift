// SPDX-License-Identifier: Apache-2.0

internal import HostSystem

/// Asks what is stored, on a thread of its own, so that a long question keeps no sender waiting.
final class Questions: @unchecked Sendable {
    /// What is stored, or why that cannot be told.
    typealias Source = Result<any CallReading, Collector.Refusal>
    typealias Question = (Source) -> Void

    private let source: @Sendable () -> Source
    private let monitor = Monitor()
    // All of these are touched only within the monitor.
    private var waiting: [Question] = []
    private var isClosing = false
    private let end = ThreadEnd()

    /// - Parameter source: waits for what is stored when it is called; by the thread that asks.
    init(_ source: @escaping @Sendable () -> Source) {
        self.source = source
        if !SystemThread.start({ self.work() }) {
            isClosing = true
            end.reach()
        }
    }

    /// Asks a question in turn; false where nobody answers any more.
    func ask(_ question: @escaping Question) -> Bool {
        monitor.locked {
            if isClosing { return false }
            waiting.append(question)
            monitor.signal()
            return true
        }
    }

    /// Answers what waits, and then nothing more.
    func close() async {
        monitor.locked {
            isClosing = true
            monitor.signal()
        }
        await end.wait()
    }

    private func work() {
        while let questions = next() {
            // What waits together is told of one moment.
            let source = source()
            for question in questions { question(source) }
        }
        end.reach()
    }

    private func next() -> [Question]? {
        monitor.locked {
            while waiting.isEmpty {
                if isClosing { return nil }
                monitor.wait(milliseconds: 60_000)
            }
            let questions = waiting
            waiting = []
            return questions
        }
    }
}
