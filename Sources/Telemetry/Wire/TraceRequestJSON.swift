// SPDX-License-Identifier: Apache-2.0

public import MCPModel

extension TraceRequest {
    /// The calls that the spans of a request in JSON report.
    ///
    /// The request is put into protobuf first, so that both encodings are read by the same rules.
    public static func calls(
        inJSON bytes: [UInt8], server: String? = nil, memory: SenderMemory = SenderMemory()
    ) throws(InputProblem) -> CallBatch {
        let root = try OTLPJSON.root(bytes)
        var writer = ProtobufWriter()
        for resource in root[["resourceSpans"]]?.array ?? [] {
            writer.write(1) { $0.resourceSpans(resource) }
        }
        do throws(WireProblem) {
            return try calls(in: writer.bytes, server: server, memory: memory)
        } catch {
            throw InputProblem(.wrongShape, error.description)
        }
    }
}

/// The part of OTLP's messages that is read again.
extension ProtobufWriter {
    fileprivate mutating func resourceSpans(_ value: JSONValue) {
        write(1) { $0.attributes(1, value[["resource", "attributes"]]) }
        for scope in value[["scopeSpans"]]?.array ?? [] {
            write(2) { writer in
                let name = scope[["scope", "name"]]?.string ?? ""
                writer.write(1) { $0.write(1, name.utf8) }
                for span in scope[["spans"]]?.array ?? [] { writer.write(2) { $0.span(span) } }
            }
        }
    }

    private mutating func span(_ value: JSONValue) {
        for (field, key) in [(1, "traceId"), (2, "spanId"), (4, "parentSpanId")] as [(UInt64, _)] {
            if let id = OTLPJSON.id(value[[key]]) { write(field, id) }
        }
        if let state = value[["traceState"]]?.string { write(3, state.utf8) }
        if let name = value[["name"]]?.string { write(5, name.utf8) }
        if let kind = OTLPJSON.number(value[["kind"]]) { write(6, number: kind) }
        if let start = OTLPJSON.number(value[["startTimeUnixNano"]]) { write(7, fixed: start) }
        if let end = OTLPJSON.number(value[["endTimeUnixNano"]]) { write(8, fixed: end) }
        attributes(9, value[["attributes"]])
        if let code = OTLPJSON.number(value[["status", "code"]]) {
            write(15) { $0.write(3, number: code) }
        }
    }
}
