// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A moment in nanoseconds since 1970, as RFC 3339 writes it.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Nanoseconds since 1970, leap seconds left out.
    public let nanoseconds: Int64

    /// A moment by its nanoseconds since 1970.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Whether a moment is before another.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Reads `2026-11-22T10:15:30.25Z`, or with an offset like `+01:00`; `nil` for anything else.
    public init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        func number(_ digits: Int) -> Int? {
            guard rest.count >= digits, rest.prefix(digits).allSatisfy({ $0 &- 0x30 < 10 }) else {
                return nil
            }
            defer { rest = rest.dropFirst(digits) }
            return rest.prefix(digits).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        func mark(_ marks: String) -> UInt8? {
            guard let byte = rest.first, marks.utf8.contains(byte) else { return nil }
            rest = rest.dropFirst()
            return byte
        }
        guard let year = number(4), mark("-") != nil, let month = number(2), mark("-") != nil,
            let day = number(2), mark("Tt ") != nil, let hour = number(2), mark(":") != nil,
            let minute = number(2), mark(":") != nil, let second = number(2),
            let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var fraction = 0
        if mark(".") != nil {
            let digits = rest.prefix { $0 &- 0x30 < 10 }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
            for place in 0..<9 {
                let digit = digits.dropFirst(place).first.map { Int($0 - 0x30) } ?? 0
                fraction = fraction * 10 + digit
            }
        }
        guard let zone = mark("Zz+-") else { return nil }
        var offset = 0
        if zone == UInt8(ascii: "+") || zone == UInt8(ascii: "-") {
            guard let hours = number(2), mark(":") != nil, let minutes = number(2), hours < 24,
                minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (zone == UInt8(ascii: "-") ? -60 : 60)
        }
        guard rest.isEmpty else { return nil }
        let seconds =
            date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
        let (whole, isTooLate) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (total, isTooLateAfterAll) = whole.addingReportingOverflow(Int64(fraction))
        if isTooLate || isTooLateAfterAll { return nil }
        nanoseconds = total
    }

    /// The moment in UTC, to the second.
    public var text: String {
        let seconds = Int(nanoseconds.floorDivided(by: 1_000_000_000))
        let day = Int(Int64(seconds).floorDivided(by: 86_400))
        let second = seconds - day * 86_400
        return "\(CivilDate(daysSince1970: day))T\(padded(second / 3600, 2)):"
            + "\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
    }
}

extension Timestamp {
    /// How long a minute is in nanoseconds.
    static let minuteLength: Int64 = 60_000_000_000

    /// The second that it lies in, counted since 1970.
    var second: Int64 { nanoseconds.floorDivided(by: 1_000_000_000) }

    /// The minute that it lies in, counted since 1970.
    package var minute: Int64 { nanoseconds.floorDivided(by: Self.minuteLength) }

    /// When a minute begins.
    init(minute: Int64) {
        let (product, isTooLarge) = minute.multipliedReportingOverflow(by: Self.minuteLength)
        self.init(nanoseconds: isTooLarge ? (minute < 0 ? .min : .max) : product)
    }
}

extension Int64 {
    /// The quotient rounded down, for negative numbers too.
    package func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
