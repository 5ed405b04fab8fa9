// SPDX-License-Identifier: Apache-2.0

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

    /// The keys by the length of their names, which few of them share.
    private static let byLength: [[SpanKey]] = {
        var lengths = [[SpanKey]](repeating: [], count: 32)
        for key in allCases { lengths[key.name.utf8CodeUnitCount].append(key) }
        return lengths
    }()

    /// The key of a name; `nil` for one that tells nothing.
    init?(_ name: UnsafeRawBufferPointer) {
        guard name.count < Self.byLength.count else { return nil }
        for key in Self.byLength[name.count] where name.isEqual(to: key.name) {
            self = key
            return
        }
        return nil
    }
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
    @inline(__always)
    func isEqual(to text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && starts(with: text)
    }

    @inline(__always)
    func starts(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return false }
        let other = UnsafeRawBufferPointer(start: text.utf8Start, count: length)
        return UnsafeRawBufferPointer(rebasing: self[..<length]).elementsEqual(other)
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
