// SPDX-License-Identifier: Apache-2.0

/// The attributes that tell about a call, whoever sends them.
///
/// Those that mean the same stand together, in the order in which they are asked.
enum SpanKey: Int, CaseIterable {
    case methodName, rpcMethod, rpcSystem, eventType
    case toolName, mcpToolName, resourceName, promptName, componentKey, entityName
    case serviceName, fastmcpServer, mcpServer, rpcService, workflowName
    case clientName, mcpcatClient
    case errorType, isError, statusCode, seam, overflow

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
        case .statusCode: "rpc.response.status_code"
        case .seam: "fastmcp.span.seam"
        case .overflow: "otel.metric.overflow"
        }
    }
}

/// Finds an attribute by its name: one look, and one more where two names fall together.
///
/// A span has a dozen names, nearly all of which tell nothing.
struct SpanKeyTable {
    static let shared = SpanKeyTable()

    private var slots: [(name: ShortName, key: SpanKey)?] = Array(repeating: nil, count: 64)

    private init() {
        for key in SpanKey.allCases {
            guard let name = ShortName(UnsafeRawBufferPointer(key.name)) else { continue }
            var place = name.place
            while slots[place] != nil { place = (place + 1) & 63 }
            slots[place] = (name, key)
        }
    }

    /// The key of a name; `nil` for one that tells nothing.
    @inline(__always)
    func key(of name: UnsafeRawBufferPointer) -> SpanKey? {
        guard let name = ShortName(name) else { return nil }
        var place = name.place
        while let slot = slots[place] {
            if slot.name == name { return slot.key }
            place = (place + 1) & 63
        }
        return nil
    }
}

/// A name of 8 to 24 bytes, as all of ``SpanKey`` are, in numbers that can be compared at once.
private struct ShortName: Equatable {
    private let length: Int
    // Together they cover all bytes, some of them twice.
    private let first: UInt64
    private let middle: UInt64
    private let last: UInt64

    @inline(__always)
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard (8...24).contains(bytes.count) else { return nil }
        length = bytes.count
        first = bytes.word(at: 0)
        middle = bytes.word(at: (length - 8) / 2)
        last = bytes.word(at: length - 8)
    }

    /// Where in a table of 64 it is looked for.
    @inline(__always)
    var place: Int {
        Int(((last ^ UInt64(length)) &* 0x9E37_79B9_7F4A_7C15) >> 58)
    }
}

/// A source of spans that differs from the conventions in more than names.
enum SpanSender {
    /// FastMCP: an outer server's span, and one for each server mounted into it.
    case fastmcp
    /// mcpcat, since 2.0 called agentcat: a span a request, of whatever kind.
    case mcpcat
    /// OpenLLMetry: `<tool>.tool` below `mcp.server`; clients have spans of the same name.
    case traceloop
    case other

    init(scope: UnsafeRawBufferPointer) {
        if scope.isEqual(to: "fastmcp") {
            self = .fastmcp
        } else if scope.isEqual(to: "mcpcat") || scope.isEqual(to: "agentcat") {
            self = .mcpcat
        } else if scope.isEqual(to: "opentelemetry.instrumentation.mcp.instrumentation")
            || scope.isEqual(to: "opentelemetry.instrumentation.mcp")
        {
            self = .traceloop
        } else {
            self = .other
        }
    }
}
