// SPDX-License-Identifier: Apache-2.0

/// The kinds of telemetry that OTLP carries.
public enum Signal: String, Sendable, CaseIterable {
    case traces, metrics, logs
}

/// What a request carries, where only the request can tell.
extension Signal {
    /// Looks at the first key of a request in JSON that names a kind; `nil` where none does.
    public init?(json bytes: [UInt8]) {
        var depth = 0
        var start: Int?
        var isEscaped = false
        for (place, byte) in bytes.enumerated() {
            if let begin = start {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    if depth == 1, let signal = Self.named(bytes[begin..<place]) {
                        self = signal
                        return
                    }
                    start = nil
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): start = place + 1
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return nil
    }

    private static func named(_ key: ArraySlice<UInt8>) -> Signal? {
        switch String(decoding: key, as: UTF8.self) {
        case "resourceSpans": .traces
        case "resourceMetrics": .metrics
        case "resourceLogs": .logs
        default: nil
        }
    }

    /// Looks at the spans, metrics or records of a request in protobuf, which lie at the same
    /// depth; `nil` where there are none, or none that tells.
    public init?(protobuf bytes: [UInt8]) {
        let found = bytes.withUnsafeBytes { bytes -> Signal? in
            do throws(WireProblem) {
                // Resources, scopes, items.
                return try Self.find(bytes, [1, 2, 2])
            } catch {
                return nil
            }
        }
        guard let found else { return nil }
        self = found
    }

    private static func find(
        _ bytes: UnsafeRawBufferPointer, _ path: ArraySlice<UInt32>
    ) throws(WireProblem) -> Signal? {
        guard let field = path.first else { return try kind(of: bytes) }
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            guard tag == .bytes(field) else {
                try reader.skip(tag)
                continue
            }
            if let signal = try find(try reader.contents(), path.dropFirst()) { return signal }
        }
        return nil
    }

    /// What an item is, by those of its fields that the others do not have in this form.
    private static func kind(
        of item: UnsafeRawBufferPointer
    ) throws(WireProblem) -> Signal? {
        var isNamed = false
        var hasData = false
        var reader = ProtobufReader(item)
        while let tag = try reader.next() {
            switch tag {
            // The kind, start and end of a span.
            case .varint(6), .fixed64(7), .fixed64(8): return .traces
            // The time of a record, its severity, its attributes, and when it was seen.
            case .fixed64(1), .varint(2), .bytes(6), .fixed64(11): return .logs
            // A metric's name, and its gauge, sum, histograms or summary. Spans and records have
            // some of these fields too, so that only the whole item tells.
            case .bytes(1): isNamed = true
            case .bytes(5), .bytes(7), .bytes(9), .bytes(10), .bytes(11): hasData = true
            default: break
            }
            try reader.skip(tag)
        }
        return isNamed && hasData ? .metrics : nil
    }
}
