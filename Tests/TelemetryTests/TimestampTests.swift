// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

@Suite("A moment")
struct TimestampTests {
    private static let second: Int64 = 1_000_000_000

    @Test(
        "is read to the second",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1),
            ("2000-01-01T00:00:00Z", 946_684_800), ("2024-02-29T12:00:00Z", 1_709_208_000),
            ("2026-11-22T10:15:30Z", 1_795_342_530), ("1900-03-01T00:00:00Z", -2_203_891_200),
            ("2000-02-29T23:59:59Z", 951_868_799), ("2100-02-28T23:59:59Z", 4_107_542_399),
        ] as [(String, Int64)])
    func seconds(text: String, seconds: Int64) throws {
        let moment = try #require(Timestamp(text))
        #expect(moment.nanoseconds == seconds * Self.second)
        #expect(moment.text == text)
    }

    @Test(
        "is the same in every zone and spelling",
        arguments: [
            "2026-11-22T10:15:30Z", "2026-11-22t10:15:30z", "2026-11-22 10:15:30Z",
            "2026-11-22T10:15:30+00:00", "2026-11-22T10:15:30-00:00", "2026-11-22T11:15:30+01:00",
            "2026-11-22T04:45:30-05:30", "2026-11-23T10:14:30+23:59", "2026-11-21T10:16:30-23:59",
            "2026-11-22T10:15:30.0Z", "2026-11-22T10:15:30.000000000000Z",
        ])
    func zones(text: String) throws {
        let moment = try #require(Timestamp(text))
        #expect(moment.nanoseconds == 1_795_342_530 * Self.second)
        #expect(moment.text == "2026-11-22T10:15:30Z")
    }

    @Test("crosses midnight, months and years with its offset")
    func offsets() {
        #expect(Timestamp("2024-01-01T00:30:00+01:00")?.text == "2023-12-31T23:30:00Z")
        #expect(Timestamp("2023-12-31T23:30:00-01:00")?.text == "2024-01-01T00:30:00Z")
        #expect(Timestamp("2024-03-01T00:00:00+02:00")?.text == "2024-02-29T22:00:00Z")
        #expect(Timestamp("2023-03-01T00:00:00+02:00")?.text == "2023-02-28T22:00:00Z")
    }

    @Test(
        "keeps nine digits of a fraction",
        arguments: [
            (".5", 500_000_000), (".25", 250_000_000), (".000000001", 1), (".0000000019", 1),
            (".123456789", 123_456_789), (".999999999999", 999_999_999),
        ] as [(String, Int64)])
    func fractions(text: String, nanoseconds: Int64) {
        let later = Timestamp("1970-01-01T00:00:01" + text + "Z")
        #expect(later?.nanoseconds == Self.second + nanoseconds)
        // Before 1970 a fraction still counts forwards.
        let earlier = Timestamp("1969-12-31T23:59:59" + text + "Z")
        #expect(earlier?.nanoseconds == nanoseconds - Self.second)
    }

    @Test("of a leap second is the next minute's first")
    func leapSecond() {
        #expect(Timestamp("2016-12-31T23:59:60Z") == Timestamp("2017-01-01T00:00:00Z"))
    }

    @Test(
        "is read on leap days only in leap years",
        arguments: [
            ("2024-02-29", true), ("2023-02-29", false), ("2000-02-29", true),
            ("1900-02-29", false), ("2100-02-29", false), ("2024-02-30", false),
        ])
    func leapDays(day: String, exists: Bool) {
        #expect((Timestamp(day + "T00:00:00Z") != nil) == exists)
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", " ", "now", "2026", "2026-11-22", "2026-11-22T10:15:30", "2026-11-22T10:15Z",
            "2026-11-22T10:15:30.Z", "2026-11-22T10:15:30,5Z", "2026-11-22T10:15:30Z ",
            " 2026-11-22T10:15:30Z", "2026-11-22T10:15:30ZZ", "2026-11-22_10:15:30Z",
            "2026-11-22T10:15:30+0100", "2026-11-22T10:15:30+01", "2026-11-22T10:15:30+24:00",
            "2026-11-22T10:15:30+01:60", "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z",
            "2026-11-22T10:15:61Z", "2026-00-22T10:15:30Z", "2026-13-22T10:15:30Z",
            "2026-11-00T10:15:30Z", "2026-11-31T10:15:30Z", "2026-4-31T10:15:30Z",
            "26-11-22T10:15:30Z", "+2026-11-22T10:15:30Z", "-2026-11-22T10:15:30Z",
            "2026/11/22T10:15:30Z", "20261122T101530Z", "２０２６-11-22T10:15:30Z", "1795342530",
            "2026-11-22T1O:15:30Z", "2026-11-22T10:15:3\u{30A}Z",
        ])
    func refused(text: String) { #expect(Timestamp(text) == nil) }

    @Test("reaches as far as its numbers")
    func extremes() {
        let last = Timestamp(nanoseconds: .max)
        #expect(last.text == "2262-04-11T23:47:16Z")
        #expect(Timestamp("2262-04-11T23:47:16.854775807Z") == last)
        #expect(Timestamp("2262-04-11T23:47:16.854775808Z") == nil)
        #expect(Timestamp("2262-04-11T23:47:17Z") == nil)
        #expect(Timestamp("9999-12-31T23:59:59Z") == nil)
        #expect(Timestamp(nanoseconds: .min).text == "1677-09-21T00:12:43Z")
        #expect(Timestamp("1677-09-21T00:12:44Z")?.text == "1677-09-21T00:12:44Z")
        #expect(Timestamp("1677-09-21T00:12:43Z") == nil)
        #expect(Timestamp("0000-01-01T00:00:00+23:59") == nil)
        #expect(Timestamp(nanoseconds: .min) < Timestamp(nanoseconds: 0))
        #expect(Timestamp(nanoseconds: 0) < last)
    }

    @Test("of any second survives being written and read")
    func roundTrip() {
        var random = SeededRandom(seed: 3339)
        for _ in 0..<5_000 {
            let seconds = Int64.random(in: -9_223_372_036...9_223_372_036, using: &random)
            let moment = Timestamp(nanoseconds: seconds * Self.second)
            guard Timestamp(moment.text) == moment else {
                Issue.record("\(seconds) became \(moment.text)")
                return
            }
        }
    }

    @Test("is written without its fraction, rounded down on both sides of 1970")
    func roundingDown() {
        var random = SeededRandom(seed: 3340)
        for _ in 0..<1_000 {
            let seconds = Int64.random(in: -9_223_372_036..<9_223_372_036, using: &random)
            let fraction = Int64.random(in: 0..<Self.second, using: &random)
            let whole = Timestamp(nanoseconds: seconds * Self.second)
            let moment = Timestamp(nanoseconds: seconds * Self.second + fraction)
            guard moment.text == whole.text else {
                Issue.record("\(moment.nanoseconds) became \(moment.text)")
                return
            }
        }
    }

    @Test("that somebody damaged never ends the program")
    func damage() {
        var random = SeededRandom(seed: 3341)
        let text = Array("2026-11-22T10:15:30.25+01:00".utf8)
        for _ in 0..<5_000 {
            let bytes = ByteMutation.mutated(text, with: &random)
            _ = Timestamp(String(decoding: bytes, as: UTF8.self))?.text
        }
    }
}
