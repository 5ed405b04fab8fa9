// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

@Suite("The ids of the latest calls")
struct SeenCallsTests {
    @Test("are known again, until twice as many came")
    func generations() {
        var seen = SeenCalls(capacity: 1_000)
        for id in 1...3_000 as ClosedRange<UInt64> {
            let isNew = [seen.insert(id), seen.insert(id)]
            #expect(isNew == [true, false])
            #expect(seen.contains(id))
            if id > 1_000 { #expect(seen.contains(id - 999)) }
        }
        #expect(!seen.contains(1))
        #expect(!seen.contains(4_000))
    }

    @Test("take no longer where somebody chose them to fall together")
    func chosen() {
        // Those that differ in their upper halves only, and those that a shift folds into nothing.
        for make in [{ $0 << 40 }, { ($0 << 29 ^ $0) }] as [(UInt64) -> UInt64] {
            var seen = SeenCalls()
            var new = 0
            let time = ThreadTime.measure {
                for number in 1...200_000 as ClosedRange<UInt64> where seen.insert(make(number)) {
                    new += 1
                }
            }
            #expect(new == 200_000)
            #expect(time < .seconds(20))
        }
    }
}
