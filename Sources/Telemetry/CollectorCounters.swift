// SPDX-License-Identifier: Apache-2.0

extension Collector {
    /// What happened since the start.
    public struct Counters: Sendable, Hashable {
        /// Requests that were taken.
        public var requests: UInt64 = 0
        /// Calls that were stored.
        public var stored: UInt64 = 0
        /// Calls that had been stored before.
        public var repeated: UInt64 = 0
        /// Calls that turned out to be part of those of outer servers.
        public var delegated: UInt64 = 0
        /// Calls outside of the time that is kept.
        public var outOfTime: UInt64 = 0
        /// Calls that were counted under other names.
        public var overflowed: UInt64 = 0
        /// Measurements that only told where a server's counts stand.
        public var baselines: UInt64 = 0
        /// Measurements of more streams than are remembered.
        public var unremembered: UInt64 = 0
        /// Requests that were refused because too much was waiting.
        public var refusedBusy: UInt64 = 0
        /// Commits that reached the disk.
        public var commits: UInt64 = 0
        /// Commits that the store refused.
        public var failedCommits: UInt64 = 0
        /// Calls that wait for a commit.
        public var waitingCalls = 0
        /// Why nothing can be stored; `nil` when the last that was tried was stored.
        public var lastProblem: String?
        /// Why what was stored is not added up or removed; `nil` when it was the last time.
        public var upkeepProblem: String?
    }
}

extension Collector.Counters {
    /// Counts what became of a batch.
    mutating func add(_ outcome: AppendOutcome) {
        stored.add(clamped: UInt64(outcome.stored))
        repeated.add(clamped: UInt64(outcome.repeated))
        delegated.add(clamped: UInt64(outcome.delegated))
        outOfTime.add(clamped: UInt64(outcome.outOfTime))
        overflowed.add(clamped: UInt64(outcome.overflowed))
        baselines.add(clamped: UInt64(outcome.baselines))
        unremembered.add(clamped: UInt64(outcome.unremembered))
    }
}
