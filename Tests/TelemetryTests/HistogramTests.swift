// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

@testable import Telemetry

/// The exponential histogram that a sender would make of durations.
func exponential(_ nanoseconds: [UInt64], scale: Int) -> Histogram {
    let indices = nanoseconds.filter { $0 > 0 }.map { duration in
        Int((log2(Double(duration) / 1e9) * exp2(Double(scale))).rounded(.up)) - 1
    }
    let first = indices.min() ?? 0
    var counts = [UInt64](repeating: 0, count: (indices.max() ?? -1) - first + 1)
    for index in indices { counts[index - first] += 1 }
    return Histogram(
        buckets: .exponential(scale: scale, first: first), counts: counts,
        zeroCount: UInt64(nanoseconds.count - indices.count),
        sum: nanoseconds.reduce(0) { $0 + Double($1) } / 1e9)
}

func explicit(_ bounds: [Double], _ counts: [UInt64]) -> Histogram {
    Histogram(buckets: .explicit(bounds: bounds), counts: counts)
}

extension LatencySketch {
    /// The counts of the buckets that have some.
    var occupied: [Int: UInt64] {
        Dictionary(
            uniqueKeysWithValues: counts.enumerated().filter { $1 > 0 }
                .map { (first + $0, $1) })
    }
}

@Suite("A histogram")
struct HistogramTests {
    private static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// A histogram of any kind with any counts.
    private static func any(_ random: inout SeededRandom) -> Histogram {
        let largest: UInt64 = [3, 1_000, 1 << 32].randomElement(using: &random) ?? 1
        func counts(_ count: Int) -> [UInt64] {
            (0..<count).map { _ in
                Bool.random(using: &random) ? 0 : UInt64.random(in: 0...largest, using: &random)
            }
        }
        var histogram: Histogram
        if Bool.random(using: &random) {
            let bounds = Set(
                (0..<Int.random(in: 0...20, using: &random)).map { _ in
                    exp2(Double.random(in: -40...40, using: &random))
                }
            ).sorted()
            histogram = explicit(bounds, counts(bounds.count + 1))
        } else {
            let scale = Int.random(in: -10...20, using: &random)
            let reach = max(Int(exp2(Double(scale) + 6)), 3)
            histogram = Histogram(
                buckets: .exponential(
                    scale: scale, first: Int.random(in: -reach...reach, using: &random)),
                counts: counts(Int.random(in: 0...160, using: &random)))
            histogram.zeroCount = counts(1)[0]
        }
        if Bool.random(using: &random) {
            histogram.least = exp2(Double.random(in: -40...0, using: &random))
            histogram.most = exp2(Double.random(in: -20...20, using: &random))
        }
        if Bool.random(using: &random) { histogram.sum = Double(histogram.count) }
        return histogram
    }

    // MARK: - As a sketch

    @Test("keeps all of its counts as a sketch, whatever its buckets")
    func total() {
        var random = SeededRandom(seed: 70)
        for _ in 0..<2_000 {
            let histogram = Self.any(&random)
            #expect(histogram.flaw == nil)
            let sketch = LatencySketch(histogram)
            #expect(sketch.count == histogram.count, "\(histogram)")
            #expect(sketch.occupied.values.reduce(sketch.zeroCount, +) == histogram.count)
            #expect(LatencySketch(encoded: sketch.encoded()) == sketch)
        }
    }

    @Test("of the sketch's own scale becomes the same buckets", arguments: Spread.allCases)
    func sameScale(spread: Spread) {
        let durations = spread.durations(5_000, seed: 71) + [0, 0]
        var direct = LatencySketch()
        for duration in durations { direct.insert(nanoseconds: duration) }
        let found = LatencySketch(exponential(durations, scale: 6))
        #expect(found.occupied == direct.occupied)
        #expect(found.zeroCount == 2)
        let error = (Double(found.sum) - Double(direct.sum)).magnitude / Double(direct.sum)
        #expect(error < 1e-6)
    }

    @Test("of a finer scale loses nothing but that", arguments: [7, 8, 12])
    func finer(scale: Int) {
        for spread in Spread.allCases {
            let durations = spread.durations(3_000, seed: 72)
            var direct = LatencySketch()
            for duration in durations { direct.insert(nanoseconds: duration) }
            #expect(LatencySketch(exponential(durations, scale: scale)).occupied == direct.occupied)
        }
        // The finest scale, on both sides of a bound.
        let finest = Histogram(buckets: .exponential(scale: 20, first: -16_385), counts: [3, 4])
        #expect(LatencySketch(finest).occupied == [-2: 3, -1: 4])
    }

    @Test("of a coarser scale is spread within its buckets", arguments: [-10, -3, 0, 3, 5])
    func coarser(scale: Int) {
        let durations = Spread.logNormal.durations(2_000, seed: 73)
        let histogram = exponential(durations, scale: scale)
        guard case .exponential(_, let first) = histogram.buckets else { return }
        let occupied = LatencySketch(histogram).occupied
        var found: [Int: UInt64] = [:]
        for (index, count) in occupied { found[index >> (6 - scale), default: 0] += count }
        for (offset, count) in histogram.counts.enumerated() where count > 0 {
            #expect(found[first + offset] == count)
        }
        // Of many calls every part of a bucket gets its share.
        let one = Histogram(buckets: .exponential(scale: 3, first: -20), counts: [801])
        let parts = LatencySketch(one).occupied
        #expect(parts.keys.sorted() == Array(-160...(-153)))
        #expect(parts.values.allSatisfy { $0 == 100 || $0 == 101 })
    }

    @Test("with bounds has the quantiles that Prometheus finds")
    func linear() throws {
        var random = SeededRandom(seed: 74)
        for _ in 0..<200 {
            var counts = Self.bounds.map { _ in UInt64.random(in: 0...1_000_000, using: &random) }
            counts[Int.random(in: 0..<counts.count, using: &random)] += 500_000
            let sketch = LatencySketch(explicit(Self.bounds, counts + [0]))
            for share in [0.5, 0.9, 0.95, 0.99] {
                let expected = Self.interpolated(share, counts)
                let found = try #require(sketch.quantile(share)) / 1e9
                let error = (found - expected).magnitude / expected
                #expect(error < BucketScale.relativeError * 1.02, "\(share): \(found), \(expected)")
            }
        }
    }

    /// The quantile that lies on a straight line between two bounds.
    private static func interpolated(_ share: Double, _ counts: [UInt64]) -> Double {
        let rank = share * Double(counts.reduce(0, +))
        var seen = 0.0
        for (place, count) in counts.enumerated() {
            if seen + Double(count) >= rank {
                let low = place == 0 ? 0 : bounds[place - 1]
                return low + (bounds[place] - low) * (rank - seen) / Double(count)
            }
            seen += Double(count)
        }
        return bounds[bounds.count - 1]
    }

    @Test("puts what lies above all bounds at the last, or below the longest")
    func above() throws {
        var histogram = explicit([0.1, 1], [0, 0, 100])
        var sketch = LatencySketch(histogram)
        #expect(sketch.occupied == [BucketScale.index(ofSeconds: 1): 100])
        (histogram.least, histogram.most) = (2, 4)
        sketch = LatencySketch(histogram)
        let median = try #require(sketch.quantile(0.5)) / 1e9
        #expect((median - 3).magnitude / 3 < 2 * BucketScale.relativeError)
        #expect(try #require(sketch.minimum) >= 1_970_000_000)
        #expect(try #require(sketch.maximum) <= 4_000_000_000)
        // Nothing takes less than no time.
        #expect(LatencySketch(explicit([-1, 0], [2, 3, 0])).zeroCount == 5)
    }

    // MARK: - Parts

    @Test("is the sum of its parts of time")
    func parts() {
        var random = SeededRandom(seed: 75)
        for _ in 0..<300 {
            let sketch = LatencySketch(Self.any(&random))
            let all = UInt64.random(in: 1...86_400_000_000_000, using: &random)
            let cuts = (0..<5).map { _ in UInt64.random(in: 0...all, using: &random) } + [0, all]
            var sum = LatencySketch()
            for (start, end) in zip(cuts.sorted(), cuts.sorted().dropFirst()) {
                sum.merge(sketch.part(from: start, to: end, of: all))
            }
            #expect(sum.count == sketch.count)
            #expect(sum.zeroCount == sketch.zeroCount)
            #expect(sum.occupied == sketch.occupied)
            #expect(sum.sum <= sketch.sum)
        }
    }

    @Test("is the sum of its minutes")
    func minutes() {
        var random = SeededRandom(seed: 76)
        let end = Int64(TestPoint.usualTime)
        for _ in 0..<100 {
            let histogram = Self.any(&random)
            let start = end - Int64.random(in: -10...7_200_000_000_000, using: &random)
            let minutes = histogram.byMinute(since: start, to: end)
            #expect(minutes.reduce(0) { $0 + $1.sketch.count } == histogram.count)
            #expect(Set(minutes.map(\.minute)).count == minutes.count)
            let wanted = (min(start, end - 1) / 60_000_000_000)...((end - 1) / 60_000_000_000)
            #expect(minutes.allSatisfy { wanted.contains(Int64($0.minute)) })
        }
        // Of a longer time the last day is what counts.
        let day = explicit([1], [14_400, 0]).byMinute(since: 1, to: end)
        #expect(day.reduce(0) { $0 + $1.sketch.count } == 14_400)
        #expect(day.allSatisfy { end / 60_000_000_000 - Int64($0.minute) <= 1_440 })
    }

    @Test("of few calls of many lengths is spread over all of its minutes")
    func evenly() {
        // One call in each bucket, as fine buckets have them.
        let histogram = Histogram(
            buckets: .exponential(scale: 6, first: -600),
            counts: [UInt64](repeating: 1, count: 300))
        let end = Int64(TestPoint.usualTime) / 60_000_000_000 * 60_000_000_000
        let minutes = histogram.byMinute(since: end - 30 * 60_000_000_000, to: end)
        #expect(minutes.reduce(0) { $0 + $1.sketch.count } == 300)
        // Ten are expected in each.
        #expect(minutes.allSatisfy { $0.sketch.count <= 40 })
    }
}
