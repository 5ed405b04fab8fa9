// SPDX-License-Identifier: Apache-2.0

/// Tells which spans `<tool>.tool` of OpenLLMetry are a server's.
///
/// Those of clients have the same name, kind and scope. A server's are below `mcp.server`, and in
/// the workflow `<server>.mcp` if the server has a name. Where `mcp.server` itself is below another
/// server's span of a tool, that one has handed the call on to a server that is mounted into it.
struct TraceloopSpans {
    /// Who made a span of a tool.
    enum Role {
        case client, server
        /// A server whose call an outer server reports too.
        case inner
    }

    /// The spans `mcp.server`, each with the one above it; 0 where there is none.
    private var servers: [UInt64: UInt64] = [:]
    /// The spans of tools, in the same way.
    private var tools: [UInt64: (parent: UInt64, isInServerWorkflow: Bool)] = [:]

    /// Remembers a span by which others are told.
    mutating func note(_ span: borrowing SpanReading) {
        guard let id = span.span.spanNumber else { return }
        let parent = span.parent.spanNumber ?? 0
        if span.name.isEqual(to: "mcp.server") {
            servers[id] = parent
        } else if span.name.ends(with: ".tool") {
            tools[id] = (parent, span.isInServerWorkflow)
        }
    }

    /// Who made a span of a tool, as far as the spans that were noted tell.
    func role(of span: borrowing SpanReading) -> Role {
        guard let parent = span.parent.spanNumber, let above = servers[parent] else {
            return span.isInServerWorkflow ? .server : .client
        }
        return isOfServer(above) ? .inner : .server
    }

    /// Whether an id is that of a tool's span at a server.
    private func isOfServer(_ id: UInt64) -> Bool {
        guard let tool = tools[id] else { return false }
        return tool.isInServerWorkflow || servers[tool.parent] != nil
    }
}
