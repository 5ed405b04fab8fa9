// SPDX-License-Identifier: Apache-2.0

/// Requests that servers answered, as one sender reported them at once.
public struct CallBatch: Sendable {
    /// One request; its texts are numbers of ``names``.
    public struct Call: Sendable, Hashable {
        /// What tells a call from all others; `nil` when the sender gave nothing to tell it by.
        public var id: CallID?
        /// When it began, in nanoseconds since 1970.
        public var start: Int64
        /// How long it took in nanoseconds.
        public var duration: UInt64
        /// The server that answered.
        public var server: NameTable.Number
        /// The method of the protocol; `tools/call` is what people mean by a call.
        public var method: NameTable.Number
        /// The tool, or what else the method was about.
        public var tool: NameTable.Number
        /// The client's name, as far as it is known.
        public var client: NameTable.Number
        /// The kind of error; empty when the call succeeded.
        public var error: NameTable.Number
        /// Who brought the error about; `nil` when the call succeeded.
        public var fault: Fault?
        /// The span above, where that may turn out to be an outer server's; else 0.
        var parent: UInt64 = 0
    }

    /// All texts of the batch, each once.
    public var names = NameTable()
    /// The requests, in the order in which they were read.
    public var calls: [Call] = []
    /// Calls that a sender counted itself.
    var measurements: [Measurement] = []
    /// The servers that keep only a share of their calls.
    var sampling: Set<NameTable.Number> = []
    /// Spans of outer servers: what is below one of them is part of its call.
    var outer: Set<UInt64> = []
    /// What was left out or put right on the way.
    public var notes = ReadingNotes()

    /// Nothing yet.
    public init() {}

    /// Whether it changes nothing that is stored.
    public var isEmpty: Bool { calls.isEmpty && measurements.isEmpty && outer.isEmpty }
    /// How much it is to keep in memory and to store, in calls.
    public var size: Int {
        // Eight counts of buckets take as much as a call.
        let measured = measurements.reduce(0) { $0 + 1 + $1.histogram.counts.count / 8 }
        return calls.count + outer.count + measured
    }
}

/// What tells a call from all others.
public struct CallID: Sendable, Hashable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The id of a span: its trace, of 16 bytes, and itself, of 8.
    init?(trace: UnsafeRawBufferPointer, span: UnsafeRawBufferPointer) {
        guard trace.count == 16, span.count == 8 else { return nil }
        let (upper, lower) = (trace.word(at: 0), trace.word(at: 8))
        let span = span.word(at: 0)
        if upper | lower == 0 || span == 0 { return nil }
        self.init(high: upper &* 0x9E37_79B9_7F4A_7C15 ^ lower, low: span)
    }

    /// The id that a client gave to an event of a server.
    init(event: String, server: String) {
        let bytes = Array((server + "\u{0}" + event).utf8)
        self = bytes.withUnsafeBytes { CallID(digest: $0) }
    }

    /// What tells one text from all others, unless somebody looks for another one with the same.
    init(digest bytes: UnsafeRawBufferPointer) {
        var high: UInt64 = 0xCBF2_9CE4_8422_2325
        var low: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
        var place = 0
        while place + 8 <= bytes.count {
            let word = bytes.word(at: place)
            high = mixed(high ^ word)
            low = mixed(low &+ (word << 32 | word >> 32)) ^ high
            place += 8
        }
        for byte in bytes[place...] {
            high = mixed(high ^ UInt64(byte))
            low = mixed(low &+ UInt64(byte)) ^ high
        }
        self.init(high: mixed(high), low: mixed(low))
    }
}

/// Spreads every bit over all others.
private func mixed(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
    value = (value ^ value >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return value ^ value >> 33
}

/// What a reader left out or put right, by how often.
public struct ReadingNotes: Sendable, Hashable {
    /// Spans and points that are about something else than a server's answer.
    public var unrelated = 0
    /// Spans of inner servers, whose call the outer server reports.
    public var delegated = 0
    /// Calls that cannot be used: no name of a server or a tool, no time.
    public var refused = 0
    /// Calls that ended before they began; they count as having taken no time.
    public var negative = 0
    /// Names that were cut because they are too long.
    public var shortened = 0
    /// Calls whose sender keeps only a share of them.
    public var sampled = 0
    /// Why calls were refused, for the first of them.
    public var refusal: String?

    /// Notes that a call cannot be used, and why.
    mutating func refuse(_ reason: @autoclosure () -> String) {
        refused += 1
        if refusal == nil { refusal = reason() }
    }

    /// Adds what another reader noted.
    public mutating func add(_ other: ReadingNotes) {
        unrelated += other.unrelated
        delegated += other.delegated
        refused += other.refused
        negative += other.negative
        shortened += other.shortened
        sampled += other.sampled
        refusal = refusal ?? other.refusal
    }

    /// Nothing yet.
    public init() {}
}
