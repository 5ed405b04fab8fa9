// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import MCPModel
internal import Telemetry

/// What GET asks for, and HEAD too; with ``Posting`` every address that is answered.
enum Question {
    case page, servers, alerts, metrics, health, ready
    /// The numbers of a server.
    case analytics(of: String)

    init?(path: String) {
        switch path {
        case "/": self = .page
        case "/v1/servers": self = .servers
        case "/v1/alerts": self = .alerts
        case "/metrics": self = .metrics
        case "/health": self = .health
        case "/ready": self = .ready
        default:
            // `/v1/servers/NAME/analytics`
            let parts = path.split(separator: "/")
            guard parts.count == 4, parts[0] == "v1", parts[1] == "servers",
                parts[3] == "analytics"
            else { return nil }
            self = .analytics(of: PercentCode.decoded(parts[2]))
        }
    }

    /// Those who watch over the process need no token.
    var needsToken: Bool {
        switch self {
        case .health, .ready: false
        default: true
        }
    }
}

/// What POST brings.
enum Posting {
    case events, cards
    /// Spans, metrics or logs; `nil` where only the request can tell.
    case signal(Signal?)

    init?(path: String) {
        switch path {
        case "/v1/events": self = .events
        case "/v1/cards": self = .cards
        case "/v1/traces": self = .signal(.traces)
        case "/v1/metrics": self = .signal(.metrics)
        case "/v1/logs": self = .signal(.logs)
        // Senders that are given an address for one signal post to it as it stands.
        case "/": self = .signal(nil)
        default: return nil
        }
    }
}

extension Request {
    /// The answer where there is nothing at its address, or nothing for its method.
    func refusal(_ question: Question?, _ posting: Posting?) -> Response {
        let methods = (question == nil ? [] : ["GET", "HEAD"]) + (posting == nil ? [] : ["POST"])
        if methods.isEmpty {
            return .problem(.notFound, "there is nothing at \(method) \(uri.path)")
        }
        let allowed = methods.joined(separator: ", ")
        var response = Response.problem(
            .methodNotAllowed, "\(uri.path) takes \(allowed), not \(method)")
        response.headers[.allow] = allowed
        return response
    }
}
