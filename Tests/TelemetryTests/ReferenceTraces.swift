// SPDX-License-Identifier: Apache-2.0

import COTLP

@testable import Telemetry

/// A request of traces as protobuf-c reads it.
///
/// What its spans say is worked out anew from the rules in docs/telemetry.md, slowly and without our
/// reader, for senders that keep to the conventions.
struct ReferenceTraces: ~Copyable {
    /// What comes out of a request.
    struct Outcome: Hashable {
        var calls: [ReadCall] = []
        var unrelated = 0
        var refused = 0
        var negative = 0

        var spans: Int { calls.count + unrelated + refused }
    }

    private let request: UnsafeMutablePointer<Otlp__ExportTraceServiceRequest>

    /// Nil when protobuf-c refuses the bytes.
    init?(_ bytes: [UInt8]) {
        guard
            let request = otlp__export_trace_service_request__unpack(nil, bytes.count, bytes)
        else { return nil }
        self.request = request
    }

    deinit { otlp__export_trace_service_request__free_unpacked(request, nil) }

    var outcome: Outcome {
        var outcome = Outcome()
        for resource in list(request.pointee.resource_spans, request.pointee.n_resource_spans) {
            var attributes = ReferenceAttributes()
            if let inner = resource.pointee.resource?.pointee {
                attributes = ReferenceAttributes(inner.attributes, inner.n_attributes)
            }
            let service = attributes.text("service.name") ?? []
            for scope in list(resource.pointee.scope_spans, resource.pointee.n_scope_spans) {
                for span in list(scope.pointee.spans, scope.pointee.n_spans) {
                    outcome.add(span.pointee, service)
                }
            }
        }
        return outcome
    }
}

extension ReferenceTraces.Outcome {
    /// What our reader found.
    init(_ batch: CallBatch) {
        self.init(
            calls: batch.readCalls, unrelated: batch.notes.unrelated,
            refused: batch.notes.refused, negative: batch.notes.negative)
    }

    fileprivate mutating func add(_ span: Otlp__Span, _ service: [UInt8]) {
        let attributes = ReferenceAttributes(span.attributes, span.n_attributes)
        guard span.kind == OTLP__SPAN__SPAN_KIND__SPAN_KIND_SERVER,
            let method = attributes.method
        else {
            unrelated += 1
            return
        }
        let isDefault = service.isEmpty || service.starts(with: Array("unknown_service".utf8))
        let server = isDefault ? attributes.server ?? service : service
        guard !server.isEmpty, let start = Int64(exactly: span.start_time_unix_nano), start > 0
        else {
            refused += 1
            return
        }
        if span.end_time_unix_nano < span.start_time_unix_nano { negative += 1 }
        var tool: [UInt8] = []
        if method == Array("tools/call".utf8) || method == Array("prompts/get".utf8) {
            // A name that is nowhere else stands behind the method in the span's own.
            let words = array(span.name).split(
                separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
            tool = attributes.tool ?? (words.count == 2 ? Array(words[1]) : [])
        }
        if tool.isEmpty, method == Array("tools/call".utf8) {
            refused += 1
            return
        }
        let status = span.status?.pointee.code
        let isError = status == OTLP__STATUS__STATUS_CODE__STATUS_CODE_ERROR
        let error = clean(attributes.error ?? Array((isError ? "_OTHER" : "").utf8))
        calls.append(
            ReadCall(
                id: id(span), start: start,
                duration: span.end_time_unix_nano
                    - min(span.start_time_unix_nano, span.end_time_unix_nano),
                server: clean(server), method: clean(method), tool: clean(tool),
                client: clean(attributes.client), error: error, fault: Fault(error: error)))
    }
}

/// The attributes of a span or a resource, the last of each key.
private struct ReferenceAttributes {
    private enum Value {
        case text([UInt8])
        case truth(Bool)
        case other
    }

    private var values: [[UInt8]: Value] = [:]

    init() {}

    init(
        _ attributes: UnsafeMutablePointer<UnsafeMutablePointer<Otlp__KeyValue>?>?, _ count: Int
    ) {
        for attribute in list(attributes, count) {
            guard let value = attribute.pointee.value?.pointee else { continue }
            let key = array(attribute.pointee.key)
            switch value.value_case {
            // An attribute without a value says nothing.
            case OTLP__ANY_VALUE__VALUE__NOT_SET: continue
            case OTLP__ANY_VALUE__VALUE_STRING_VALUE:
                values[key] = .text(array(value.string_value))
            case OTLP__ANY_VALUE__VALUE_BOOL_VALUE: values[key] = .truth(value.bool_value != 0)
            default: values[key] = .other
            }
        }
    }

    /// A text that is not empty.
    func text(_ key: String) -> [UInt8]? {
        guard case .text(let text)? = values[Array(key.utf8)], !text.isEmpty else { return nil }
        return text
    }

    private func first(_ keys: String...) -> [UInt8]? { keys.lazy.compactMap { text($0) }.first }

    var method: [UInt8]? {
        if let method = text("mcp.method.name") { return method }
        if text("rpc.system") == Array("mcp".utf8), let method = text("rpc.method") {
            return method
        }
        guard let event = text("mcp.event_type") else { return nil }
        return event.starts(with: Array("mcp:".utf8)) ? Array(event.dropFirst(4)) : event
    }

    var server: [UInt8]? {
        first("fastmcp.server.name", "mcp.server.name", "rpc.service", "traceloop.workflow.name")
    }

    var tool: [UInt8]? {
        if let tool = first(
            "gen_ai.tool.name", "mcp.tool.name", "mcp.resource_name", "gen_ai.prompt.name")
        {
            return tool
        }
        guard let key = text("fastmcp.component.key") else { return text("traceloop.entity.name") }
        guard key.starts(with: Array("tool:".utf8)) else { return key }
        let name = key.dropFirst(5)
        return Array(name[..<(name.lastIndex(of: 0x40) ?? name.endIndex)])
    }

    var client: [UInt8] { first("mcp.client.name", "mcp.client_name") ?? [] }

    var error: [UInt8]? {
        if let error = text("error.type") { return error }
        guard case .truth(true)? = values[Array("mcp.tool.result.is_error".utf8)] else {
            return nil
        }
        return Array("tool_error".utf8)
    }
}

// MARK: - From C

private func list<Item>(
    _ start: UnsafeMutablePointer<UnsafeMutablePointer<Item>?>?, _ count: Int
) -> [UnsafeMutablePointer<Item>] {
    UnsafeBufferPointer(start: start, count: count).compactMap { $0 }
}

private func array(_ data: ProtobufCBinaryData) -> [UInt8] {
    Array(UnsafeBufferPointer(start: data.data, count: data.len))
}

/// How names are cleaned is tested elsewhere.
private func clean(_ name: [UInt8]) -> String { name.withUnsafeBytes { CleanName($0).text } }

private func id(_ span: Otlp__Span) -> CallID? {
    array(span.trace_id).withUnsafeBytes { trace in
        array(span.span_id).withUnsafeBytes { CallID(trace: trace, span: $0) }
    }
}
