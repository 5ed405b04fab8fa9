// SPDX-License-Identifier: Apache-2.0

internal import Delivery
internal import Telemetry

/// What the collector tells about itself, in the text format of Prometheus.
enum SelfMetrics {
    static func text(
        _ counters: Collector.Counters, _ posted: IntakeTally.Counts,
        _ fates: [(record: TargetRecord, waiting: Int)], receiving: Int
    ) -> String {
        let notes = posted.notes
        var text = ""
        func add(_ name: String, _ type: String, _ help: String, _ value: some BinaryInteger) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n\(name) \(value)\n"
        }
        func counter(_ name: String, _ help: String, _ value: some BinaryInteger) {
            add("smelt_\(name)_total", "counter", help, value)
        }
        /// A counter of several kinds of the same.
        func family(_ name: String, _ help: String, by label: String, _ values: [String: Int]) {
            text += "# HELP smelt_\(name)_total \(help)\n# TYPE smelt_\(name)_total counter\n"
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                text += "smelt_\(name)_total{\(label)=\"\(key)\"} \(value)\n"
            }
        }
        counter(
            "requests", "Requests that were handed on to be stored, many in a commit.",
            counters.requests)
        family(
            "requests_taken", "Requests answered with success, also those with nothing to store.",
            by: "signal", posted.taken)
        family(
            "requests_refused", "Requests refused.", by: "status",
            Dictionary(uniqueKeysWithValues: posted.refused.map { (String($0.key), $0.value) }))
        counter("calls_stored", "Calls stored.", counters.stored)
        counter("calls_repeated", "Calls that had been stored before.", counters.repeated)
        counter("calls_out_of_time", "Calls too old or in the future.", counters.outOfTime)
        counter("calls_overflowed", "Calls counted as (other).", counters.overflowed)
        counter(
            "points_baseline", "Points that only told where a server's counts stand.",
            counters.baselines)
        counter(
            "points_unremembered", "Points of more streams than are remembered.",
            counters.unremembered)
        counter("calls_refused", "Calls that could not be used.", notes.refused)
        counter("calls_negative", "Calls that ended before they began.", notes.negative)
        counter("calls_sampled", "Calls of senders that keep only a share.", notes.sampled)
        counter("spans_unrelated", "Spans about something else than calls.", notes.unrelated)
        counter(
            "spans_delegated", "Spans of inner servers, counted once.",
            UInt64(notes.delegated) + counters.delegated)
        counter("names_shortened", "Names that were cut.", notes.shortened)
        counter("requests_busy", "Requests refused because of too many.", counters.refusedBusy)
        counter("commits", "Commits to disk.", counters.commits)
        counter("commits_failed", "Commits that the store refused.", counters.failedCommits)
        add("smelt_calls_waiting", "gauge", "Calls waiting for a commit.", counters.waitingCalls)
        add("smelt_receiving_bytes", "gauge", "Bytes of requests that are being read.", receiving)
        return text + deliveries(fates)
    }

    /// What was delivered, given up and still waits, by target.
    private static func deliveries(
        _ fates: [(record: TargetRecord, waiting: Int)]
    ) -> String {
        if fates.isEmpty { return "" }
        var text = ""
        func family(
            _ name: String, _ type: String, _ help: String, _ value: (TargetRecord, Int) -> Int
        ) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
            for (record, waiting) in fates {
                let target = record.name.map { character in
                    character == "\"" || character == "\\" ? "\\\(character)" : "\(character)"
                }.joined()
                text += "\(name){target=\"\(target)\"} \(value(record, waiting))\n"
            }
        }
        family("smelt_deliveries_total", "counter", "Requests that arrived.") { record, _ in
            record.delivered
        }
        family("smelt_deliveries_given_up_total", "counter", "Requests given up.") { record, _ in
            record.dropped
        }
        family("smelt_deliveries_waiting", "gauge", "Requests that wait.") { $1 }
        return text
    }
}
