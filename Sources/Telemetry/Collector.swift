// SPDX-License-Identifier: Apache-2.0

internal import HostSystem

/// Takes batches from any number of senders to the store, many in one commit.
///
/// A thread of its own waits for the disk, so that no task ever does. While one commit is on its way to
/// the disk, what arrives is gathered for the next.
public final class Collector: @unchecked Sendable {
    /// Why a batch was not taken.
    public enum Refusal: Error, Sendable, Hashable {
        /// More is waiting than fits; the sender should try again later.
        case busy
        /// The store refused; what it refused was not taken.
        case store(StoreProblem)
        /// The collector is ending.
        case closed
    }

    /// How much may wait.
    public struct Limits: Sendable, Hashable {
        /// Calls that wait for a commit.
        public var waitingCalls = 200_000
        /// Requests that wait for a commit.
        public var waitingRequests = 20_000
        /// Seconds between two writings of the rollups.
        public var rollSeconds = 5

        /// The usual limits.
        public init() {}
    }

    private typealias Answer = CheckedContinuation<Result<AppendOutcome, Refusal>, Never>
    private typealias Job = (any CallStore) -> Void

    private let limits: Limits
    private let now: @Sendable () -> Timestamp
    private let monitor = Monitor()
    // All of these are touched only within the monitor.
    private var waiting: [(batch: CallBatch, answer: Answer)] = []
    private var jobs: [Job] = []
    /// Set once, at the start.
    private var questions: Questions?
    private var counted = Counters()
    private var isClosing = false
    private let end = ThreadEnd()

    /// Starts to take batches for a store, which nobody else may use from then on.
    public init(
        store: sending any CallStore, limits: Limits = Limits(),
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.limits = limits
        self.now = now
        questions = Questions { self.reading() }
        let start = Start(collector: self, store: store)
        if !SystemThread.start({ start.work() }) {
            isClosing = true
            end.reach()
        }
    }

    private final class Start {
        private let collector: Collector
        private var store: (any CallStore)?

        init(collector: Collector, store: any CallStore) {
            self.collector = collector
            self.store = store
        }

        /// Whoever waits for the end may rely on the store being closed by then.
        func work() {
            if let store { collector.work(store) }
            store = nil
            collector.end.reach()
        }
    }

    // MARK: - For senders

    /// Takes a batch; when this returns, it is on disk.
    public func take(_ batch: CallBatch) async throws(Refusal) -> AppendOutcome {
        let result = await withCheckedContinuation { (answer: Answer) in
            if let refusal = admit(batch, answer) { answer.resume(returning: .failure(refusal)) }
        }
        return try result.get()
    }

    private func admit(_ batch: CallBatch, _ answer: Answer) -> Refusal? {
        monitor.locked {
            if isClosing { return .closed }
            let calls = counted.waitingCalls + batch.size
            // A single large batch must be able to pass when nothing else waits.
            let isTooMuch = calls > limits.waitingCalls && counted.waitingCalls > 0
            if isTooMuch || waiting.count >= limits.waitingRequests {
                counted.refusedBusy += 1
                return .busy
            }
            counted.waitingCalls = calls
            counted.requests += 1
            waiting.append((batch, answer))
            monitor.signal()
            return nil
        }
    }

    /// Asks about what is stored, while commits go on.
    public func ask<Value: Sendable>(
        _ question: @escaping @Sendable (any CallReading) throws(StoreProblem) -> Value
    ) async throws(Refusal) -> Value {
        let result: Result<Value, Refusal> = await withCheckedContinuation { answer in
            let isAsked = questions?.ask { source in
                answer.resume(
                    returning: source.flatMap { reading in
                        Result { () throws(StoreProblem) in try question(reading) }
                            .mapError(Refusal.store)
                    })
            }
            if isAsked != true { answer.resume(returning: .failure(.closed)) }
        }
        return try result.get()
    }

    /// What is stored now, taken between two commits; waits for it.
    private func reading() -> Questions.Source {
        let handover = Handover<Questions.Source>()
        let isClosed = monitor.locked {
            if isClosing { return true }
            jobs.append { store in
                handover.give(
                    Result { () throws(StoreProblem) in try store.reading() }
                        .mapError(Refusal.store))
            }
            monitor.signal()
            return false
        }
        return isClosed ? .failure(.closed) : handover.take()
    }

    /// What happened so far.
    public var counters: Counters { monitor.locked { counted } }

    /// Whether so much waits that not even a single call would be taken.
    public var isFull: Bool {
        monitor.locked {
            counted.waitingCalls >= limits.waitingCalls || waiting.count >= limits.waitingRequests
        }
    }

    /// Takes no more, puts what waits on disk and writes the rollups.
    public func close() async {
        monitor.locked {
            isClosing = true
            monitor.signal()
        }
        await end.wait()
        await questions?.close()
    }

    // MARK: - The thread

    private func work(_ store: any CallStore) {
        var lastRoll = now()
        // Not at once: a clock may be set right only after the start.
        var lastExpiry = Timestamp(nanoseconds: lastRoll.nanoseconds - expiry + 60_000_000_000)
        probe(store)
        while true {
            let (batches, jobs, isLast) = next()
            if !batches.isEmpty { commit(batches, to: store) }
            for job in jobs { job(store) }
            let time = now()
            if isLast || time.nanoseconds - lastRoll.nanoseconds >= rollNanoseconds
                || time < lastRoll
            {
                if counters.lastProblem != nil { probe(store) }
                let isExpiryDue = time.nanoseconds - lastExpiry.nanoseconds > expiry
                keepUp(store, time, isExpiryDue: isExpiryDue)
                lastRoll = time
                if isExpiryDue { lastExpiry = time }
            }
            if isLast { break }
        }
    }

    /// Nanoseconds between two removals of what is too old.
    private var expiry: Int64 { 600_000_000_000 }

    private var rollNanoseconds: Int64 { Int64(limits.rollSeconds) * 1_000_000_000 }

    /// Waits for batches or jobs, but not longer than until the rollups are due.
    private func next() -> (
        batches: [(batch: CallBatch, answer: Answer)], jobs: [Job], isLast: Bool
    ) {
        monitor.locked {
            if waiting.isEmpty, jobs.isEmpty, !isClosing {
                monitor.wait(milliseconds: limits.rollSeconds * 1_000)
            }
            let taken = (waiting, jobs, isClosing)
            waiting = []
            jobs = []
            return taken
        }
    }

    private func commit(_ batches: [(batch: CallBatch, answer: Answer)], to store: any CallStore) {
        let calls = batches.reduce(0) { $0 + $1.batch.size }
        do throws(StoreProblem) {
            let outcomes = try store.append(batches.map(\.batch), now: now())
            monitor.locked {
                counted.commits += 1
                counted.waitingCalls -= calls
                // Where there was nothing to write, nothing is known of the disk.
                if outcomes.contains(where: { $0.stored > 0 }) { counted.lastProblem = nil }
                for outcome in outcomes { counted.add(outcome) }
            }
            for (item, outcome) in zip(batches, outcomes) {
                item.answer.resume(returning: .success(outcome))
            }
        } catch {
            monitor.locked {
                counted.failedCommits += 1
                counted.waitingCalls -= calls
                counted.lastProblem = error.description
            }
            for item in batches { item.answer.resume(returning: .failure(.store(error))) }
        }
    }

    /// Finds out whether something could be stored: where that failed, nobody may try again unless told.
    private func probe(_ store: any CallStore) {
        do throws(StoreProblem) {
            try store.probe()
            monitor.locked { counted.lastProblem = nil }
        } catch {
            monitor.locked { counted.lastProblem = error.description }
        }
    }

    /// Adds up what was stored, and removes what is too old.
    private func keepUp(_ store: any CallStore, _ time: Timestamp, isExpiryDue: Bool) {
        do throws(StoreProblem) {
            try store.settle(now: time)
            try store.roll()
            if isExpiryDue { try store.expire(now: time) }
            monitor.locked { counted.upkeepProblem = nil }
        } catch {
            monitor.locked { counted.upkeepProblem = error.description }
        }
    }
}
