// SPDX-License-Identifier: Apache-2.0

/// How long calls took: counts in buckets of a fixed scale, with the exact extremes.
///
/// Merging adds counts, so it does not matter how calls were split among sketches or in what order
/// they are merged: the result is the same to the last bit.
public struct LatencySketch: Sendable, Hashable {
    /// How many durations there are.
    public private(set) var count: UInt64 = 0
    /// How many of them were zero.
    public private(set) var zeroCount: UInt64 = 0
    /// The sum in nanoseconds; it stops at the largest number there is.
    public private(set) var sum: UInt64 = 0
    private var least: UInt64 = .max
    private var most: UInt64 = 0
    /// The bucket that ``counts`` begins with.
    private(set) var first = 0
    /// From the lowest bucket that is occupied to the highest.
    private(set) var counts: [UInt64] = []

    /// No durations.
    public init() {}

    /// Whether there are no durations.
    public var isEmpty: Bool { count == 0 }
    /// The shortest duration in nanoseconds; `nil` without any.
    public var minimum: UInt64? { isEmpty ? nil : least }
    /// The longest duration in nanoseconds; `nil` without any.
    public var maximum: UInt64? { isEmpty ? nil : most }

    /// Takes in a duration, once or several times.
    public mutating func insert(nanoseconds: UInt64, times: UInt64 = 1) {
        guard times > 0 else { return }
        count &+= times
        let (product, isTooLarge) = nanoseconds.multipliedReportingOverflow(by: times)
        sum.add(clamped: isTooLarge ? .max : product)
        least = min(least, nanoseconds)
        most = max(most, nanoseconds)
        if nanoseconds == 0 {
            zeroCount &+= times
        } else {
            add(times, to: BucketScale.index(ofNanoseconds: nanoseconds))
        }
    }

    /// Takes in all durations of another sketch.
    public mutating func merge(_ other: LatencySketch) {
        guard !other.isEmpty else { return }
        count &+= other.count
        zeroCount &+= other.zeroCount
        sum.add(clamped: other.sum)
        least = min(least, other.least)
        most = max(most, other.most)
        guard let last = other.counts.indices.last else { return }
        makeRoom(for: other.first)
        makeRoom(for: other.first + last)
        let shift = other.first - first
        counts.withUnsafeMutableBufferPointer { counts in
            other.counts.withUnsafeBufferPointer { others in
                for offset in others.indices { counts[shift + offset] &+= others[offset] }
            }
        }
    }

    /// The duration in nanoseconds that a share of all does not exceed; `nil` without any.
    ///
    /// It is off by ``BucketScale/relativeError`` at most, of the value with that rank.
    public func quantile(_ share: Double) -> Double? {
        guard !isEmpty else { return nil }
        let wanted = (share * Double(count)).rounded(.up)
        if wanted >= Double(count) { return Double(most) }
        let rank = wanted >= 1 ? UInt64(wanted) : 1
        if rank <= zeroCount { return 0 }
        var seen = zeroCount
        for (offset, times) in counts.enumerated() {
            seen &+= times
            guard seen >= rank else { continue }
            let value = BucketScale.seconds(of: first + offset) * 1e9
            return min(max(value, Double(least)), Double(most))
        }
        return Double(most)
    }

    /// Durations that are known by their buckets; extremes beyond those of the buckets are left out.
    init(
        first: Int, counts: ArraySlice<UInt64>, zeroCount: UInt64, sum: UInt64, least: UInt64?,
        most: UInt64?
    ) {
        (self.first, self.counts) = (first, Array(counts))
        (self.zeroCount, self.sum) = (zeroCount, sum)
        count = counts.reduce(zeroCount, &+)
        trim()
        guard count > 0 else { return }
        bound(least: least ?? 0, most: most ?? .max)
    }

    /// Takes the extremes from the buckets, but no wider than some that are known.
    private mutating func bound(least known: UInt64, most highest: UInt64) {
        func nanoseconds(_ index: Int) -> UInt64 {
            UInt64(min(BucketScale.lowerBound(of: index) * 1e9, 1.8e19))
        }
        let last = first + counts.count
        self.most = counts.isEmpty ? 0 : max(min(nanoseconds(last), highest), nanoseconds(last - 1))
        self.least = zeroCount > 0 || counts.isEmpty ? 0 : max(nanoseconds(first), known)
        self.least = min(self.least, self.most)
    }

    /// The part of the durations that falls to a stretch of a time in which they came evenly.
    ///
    /// The parts of stretches that follow one another add up to all of them.
    func part(from start: UInt64, to end: UInt64, of all: UInt64) -> LatencySketch {
        // In parts of which a power of two make all, because dividing for each bucket takes long.
        let bits: UInt64 = 20
        let (low, high) = (start.share(of: 1 << bits, in: all), end.share(of: 1 << bits, in: all))
        // Each bucket begins elsewhere, or all that are alone in theirs would fall to the end.
        func share(_ count: UInt64, _ bucket: Int) -> UInt64 {
            let phase = UInt64(truncatingIfNeeded: bucket) &* 0x9E37_79B9_7F4A_7C15 >> (64 - bits)
            func upTo(_ place: UInt64) -> UInt64 {
                let product = count.multipliedFullWidth(by: place)
                let (sum, isCarried) = product.low.addingReportingOverflow(phase)
                return (product.high + (isCarried ? 1 : 0)) << (64 - bits) | sum >> bits
            }
            return upTo(high) - upTo(low)
        }
        var part = LatencySketch()
        part.first = first
        part.counts = counts.enumerated().map { share($1, first + $0) }
        part.zeroCount = share(zeroCount, .min)
        part.count = part.counts.reduce(part.zeroCount, &+)
        part.trim()
        part.sum = share(sum, 0)
        if part.count > 0 { part.bound(least: least, most: most) }
        return part
    }

    /// Leaves out the empty buckets at both ends.
    private mutating func trim() {
        let leading = counts.prefix { $0 == 0 }.count
        counts.removeFirst(leading)
        first = counts.isEmpty ? 0 : first + leading
        while counts.last == 0 { counts.removeLast() }
    }

    private mutating func add(_ times: UInt64, to index: Int) {
        makeRoom(for: index)
        counts[index - first] &+= times
    }

    private mutating func makeRoom(for index: Int) {
        if counts.isEmpty {
            first = index
            counts = [0]
        } else if index < first {
            counts.insert(contentsOf: repeatElement(0, count: first - index), at: 0)
            first = index
        } else if index - first >= counts.count {
            counts.append(contentsOf: repeatElement(0, count: index - first - counts.count + 1))
        }
    }
}

// MARK: - Bytes

extension LatencySketch {
    /// A version, the numbers, then gaps and counts of the occupied buckets, all as varints.
    public func encoded() -> [UInt8] {
        var writer = VarintWriter()
        writer.write(1)
        writer.write(count)
        guard !isEmpty else { return writer.bytes }
        writer.write(zeroCount)
        writer.write(sum)
        writer.write(least)
        writer.write(most)
        var previous = 0
        for (offset, times) in counts.enumerated() where times > 0 {
            writer.writeSigned(Int64(first + offset - previous))
            writer.write(times)
            previous = first + offset
        }
        return writer.bytes
    }

    /// Reads what ``encoded()`` wrote; `nil` when it is something else.
    public init?(encoded bytes: [UInt8]) {
        var reader = VarintReader(bytes)
        guard reader.read() == 1, let count = reader.read() else { return nil }
        if count == 0 {
            if !reader.isAtEnd { return nil }
            return
        }
        guard let zeroCount = reader.read(), let sum = reader.read(), let least = reader.read(),
            let most = reader.read(), least <= most
        else { return nil }
        (self.count, self.zeroCount, self.sum) = (count, zeroCount, sum)
        (self.least, self.most) = (least, most)
        guard let buckets = Self.buckets(&reader) else { return nil }
        (first, counts) = buckets
        if counts.reduce(zeroCount, &+) != count { return nil }
    }

    /// The gaps and counts, to the end.
    ///
    /// They are put together where there is room for all that there can be; to make an array longer
    /// bucket by bucket takes twice as long.
    private static func buckets(
        _ reader: inout VarintReader
    ) -> (first: Int, counts: [UInt64])? {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: BucketScale.indices.count) {
            room in
            var (first, index, used) = (0, 0, 0)
            while !reader.isAtEnd {
                guard let gap = reader.readSigned(), used == 0 || gap > 0,
                    BucketScale.indices.contains(index &+ Int(clamping: gap)),
                    let times = reader.read(), times > 0
                else { return nil }
                index += Int(gap)
                if used == 0 { first = index }
                while used < index - first {
                    room[used] = 0
                    used += 1
                }
                room[used] = times
                used += 1
            }
            return (first, Array(room[..<used]))
        }
    }
}
