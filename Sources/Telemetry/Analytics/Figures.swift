// SPDX-License-Identifier: Apache-2.0

/// Numbers and times as people read them.
package enum Figures {
    /// A count in groups of three digits.
    package static func count(_ number: UInt64) -> String {
        let digits = Array(String(number).utf8)
        var bytes: [UInt8] = []
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(digit)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A count with the noun that goes with it.
    package static func count(_ number: UInt64, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// A count in as few digits as an axis needs: `250`, `1.5k`, `20M`.
    package static func short(_ number: Double) -> String {
        let units = [
            (1.0, ""), (1e3, "k"), (1e6, "M"), (1e9, "G"), (1e12, "T"), (1e15, "P"), (1e18, "E"),
        ]
        let unit = units.last { number >= $0.0 } ?? units[0]
        return trimmed(number / unit.0) + unit.1
    }

    /// A share of 1 in percent.
    package static func percent(_ share: Double, places: Int = 1) -> String {
        fixed(share * 100, places) + " %"
    }

    /// A share of 1 in percent, without zeros behind the point.
    package static func shortPercent(_ share: Double) -> String { trimmed(share * 100) + " %" }

    /// How much a number changed; `nil` where there was nothing before.
    package static func change(_ now: UInt64, _ before: UInt64) -> String? {
        guard before > 0 else { return nil }
        let share = (Double(now) - Double(before)) / Double(before)
        let text = percent(share)
        return (text == percent(0) ? "±" : share < 0 ? "" : "+") + text
    }

    /// A duration in three digits and a unit; a dash for none.
    package static func duration(_ nanoseconds: Double?) -> String {
        guard let nanoseconds else { return "–" }
        let (value, name) = unit(nanoseconds)
        return fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0) + " " + name
    }

    /// A duration without zeros behind the point.
    package static func shortDuration(_ nanoseconds: Double) -> String {
        if nanoseconds == 0 { return "0" }
        let (value, name) = unit(nanoseconds)
        return trimmed(value) + " " + name
    }

    /// A quantile of the latencies of some calls.
    package static func quantile(_ numbers: ServerAnalytics.Numbers, _ share: Double) -> String {
        duration(numbers.latency.quantile(share))
    }

    /// The longest of some calls.
    package static func maximum(_ numbers: ServerAnalytics.Numbers) -> String {
        duration(numbers.latency.maximum.map { Double($0) })
    }

    /// The length of a step in words.
    package static func length(_ seconds: Int) -> String {
        let units = [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")]
        let unit = units.first { seconds >= $0.0 } ?? units[3]
        let number = seconds / unit.0
        return number == 1 ? unit.1 : "\(number) \(unit.1)s"
    }

    // MARK: - Times

    /// Hours and minutes.
    package static func clock(_ time: Timestamp) -> String {
        String(decoding: Array(time.text.utf8).suffix(9).prefix(5), as: UTF8.self)
    }

    /// Hours, minutes and seconds.
    package static func second(_ time: Timestamp) -> String {
        String(decoding: Array(time.text.utf8).suffix(9).prefix(8), as: UTF8.self)
    }

    /// The day of a month.
    package static func day(_ time: Timestamp) -> String {
        let date = time.text.utf8.prefix { $0 != UInt8(ascii: "T") }.split(separator: 0x2D)
        guard date.count == 3, let month = Int(String(decoding: date[1], as: UTF8.self)),
            months.indices.contains(month - 1),
            let day = Int(String(decoding: date[2], as: UTF8.self))
        else { return time.text }
        return "\(day) \(months[month - 1])"
    }

    /// The day and the minute.
    package static func moment(_ time: Timestamp) -> String { "\(day(time)), \(clock(time))" }

    /// How long it is from one moment to another, in one unit.
    package static func span(from start: Timestamp, to end: Timestamp) -> String {
        let (nanoseconds, isTooLong) = end.nanoseconds.subtractingReportingOverflow(
            start.nanoseconds)
        return length(isTooLong ? 0 : max(0, Int(nanoseconds / 1_000_000_000)))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    // MARK: - Digits

    private static func unit(_ nanoseconds: Double) -> (value: Double, name: String) {
        let units = [(1.0, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s")]
        let unit = units.last { nanoseconds >= $0.0 } ?? units[0]
        return (nanoseconds / unit.0, unit.1)
    }

    /// At most two places behind the point, and none that is zero at the end.
    private static func trimmed(_ value: Double) -> String {
        var text = fixed(value, 2)[...]
        guard text.utf8.contains(UInt8(ascii: ".")) else { return String(text) }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return String(text)
    }

    private static func fixed(_ value: Double, _ places: Int) -> String {
        let scale = [1.0, 10, 100][places]
        let rounded = (abs(value) * scale).rounded()
        guard rounded < 9e15 else { return "\(value)" }
        let number = Int(rounded)
        let sign = value < 0 && number != 0 ? "-" : ""
        guard places > 0 else { return sign + String(number) }
        let part = String(number % Int(scale))
        let zeros = String(repeating: "0", count: places - part.utf8.count)
        return "\(sign)\(number / Int(scale)).\(zeros)\(part)"
    }
}
