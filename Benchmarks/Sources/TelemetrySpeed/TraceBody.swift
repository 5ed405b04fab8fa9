// SPDX-License-Identifier: Apache-2.0

/// A request of a thousand spans as FastMCP's server sends them, whose ids and times can be changed.
struct TraceBody {
    private(set) var bytes: [UInt8] = []
    private var idPlaces: [Int] = []
    private var timePlaces: [Int] = []
    private var random = SplitMix(state: .random(in: 0...(.max)))
    let spans: Int

    init(spans: Int = 1_000, tools: Int = 10) {
        self.spans = spans
        var scope: [UInt8] = []
        Self.field(1, Self.message { Self.field(1, Array("fastmcp".utf8), &$0) }, &scope)
        var relative: [(id: Int, time: Int)] = []
        for index in 0..<spans {
            let (span, id, time) = Self.span(tool: "tool_\(index % tools)", fails: index % 50 == 0)
            let head = Self.head(2, span.count)
            relative.append((scope.count + head.count + id, scope.count + head.count + time))
            scope += head + span
        }
        let resource = Self.message {
            Self.field(1, Self.attribute("service.name", "shop"), &$0)
        }
        var resourceSpans: [UInt8] = []
        Self.field(1, resource, &resourceSpans)
        let base = resourceSpans.count + Self.head(2, scope.count).count
        Self.field(2, scope, &resourceSpans)
        let outer = Self.head(1, resourceSpans.count)
        bytes = outer + resourceSpans
        idPlaces = relative.map { $0.id + outer.count + base }
        timePlaces = relative.map { $0.time + outer.count + base }
    }

    /// New ids for all spans, and times that end at a moment.
    mutating func renew(endingAt end: UInt64) {
        for (id, time) in zip(idPlaces, timePlaces) {
            // The trace's id, the head of the field behind it, and the span's id.
            write(random.next(), at: id)
            write(random.next(), at: id + 8)
            write(random.next() | 1, at: id + 18)
            write(end &- (1_000_000 + random.next() % 80_000_000), at: time)
            write(end, at: time + 9)
        }
    }

    private mutating func write(_ value: UInt64, at place: Int) {
        for byte in 0..<8 {
            bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(byte)))
        }
    }

    // MARK: - Protobuf

    private static func span(tool: String, fails: Bool) -> (bytes: [UInt8], id: Int, time: Int) {
        var span: [UInt8] = []
        field(1, Array(repeating: 1, count: 16), &span)
        field(2, Array(repeating: 2, count: 8), &span)
        field(4, Array(repeating: 3, count: 8), &span)
        field(5, Array("tools/call \(tool)".utf8), &span)
        span += [6 << 3, 2]
        let time = span.count + 1
        span += [7 << 3 | 1] + [UInt8](repeating: 0, count: 8)
        span += [8 << 3 | 1] + [UInt8](repeating: 0, count: 8)
        field(
            9,
            message { span in
                field(1, Array("fastmcp.span.seam".utf8), &span)
                field(2, [2 << 3, 1], &span)
            }, &span)
        var attributes = [
            ("mcp.method.name", "tools/call"), ("fastmcp.server.name", "shop"),
            ("mcp.protocol.version", "2026-07-28"),
            ("mcp.session.id", "8cc138b0-1d13-4162-9c1b-8231a20a3115"), ("gen_ai.tool.name", tool),
            ("fastmcp.component.key", "tool:\(tool)@"), ("fastmcp.component.type", "tool"),
            ("fastmcp.provider.type", "LocalProvider"),
        ]
        if fails { attributes.append(("error.type", "tool_error")) }
        for (key, value) in attributes { field(9, attribute(key, value), &span) }
        if fails { field(15, [3 << 3, 2], &span) }
        return (span, 2, time)
    }

    private static func attribute(_ key: String, _ value: String) -> [UInt8] {
        message { attribute in
            field(1, Array(key.utf8), &attribute)
            field(2, message { field(1, Array(value.utf8), &$0) }, &attribute)
        }
    }

    private static func message(_ body: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes: [UInt8] = []
        body(&bytes)
        return bytes
    }

    private static func field(_ number: UInt8, _ contents: [UInt8], _ bytes: inout [UInt8]) {
        bytes += head(number, contents.count) + contents
    }

    private static func head(_ number: UInt8, _ count: Int) -> [UInt8] {
        var head = [number << 3 | 2]
        var count = count
        while count >= 0x80 {
            head.append(UInt8(count & 0x7F) | 0x80)
            count >>= 7
        }
        return head + [UInt8(count)]
    }
}

/// Quick random numbers; the system's own cost more than what is measured.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
