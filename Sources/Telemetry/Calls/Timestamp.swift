// SPDX-License-Identifier: Apache-2.0

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
            (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
            hour < 24, minute < 60, second <= 60
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
            Self.dayNumber(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
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
        let (year, month, dayOfMonth) = Self.date(ofDay: day)
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month))-\(padded(dayOfMonth))T"
            + "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))Z"
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    // Years that begin in March make the day of leap years their last one.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = Int(Int64(year).floorDivided(by: 400))
        let ofEra = year - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let day = day + 719_468
        let era = Int(Int64(day).floorDivided(by: 146_097))
        let ofEra = day - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * ofYear + 2) / 153
        let number = month < 10 ? month + 3 : month - 9
        return (
            yearOfEra + era * 400 + (number <= 2 ? 1 : 0), number,
            ofYear - (153 * month + 2) / 5 + 1
        )
    }
}

extension Int64 {
    /// The quotient rounded down, for negative numbers too.
    func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
