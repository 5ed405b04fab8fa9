// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// How long calls took, in the buckets that a sender chose.
struct Histogram: Sendable, Hashable {
    enum Buckets: Sendable, Hashable {
        /// The upper bounds in seconds, ascending; one bucket more lies above the last.
        case explicit(bounds: [Double])
        /// Bucket `first + n` of a scale of OTLP.
        case exponential(scale: Int, first: Int)
    }

    var buckets: Buckets
    var counts: [UInt64]
    /// Durations too short to be told from none.
    var zeroCount: UInt64 = 0
    /// In seconds; what is not longer is counted as none.
    var zeroThreshold = 0.0
    /// In seconds.
    var sum: Double?
    /// In seconds; nothing was shorter.
    var least: Double?
    /// In seconds; nothing was longer.
    var most: Double?
    /// Whether one of these calls took the longest; else it was one before them.
    var isMostReached = true

    var count: UInt64 { counts.reduce(zeroCount, &+) }

    /// Buckets beyond this are more than any sender keeps.
    static let mostBuckets = 4_096
    /// More calls than this are no count of calls.
    static let mostCalls: UInt64 = 1 << 40
    /// The scales that OTLP's own libraries know.
    static let scales = -10...20

    /// What is wrong with it; `nil` where it can be used.
    var flaw: String? {
        if counts.count > Self.mostBuckets { return "a histogram has too many buckets" }
        var total = zeroCount
        for count in counts { total.add(clamped: count) }
        if total > Self.mostCalls { return "a histogram counts too many calls" }
        if let sum, !sum.isFinite { return "a histogram's sum is no number" }
        switch buckets {
        case .explicit(let bounds):
            if bounds.count > Self.mostBuckets { return "a histogram has too many buckets" }
            if counts.count != bounds.count + 1 {
                return "a histogram has \(counts.count) buckets for \(bounds.count) bounds"
            }
            if bounds.contains(where: \.isNaN)
                || zip(bounds, bounds.dropFirst()).contains(where: >=)
            {
                return "a histogram's bounds do not ascend"
            }
        case .exponential(let scale, let first):
            if !Self.scales.contains(scale) { return "a histogram's scale is \(scale)" }
            if first < Int(Int32.min) || first + counts.count > Int(Int32.max) {
                return "a histogram's buckets lie beyond all durations"
            }
        }
        return nil
    }

    /// What came to it since an earlier look; `nil` where it has begun anew since.
    func since(_ earlier: Histogram) -> Histogram? {
        var (now, before) = (self, earlier)
        switch (buckets, earlier.buckets) {
        case (.explicit(let bounds), .explicit(let others)):
            guard bounds == others, counts.count == earlier.counts.count else { return nil }
        case (.exponential(let scale, _), .exponential(let other, _)):
            // Libraries coarsen as they go; they never refine but at a new start.
            guard scale <= other else { return nil }
            before.coarsen(to: scale)
            if zeroThreshold > before.zeroThreshold { before.forget(below: zeroThreshold) }
            guard now.widen(to: before), before.widen(to: now) else { return nil }
        default: return nil
        }
        guard now.zeroCount >= before.zeroCount,
            zip(now.counts, before.counts).allSatisfy({ $0 >= $1 })
        else { return nil }
        now.zeroCount -= before.zeroCount
        for index in now.counts.indices { now.counts[index] -= before.counts[index] }
        now.sum = zip(now.sum, before.sum).map { max($0 - $1, 0) }
        // Extremes are those of all time, so they bound what came since; only a new one is of it.
        now.isMostReached = zip(now.most, before.most).map { $0 > $1 } ?? false
        return now
    }

    /// Counts what a sender by now takes for none as none.
    private mutating func forget(below threshold: Double) {
        guard case .exponential(let scale, let first) = buckets else { return }
        let gone = counts.indices.prefix {
            exp2(Double(first + $0 + 1) * exp2(Double(-scale))) <= threshold
        }.count
        zeroCount += counts.prefix(gone).reduce(0, &+)
        counts.removeFirst(gone)
        buckets = .exponential(scale: scale, first: first + gone)
    }

    private mutating func coarsen(to scale: Int) {
        guard case .exponential(let own, let first) = buckets, own > scale else { return }
        let coarser = BucketScale.coarsened(counts, from: first, by: own - scale)
        buckets = .exponential(scale: scale, first: coarser.first)
        counts = coarser.counts
    }

    /// Makes room for every bucket of another histogram of the same scale; false where they are so
    /// far apart that one cannot have become the other.
    private mutating func widen(to other: Histogram) -> Bool {
        guard case .exponential(let scale, let first) = buckets,
            case .exponential(_, let otherFirst) = other.buckets, !other.counts.isEmpty
        else { return true }
        if counts.isEmpty {
            buckets = .exponential(scale: scale, first: otherFirst)
            counts = Array(repeating: 0, count: other.counts.count)
            return true
        }
        let end = max(first + counts.count, otherFirst + other.counts.count)
        guard end - min(first, otherFirst) <= 2 * Self.mostBuckets else { return false }
        if otherFirst < first {
            counts.insert(contentsOf: repeatElement(0, count: first - otherFirst), at: 0)
            buckets = .exponential(scale: scale, first: otherFirst)
        }
        let start = min(first, otherFirst)
        counts.append(contentsOf: repeatElement(0, count: end - start - counts.count))
        return true
    }
}

/// Both, or none.
private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}

// MARK: - Bytes

extension Histogram {
    func write(to writer: inout VarintWriter) {
        switch buckets {
        case .explicit(let bounds):
            writer.write(0)
            writer.write(UInt64(bounds.count))
            for bound in bounds { writer.writeFixed(bound.bitPattern) }
        case .exponential(let scale, let first):
            writer.write(1)
            writer.writeSigned(Int64(scale))
            writer.writeSigned(Int64(first))
        }
        writer.write(zeroCount)
        writer.write(UInt64(counts.count))
        for count in counts { writer.write(count) }
        for number in [sum ?? .nan, least ?? .nan, most ?? .nan, zeroThreshold] {
            writer.writeFixed(number.bitPattern)
        }
    }

    /// Reads what ``write(to:)`` wrote; `nil` when it is something else.
    init?(from reader: inout VarintReader) {
        func list<Value>(_ next: (inout VarintReader) -> Value?) -> [Value]? {
            guard let count = reader.read(), count <= UInt64(2 * Self.mostBuckets) else {
                return nil
            }
            var values: [Value] = []
            for _ in 0..<count {
                guard let value = next(&reader) else { return nil }
                values.append(value)
            }
            return values
        }
        switch reader.read() {
        case 0:
            guard let bounds = list({ $0.readFixed().map(Double.init(bitPattern:)) }) else {
                return nil
            }
            buckets = .explicit(bounds: bounds)
        case 1:
            guard let scale = reader.readSigned(), Self.scales.contains(Int(scale)),
                let first = reader.readSigned(), Int32(exactly: first) != nil
            else { return nil }
            buckets = .exponential(scale: Int(scale), first: Int(first))
        default: return nil
        }
        guard let zeroCount = reader.read(), let counts = list({ $0.read() }) else { return nil }
        self.zeroCount = zeroCount
        self.counts = counts
        var numbers: [Double] = []
        for _ in 0..<4 {
            guard let bits = reader.readFixed() else { return nil }
            numbers.append(Double(bitPattern: bits))
        }
        let known = numbers.map { $0.isNaN ? nil : $0 }
        (sum, least, most, zeroThreshold) = (known[0], known[1], known[2], known[3] ?? 0)
        if flaw != nil { return nil }
    }
}
