// SPDX-License-Identifier: Apache-2.0

internal import Curl
internal import HostSystem
internal import Telemetry

/// Brings what waits for one target there, on a thread of its own: a target that is down delays no
/// other.
final class Courier: @unchecked Sendable {
    private let target: Target
    private let outbox: Outbox
    private let now: @Sendable () -> Timestamp
    private let monitor = Monitor()
    // Touched only within the monitor.
    private var isClosing = false
    private var isEnded = false
    private var hasNews = false
    /// What the target said when it wanted no more; touched only by the thread.
    private var goodbye: Verdict?

    init(_ target: Target, outbox: Outbox, now: @escaping @Sendable () -> Timestamp) {
        self.target = target
        self.outbox = outbox
        self.now = now
    }

    /// Starts to deliver.
    func start() {
        let isStarted = SystemThread.start { [self] in
            work()
            monitor.locked { isEnded = true }
        }
        if !isStarted { monitor.locked { isEnded = true } }
    }

    /// Says that there is something new.
    func wake() {
        monitor.locked {
            hasNews = true
            monitor.signal()
        }
    }

    /// Ends; what is under way is broken off and tried again at the next start.
    func close() {
        monitor.locked {
            isClosing = true
            monitor.signal()
        }
    }

    /// Whether it has ended.
    var hasEnded: Bool { monitor.locked { isEnded } }

    private func work() {
        var client: HTTPClient
        do throws(CurlError) {
            client = try HTTPClient()
        } catch {
            return
        }
        while !monitor.locked({ isClosing }) {
            do throws(StoreProblem) {
                let (item, due) = try outbox.next(
                    for: target.name, at: now(), inOrder: target.isInOrder)
                guard let item else {
                    wait(until: due)
                    continue
                }
                try deliver(item, &client)
            } catch {
                // The disk refuses; what waits is still there.
                wait(until: nil)
            }
        }
    }

    private func deliver(_ item: Outbox.Item, _ client: inout HTTPClient) throws(StoreProblem) {
        let time = now()
        let age = Duration.nanoseconds(time.nanoseconds - item.created.nanoseconds)
        if age > target.longestAge {
            let sentence = "given up after \(target.longestAge.components.seconds / 3600) hours"
            return try settle(item, .refused(sentence), again: nil)
        }
        if let goodbye { return try settle(item, goodbye, again: nil) }
        let verdict: Verdict
        do throws(CurlError) {
            let response = try target.perform(item, at: time, with: &client) {
                self.monitor.locked { self.isClosing }
            }
            verdict = target.verdict(response, now())
        } catch {
            // Whether it has arrived is not known, so it is sent again.
            if error.code == .cancelled { return }
            verdict = Verdict(error)
        }
        if case .gone = verdict { goodbye = verdict }
        try settle(item, verdict, again: again(after: verdict, item))
    }

    private func settle(
        _ item: Outbox.Item, _ verdict: Verdict, again: Outbox.Attempt?
    ) throws(StoreProblem) {
        try outbox.settle(item, for: target, verdict, at: now(), again: again)
    }

    private func again(after verdict: Verdict, _ item: Outbox.Item) -> Outbox.Attempt? {
        let pause: Duration
        var counts = true
        switch verdict {
        case .delivered, .refused, .gone: return nil
        case .needsHelp:
            pause = target.pause(item.attempts).map { min($0, .seconds(300)) } ?? .seconds(300)
        case .later(_, let wanted?):
            // A receiver that asks for patience gets it, and uses up none of ours.
            pause = max(wanted, .seconds(1))
            counts = false
        case .later(_, nil):
            guard let own = target.pause(item.attempts) else { return nil }
            pause = own
        }
        // Jitter, so that those who failed together do not come again together.
        let (seconds, attoseconds) = pause.components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        let jitter = Int64.random(in: 0...max(nanoseconds / 10, 1))
        return Outbox.Attempt(
            due: Timestamp(nanoseconds: now().nanoseconds + nanoseconds + jitter), counts: counts)
    }

    private func wait(until due: Timestamp?) {
        monitor.locked {
            if isClosing || hasNews {
                hasNews = false
                return
            }
            let ahead = due.map { ($0.nanoseconds - now().nanoseconds) / 1_000_000 } ?? 1_000
            // Somebody else may have put something there too.
            monitor.wait(milliseconds: Int(min(max(ahead, 10), 1_000)))
            hasNews = false
        }
    }
}
