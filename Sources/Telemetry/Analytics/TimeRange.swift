// SPDX-License-Identifier: Apache-2.0

/// A stretch of time that numbers are asked for, to the minute.
public struct TimeRange: Sendable, Hashable {
    /// When it begins.
    public let from: Timestamp
    /// When it ends; this moment is no more in it.
    public let to: Timestamp

    /// The words that a range is given by.
    public static let help = "a length up to now like 15m, 24h, 7d or 4w"

    /// A range between two moments.
    public init(from: Timestamp, to: Timestamp) {
        self.from = from
        self.to = to
    }

    /// A length that ends now, the minute that is not over included: `90m`, `24h`, `7d`, `4w`.
    public init?(_ text: String, now: Timestamp) {
        let units: [Character: Int64] = ["m": 1, "h": 60, "d": 1440, "w": 10_080]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (1...100_000).contains(count)
        else { return nil }
        let end = now.minute + 1
        self.init(from: Timestamp(minute: end - count * unit), to: Timestamp(minute: end))
    }

    /// How long it is.
    public var nanoseconds: Int64 { to.nanoseconds - from.nanoseconds }

    /// The stretch of the same length before it.
    public var before: TimeRange {
        TimeRange(from: Timestamp(nanoseconds: from.nanoseconds - nanoseconds), to: from)
    }

    /// A step in seconds that divides it into no more than some forty parts.
    var stepSeconds: Int {
        let seconds = Int(nanoseconds / 1_000_000_000)
        let steps = [60, 300, 900, 3600, 3 * 3600, 6 * 3600, 86_400, 7 * 86_400]
        return steps.first { seconds / $0 <= 48 } ?? 28 * 86_400
    }
}
