// SPDX-License-Identifier: Apache-2.0

import Telemetry
import Testing

@testable import Delivery

@Suite("A header that says when to come again")
struct RetryAfterTests {
    private static let now = Timestamp("2026-11-23T10:00:00Z")

    @Test(
        "is read in both forms",
        arguments: [
            ("0", 0), ("120", 120), (" 5", 5), ("Mon, 23 Nov 2026 10:00:30 GMT", 30),
            ("Mon, 23 Nov 2026 09:00:00 GMT", 0), ("999999999", 86_400),
            ("Wed, 23 Nov 2050 10:00:00 GMT", 86_400),
        ])
    func forms(text: String, seconds: Int) throws {
        let now = try #require(Self.now)
        #expect(RetryAfter.duration(text, now: now) == .seconds(seconds))
    }

    @Test("is left alone where it says nothing", arguments: ["", "-1", "soon", "Mon, 23 Nov 2026"])
    func nothing(text: String) throws {
        let now = try #require(Self.now)
        #expect(RetryAfter.duration(text, now: now) == nil)
    }
}
