// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

@Suite("The readings of alert rules")
struct AlertReadingTests {
    private static let engines = CallStoreTests.engines

    @Test("are of the minutes that are over, and of no more than the window", arguments: engines)
    func window(engine: CallStoreTests.Engine) throws {
        let scene = try AlertScene([], engine)
        // Half of a minute's calls fail, which would be seen in any window.
        try scene.add(40, failed: Array(repeating: "tool_error", count: 20), at: 0)
        try scene.add(20, at: 1)
        for isRolled in [false, true] {
            if isRolled { try scene.store.roll() }
            #expect(try scene.value(usualErrors, at: 0, second: 59) == nil)
            #expect(try scene.value(usualErrors, at: 1, second: 0) == 0.5)
            #expect(try scene.value(usualErrors, at: 2) == 0.333_333)
            #expect(try scene.value(usualErrors, at: 10) == 0.333_333)
            #expect(try scene.value(usualErrors, at: 11) == 0)
            #expect(try scene.value(usualErrors, at: 12) == nil)
        }
        // What comes late is counted where it belongs.
        try scene.add(60, at: 1, now: alertMoment(5))
        #expect(try scene.value(usualErrors, at: 6) == 0.166_667)
    }

    @Test("leave out what too few calls tell", arguments: engines)
    func volume(engine: CallStoreTests.Engine) throws {
        let scene = try AlertScene([], engine)
        try scene.add(19, failed: Array(repeating: "500", count: 19), at: 0)
        let slow = AlertRule(name: "slow", measure: .p95, threshold: 1)
        #expect(try scene.value(usualErrors, at: 1) == nil)
        #expect(try scene.value(slow, at: 1) == nil)
        try scene.add(1, at: 0, milliseconds: 9_000)
        #expect(try scene.value(usualErrors, at: 1) == 0.95)
        let value = try #require(try scene.value(slow, at: 1))
        #expect(abs(value - 5) < 0.03)
        #expect(try scene.value(usualErrors, at: 1, server: "other") == nil)
    }

    @Test("may leave out the faults of callers", arguments: engines)
    func callers(engine: CallStoreTests.Engine) throws {
        let scene = try AlertScene([], engine)
        try scene.add(20, failed: ["NotFoundError", "-32602", "tool_error"], at: 0)
        let own = AlertRule(
            name: "own", measure: .errorRate, threshold: 0.1, ignoresCallerFaults: true)
        #expect(try scene.value(usualErrors, at: 1) == 0.15)
        #expect(try scene.value(own, at: 1) == 0.05)
    }

    @Test("tell how long a server is silent, for a day", arguments: engines)
    func silence(engine: CallStoreTests.Engine) throws {
        let rule = AlertRule(name: "silence", measure: .silence, threshold: 15)
        for first in [0, 29, 30, 31, 59] as [Int64] {
            let scene = try AlertScene([], engine)
            try scene.add(1, at: first - 7)
            try scene.add(1, at: first)
            for isRolled in [false, true] {
                if isRolled { try scene.store.roll() }
                #expect(try scene.value(rule, at: first, second: 59) == 6)
                for silent in [0, 1, 5, 58, 59, 60, 61, 89, 119, 120, 500, 1_439] as [Int64] {
                    let value = try scene.value(rule, at: first + 1 + silent)
                    #expect(value == Double(silent), "\(first) \(silent)")
                }
                #expect(try scene.value(rule, at: first + 1_441) == nil)
            }
            #expect(try scene.value(rule, at: first, server: "other") == nil)
        }
    }

    @Test("count calls once that are reported and measured", arguments: engines)
    func once(engine: CallStoreTests.Engine) throws {
        let scene = try AlertScene([], engine)
        let time = usualNow.nanoseconds - 180_000_000_000
        _ = try scene.store.append([spans(1..<16, at: time)], now: usualNow)
        let count = TestCount(
            count: 15, start: time - 1_000_000_000, time: time + 1_000_000_000, temporality: 1)
        _ = try scene.store.take(count)
        func value() throws -> Double? {
            try AlertReading(
                rule: usualErrors, server: "shop", store: scene.store, scores: nil, now: usualNow
            ).value
        }
        // Fifteen calls that are known twice are no thirty.
        #expect(try value() == nil)
        _ = try scene.store.append([spans(16..<22, at: time)], now: usualNow)
        #expect(try value() == 0)
    }
}

@Suite("The sentences of alerts")
struct AlertSentenceTests {
    @Test("tell people what is wrong")
    func sentences() {
        func sentence(_ rule: AlertRule, _ value: Double?) -> String {
            let time = Timestamp(minute: alertNoon)
            return FiringAlert(rule: rule, server: "shop", value: value, since: time, fired: time)
                .sentence
        }
        let rate = AlertRule(name: "a", measure: .errorRate, threshold: 0.05)
        #expect(
            sentence(rate, 0.1243)
                == "shop: 12.4 % of calls failed in the last 10 minutes (threshold 5 %)")
        #expect(sentence(rate, 0.050_04).contains("5.004 % of calls"))
        let own = AlertRule(
            name: "a", measure: .errorRate, threshold: 0.05, windowMinutes: 60,
            ignoresCallerFaults: true)
        #expect(
            sentence(own, 1)
                == "shop: 100 % of calls failed in the last 1 hour, callers' own faults left out "
                + "(threshold 5 %)")
        let slow = AlertRule(name: "a", measure: .p95, threshold: 800)
        #expect(
            sentence(slow, 1_234.5)
                == "shop: p95 of calls was 1.2 s in the last 10 minutes (threshold 800 ms)")
        let silence = AlertRule(name: "a", measure: .silence, threshold: 15)
        #expect(sentence(silence, 75) == "shop: no call for 75 minutes (threshold 15 minutes)")
        let quality = AlertRule(name: "a", measure: .quality, threshold: 70)
        #expect(sentence(quality, 62) == "shop: quality has 62 points (threshold 70 points)")
        #expect(sentence(quality, nil) == "shop: nothing is known (threshold 70 points)")
    }

    @Test("tell what is over, for how long it lasted, and why")
    func ends() {
        var walk = AlertWalk()
        walk.walk(0..<6, 0.2)
        let change = (0..<6).compactMap { walk.step(0.01, at: 6 + $0) }.first
        #expect(
            change?.sentence
                == "shop: errors is over after 11 minutes; 1 % of calls failed in the last "
                + "10 minutes (threshold 10 %)")
    }
}
