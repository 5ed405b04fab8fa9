// SPDX-License-Identifier: Apache-2.0

/// A moment after which nothing is waited for any more.
struct Deadline {
    private let instant: ContinuousClock.Instant

    /// The moment that lies so far ahead.
    init(after duration: Duration) { instant = .now + duration }

    private init(_ instant: ContinuousClock.Instant) { self.instant = instant }

    /// The time left, never negative.
    var remaining: Duration { max(.zero, instant - .now) }

    /// Whether it lies in the past.
    var hasPassed: Bool { instant <= .now }

    /// The time left for `poll`, rounded up so that it does not wake too early.
    var pollMilliseconds: Int32 {
        let (seconds, attoseconds) = remaining.components
        return Int32(min(seconds, 1_000_000) * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    /// The moment so far ahead, but not later than this one.
    func within(_ duration: Duration) -> Deadline { Deadline(min(instant, .now + duration)) }
}
