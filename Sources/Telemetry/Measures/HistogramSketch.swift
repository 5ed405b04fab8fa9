// SPDX-License-Identifier: Apache-2.0

extension LatencySketch {
    /// The durations of a histogram; within a bucket that is wider than ours they are spread evenly.
    init(_ histogram: Histogram) {
        var spread = Spread(within: histogram)
        switch histogram.buckets {
        case .explicit(let bounds): spread.explicit(histogram, bounds)
        case .exponential(let scale, let first): spread.exponential(histogram, scale, first)
        }
        let (first, counts) = spread.filled
        let seconds =
            histogram.sum
            ?? counts.indices.reduce(0) {
                $0 + BucketScale.seconds(of: first + $1 - counts.startIndex) * Double(counts[$1])
            }
        self.init(
            first: first, counts: counts, zeroCount: spread.zeroCount + histogram.zeroCount,
            sum: UInt64(clamping: seconds), least: histogram.least.map { UInt64(clamping: $0) },
            most: histogram.most.map { UInt64(clamping: $0) })
    }
}

extension UInt64 {
    /// Seconds in nanoseconds.
    fileprivate init(clamping seconds: Double) {
        self = seconds > 0 ? UInt64(Swift.min(seconds * 1e9, 1.8e19).rounded()) : 0
    }
}

/// Counts on their way from a sender's buckets into ours.
private struct Spread {
    private(set) var zeroCount: UInt64 = 0
    /// Of all our buckets, and those of them in which there is something.
    private var counts = [UInt64](repeating: 0, count: BucketScale.indices.count)
    private var range: ClosedRange<Int>?
    /// Our buckets that lie between the extremes.
    private let indices: ClosedRange<Int>

    init(within histogram: Histogram) {
        let all = BucketScale.indices
        func index(_ seconds: Double?) -> Int? {
            guard let seconds, seconds > 0 else { return nil }
            return min(max(BucketScale.index(ofSeconds: seconds), all.lowerBound), all.upperBound)
        }
        let low = index(histogram.least) ?? all.lowerBound
        let high = index(histogram.most) ?? all.upperBound
        indices = low <= high ? low...high : all
    }

    /// The buckets from the lowest to the highest in which there is something.
    var filled: (first: Int, counts: ArraySlice<UInt64>) {
        guard let range else { return (0, []) }
        return (range.lowerBound + BucketScale.indices.lowerBound, counts[range])
    }

    private mutating func add(_ count: UInt64, _ index: Int) {
        let index = min(max(index, indices.lowerBound), indices.upperBound)
        let place = index - BucketScale.indices.lowerBound
        counts[place] += count
        range = min(range?.lowerBound ?? place, place)...max(range?.upperBound ?? place, place)
    }

    /// As Prometheus reads such buckets: evenly over the seconds between two bounds.
    mutating func explicit(_ histogram: Histogram, _ bounds: [Double]) {
        // How long those above all bounds took is known of the longest alone, if it is one of them.
        let longest = histogram.isMostReached ? histogram.most : nil
        let highest = histogram.counts.lastIndex { $0 > 0 }
        for (place, count) in histogram.counts.enumerated() where count > 0 {
            let low = max(place == 0 ? 0 : bounds[place - 1], histogram.least ?? 0)
            let limit = place < bounds.count && bounds[place] < .infinity ? bounds[place] : nil
            guard let bound = limit ?? longest else {
                addAbove(low, count, of: histogram)
                continue
            }
            let high = min(bound, histogram.most ?? bound)
            if high > low {
                let isLongest = place == highest && high == longest
                if isLongest { add(1, BucketScale.index(ofSeconds: high)) }
                evenly(isLongest ? count - 1 : count, low, high)
            } else if high > 0 {
                add(count, BucketScale.index(ofSeconds: high))
            } else {
                zeroCount += count
            }
        }
    }

    /// Of what lies above all bounds nothing more is known, but for the mean where it is alone.
    private mutating func addAbove(_ low: Double, _ count: UInt64, of histogram: Histogram) {
        let mean = (histogram.sum ?? 0) / Double(count)
        let value = histogram.counts.count == 1 ? mean : low
        if value > 0 {
            add(count, BucketScale.index(ofSeconds: value))
        } else {
            zeroCount += count
        }
    }

    /// How far down the calls of a sender's bucket are spread: a 256th of them lies below.
    private static let mostDoublings = 8

    private mutating func evenly(_ count: UInt64, _ low: Double, _ high: Double) {
        var index = BucketScale.index(ofSeconds: high)
        // A bucket that begins at nothing has no end downwards; below this lie few of its calls.
        let lowest = max(indices.lowerBound, index - Self.mostDoublings * BucketScale.perDoubling)
        var left = count
        while left > 0 {
            let share = (BucketScale.lowerBound(of: index) - low) / (high - low)
            let below =
                share <= 0 || index <= lowest
                ? 0 : min(left, UInt64((Double(count) * share).rounded()))
            if left > below { add(left - below, index) }
            left = below
            index -= 1
        }
    }

    mutating func exponential(_ histogram: Histogram, _ scale: Int, _ first: Int) {
        let finer = scale - BucketScale.scale
        for (offset, count) in histogram.counts.enumerated() where count > 0 {
            let index = first + offset
            if finer >= 0 {
                add(count, index >> finer)
            } else {
                spread(count, over: index << -finer, 1 << -finer)
            }
        }
    }

    /// Evenly over those of some of our buckets that durations can be in; together they are one of
    /// the sender's.
    private mutating func spread(_ count: UInt64, over first: Int, _ width: Int) {
        let start = max(first, indices.lowerBound)
        let last = min(first + width - 1, indices.upperBound)
        guard start <= last else { return add(count, first) }
        let parts = UInt64(last - start + 1)
        var given: UInt64 = 0
        for index in start...last {
            let upTo = UInt64(index + 1 - start).share(of: count, in: parts)
            if upTo > given { add(upTo - given, index) }
            given = upTo
        }
    }
}

extension UInt64 {
    /// What falls to this many of all parts when a count is divided among them.
    func share(of count: UInt64, in all: UInt64) -> UInt64 {
        let (high, low) = count.multipliedFullWidth(by: Swift.min(self, all))
        return all.dividingFullWidth((high, low)).quotient
    }
}
