// SPDX-License-Identifier: Apache-2.0

public import MCPModel

extension TraceRequest {
    /// The calls that the spans of a request in JSON report.
    public static func calls(
        inJSON bytes: [UInt8], server: String? = nil
    ) throws(InputProblem) -> CallBatch {
        let request = try OTLPJSON.protobuf(bytes, as: OTLPMessage.traceRequest)
        do throws(WireProblem) {
            return try calls(in: request, server: server)
        } catch {
            throw InputProblem(.wrongShape, error.description)
        }
    }
}

extension OTLPMessage {
    fileprivate static let traceRequest: OTLPMessage = OTLPMessage([
        (1, "resourceSpans", .list(.message(resourceSpans)))
    ])

    private static let resourceSpans: OTLPMessage = OTLPMessage([
        (1, "resource", .message(spanResource)), (2, "scopeSpans", .list(.message(scopeSpans))),
    ])

    private static let spanResource: OTLPMessage = OTLPMessage([
        (1, "attributes", .list(.object { telling($0) }))
    ])

    private static let scopeSpans: OTLPMessage = OTLPMessage([
        (1, "scope", .message(spanScope)), (2, "spans", .list(.message(span))),
    ])

    private static let spanScope: OTLPMessage = OTLPMessage([(1, "name", .text)])

    private static let span: OTLPMessage = OTLPMessage([
        (1, "traceId", .id), (2, "spanId", .id), (3, "traceState", .text),
        (4, "parentSpanId", .id), (5, "name", .text), (6, "kind", .enumeration(kinds)),
        (7, "startTimeUnixNano", .fixed64), (8, "endTimeUnixNano", .fixed64),
        (9, "attributes", .list(.object { telling($0) })), (11, "events", .list(.message(event))),
        (15, "status", .message(status)),
    ])

    private static let event: OTLPMessage = OTLPMessage([
        (2, "name", .text), (3, "attributes", .list(.object { tellingOfException($0) })),
    ])

    private static func tellingOfException(_ object: JSONObject) -> OTLPMessage? {
        let key = object["key"]?.string
        return key == nil || key == "exception.type" ? attribute : nil
    }

    private static let kinds: [String: Int32] = [
        "SPAN_KIND_UNSPECIFIED": 0, "SPAN_KIND_INTERNAL": 1, "SPAN_KIND_SERVER": 2,
        "SPAN_KIND_CLIENT": 3, "SPAN_KIND_PRODUCER": 4, "SPAN_KIND_CONSUMER": 5,
    ]

    private static let status: OTLPMessage = OTLPMessage([
        (
            3, "code",
            .enumeration(["STATUS_CODE_UNSET": 0, "STATUS_CODE_OK": 1, "STATUS_CODE_ERROR": 2])
        )
    ])

    /// Attributes that tell nothing about calls are most of them, and none of our business.
    private static func telling(_ object: JSONObject) -> OTLPMessage? {
        guard var key = object["key"]?.string else { return attribute }
        let isKnown = key.withUTF8 {
            SpanKeyTable.shared.key(of: UnsafeRawBufferPointer($0)) != nil
        }
        return isKnown ? attribute : nil
    }
}
