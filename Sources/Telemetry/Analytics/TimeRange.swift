// SPDX-License-Identifier: Apache-2.0

/// A stretch of time that numbers are asked for, to the minute.
public struct TimeRange: Sendable, Hashable {
    /// When it begins.
    public let from: Timestamp
    /// When it ends; this moment is no more in it.
    public let to: Timestamp

    /// The words that a range is given by.
    public static let help = "a length up to now like 15m, 24h, 7d or 4w, \(mostDays) days at most"

    /// What is shown where nothing is said.
    public static let usual = "24h"

    /// A range between two moments.
    public init(from: Timestamp, to: Timestamp) {
        self.from = from
        self.to = to
    }

    /// A length that ends now, the minute that is not over included: `90m`, `24h`, `7d`, `4w`.
    public init?(_ text: String, now: Timestamp) {
        let units: [Character: Int64] = ["m": 1, "h": 60, "d": 1440, "w": 10_080]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (1...Self.mostDays * 1_440 / unit).contains(count)
        else { return nil }
        let end = now.minute + 1
        self.init(from: Timestamp(minute: end - count * unit), to: Timestamp(minute: end))
    }

    /// Why words name no range.
    public struct Problem: Error, Hashable, CustomStringConvertible {
        /// What is wrong with which of them, and what is right.
        public let description: String
    }

    /// The range that some words name, the usual one where there are none: a length up to now, or the
    /// moments of its beginning and end, each as RFC 3339 writes it or in seconds since 1970.
    ///
    /// Without an end it ends now, and never later: nothing is known of the future.
    public init(
        range: String?, from: String?, to: String?, now: Timestamp
    ) throws(Problem) {
        if from == nil, to == nil {
            let text = range ?? Self.usual
            guard let range = TimeRange(text, now: now) else {
                throw Problem(description: "range is \(Self.help), not \"\(text)\"")
            }
            self = range
            return
        }
        if range != nil {
            throw Problem(description: "range and from say the same; give one of the two")
        }
        guard let from else { throw Problem(description: "to needs from beside it") }
        let first = try Self.moment("from", from)
        var last = now
        if let to {
            let moment = try Self.moment("to", to)
            // The minute that it lies in is the last one, unless it only begins then.
            last = min(Timestamp(nanoseconds: moment.nanoseconds - 1), now)
        }
        guard first <= last else {
            throw Problem(description: "from is a moment before to, and not in the future")
        }
        let (start, end) = (first.minute, last.minute + 1)
        guard end - start <= Self.mostDays * 1_440 else {
            throw Problem(description: "from and to are \(Self.mostDays) days apart at most")
        }
        self = TimeRange(from: Timestamp(minute: start), to: Timestamp(minute: end))
    }

    /// No numbers are kept for longer.
    private static let mostDays: Int64 = 4_000

    private static func moment(_ name: String, _ text: String) throws(Problem) -> Timestamp {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        var moment = Timestamp(text)
        // Seconds beyond these are no time that nanoseconds can tell.
        if isNumber, let seconds = Int64(text), seconds < 1 << 33 {
            moment = Timestamp(nanoseconds: seconds * 1_000_000_000)
        }
        if let moment, moment.nanoseconds >= 0 { return moment }
        throw Problem(
            description: "\(name) is a time since 1970 like 2026-11-22T10:15:30Z or 1795342530, "
                + "not \"\(text)\"")
    }

    /// How long it is.
    public var nanoseconds: Int64 { to.nanoseconds - from.nanoseconds }

    /// The stretch of the same length before it.
    public var before: TimeRange {
        TimeRange(from: Timestamp(nanoseconds: from.nanoseconds - nanoseconds), to: from)
    }

    /// The range with the hours whole in which its ends lie, as far as these are before a moment.
    func withWholeHours(before moment: Timestamp?) -> TimeRange {
        guard let moment, from < moment else { return self }
        let start = from.minute.floorDivided(by: 60) * 60
        let end = (to.minute + 59).floorDivided(by: 60) * 60
        return TimeRange(
            from: Timestamp(minute: start), to: to < moment ? Timestamp(minute: end) : to)
    }

    /// A step in seconds that divides it into no more than some forty parts.
    var stepSeconds: Int {
        let seconds = Int(nanoseconds / 1_000_000_000)
        let steps = [60, 300, 900, 3600, 3 * 3600, 6 * 3600, 86_400, 7 * 86_400]
        return steps.first { seconds / $0 <= 48 } ?? 28 * 86_400
    }
}
