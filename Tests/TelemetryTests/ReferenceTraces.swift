// SPDX-License-Identifier: Apache-2.0

import COTLP

@testable import Telemetry

/// A request of traces as protobuf-c reads it.
///
/// What its spans say is worked out anew from the rules in docs/telemetry.md, slowly and without our
/// reader, for senders that keep to the conventions.
struct ReferenceTraces: ~Copyable {
    private let request: UnsafeMutablePointer<Otlp__ExportTraceServiceRequest>

    /// Nil when protobuf-c refuses the bytes.
    init?(_ bytes: [UInt8]) {
        guard
            let request = otlp__export_trace_service_request__unpack(nil, bytes.count, bytes)
        else { return nil }
        self.request = request
    }

    deinit { otlp__export_trace_service_request__free_unpacked(request, nil) }

    var outcome: ReadOutcome<ReadCall> {
        var outcome = ReadOutcome<ReadCall>()
        for resource in list(request.pointee.resource_spans, request.pointee.n_resource_spans) {
            let service = ReferenceAttributes.service(resource.pointee.resource)
            for scope in list(resource.pointee.scope_spans, resource.pointee.n_scope_spans) {
                for span in list(scope.pointee.spans, scope.pointee.n_spans) {
                    outcome.add(span.pointee, service)
                }
            }
        }
        return outcome
    }
}

extension ReadingComparison where Found == ReadCall {
    /// Of requests of traces.
    static var traces: Self {
        Self(
            kind: .traceRequest,
            ours: { bytes in
                guard let batch = try? TraceRequest.calls(in: bytes) else { return nil }
                return ReadOutcome(batch.readCalls, batch.notes)
            },
            theirs: { ReferenceTraces($0)?.outcome })
    }
}

extension ReadOutcome where Found == ReadCall {
    fileprivate mutating func add(_ span: Otlp__Span, _ service: [UInt8]) {
        let attributes = ReferenceAttributes(span.attributes, span.n_attributes)
        guard span.kind == OTLP__SPAN__SPAN_KIND__SPAN_KIND_SERVER,
            let method = attributes.method
        else {
            unrelated += 1
            return
        }
        let server = attributes.server(service)
        guard !server.isEmpty, let start = Int64(exactly: span.start_time_unix_nano), start > 0
        else {
            refused += 1
            return
        }
        if span.end_time_unix_nano < span.start_time_unix_nano { negative += 1 }
        var tool: [UInt8] = []
        if ReferenceAttributes.hasSubject(method) {
            // A name that is nowhere else stands behind the method in the span's own.
            let words = array(span.name).split(
                separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
            tool = attributes.tool ?? (words.count == 2 ? Array(words[1]) : [])
        }
        let status = span.status?.pointee.code
        let isError = status == OTLP__STATUS__STATUS_CODE__STATUS_CODE_ERROR
        let error = clean(attributes.error ?? (isError ? reason(span, attributes) : []))
        found.append(
            ReadCall(
                id: id(span), start: start,
                duration: span.end_time_unix_nano
                    - min(span.start_time_unix_nano, span.end_time_unix_nano),
                server: clean(server), method: clean(method), tool: clean(tool),
                client: clean(attributes.client), error: error, fault: Fault(error: error)))
    }
}

/// The kind of an error that only the status tells of.
private func reason(_ span: Otlp__Span, _ attributes: ReferenceAttributes) -> [UInt8] {
    if let code = attributes.text("rpc.response.status_code") { return code }
    let exceptions = list(span.events, span.n_events).filter {
        String(cString: $0.pointee.name) == "exception"
    }
    let types = exceptions.compactMap {
        ReferenceAttributes($0.pointee.attributes, $0.pointee.n_attributes).text("exception.type")
    }
    return types.last ?? Array("_OTHER".utf8)
}

private func id(_ span: Otlp__Span) -> CallID? {
    array(span.trace_id).withUnsafeBytes { trace in
        array(span.span_id).withUnsafeBytes { CallID(trace: trace, span: $0) }
    }
}
