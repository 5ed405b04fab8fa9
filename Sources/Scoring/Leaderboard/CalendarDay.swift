// SPDX-License-Identifier: Apache-2.0

/// A day of the Gregorian calendar in UTC, from 1970 to 9999.
public struct CalendarDay: Sendable, Hashable, Comparable {
    /// Days since 1 January 1970.
    let number: Int

    private static let last = 2_932_896

    /// The day that holds a moment, given in seconds since the start of 1970.
    public init?(secondsSince1970 seconds: Int) {
        guard seconds >= 0, seconds / 86_400 <= Self.last else { return nil }
        number = seconds / 86_400
    }

    /// Reads `YYYY-MM-DD`; `nil` where it is not a day.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        func digits(_ range: Range<Int>) -> Int? {
            bytes[range].reduce(0) { total, byte in
                total.flatMap { (0x30...0x39).contains(byte) ? $0 * 10 + Int(byte) - 0x30 : nil }
            }
        }
        guard let year = digits(0..<4), let month = digits(5..<7), let day = digits(8..<10),
            year >= 1970, (1...12).contains(month), day >= 1
        else { return nil }
        number = Self.days(year, month, day)
        // A day past the end of its month would come back as one of the next.
        guard civil == (year, month, day) else { return nil }
    }

    /// Orders by time.
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        left.number < right.number
    }

    /// As the headers of mail and RSS have it, at midnight: `Sun, 22 Nov 2026 00:00:00 GMT`.
    var inMailForm: String {
        let (year, month, day) = civil
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let weekday = weekdays[number % 7]
        return "\(weekday), \(Self.padded(day, 2)) \(months[month - 1]) \(year) 00:00:00 GMT"
    }

    // Years begin in March here, so that the leap day is the last of its year.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension CalendarDay: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = civil
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }
}
