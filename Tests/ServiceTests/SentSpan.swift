// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel

/// The answer of a server to `tools/call`, as OpenTelemetry's conventions report it.
struct SentSpan: Sendable {
    /// Absent where the sender does not name its server.
    var service: String?
    var tool: String
    var error = ""
    /// What tells it from the other spans; not 0.
    var number: UInt64 = 1

    private let start = UInt64(Date().timeIntervalSince1970) * 1_000_000_000

    private var resource: [(String, String)] { service.map { [("service.name", $0)] } ?? [] }

    private var attributes: [(String, String)] {
        [("mcp.method.name", "tools/call"), ("gen_ai.tool.name", tool)]
            + (error.isEmpty ? [] : [("error.type", error)])
    }

    /// The body of a request in protobuf.
    static func protobuf(_ spans: [SentSpan]) -> [UInt8] {
        spans.flatMap { message(1, $0.resourceSpans) }
    }

    /// The body of a request in JSON.
    static func json(_ spans: [SentSpan]) -> [UInt8] {
        JSONWriter.bytes(["resourceSpans": .array(spans.map(\.resourceSpansJSON))])
    }

    // MARK: - Protobuf

    private var resourceSpans: [UInt8] {
        var span = Self.message(1, Array(repeating: 7, count: 16))
        span += Self.message(2, (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
        span += Self.message(5, Array("tools/call \(tool)".utf8))
        span += [6 << 3, 2]
        span += [7 << 3 | 1] + Self.fixed(start)
        span += [8 << 3 | 1] + Self.fixed(start + 25_000_000)
        span += Self.list(9, attributes)
        if !error.isEmpty { span += Self.message(15, [3 << 3, 2]) }
        return Self.message(1, Self.list(1, resource)) + Self.message(2, Self.message(2, span))
    }

    private static func list(_ field: UInt8, _ attributes: [(String, String)]) -> [UInt8] {
        attributes.flatMap { key, value in
            let value = message(2, message(1, Array(value.utf8)))
            return message(field, message(1, Array(key.utf8)) + value)
        }
    }

    /// A field that holds bytes, a text or another message.
    static func message(_ field: UInt8, _ contents: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        var rest = contents.count
        while rest > 0x7F {
            length.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        length.append(UInt8(rest))
        return [field << 3 | 2] + length + contents
    }

    private static func fixed(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    // MARK: - JSON

    private var resourceSpansJSON: JSONValue {
        let digits = String(number, radix: 16)
        var span: [(String, JSONValue)] = [
            ("traceId", .string(String(repeating: "07", count: 16))),
            ("spanId", .string(String(repeating: "0", count: 16 - digits.count) + digits)),
            ("name", .string("tools/call \(tool)")), ("kind", 2),
            ("startTimeUnixNano", .string(String(start))),
            ("endTimeUnixNano", .string(String(start + 25_000_000))),
            ("attributes", Self.list(attributes)),
        ]
        if !error.isEmpty { span.append(("status", ["code": 2])) }
        var object = JSONObject()
        for (key, value) in span { object[key] = value }
        return [
            "resource": ["attributes": Self.list(resource)],
            "scopeSpans": [["spans": [.object(object)]]],
        ]
    }

    private static func list(_ attributes: [(String, String)]) -> JSONValue {
        .array(
            attributes.map { ["key": .string($0), "value": ["stringValue": .string($1)]] })
    }
}

/// The types of bodies.
enum MediaType {
    static let protobuf = "application/x-protobuf"
    static let json = "application/json"
    static let ndjson = "application/x-ndjson"
}
