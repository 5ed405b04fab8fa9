// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

@Suite("A range of time")
struct TimeRangeTests {
    /// 2026-09-21T14:13:20Z.
    private static let now = Timestamp(nanoseconds: 1_790_000_000_000_000_000)

    private static func range(
        _ range: String? = nil, from: String? = nil, to: String? = nil
    ) throws(TimeRange.Problem) -> [String] {
        let found = try TimeRange(range: range, from: from, to: to, now: now)
        return [found.from.text, found.to.text]
    }

    @Test("is a day where nothing is said, and ends with this minute")
    func usual() throws {
        #expect(try Self.range() == ["2026-09-20T14:14:00Z", "2026-09-21T14:14:00Z"])
        #expect(try Self.range("15m") == ["2026-09-21T13:59:00Z", "2026-09-21T14:14:00Z"])
    }

    @Test(
        "lies between two moments, however they are written",
        arguments: [
            ("2026-09-21T10:00:30Z", "2026-09-21T12:00:00Z", "10:00", "12:00"),
            ("2026-09-21T12:00:30+02:00", "2026-09-21T12:00:01Z", "10:00", "12:01"),
            ("1789984800", "1789992000", "10:00", "12:00"),
            ("1789984800", nil, "10:00", "14:14"),
            ("1789984800", "2262-01-01T00:00:00Z", "10:00", "14:14"),
        ] as [(String, String?, String, String)])
    func moments(from: String, to: String?, start: String, end: String) throws {
        let found = try Self.range(from: from, to: to)
        #expect(found == ["2026-09-21T\(start):00Z", "2026-09-21T\(end):00Z"])
    }

    @Test(
        "is refused with what is wrong",
        arguments: [
            ("1y", nil, nil, "range is a length up to now"),
            ("4001d", nil, nil, "4000 days at most"), ("100000w", nil, nil, "4000 days at most"),
            ("9223372036854775807d", nil, nil, "4000 days at most"),
            ("", nil, nil, "not \"\""),
            ("1h", "1", nil, "give one of the two"), (nil, nil, "1", "to needs from"),
            (nil, "", nil, "from is a time since 1970"), (nil, "yesterday", nil, "not \"yester"),
            (nil, "-1", nil, "from is a time"), (nil, "1969-12-31T23:59:59Z", nil, "since 1970"),
            (nil, "99999999999999999999", nil, "from is a time"), (nil, "1", "٢", "to is a time"),
            (nil, "1790000000", "1790000000", "before to"), (nil, "0", "0", "before to"),
            (nil, "1790086400", nil, "not in the future"), (nil, "0", nil, "4000 days apart"),
        ] as [(String?, String?, String?, String)])
    func refused(range: String?, from: String?, to: String?, words: String) {
        let problem = #expect(throws: TimeRange.Problem.self) {
            try Self.range(range, from: from, to: to)
        }
        #expect(problem?.description.contains(words) == true, "\(problem?.description ?? "")")
    }
}
