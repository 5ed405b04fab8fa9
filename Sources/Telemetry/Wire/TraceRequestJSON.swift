// SPDX-License-Identifier: Apache-2.0

public import MCPModel

extension TraceRequest {
    /// The calls that the spans of a request in JSON report.
    ///
    /// The request is put into protobuf first, so that both encodings are read by the same rules.
    public static func calls(
        inJSON bytes: [UInt8], memory: SenderMemory = SenderMemory()
    ) throws(InputProblem) -> CallBatch {
        let root = try JSONReader.read(bytes, limits: JSONReader.Limits(depth: 100)).root
        guard root.object != nil else {
            throw InputProblem(.wrongShape, "an OTLP request is an object")
        }
        var writer = ProtobufWriter()
        for resource in root[["resourceSpans"]]?.array ?? [] {
            writer.write(1) { $0.resourceSpans(resource) }
        }
        do throws(WireProblem) {
            return try calls(in: writer.bytes, memory: memory)
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
        // Ids are hexadecimal here, in either case; only in this encoding are they not base64.
        for (field, key) in [(1, "traceId"), (2, "spanId"), (4, "parentSpanId")] as [(UInt64, _)] {
            if let id = hexadecimal(value[[key]]?.string) { write(field, id) }
        }
        if let state = value[["traceState"]]?.string { write(3, state.utf8) }
        if let name = value[["name"]]?.string { write(5, name.utf8) }
        if let kind = number(value[["kind"]]) { write(6, number: kind) }
        if let start = number(value[["startTimeUnixNano"]]) { write(7, fixed: start) }
        if let end = number(value[["endTimeUnixNano"]]) { write(8, fixed: end) }
        attributes(9, value[["attributes"]])
        if let code = number(value[["status", "code"]]) {
            write(15) { $0.write(3, number: code) }
        }
    }

    private mutating func attributes(_ field: UInt64, _ list: JSONValue?) {
        for attribute in list?.array ?? [] {
            guard let key = attribute[["key"]]?.string else { continue }
            write(field) { writer in
                writer.write(1, key.utf8)
                writer.write(2) { $0.value(attribute[["value"]]) }
            }
        }
    }

    private mutating func value(_ value: JSONValue?) {
        if let text = value?[["stringValue"]]?.string {
            write(1, text.utf8)
        } else if case .bool(let isTrue)? = value?[["boolValue"]] {
            write(2, number: isTrue ? 1 : 0)
        } else if number(value?[["intValue"]]) != nil {
            write(3, number: 0)
        }
    }

    /// Numbers of 64 bits come as texts, and from some senders as numbers.
    private func number(_ value: JSONValue?) -> UInt64? {
        switch value {
        case .string(let text): UInt64(text)
        case .number(let number): UInt64(number.literal) ?? UInt64(exactly: number.double)
        default: nil
        }
    }

    private func hexadecimal(_ text: String?) -> [UInt8]? {
        guard let text, text.utf8.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let high = rest.popFirst(), let low = rest.popFirst() {
            guard let high = digit(high), let low = digit(low) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
