// SPDX-License-Identifier: Apache-2.0

/// Who brought an error about, as far as its kind tells.
public enum Fault: UInt8, Sendable, Hashable, CaseIterable {
    /// The caller: no such tool, wrong arguments, no right to call.
    case caller = 1
    /// The tool: it said that it failed, or was kept from something by the system.
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

    /// The kinds of errors whose cause is known, without the module that may stand before.
    private static let table: [(fault: Fault, kinds: [String])] = [
        (
            .caller,
            [
                // No JSON, no request, no such method, wrong parameters, no such resource.
                "-32700", "-32600", "-32601", "-32602", "-32002",
                // Statuses of HTTP.
                "400", "401", "403", "404", "422", "429",
                "AuthorizationError", "DisabledError", "InvalidParams", "InvalidParamsError",
                "InvalidParamsException", "McpProtocolException", "MethodNotFound", "NotFoundError",
                "ToolNotFoundError", "ValidationError",
            ]
        ),
        (
            .tool,
            [
                "tool_error", "ToolError",
                // What the system keeps from the tool is not the caller's doing.
                "PermissionError", "EACCES", "EPERM",
            ]
        ),
        (
            .upstream,
            [
                // The time-out of the TypeScript SDK.
                "-32001",
                "408", "500", "502", "503", "504",
                // Connections: Node and the system, Python, .NET and Java.
                "ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EAI_AGAIN", "EHOSTUNREACH",
                "ENETUNREACH", "ENOTFOUND", "fetch failed",
                "ClientResponseError", "ProxyError", "ReadError", "RemoteProtocolError", "SSLError",
                "SSLCertVerificationError", "URLError", "WriteError", "gaierror", "herror",
                "HttpRequestException", "NoRouteToHostException", "SSLException",
                "SSLHandshakeException", "TaskCanceledException", "UnknownHostException",
                // Models and databases.
                "APIStatusError", "OperationalError", "RateLimitError",
            ]
        ),
    ]
    /// Pieces of names that speak of something beyond the server.
    private static let upstreamPieces = [
        "timeout", "timedout", "timed out", "deadline", "connect", "socket", "dns", "network",
        "httpstatus", "httperror", "unavailable",
    ]

    /// What is known of a kind, in small letters.
    private static let causes: [String: Fault] = {
        var causes: [String: Fault] = [:]
        for (fault, kinds) in table {
            for kind in kinds { causes[kind.lowercased()] = fault }
        }
        return causes
    }()

    /// The cause of a kind of error; `nil` for the empty kind, which is success.
    public init?(error: String) {
        if error.isEmpty { return nil }
        let kind = error.lowercased()
        // Exceptions may come with their module: httpx.ConnectTimeout, Errno::ECONNREFUSED.
        let last = kind.split { ".:/\\$+".contains($0) }.last ?? ""
        let name = String(last.drop { $0 == " " })
        if let fault = Self.causes[kind] ?? Self.causes[name] {
            self = fault
        } else {
            self = Self.upstreamPieces.contains { name.contains($0) } ? .upstream : .server
        }
    }
}
