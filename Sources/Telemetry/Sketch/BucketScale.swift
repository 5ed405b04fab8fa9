// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The buckets of all latencies: those of an OTLP exponential histogram of scale 6, in seconds.
///
/// Bucket `i` holds what is above `base^i` and at most `base^(i+1)`, with `base = 2^(1/64)`. The scale
/// never changes, so that sketches from anywhere merge by adding counts.
public enum BucketScale {
    /// How often the range between two powers of two is halved.
    public static let scale = 6
    /// The buckets between two powers of two.
    static let perDoubling = 1 << scale
    /// The ratio of a bucket's bounds.
    public static let base = exp2(1 / Double(perDoubling))
    /// How far a reported quantile is from the true one at most, relative to it.
    public static let relativeError = (base - 1) / (base + 1)

    /// The buckets of a scale that is coarser by some steps: each is the sum of 2, 4, 8 … of these.
    static func coarsened(
        _ counts: [UInt64], from first: Int, by steps: Int
    ) -> (first: Int, counts: [UInt64]) {
        let start = first >> steps
        var merged: [UInt64] = []
        merged.reserveCapacity(counts.count >> steps + 2)
        for (offset, count) in counts.enumerated() {
            if (first + offset) >> steps - start == merged.count { merged.append(0) }
            merged[merged.count - 1] &+= count
        }
        return (start, merged)
    }

    /// The buckets that durations in nanoseconds can be in.
    static let indices = -2_000...2_300

    /// The mantissas, as bits of a `Double`, at which the buckets of a doubling end.
    private static let bounds: [UInt64] = (0..<perDoubling).map { step in
        exp2(Double(step) / Double(perDoubling)).bitPattern & mantissaMask
    }
    private static let mantissaMask: UInt64 = (1 << 52) - 1

    /// The bucket of a duration that is not zero.
    static func index(ofNanoseconds nanoseconds: UInt64) -> Int {
        // Dividing is exact to the last bit, as senders' seconds are; multiplying by 1e-9 is not.
        index(ofSeconds: Double(nanoseconds) / 1e9)
    }

    /// The bucket of a positive number of seconds.
    static func index(ofSeconds seconds: Double) -> Int {
        let bits = seconds.bitPattern
        let exponent = Int(bits >> 52) - 1023
        let mantissa = bits & mantissaMask
        // A power of two is the upper bound of the bucket below it.
        if mantissa == 0 { return exponent << scale - 1 }
        return bounds.withUnsafeBufferPointer { bounds in
            // The guess is off by a few steps at most.
            var step = Int(mantissa >> (52 - UInt64(scale)))
            while step + 1 < perDoubling, bounds[step + 1] < mantissa { step += 1 }
            while step > 0, bounds[step] >= mantissa { step -= 1 }
            return exponent << scale + step
        }
    }

    /// The seconds above which a bucket begins.
    static func lowerBound(of index: Int) -> Double { exp2(Double(index) / Double(perDoubling)) }

    /// The seconds that stand for a bucket: what is least wrong for any value in it.
    static func seconds(of index: Int) -> Double {
        2 * exp2(Double(index + 1) / Double(perDoubling)) / (1 + base)
    }
}
