// SPDX-License-Identifier: Apache-2.0

/// Who brought an error about, as far as its kind tells.
public enum Fault: UInt8, Sendable, Hashable, CaseIterable {
    /// The caller: no such tool, wrong arguments, no right to call.
    case caller = 1
    /// The tool said that it failed.
    case tool = 2
    /// Something that the server depends on: a time-out, a refused connection, a 5xx answer.
    case upstream = 3
    /// The server itself: an exception, an internal error.
    case server = 4

    /// The word that reports use.
    public var word: String {
        switch self {
        case .caller: "caller"
        case .tool: "tool"
        case .upstream: "upstream"
        case .server: "server"
        }
    }

    /// The kinds of errors whose cause is known, by what senders call them.
    private static let known: [String: Fault] = [
        "-32700": .caller, "-32600": .caller, "-32601": .caller, "-32602": .caller,
        "-32002": .caller, "400": .caller, "401": .caller, "403": .caller, "404": .caller,
        "422": .caller, "429": .caller, "NotFoundError": .caller, "ValidationError": .caller,
        "ToolNotFoundError": .caller, "InvalidParams": .caller, "DisabledError": .caller,
        "AuthorizationError": .caller, "PermissionError": .caller, "McpProtocolException": .caller,
        "tool_error": .tool, "ToolError": .tool,
        "500": .upstream, "502": .upstream, "503": .upstream, "504": .upstream,
        "timeout": .upstream,
    ]
    /// Pieces of exception names that speak of something beyond the server.
    private static let upstreamPieces = [
        "timeout", "connect", "socket", "dns", "network", "httpstatus", "httperror", "unavailable",
    ]

    /// The cause of a kind of error; `nil` for the empty kind, which is success.
    public init?(error: String) {
        if error.isEmpty { return nil }
        // Exceptions may come with their module: httpx.ConnectTimeout.
        let name = error.split(separator: ".").last.map(String.init) ?? error
        if let fault = Self.known[error] ?? Self.known[name] {
            self = fault
        } else {
            let lower = name.lowercased()
            self = Self.upstreamPieces.contains { lower.contains($0) } ? .upstream : .server
        }
    }
}
