// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

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
            year >= 1970, let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        number = date.daysSince1970
    }

    /// Orders by time.
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        left.number < right.number
    }

    /// As the headers of mail and RSS have it, at midnight: `Sun, 22 Nov 2026 00:00:00 GMT`.
    var inMailForm: String {
        let date = CivilDate(daysSince1970: number)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let weekday = weekdays[number % 7]
        return
            "\(weekday), \(padded(date.day, 2)) \(months[date.month - 1]) \(date.year) 00:00:00 GMT"
    }
}

extension CalendarDay: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    public var description: String { CivilDate(daysSince1970: number).description }
}
