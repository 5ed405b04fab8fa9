// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

@testable import Telemetry

@Suite("What came to a histogram")
struct HistogramDifferenceTests {
    private func fine(_ scale: Int, _ first: Int, _ counts: [UInt64]) -> Histogram {
        Histogram(buckets: .exponential(scale: scale, first: first), counts: counts)
    }

    @Test("is the difference of its counts")
    func explicitBounds() throws {
        var before = explicit([0.1, 1], [5, 6, 0])
        before.sum = 2
        var now = explicit([0.1, 1], [7, 6, 1])
        now.sum = 3.5
        let added = try #require(now.since(before))
        #expect(added.counts == [2, 0, 1])
        #expect(added.sum == 1.5)
        #expect(now.since(now)?.count == 0)
        before.sum = nil
        #expect(try #require(now.since(before)).sum == nil)
        now.sum = 1
        before.sum = 2
        #expect(try #require(now.since(before)).sum == 0)
    }

    @Test("is found whichever buckets were shown")
    func exponentialRanges() throws {
        let before = fine(4, -3, [0, 2, 1])
        for (first, counts) in [
            (-2, [3, 1, 9]), (-5, [1, 0, 0, 4, 5, 6]), (-3, [0, 2, 1]), (-2, [2, 1]),
        ] as [(Int, [UInt64])] {
            var now = fine(4, first, counts)
            now.zeroCount = 1
            let added = try #require(now.since(before))
            #expect(added.count == now.count - 3)
            var sum = LatencySketch(before)
            sum.merge(LatencySketch(added))
            #expect(sum.count == LatencySketch(now).count)
        }
        #expect(fine(4, -3, [0, 2, 1]).since(fine(4, 0, []))?.count == 3)
        #expect(fine(4, 0, []).since(fine(4, 0, []))?.count == 0)
    }

    @Test("is found across a change to a coarser scale", arguments: [0, 3, 6, 8])
    func coarsened(scale: Int) throws {
        let first = Spread.logNormal.durations(500, seed: 80)
        let second = Spread.logNormal.durations(700, seed: 81) + [0]
        let before = exponential(first, scale: 8)
        let now = exponential(first + second, scale: scale)
        let added = try #require(now.since(before))
        #expect(added.count == 701)
        #expect(added.zeroCount == 1)
        let expected = LatencySketch(exponential(second, scale: scale))
        #expect(LatencySketch(added).occupied == expected.occupied)
    }

    @Test("is nothing to be known where counts fell")
    func fallen() {
        #expect(explicit([1], [4, 9]).since(explicit([1], [5, 0])) == nil)
        #expect(fine(4, 0, [4, 9]).since(fine(4, 0, [5, 0])) == nil)
        // Buckets that are no more shown have none.
        #expect(fine(4, 0, [4]).since(fine(4, 0, [4, 1])) == nil)
        #expect(fine(4, 1, [4]).since(fine(4, 0, [1, 1])) == nil)
        #expect(fine(4, 0, []).since(fine(4, 0, [1])) == nil)
        #expect(fine(3, 0, [4]).since(fine(4, 0, [4, 1])) == nil)
        var zeros = fine(4, 0, [1])
        zeros.zeroCount = 1
        #expect(fine(4, 0, [1]).since(zeros) == nil)
    }

    @Test("is nothing to be known where the buckets are others")
    func others() {
        #expect(explicit([1], [4, 9]).since(explicit([2], [4, 9])) == nil)
        #expect(explicit([1], [4, 9]).since(explicit([1, 2], [0, 0, 0])) == nil)
        #expect(explicit([1], [4, 9]).since(fine(0, 0, [4, 9])) == nil)
        #expect(fine(0, 0, [4, 9]).since(explicit([1], [4, 9])) == nil)
        #expect(fine(5, 0, [4, 9]).since(fine(4, 0, [1])) == nil)
    }

    @Test("is nothing to be known where its buckets are far from those before")
    func farApart() {
        #expect(fine(20, 0, [7]).since(fine(20, 10_000, [5])) == nil)
        #expect(fine(20, 10_000, [7]).since(fine(20, 0, [5])) == nil)
        #expect(fine(20, -(1 << 31), [7]).since(fine(20, 1 << 30, [5])) == nil)
    }

    // MARK: - Extremes

    @Test("lies within the extremes of all time", arguments: [0, 1, 2, 3])
    func extremes(kind: Int) throws {
        let bounds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
        var random = SeededRandom(seed: UInt64(85 + kind))
        for _ in 0..<200 {
            var durations: [UInt64] = []
            var before: Histogram?
            var all = LatencySketch()
            for _ in 0..<5 {
                let middle = Double.random(in: 20...33, using: &random)
                for _ in 0..<Int.random(in: 1...40, using: &random) {
                    durations.append(
                        UInt64(exp2(middle + Double.random(in: -2...2, using: &random))))
                }
                var now = exponential(durations, scale: [0, -10, 2, 8][kind])
                if kind == 0 {
                    var counts = [UInt64](repeating: 0, count: bounds.count + 1)
                    for duration in durations {
                        let place = bounds.firstIndex { Double(duration) / 1e9 <= $0 }
                        counts[place ?? bounds.count] += 1
                    }
                    now = explicit(bounds, counts)
                }
                let least = try #require(durations.min())
                let most = try #require(durations.max())
                (now.least, now.most) = (Double(least) / 1e9, Double(most) / 1e9)
                var added = now
                if let before { added = try #require(now.since(before)) }
                let sketch = LatencySketch(added)
                all.merge(sketch)
                before = now
                for share in [0, 0.01, 0.5, 0.95, 0.99, 1] {
                    for sketch in [sketch, sketch.part(from: 1, to: 3, of: 5), all] {
                        guard let found = sketch.quantile(share) else { continue }
                        #expect(found >= Double(least) - 1 && found <= Double(most) + 1)
                    }
                }
                // The longest of all time came in one of the differences.
                let maximum = try #require(all.maximum)
                #expect(maximum <= most + 1 && maximum + 1 >= most, "\(maximum), \(most)")
            }
        }
    }

    @Test("of calls that were no longer than those before takes no longer")
    func longest() throws {
        var before = explicit([0.1, 0.2, 0.5, 1], [0, 0, 3, 0, 0])
        (before.least, before.most) = (0.21, 0.3)
        var now = before
        now.counts[2] += 20
        let added = LatencySketch(try #require(now.since(before)))
        #expect(added.count == 20)
        #expect(try #require(added.maximum) <= 300_000_000)
        #expect(try #require(added.minimum) >= 210_000_000)
        // Above all bounds the longest of all time says little: it may have been alone.
        now.counts[4] += 9
        now.most = 3_600
        before.counts[4] += 1
        before.most = 3_600
        let above = LatencySketch(try #require(now.since(before)))
        #expect(try #require(above.maximum) < 1_020_000_000)
    }
}

@Suite("What is remembered of a stream")
struct StreamStateTests {
    private static func measurement(
        _ histogram: Histogram, start: Int64 = 1_000, time: Int64 = 2_000, isCumulative: Bool = true
    ) -> Measurement {
        Measurement(
            server: 0, method: 0, tool: 0, client: 0, error: 0, fault: nil, stream: 1,
            isCumulative: isCumulative, start: start, time: time, histogram: histogram)
    }

    /// States of all kinds.
    private static let states: [StreamState] = {
        let durations = Spread.bimodal.durations(100, seed: 82) + [0]
        let histograms = [
            explicit([0.005, 0.1, 1], [7, 0, 1, 300]), exponential(durations, scale: 5),
            explicit([], [9]), exponential([], scale: 0),
        ]
        let lasting = histograms.map { histogram in
            var state = StreamState()
            _ = state.add(measurement(histogram))
            return state
        }
        var passing = StreamState()
        for (time, histogram) in histograms.enumerated() {
            _ = passing.add(measurement(histogram, time: Int64(time) + 5, isCumulative: false))
        }
        return [StreamState(), passing] + lasting
    }()

    @Test("survives being written and read")
    func roundTrip() {
        for state in Self.states {
            let bytes = state.encoded()
            #expect(StreamState(encoded: bytes) == state)
            for length in bytes.indices {
                let short = StreamState(encoded: Array(bytes[..<length]))
                #expect(short != state)
            }
        }
        let others: [[UInt8]] = [
            [], [0], [2, 0, 0], [1, 0, 17], [1, 0, 0, 2], [1, 0, 0, 0, 0, 0, 0],
        ]
        for bytes in others {
            #expect(StreamState(encoded: bytes) == nil)
        }
    }

    @Test("is refused or stands for itself when its bytes are damaged")
    func damage() {
        var random = SeededRandom(seed: 83)
        var read = 0
        for round in 0..<4_000 {
            let state = Self.states[round % Self.states.count]
            let bytes = ByteMutation.mutated(state.encoded(), with: &random)
            guard let found = StreamState(encoded: bytes) else { continue }
            read += 1
            let again = StreamState(encoded: found.encoded())
            #expect(again?.encoded() == found.encoded(), "\(bytes)")
        }
        #expect(read > 0)
    }

    @Test("never ends the program with what comes next when its bytes are damaged")
    func damageGoingOn() async {
        await #expect(processExitsWith: .success) {
            var random = SeededRandom(seed: 84)
            let next = [explicit([0.005, 0.1, 1], [8, 0, 2, 301]), exponential([9], scale: 4)]
            for round in 0..<4_000 {
                let bytes = Self.states[round % Self.states.count].encoded()
                let damaged = ByteMutation.mutated(bytes, with: &random)
                for histogram in next {
                    guard var state = StreamState(encoded: damaged) else { break }
                    _ = state.add(Self.measurement(histogram, time: .max))
                }
            }
            // A first bucket and a scale that nobody has.
            for numbers: [Int64] in [[20, .max], [.max, 0], [20, .min], [.min, 5]] {
                var writer = VarintWriter()
                for number: UInt64 in [1, 0, 0, 1] { writer.write(number) }
                for number in numbers { writer.writeSigned(number) }
                for number: UInt64 in [0, 2, .max, .max] { writer.write(number) }
                writer.writeFixed(0)
                guard var state = StreamState(encoded: writer.bytes) else { continue }
                _ = state.add(Self.measurement(exponential([9], scale: -10), time: .max))
            }
        }
    }

    @Test("remembers the latest measurements of those that begin anew, and no more")
    func recent() {
        var state = StreamState()
        func add(_ number: UInt64) -> StreamState.Addition {
            state.add(Self.measurement(explicit([1], [number, 0]), isCumulative: false))
        }
        for number: UInt64 in 1...20 { #expect(add(number) != .repeated) }
        for number: UInt64 in 5...20 { #expect(add(number) == .repeated) }
        #expect(add(4) != .repeated)
        #expect(state.encoded().count < 200)
    }
}
