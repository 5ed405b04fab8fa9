// SPDX-License-Identifier: Apache-2.0

import COTLP

@testable import Telemetry

/// The attributes of a span, a point or a resource as protobuf-c reads them, the last of each key.
struct ReferenceAttributes {
    private enum Value {
        case text([UInt8])
        case truth(Bool)
        case other
    }

    private var values: [[UInt8]: Value] = [:]

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

    /// What a resource calls its service; empty where it does not.
    static func service(_ resource: UnsafeMutablePointer<Otlp__Resource>?) -> [UInt8] {
        guard let resource = resource?.pointee else { return [] }
        return ReferenceAttributes(resource.attributes, resource.n_attributes)
            .text("service.name") ?? []
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

    /// Whether requests of a method are about a tool or a prompt.
    static func hasSubject(_ method: [UInt8]) -> Bool {
        method == Array("tools/call".utf8) || method == Array("prompts/get".utf8)
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

    /// The server: what its resource says, unless that is what libraries say for want of a name.
    func server(_ service: [UInt8]) -> [UInt8] {
        let isDefault = service.isEmpty || service.starts(with: Array("unknown_service".utf8))
        guard isDefault else { return service }
        return first(
            "fastmcp.server.name", "mcp.server.name", "rpc.service", "traceloop.workflow.name")
            ?? service
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

/// How names are cleaned is tested elsewhere.
func clean(_ name: [UInt8]) -> String { name.withUnsafeBytes { CleanName($0).text } }

// MARK: - From C

/// The messages of a list.
func list<Item>(
    _ start: UnsafeMutablePointer<UnsafeMutablePointer<Item>?>?, _ count: Int
) -> [UnsafeMutablePointer<Item>] {
    UnsafeBufferPointer(start: start, count: count).compactMap { $0 }
}

/// The numbers of a list.
func numbers<Number>(_ start: UnsafeMutablePointer<Number>?, _ count: Int) -> [Number] {
    Array(UnsafeBufferPointer(start: start, count: count))
}

/// The bytes of a text.
func array(_ data: ProtobufCBinaryData) -> [UInt8] {
    Array(UnsafeBufferPointer(start: data.data, count: data.len))
}
