// SPDX-License-Identifier: Apache-2.0

extension LatencySketch {
    /// What came to it since it was as another sketch; `nil` where it never was.
    package func since(_ earlier: LatencySketch) -> LatencySketch? {
        guard count >= earlier.count, zeroCount >= earlier.zeroCount, sum >= earlier.sum else {
            return nil
        }
        var counts = counts
        for (offset, times) in earlier.counts.enumerated() where times > 0 {
            let place = earlier.first + offset - first
            guard counts.indices.contains(place), counts[place] >= times else { return nil }
            counts[place] -= times
        }
        return LatencySketch(
            first: first, counts: counts[...], zeroCount: zeroCount - earlier.zeroCount,
            sum: sum - earlier.sum, least: minimum, most: maximum)
    }

    /// The counts from the lowest occupied bucket on, of a scale that is no finer than ours.
    ///
    /// - Parameters:
    ///   - scale: 6 at most.
    ///   - mostBuckets: the scale is lowered until so many suffice.
    package func buckets(
        scale wanted: Int, mostBuckets: Int
    ) -> (scale: Int, first: Int, counts: [UInt64]) {
        var (scale, first, counts) = (BucketScale.scale, first, counts)
        while scale > wanted || (counts.count > mostBuckets && scale > -10) {
            (first, counts) = BucketScale.coarsened(counts, from: first, by: 1)
            scale -= 1
        }
        return (scale, first, counts)
    }
}
