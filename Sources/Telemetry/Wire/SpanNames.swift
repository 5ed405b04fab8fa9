// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The attributes that tell about a call, whoever sends them.
enum SpanKey: Int, CaseIterable {
    case methodName, rpcMethod, rpcSystem, eventType
    case toolName, mcpToolName, resourceName, componentKey, entityName, promptName
    case serviceName, fastmcpServer, rpcService, mcpServer, workflowName
    case clientName, mcpcatClient
    case errorType, isError, seam

    /// What senders call it.
    var name: StaticString {
        switch self {
        case .methodName: "mcp.method.name"
        case .rpcMethod: "rpc.method"
        case .rpcSystem: "rpc.system"
        case .eventType: "mcp.event_type"
        case .toolName: "gen_ai.tool.name"
        case .mcpToolName: "mcp.tool.name"
        case .resourceName: "mcp.resource_name"
        case .componentKey: "fastmcp.component.key"
        case .entityName: "traceloop.entity.name"
        case .promptName: "gen_ai.prompt.name"
        case .serviceName: "service.name"
        case .fastmcpServer: "fastmcp.server.name"
        case .rpcService: "rpc.service"
        case .mcpServer: "mcp.server.name"
        case .workflowName: "traceloop.workflow.name"
        case .clientName: "mcp.client.name"
        case .mcpcatClient: "mcp.client_name"
        case .errorType: "error.type"
        case .isError: "mcp.tool.result.is_error"
        case .seam: "fastmcp.span.seam"
        }
    }

    /// Where each attribute's name stands, those of one length together.
    private struct Entry {
        let name: StaticString
        let key: SpanKey
    }

    private static let entries = allCases.map { Entry(name: $0.name, key: $0) }
        .sorted { $0.name.utf8CodeUnitCount < $1.name.utf8CodeUnitCount }
    /// The first entry of each length.
    private static let starts: [Int] = (0...33).map { length in
        entries.firstIndex { $0.name.utf8CodeUnitCount >= length } ?? entries.count
    }

    /// The key of a name; `nil` for one that tells nothing.
    init?(_ name: UnsafeRawBufferPointer) {
        guard name.count <= 32 else { return nil }
        for place in Self.starts[name.count]..<Self.starts[name.count + 1]
        where name.isEqual(to: Self.entries[place].name) {
            self = Self.entries[place].key
            return
        }
        return nil
    }

    // In the order in which they are asked.
    static let tools: [SpanKey] = [.toolName, .mcpToolName, .resourceName, .promptName]
    static let servers: [SpanKey] = [.fastmcpServer, .mcpServer, .rpcService, .workflowName]
    static let clients: [SpanKey] = [.clientName, .mcpcatClient]
}

/// A source of spans that differs from the conventions in more than names.
enum SpanSender {
    /// FastMCP: an outer server's span, and one for each server mounted into it.
    case fastmcp
    /// mcpcat: a span a request, of whatever kind.
    case mcpcat
    /// OpenLLMetry: `<tool>.tool` below `mcp.server`.
    case traceloop
    case other

    init(scope: UnsafeRawBufferPointer) {
        if scope.isEqual(to: "fastmcp") {
            self = .fastmcp
        } else if scope.isEqual(to: "mcpcat") {
            self = .mcpcat
        } else if scope.isEqual(to: "opentelemetry.instrumentation.mcp") {
            self = .traceloop
        } else {
            self = .other
        }
    }
}

extension UnsafeRawBufferPointer {
    /// A text that is part of the program.
    init(_ text: StaticString) {
        self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    @inline(__always)
    func isEqual(to text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && starts(with: text)
    }

    /// Whether the first bytes are those at another place.
    @inline(__always)
    func isEqual(toBytesAt other: UnsafeRawPointer, _ length: Int) -> Bool {
        guard let baseAddress, length > 0 else { return length == 0 }
        return memcmp(baseAddress, other, length) == 0
    }

    @inline(__always)
    func starts(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return false }
        return isEqual(toBytesAt: text.utf8Start, length)
    }

    func ends(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        return count >= length
            && UnsafeRawBufferPointer(rebasing: self[(count - length)...]).isEqual(to: text)
    }

    func dropping(_ length: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: dropFirst(length))
    }
}
