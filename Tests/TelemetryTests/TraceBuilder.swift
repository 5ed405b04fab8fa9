// SPDX-License-Identifier: Apache-2.0

@testable import Telemetry

/// Writes protobuf messages field by field, so that tests rest on nobody's idea of them but ours.
struct MessageBuilder {
    private(set) var bytes: [UInt8] = []

    mutating func varint(_ value: UInt64) {
        var value = value
        while value > 0x7F {
            bytes.append(UInt8(value & 0x7F) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    mutating func number(_ field: UInt64, _ value: UInt64) {
        varint(field << 3)
        varint(value)
    }

    mutating func fixed(_ field: UInt64, _ value: UInt64) {
        varint(field << 3 | 1)
        for step in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * step))) }
    }

    mutating func contents(_ field: UInt64, _ value: [UInt8]) {
        varint(field << 3 | 2)
        varint(UInt64(value.count))
        bytes += value
    }

    mutating func text(_ field: UInt64, _ value: String) { contents(field, Array(value.utf8)) }

    /// Fields that no version of OTLP has, of every type.
    mutating func unknownFields() {
        number(99, 1 << 40)
        fixed(100, .max)
        contents(101, [0xFF, 0, 0x0A])
        varint(102 << 3 | 5)
        bytes += [1, 2, 3, 4]
    }
}

/// The value of an attribute.
enum TestValue: Sendable {
    case string(String)
    case bool(Bool)
    case int(Int64)
    case double(Double)
}

/// An attribute of a span or a resource.
struct TestAttribute: Sendable {
    let key: String
    let value: TestValue

    init(_ key: String, _ value: TestValue) {
        self.key = key
        self.value = value
    }

    init(_ key: String, _ text: String) { self.init(key, .string(text)) }

    var bytes: [UInt8] {
        var inner = MessageBuilder()
        switch value {
        case .string(let text): inner.text(1, text)
        case .bool(let isTrue): inner.number(2, isTrue ? 1 : 0)
        case .int(let number): inner.number(3, UInt64(bitPattern: number))
        case .double(let number): inner.fixed(4, number.bitPattern)
        }
        var message = MessageBuilder()
        message.text(1, key)
        message.contents(2, inner.bytes)
        return message.bytes
    }
}

/// Something that happened within a span.
struct TestEvent: Sendable {
    fileprivate let bytes: [UInt8]

    init(_ name: String, _ attributes: [TestAttribute]) {
        var message = MessageBuilder()
        message.fixed(1, TestSpan.usualStart)
        message.text(2, name)
        for attribute in attributes { message.contents(3, attribute.bytes) }
        bytes = message.bytes
    }

    /// An exception, as the SDKs record it.
    init(exception type: String) {
        self.init(
            "exception",
            [
                TestAttribute("exception.type", type),
                TestAttribute("exception.message", "no such place"),
                TestAttribute("exception.stacktrace", "Traceback (most recent call last)"),
            ])
    }

    /// An event that may be none.
    init(bytes: [UInt8]) { self.bytes = bytes }
}

/// A span as a sender would send it.
struct TestSpan: Sendable {
    static let usualStart: UInt64 = 1_700_000_000_000_000_000

    var trace: [UInt8] = Array(0xA1...0xB0)
    var number: UInt64 = 1
    /// The number of the span above; 0 where there is none.
    var parent: UInt64 = 0
    var state = ""
    var name = ""
    var kind: UInt64 = 2
    var start = TestSpan.usualStart
    var end = TestSpan.usualStart + 25_000_000
    var status: UInt64 = 0
    var attributes: [TestAttribute] = []
    var events: [TestEvent] = []

    init(_ name: String, number: UInt64 = 1, _ attributes: [TestAttribute] = []) {
        self.name = name
        self.number = number
        self.attributes = attributes
    }

    /// The eight bytes of a span's number.
    static func id(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * (7 - $0))) }
    }

    fileprivate func bytes(_ isNoisy: Bool) -> [UInt8] {
        var message = MessageBuilder()
        if isNoisy { message.unknownFields() }
        message.contents(1, trace)
        message.contents(2, Self.id(number))
        if !state.isEmpty { message.text(3, state) }
        if parent != 0 { message.contents(4, Self.id(parent)) }
        message.text(5, name)
        message.number(6, kind)
        message.fixed(7, start)
        message.fixed(8, end)
        for attribute in attributes { message.contents(9, attribute.bytes) }
        for event in events { message.contents(11, event.bytes) }
        if isNoisy { message.unknownFields() }
        if status != 0 {
            var inner = MessageBuilder()
            inner.text(2, "it went wrong")
            inner.number(3, status)
            message.contents(15, inner.bytes)
        }
        return message.bytes
    }
}

/// The spans that one library made.
struct TestScope: Sendable {
    var name: String
    var spans: [TestSpan]

    init(_ name: String, _ spans: [TestSpan]) {
        self.name = name
        self.spans = spans
    }

    fileprivate func bytes(_ isNoisy: Bool) -> [UInt8] {
        var inner = MessageBuilder()
        inner.text(1, name)
        inner.text(2, "1.2.3")
        if isNoisy { inner.unknownFields() }
        var message = MessageBuilder()
        message.contents(1, inner.bytes)
        for span in spans { message.contents(2, span.bytes(isNoisy)) }
        if isNoisy { message.unknownFields() }
        return message.bytes
    }
}

/// What one process sent.
struct TestResource: Sendable {
    var attributes: [TestAttribute]
    var scopes: [TestScope]
    /// Whether the resource stands behind its spans.
    var isLast = false
    /// Whether every message holds fields that nobody knows.
    var isNoisy = false

    init(service: String?, _ scopes: [TestScope]) {
        attributes = [TestAttribute("telemetry.sdk.language", "python")]
        if let service { attributes.append(TestAttribute("service.name", service)) }
        self.scopes = scopes
    }

    fileprivate var bytes: [UInt8] {
        var inner = MessageBuilder()
        for attribute in attributes { inner.contents(1, attribute.bytes) }
        if isNoisy { inner.unknownFields() }
        var message = MessageBuilder()
        if isNoisy { message.unknownFields() }
        if !isLast { message.contents(1, inner.bytes) }
        for scope in scopes { message.contents(2, scope.bytes(isNoisy)) }
        if isLast { message.contents(1, inner.bytes) }
        return message.bytes
    }
}

/// The bytes of an `ExportTraceServiceRequest`.
func traceRequest(_ resources: [TestResource]) -> [UInt8] {
    var message = MessageBuilder()
    for resource in resources {
        message.contents(1, resource.bytes)
        if resource.isNoisy { message.unknownFields() }
    }
    return message.bytes
}

/// A call with its names in place of their numbers.
struct ReadCall: Hashable {
    var id: CallID?
    var start: Int64
    var duration: UInt64
    var server: String
    var method: String
    var tool: String
    var client: String
    var error: String
    var fault: Fault?
}

extension CallBatch {
    /// The calls, by their names.
    var readCalls: [ReadCall] {
        calls.map { call in
            ReadCall(
                id: call.id, start: call.start, duration: call.duration,
                server: names.text(call.server), method: names.text(call.method),
                tool: names.text(call.tool), client: names.text(call.client),
                error: names.text(call.error), fault: call.fault)
        }
    }
}
