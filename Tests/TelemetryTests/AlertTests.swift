// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

@Suite("The state of an alert")
struct AlertStateTests {
    @Test("fires when the line was crossed for exactly as long as it may be")
    func fires() throws {
        var walk = AlertWalk()
        walk.walk(0..<3, 0.02)
        #expect(walk.phase == "clear")
        walk.walk(3..<8, 0.2)
        #expect(walk.phase == "pending 3")
        #expect(walk.log == [])
        let last = walk.step(0.25, at: 8)
        let change = try #require(last)
        #expect(walk.phase == "firing 3")
        #expect(change.kind == .fired)
        #expect((change.server, change.rule, change.value) == ("shop", usualErrors, 0.25))
        #expect((change.threshold, change.minutes) == (0.1, 5))
        #expect(change.since == Timestamp(minute: alertNoon + 3))
        #expect(change.at == Timestamp(minute: alertNoon + 8))
        #expect(walk.state.firedAt == change.at)
        #expect(walk.state.value == 0.25)
        // Once is enough.
        walk.walk(9..<100, 0.3)
        #expect(walk.log == ["fired 8"])
    }

    @Test("is over when the number was clear for as long without a break")
    func resolves() throws {
        var walk = AlertWalk()
        walk.walk(0..<10, 0.2)
        walk.walk(10..<14, 0.05)
        #expect(walk.phase == "firing 0, clear 10")
        walk.step(0.06, at: 14)
        #expect(walk.phase == "firing 0")
        walk.walk(15..<20, 0)
        let last = walk.step(0.01, at: 20)
        let change = try #require(last)
        #expect(change.kind == .resolved(.clear))
        #expect((change.value, change.minutes) == (0.01, 20))
        #expect(walk.phase == "clear")
        #expect(walk.state.firedAt == nil)
        #expect(walk.log == ["fired 5", "clear 20"])
    }

    @Test("stays as it is between the two lines, and on them")
    func hysteresis() {
        var walk = AlertWalk()
        walk.walk(0..<100, 0.1)
        #expect(walk.log == [])
        walk.walk(100..<110, 0.100_001)
        walk.walk(110..<200, 0.1)
        walk.walk(200..<300, 0.050_001)
        #expect(walk.log == ["fired 105"])
        #expect(walk.phase == "firing 100")
        // What is no more beyond the line is no break of a calm, but one of a run.
        var other = AlertWalk()
        other.walk(0..<4, 0.2)
        other.step(0.08, at: 4)
        other.walk(5..<10, 0.2)
        #expect(other.log == [])
        #expect(other.phase == "pending 5")
    }

    @Test("does not flap when the line is crossed every other minute")
    func flapping() {
        for period in [2, 3, 5, 7] as [Int64] {
            for low in [0, 0.05, 0.08] {
                var walk = AlertWalk()
                for minute in 0..<1_440 {
                    walk.step(Int64(minute) % period == 0 ? low : 0.3, at: Int64(minute))
                }
                #expect(walk.log.count <= 1, "\(period) \(low)")
            }
        }
    }

    @Test("counts a minute once, however often it is asked")
    func often() {
        var walk = AlertWalk()
        for minute in 0..<5 as Range<Int64> {
            for second in stride(from: 0, to: 60, by: 7) as StrideTo<Int64> {
                walk.step(0.2, at: minute, second: second)
            }
        }
        #expect(walk.log == [])
        for second in stride(from: 0, to: 60, by: 7) as StrideTo<Int64> {
            walk.step(0.2, at: 5, second: second)
        }
        #expect(walk.log == ["fired 5"])
    }

    @Test("needs no step in every minute")
    func seldom() {
        for gap in 1...10 as ClosedRange<Int64> {
            var walk = AlertWalk()
            for step in 0..<20 as Range<Int64> { walk.step(step < 10 ? 0.2 : 0, at: step * gap) }
            let least = (5 + gap - 1) / gap * gap
            #expect(walk.log == ["fired \(least)", "clear \(10 * gap + least)"], "\(gap)")
        }
    }

    @Test("fires at once where it need not last")
    func immediate() {
        var walk = AlertWalk(
            AlertRule(name: "now", measure: .p95, threshold: 800, forMinutes: 0))
        walk.step(900, at: 0)
        walk.step(600, at: 1)
        #expect(walk.log == ["fired 0", "clear 1"])
    }

    // MARK: - What is not known

    @Test("neither begins nor ends by what is not known")
    func unknown() {
        var walk = AlertWalk()
        walk.walk(0..<200, nil)
        #expect(walk.phase == "clear")
        // A minute that cannot be judged is no break, but nothing happens in it.
        walk.walk(200..<203, 0.2)
        walk.walk(203..<209, nil)
        #expect(walk.log == [])
        walk.step(0.2, at: 209)
        #expect(walk.log == ["fired 209"])
        walk.walk(210..<212, 0)
        walk.walk(212..<400, nil)
        #expect(walk.log == ["fired 209"])
        // Of so many minutes nothing is known, so the calm begins anew.
        #expect(walk.phase == "firing 200")
        walk.walk(400..<405, 0)
        #expect(walk.log == ["fired 209"])
        walk.step(0, at: 405)
        #expect(walk.log == ["fired 209", "clear 405"])
        // Long doubt ends a run too.
        walk.walk(406..<408, 0.2)
        walk.walk(408..<430, nil)
        #expect(walk.phase == "clear")
    }

    @Test("is over when nothing could be told for a day")
    func doubt() throws {
        var walk = AlertWalk()
        walk.walk(0..<6, 0.2)
        walk.walk(6..<1_445, nil)
        #expect(walk.log == ["fired 5"])
        let last = walk.step(nil, at: 1_445)
        let change = try #require(last)
        #expect(change.kind == .resolved(.unknown))
        #expect((change.value, change.minutes) == (0.2, 1_445))
        #expect(walk.phase == "clear")
        // Nobody was in doubt while nobody looked.
        var slept = AlertWalk()
        slept.walk(0..<6, 0.2)
        slept.walk(5_000..<6_440, nil)
        #expect(slept.log == ["fired 5"])
        slept.step(nil, at: 6_440)
        #expect(slept.log == ["fired 5", "unknown 6440"])
    }

    // MARK: - Clocks

    @Test("takes minutes that nobody looked at for nothing")
    func ahead() {
        var walk = AlertWalk()
        walk.walk(0..<3, 0.2)
        walk.walk(500..<505, 0.2)
        #expect(walk.log == [])
        #expect(walk.phase == "pending 500")
        walk.step(0.2, at: 505)
        #expect(walk.log == ["fired 505"])
        walk.walk(506..<509, 0)
        walk.walk(9_000..<9_005, 0)
        #expect(walk.phase == "firing 500, clear 9000")
        walk.step(0, at: 9_005)
        #expect(walk.log == ["fired 505", "clear 9005"])
    }

    @Test("keeps what has lasted when the clock is set back")
    func back() {
        for jump in [-1, -30, -100_000] as [Int64] {
            var walk = AlertWalk()
            walk.walk(0..<4, 0.2)
            walk.step(0.2, at: 3 + jump)
            #expect(walk.phase == "pending \(jump)")
            walk.step(0.2, at: 4 + jump)
            #expect(walk.log == [])
            walk.step(0.2, at: 5 + jump)
            #expect(walk.log == ["fired \(5 + jump)"])
            walk.step(0, at: 6 + jump)
            walk.step(0, at: 6 + 2 * jump)
            walk.walk((7 + 2 * jump)..<(12 + 2 * jump), 0)
            #expect(walk.log == ["fired \(5 + jump)", "clear \(11 + 2 * jump)"])
        }
    }

    @Test("is led by no moment into a trap")
    func extremes() {
        var random = SeededRandom(seed: 4)
        let moments: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        for rule in [usualErrors, AlertRule(name: "silence", measure: .silence, threshold: 15)] {
            var state = AlertState(server: "shop")
            for _ in 0..<2_000 {
                let moment = moments.randomElement(using: &random) ?? 0
                let values: [Double?] = [nil, 0, 1e300, -.infinity, .nan, .infinity]
                let reading = AlertReading(value: values.randomElement(using: &random) ?? nil)
                let now = Timestamp(nanoseconds: moment)
                let change = state.step(reading, rule: rule, now: now)
                #expect(change?.sentence.isEmpty != true)
            }
        }
    }

    // MARK: - Other measures

    @Test("of points fires below the line and is over above it")
    func scores() {
        let rule = AlertRule(name: "quality", measure: .quality, threshold: 70)
        #expect(rule.clear == 72)
        var walk = AlertWalk(rule)
        walk.walk(0..<20, 70)
        #expect(walk.log == [])
        walk.walk(20..<40, 69)
        walk.walk(40..<60, 71)
        walk.walk(60..<80, 72)
        #expect(walk.log == ["fired 25", "clear 65"])
        #expect(AlertRule(name: "a", measure: .security, threshold: 99).clear == 100)
        #expect(AlertRule(name: "a", measure: .security, threshold: 70, clear: 60).clear == 70)
        #expect(AlertRule(name: "a", measure: .p95, threshold: 100).clear == 80)
        #expect(AlertRule(name: "a", measure: .p95, threshold: 100, clear: 200).clear == 100)
    }

    @Test("of silence does not take one for the other that nobody listened")
    func silence() {
        let rule = AlertRule(name: "silence", measure: .silence, threshold: 15)
        var walk = AlertWalk(rule)
        // When the watching began, the last call was an hour ago.
        for minute in 0..<22 as Range<Int64> { walk.step(Double(60 + minute), at: minute) }
        #expect(walk.log == ["fired 21"])
        // After two hours without a collector nothing has been heard for two more.
        for minute in 140..<155 as Range<Int64> { walk.step(Double(60 + minute), at: minute) }
        #expect(walk.log == ["fired 21"])
        #expect(walk.phase == "firing 16")
        walk.walk(155..<161, 0)
        #expect(walk.log == ["fired 21", "clear 160"])
    }
}
