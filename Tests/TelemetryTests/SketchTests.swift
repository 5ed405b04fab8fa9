// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

@testable import Telemetry

/// Durations as servers have them, by the shape of their spread.
enum Spread: String, CaseIterable, Sendable {
    case logNormal, bimodal, heavyTailed

    /// Durations in nanoseconds.
    func durations(_ count: Int, seed: UInt64) -> [UInt64] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in duration(&random) }
    }

    private func duration(_ random: inout SeededRandom) -> UInt64 {
        switch self {
        case .logNormal:
            return UInt64(exp(17 + 1.2 * normal(&random)))
        case .bimodal:
            // Nine of ten are answered from memory, the others from far away.
            let isNear = Double.random(in: 0..<1, using: &random) < 0.9
            let (middle, width) = isNear ? (2e6, 3e5) : (4e8, 5e7)
            return UInt64(max(1000, middle + width * normal(&random)))
        case .heavyTailed:
            let share = Double.random(in: 0..<1, using: &random)
            return UInt64(min(1e6 * pow(1 - share, -1 / 1.1), 1e18))
        }
    }

    /// Box and Muller's way to the normal distribution.
    private func normal(_ random: inout SeededRandom) -> Double {
        let radius = 1 - Double.random(in: 0..<1, using: &random)
        let angle = Double.random(in: 0..<1, using: &random)
        return sqrt(-2 * log(radius)) * cos(2 * Double.pi * angle)
    }
}

private func sketched(_ durations: [UInt64]) -> LatencySketch {
    var sketch = LatencySketch()
    for duration in durations { sketch.insert(nanoseconds: duration) }
    return sketch
}

@Suite("A sketch of latencies")
struct SketchTests {
    @Test("is as near to the exact quantiles as promised", arguments: Spread.allCases)
    func quantiles(spread: Spread) throws {
        #expect(BucketScale.relativeError < 0.006)
        let durations = spread.durations(1_000_000, seed: 50)
        let sketch = sketched(durations)
        let sorted = durations.sorted()
        for share in [0.5, 0.95, 0.99] {
            let rank = Int((share * Double(sorted.count)).rounded(.up))
            let exact = Double(sorted[rank - 1])
            let found = try #require(sketch.quantile(share))
            let error = (found - exact).magnitude / exact
            #expect(error <= BucketScale.relativeError * 1.001, "\(share): \(found), not \(exact)")
            #expect(error < 0.006)
        }
        #expect(sketch.count == UInt64(durations.count))
        #expect(sketch.minimum == sorted.first)
        #expect(sketch.maximum == sorted.last)
        #expect(sketch.quantile(1) == sorted.last.map { Double($0) })
    }

    @Test("stays below a small size, however long the tail", arguments: Spread.allCases)
    func size(spread: Spread) {
        let bytes = sketched(spread.durations(20_000, seed: 51)).encoded()
        #expect(bytes.count < 6_000)
    }

    @Test("comes out the same however durations are split and merged", arguments: Spread.allCases)
    func merging(spread: Spread) {
        var random = SeededRandom(seed: 52)
        let durations = spread.durations(2_000, seed: 53) + [0, 0, 1, .max, 1 << 63]
        let whole = sketched(durations).encoded()
        for _ in 0..<12 {
            var parts = [LatencySketch](
                repeating: LatencySketch(), count: Int.random(in: 1...9, using: &random))
            for duration in durations.shuffled(using: &random) {
                parts[Int.random(in: parts.indices, using: &random)].insert(nanoseconds: duration)
            }
            parts.append(LatencySketch())
            // Any tree of merges, not only one after the other.
            while parts.count > 1 {
                parts.shuffle(using: &random)
                let part = parts.removeLast()
                parts[0].merge(part)
            }
            guard parts[0].encoded() == whole else {
                Issue.record("another split gave another sketch")
                return
            }
        }
    }

    @Test("takes the same duration several times as once each")
    func times() {
        var once = LatencySketch()
        var several = LatencySketch()
        for duration: UInt64 in [0, 7, 1_000_000, 9_999_999_999] {
            several.insert(nanoseconds: duration, times: 5)
            several.insert(nanoseconds: duration, times: 0)
            for _ in 0..<5 { once.insert(nanoseconds: duration) }
        }
        #expect(once == several)
        #expect(once.count == 20)
        #expect(once.zeroCount == 5)
    }

    @Test("without durations tells nothing and changes nothing")
    func empty() {
        let nothing = LatencySketch()
        #expect(nothing.isEmpty)
        #expect(nothing.quantile(0.5) == nil)
        #expect(nothing.minimum == nil)
        #expect(nothing.maximum == nil)
        #expect(LatencySketch(encoded: nothing.encoded()) == nothing)
        var some = sketched([5, 6])
        some.merge(nothing)
        #expect(some == sketched([6, 5]))
        var other = nothing
        other.merge(some)
        #expect(other == some)
    }

    @Test("holds nothing, the longest duration, and what lies between")
    func extremes() throws {
        let half: UInt64 = 1 << 63
        let sketch = sketched([.max, 0, half])
        #expect(sketch.count == 3)
        #expect(sketch.zeroCount == 1)
        #expect(sketch.sum == .max)
        #expect(sketch.minimum == 0)
        #expect(sketch.maximum == .max)
        #expect(sketch.quantile(0) == 0)
        #expect(sketch.quantile(0.3) == 0)
        let middle = try #require(sketch.quantile(0.5))
        let error = (middle - Double(half)).magnitude / Double(half)
        #expect(error <= BucketScale.relativeError * 1.001)
        #expect(sketch.quantile(1) == Double(UInt64.max))
        #expect(LatencySketch(encoded: sketch.encoded()) == sketch)
    }

    @Test("of one duration gives it for every share")
    func single() {
        for duration: UInt64 in [0, 1, 12_345_678, 1 << 40] {
            let sketch = sketched([duration])
            for share in [0, 0.5, 0.99, 1] {
                #expect(sketch.quantile(share) == Double(duration))
            }
        }
    }

    @Test("stops its sum at the largest number, in whatever order")
    func saturation() {
        var random = SeededRandom(seed: 54)
        let durations: [UInt64] = [.max - 5, 3, 1 << 63, 4, 1 << 62, 0, 9]
        let whole = sketched(durations).encoded()
        for _ in 0..<50 {
            let order = durations.shuffled(using: &random)
            var merged = sketched(Array(order.prefix(3)))
            merged.merge(sketched(Array(order.dropFirst(3))))
            #expect(merged.sum == .max)
            #expect(merged.encoded() == whole)
        }
        var many = LatencySketch()
        many.insert(nanoseconds: 1 << 62, times: 5)
        #expect(many.sum == .max)
        #expect(sketched([.max - 5, 5]).sum == .max)
        #expect(sketched([UInt64.max - 5, 4]).sum == UInt64.max - 1)
    }

    // MARK: - Bytes

    @Test("survives being written and read", arguments: Spread.allCases)
    func roundTrip(spread: Spread) throws {
        var random = SeededRandom(seed: 55)
        for size in [1, 2, 3, 10, 500] {
            var durations = spread.durations(size, seed: random.next())
            if Bool.random(using: &random) { durations.append(0) }
            let written = sketched(durations)
            let read = try #require(LatencySketch(encoded: written.encoded()))
            #expect(read == written)
            #expect(read.encoded() == written.encoded())
            #expect(read.quantile(0.95) == written.quantile(0.95))
        }
    }

    @Test("is not read from bytes that end too early")
    func truncated() {
        let bytes = sketched(Spread.bimodal.durations(300, seed: 56)).encoded()
        for length in bytes.indices {
            #expect(LatencySketch(encoded: Array(bytes[..<length])) == nil)
        }
    }

    @Test("is not read from other versions and contradictions")
    func refused() {
        let texts: [[UInt8]] = [
            // Nothing; a version alone; another version.
            [], [1], [2, 0], [0, 0],
            // The shortest is longer than the longest; the buckets hold fewer than there are.
            [1, 1, 0, 5, 5, 4, 0, 1], [1, 2, 0, 5, 5, 5, 0, 1], [1, 1, 0, 5, 5, 5],
            // A gap of more than any durations have.
            [1, 1, 0, 5, 5, 5, 0x80, 0x80, 0x20, 1],
        ]
        for bytes in texts { #expect(LatencySketch(encoded: bytes) == nil, "\(bytes)") }
    }

    @Test("is not read from bytes with the largest gap that can be written")
    func largestGap() {
        // The last bit is the sign.
        for first: UInt8 in [0xFE, 0xFF] {
            var bytes: [UInt8] = [1, 1, 0, 5, 5, 5, first]
            bytes += [UInt8](repeating: 0xFF, count: 8)
            bytes += [1, 1]
            #expect(LatencySketch(encoded: bytes) == nil)
        }
    }

    @Test("is refused or stands for itself when its bytes are damaged")
    func damage() {
        var random = SeededRandom(seed: 57)
        var accepted = 0
        for round in 0..<4_000 {
            let spread = Spread.allCases[round % Spread.allCases.count]
            let durations = spread.durations(1 + round % 40, seed: UInt64(round)) + [0]
            let bytes = ByteMutation.mutated(sketched(durations).encoded(), with: &random)
            guard let read = LatencySketch(encoded: bytes) else { continue }
            accepted += 1
            let written = read.encoded()
            guard let again = LatencySketch(encoded: written), again.encoded() == written else {
                Issue.record("\(bytes) were read as a sketch that cannot be written")
                return
            }
            for share in [0, 0.5, 0.99] { _ = read.quantile(share) }
        }
        #expect(accepted > 0)
    }
}

@Suite("The scale of the buckets")
struct BucketScaleTests {
    @Test("puts powers of two into the bucket below")
    func powersOfTwo() {
        #expect(BucketScale.index(ofSeconds: 1) == -1)
        #expect(BucketScale.index(ofSeconds: 2) == 63)
        for exponent in -29...34 {
            let power = exp2(Double(exponent))
            #expect(BucketScale.index(ofSeconds: power) == 64 * exponent - 1)
            #expect(BucketScale.index(ofSeconds: power.nextUp) == 64 * exponent)
            #expect(BucketScale.index(ofSeconds: power.nextDown) == 64 * exponent - 1)
        }
        #expect(BucketScale.index(ofNanoseconds: 1_000_000_000) == -1)
        #expect(BucketScale.index(ofNanoseconds: 1_000_000_001) == 0)
        #expect(BucketScale.index(ofNanoseconds: 4_000_000_000) == 127)
    }

    @Test("puts every duration between the bounds of its bucket")
    func bounds() {
        var random = SeededRandom(seed: 64)
        for _ in 0..<50_000 {
            let seconds = exp2(Double.random(in: -29.9...34, using: &random))
            let index = BucketScale.index(ofSeconds: seconds)
            let lower = exp2(Double(index) / 64) * (1 - 1e-12)
            let upper = exp2(Double(index + 1) / 64) * (1 + 1e-12)
            guard lower < seconds, seconds <= upper else {
                Issue.record("\(seconds) s is not within bucket \(index)")
                return
            }
            let middle = BucketScale.seconds(of: index)
            guard (middle - seconds).magnitude / seconds < BucketScale.relativeError * 1.000001
            else {
                Issue.record("\(seconds) s is too far from \(middle) s")
                return
            }
        }
    }

    @Test("puts every duration between the bounds of its bucket, counted in nanoseconds")
    func nanoseconds() {
        var random = SeededRandom(seed: 65)
        let chosen: [UInt64] = [1, 2, 3, 1 << 32, 1 << 63, .max - 1, .max]
        let others = (0..<20_000).map { _ -> UInt64 in
            let bits = UInt64.random(in: 0...63, using: &random)
            return UInt64.random(in: 1 ... .max, using: &random) >> bits
        }
        for nanoseconds in chosen + others where nanoseconds > 0 {
            let index = BucketScale.index(ofNanoseconds: nanoseconds)
            let seconds = Double(nanoseconds) / 1e9
            let lower = exp2(Double(index) / 64) * (1 - 1e-12)
            let upper = exp2(Double(index + 1) / 64) * (1 + 1e-12)
            guard lower < seconds, seconds <= upper else {
                Issue.record("\(nanoseconds) ns is not within bucket \(index)")
                return
            }
        }
    }

    @Test("never puts a longer duration into a lower bucket")
    func order() {
        var random = SeededRandom(seed: 66)
        let seconds = (0..<20_000).map { _ in
            exp2(Double.random(in: -30...34, using: &random))
        }
        let indices = seconds.sorted().map { BucketScale.index(ofSeconds: $0) }
        for (left, right) in zip(indices, indices.dropFirst()) where left > right {
            Issue.record("bucket \(left) stands before \(right)")
            return
        }
    }
}
