// SPDX-License-Identifier: Apache-2.0

public import MCPModel

extension ServerAnalytics {
    /// The analytics as the API gives them; latencies are in milliseconds.
    public var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("server", .string(server)),
            ("range", ["from": .string(range.from.text), "to": .string(range.to.text)]),
        ]
        members += self.members(total)
        members += [
            (
                "threshold",
                [
                    "errorRate": Self.share(threshold), "breached": .bool(isBreached),
                ]
            ),
            ("before", .members(self.members(before))),
            ("tools", list(tools)), ("clients", list(clients)),
            (
                "errorTypes",
                .array(
                    errors.map { part in
                        [
                            "name": .string(part.name), "calls": Self.count(part.numbers.calls),
                            "latency": latency(part.numbers.latency),
                        ]
                    })
            ),
            (
                "faults",
                .members(faults.map { ($0.fault.word, Self.count($0.errors)) })
            ),
            ("otherRequests", Self.count(otherRequests)), ("stepSeconds", .int(stepSeconds)),
            ("steps", .array(steps.map(value))),
            ("notes", .array(notes.map { .string($0) })),
        ]
        return .members(members)
    }

    /// What has to be known to read the numbers.
    public var notes: [String] {
        var notes: [String] = []
        if total.calls == 0 { notes.append("no calls in this range") }
        if steps.last?.isUnfinished == true, total.calls > 0 {
            notes.append("the last step is not over; more calls may come")
        }
        if isRounded {
            notes.append(
                "numbers by the minute are not kept for so long, so the range is shown by whole hours"
            )
        }
        notes += sourceNotes
        let hasOther = (tools + clients + errors).contains {
            $0.name == CardinalityLimits.otherName
        }
        if hasOther {
            notes.append(
                "there are more tools, clients or kinds of errors than are kept apart; the rest is "
                    + "counted as \(CardinalityLimits.otherName)")
        }
        return notes
    }

    /// Whether the calls are all there, and how exact their latencies are.
    private var sourceNotes: [String] {
        var notes: [String] = []
        let (counted, fewer, alike) = (sources.counted, sources.underreported, sources.alike)
        if counted.measured > 0 {
            let calls =
                counted.reported == 0
                ? "calls are" : "of these calls \(Figures.count(counted.measured)) are"
            notes.append(
                "\(calls) counted by the server's own metrics, by the minute; latencies are as exact "
                    + "as the buckets of its histograms")
        }
        if fewer.reported > 0 {
            notes.append(
                "its spans tell of only \(Figures.count(fewer.reported, "call")) where its metrics "
                    + "count \(Figures.count(fewer.measured)), and the metrics are counted")
        }
        if sources.isCountedShort {
            notes.append(
                "its metrics tell of only \(Figures.count(alike.measured, "call")) where its spans "
                    + "tell of \(Figures.count(alike.reported)), and the spans are counted; calls of "
                    + "instances that send nothing but metrics are missing")
        }
        if isSampled, counted.reported > 0 {
            notes.append(
                "the server says that it sends only a share of its calls; there were more than these"
            )
        }
        if isCrowded {
            notes.append(
                "some of the server's metrics were not taken, because it has more streams of them than "
                    + "are remembered; there were more calls than these")
        }
        return notes
    }

    private func members(_ numbers: Numbers) -> [(String, JSONValue)] {
        [
            ("calls", Self.count(numbers.calls)), ("errors", Self.count(numbers.errors)),
            ("errorRate", Self.share(numbers.errorRate)), ("latency", latency(numbers.latency)),
        ]
    }

    private func list(_ parts: [Part]) -> JSONValue {
        .array(parts.map { .members([("name", .string($0.name))] + members($0.numbers)) })
    }

    private func value(_ step: Step) -> JSONValue {
        var members: [(String, JSONValue)] = [("start", .string(step.start.text))]
        members += self.members(step.numbers)
        members.append(("unfinished", .bool(step.isUnfinished)))
        if step.isPartial { members.append(("partial", .bool(true))) }
        return .members(members)
    }

    private func latency(_ sketch: LatencySketch) -> JSONValue {
        func milliseconds(_ nanoseconds: Double?) -> JSONValue {
            nanoseconds.map { .number(JSONNumber($0 / 1e6, places: 3)) } ?? .null
        }
        return [
            "unit": "ms", "p50": milliseconds(sketch.quantile(0.5)),
            "p95": milliseconds(sketch.quantile(0.95)),
            "p99": milliseconds(sketch.quantile(0.99)),
            "max": milliseconds(sketch.maximum.map { Double($0) }),
            "relativeError": relativeError.map { .number(JSONNumber($0, places: 4)) } ?? .null,
        ]
    }

    private static func share(_ share: Double) -> JSONValue {
        .number(JSONNumber(share, places: 6))
    }

    private static func count(_ count: UInt64) -> JSONValue { .int(Int(clamping: count)) }
}

extension JSONValue {
    /// An object of members whose keys differ.
    fileprivate static func members(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject()
        for (key, value) in members { object[key] = value }
        return .object(object)
    }
}
