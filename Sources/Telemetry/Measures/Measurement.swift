// SPDX-License-Identifier: Apache-2.0

/// Calls that a server counted itself, up to a moment.
struct Measurement: Sendable, Hashable {
    /// What the counts are about; the names are numbers of the batch.
    var server: NameTable.Number
    var method: NameTable.Number
    var tool: NameTable.Number
    var client: NameTable.Number
    var error: NameTable.Number
    var fault: Fault?

    /// What tells the counts of one process about one kind of call from all others.
    var stream: UInt64
    /// What tells the counts of one process from all others.
    var process: UInt64 = 0
    /// Whether the counts go on from `start`; else they are those since the measurement before.
    var isCumulative: Bool
    /// In nanoseconds since 1970; 0 where the sender does not say.
    var start: Int64
    /// In nanoseconds since 1970.
    var time: Int64
    var histogram: Histogram

    /// What tells it from the others of its stream.
    var digest: UInt64 {
        var writer = VarintWriter()
        for number in [start, time] { writer.writeSigned(number) }
        histogram.write(to: &writer)
        return writer.bytes.withUnsafeBytes { CallID(digest: $0).word }
    }
}

/// What is remembered of a stream, to tell what a measurement adds to those before.
struct StreamState: Sendable, Hashable {
    /// When the latest counts were taken.
    private(set) var time: Int64 = 0
    /// The latest counts of a sender whose counts go on.
    private var latest: Histogram?
    /// The latest measurements of a sender that begins anew each time.
    private var recent: [UInt64] = []

    private static let mostRecent = 16
    /// Older counts of a server that was never seen before are no news.
    private static let longestPast: Int64 = 86_400_000_000_000
    /// Within so long whoever counts tells of it, usually.
    private static let exportInterval: Int64 = 60_000_000_000

    /// Nothing was measured yet.
    init() {}

    /// What a measurement adds, and since when.
    enum Addition: Hashable {
        case counts(Histogram, since: Int64)
        /// It was handed in before.
        case repeated
        /// It tells where the counts stand, but not since when.
        case baseline
    }

    /// Takes a measurement in.
    mutating func add(
        _ measurement: Measurement, _ circumstances: Circumstances = Circumstances()
    ) -> Addition {
        measurement.isCumulative ? goOn(measurement, circumstances) : begin(measurement)
    }

    /// What is known when a measurement comes.
    struct Circumstances {
        /// When the process was last heard of, where it was.
        var heard: Int64?
        /// Since when somebody listens.
        var listening = Int64.max
        /// Whether the server reports its calls too.
        var isReported: () -> Bool = { false }
    }

    /// Remembers only that something was heard.
    mutating func hear(at time: Int64) { self.time = max(self.time, time) }

    private mutating func goOn(
        _ measurement: Measurement, _ circumstances: Circumstances
    ) -> Addition {
        let (histogram, before) = (measurement.histogram, time)
        guard let latest else {
            self.latest = histogram
            time = measurement.time
            return first(measurement, circumstances)
        }
        if measurement.time <= before { return .repeated }
        self.latest = histogram
        time = measurement.time
        // Counts that fell have begun anew, whatever the sender says about the start.
        return .counts(histogram.since(latest) ?? histogram, since: before)
    }

    /// What the first counts of a stream add.
    private func first(
        _ measurement: Measurement, _ circumstances: Circumstances
    ) -> Addition {
        let (start, end, histogram) = (measurement.start, measurement.time, measurement.histogram)
        // A kind of call that a known process counts for the first time is new.
        if let heard = circumstances.heard, heard < end { return .counts(histogram, since: heard) }
        guard start > 0, start < end, end - start <= Self.longestPast else { return .baseline }
        // Had it counted anything before, it would have been heard, if somebody has listened long enough.
        let listening = circumstances.listening
        if start >= listening || listening < end - 2 * Self.exportInterval {
            return .counts(histogram, since: max(start, end - Self.exportInterval))
        }
        // What was before is news only where nothing else tells of it.
        return circumstances.isReported() ? .baseline : .counts(histogram, since: start)
    }

    private mutating func begin(_ measurement: Measurement) -> Addition {
        let digest = measurement.digest
        if recent.contains(digest) { return .repeated }
        recent = recent.suffix(Self.mostRecent - 1) + [digest]
        time = max(time, measurement.time)
        return .counts(
            measurement.histogram,
            since: measurement.start > 0 ? measurement.start : measurement.time)
    }
}

// MARK: - Bytes

extension StreamState {
    func encoded() -> [UInt8] {
        var writer = VarintWriter()
        writer.write(1)
        writer.writeSigned(time)
        writer.write(UInt64(recent.count))
        for digest in recent { writer.writeFixed(digest) }
        latest?.write(to: &writer)
        return writer.bytes
    }

    /// Reads what ``encoded()`` wrote; `nil` when it is something else.
    init?(encoded bytes: [UInt8]) {
        var reader = VarintReader(bytes)
        guard reader.read() == 1, let time = reader.readSigned(), let count = reader.read(),
            count <= UInt64(Self.mostRecent)
        else { return nil }
        self.time = time
        for _ in 0..<count {
            guard let digest = reader.readFixed() else { return nil }
            recent.append(digest)
        }
        if reader.isAtEnd { return }
        guard let latest = Histogram(from: &reader), reader.isAtEnd else { return nil }
        self.latest = latest
    }
}

// MARK: - Minutes

extension Histogram {
    /// The counts of a stretch of time by the minute, as if they had come evenly.
    ///
    /// Of a long stretch only so many minutes are used that a sender cannot fill the disk with one.
    func byMinute(since start: Int64, to end: Int64) -> [(minute: Int32, sketch: LatencySketch)] {
        let minute = Timestamp.minuteLength
        let sketch = LatencySketch(self)
        let start = min(max(start, end - 1440 * minute), end - 1)
        let step = ((end - start) / (30 * minute) + 1) * minute
        return stride(from: start.floorDivided(by: minute) * minute, to: end, by: Int(step))
            .map { place in
                let stop = end - place > step ? place + step : end
                let part = sketch.part(
                    from: UInt64(max(place, start) - start), to: UInt64(stop - start),
                    of: UInt64(end - start))
                return (Int32(clamping: place / minute), part)
            }
            .filter { !$0.sketch.isEmpty }
    }
}
