// SPDX-License-Identifier: Apache-2.0

internal import Curl

/// Puts HTTP answers that are no messages into words.
enum HTTPRefusal {
    /// The error of an answer after which asking differently is of no use.
    static func final(_ head: HTTPHead, _ address: ServerAddress) -> ClientError? {
        switch head.status {
        case 401, 403: unauthorized(head, address)
        case 300..<400: redirected(head, address)
        default: nil
        }
    }

    /// The error of a page for people.
    static func webPage(_ head: HTTPHead, _ address: ServerAddress) -> ClientError {
        ClientError(
            .notMCP,
            "\(address.shown) is a web page, not an MCP endpoint (status \(head.status)); the "
                + "endpoint often ends in /mcp")
    }

    /// The error of any other status.
    static func status(
        _ head: HTTPHead, _ body: [UInt8], _ address: ServerAddress
    ) -> ClientError {
        let said = quoted(body, limit: 200)
        let words = said.isEmpty ? "" : ": \(said)"
        switch head.status {
        case 404, 405, 410:
            return ClientError(
                .notMCP,
                "there is no MCP endpoint at \(address.shown) (status \(head.status)\(words)); the "
                    + "endpoint often ends in /mcp")
        default:
            return ClientError(
                .serverError, "\(address.shown) answered with status \(head.status)\(words)",
                isRetryable: head.status == 429 || head.status >= 500)
        }
    }

    private static func unauthorized(_ head: HTTPHead, _ address: ServerAddress) -> ClientError {
        let hasToken = address.headers.contains { $0.name.lowercased() == "authorization" }
        let problem =
            head.status == 401
            ? (hasToken ? "does not accept the authorization sent" : "wants an authorization")
            : "refuses access"
        let metadata = head["WWW-Authenticate"].flatMap(resourceMetadata)
        let place = metadata.map { "; how to get one is described at \(quoted($0))" } ?? ""
        return ClientError(
            .unauthorized,
            "\(address.shown) \(problem) (status \(head.status)); pass a token with "
                + "--header \"Authorization: Bearer …\"\(place)")
    }

    private static func redirected(_ head: HTTPHead, _ address: ServerAddress) -> ClientError {
        let target = head["Location"].map { HTTPRequest.shown(quoted($0)) } ?? "nowhere"
        return ClientError(
            .redirected,
            "\(address.shown) sends us on to \(target) (status \(head.status)), which is not "
                + "followed; give that address if you trust it")
    }

    /// The place of the protected resource metadata (RFC 9728, section 5.1).
    static func resourceMetadata(_ challenge: String) -> String? {
        guard let name = challenge.firstRange(of: "resource_metadata=") else { return nil }
        let rest = challenge[name.upperBound...]
        guard rest.first == "\"" else {
            return String(rest.prefix { $0 != "," && $0 != " " })
        }
        return String(rest.dropFirst().prefix { $0 != "\"" })
    }
}

extension ServerAddress {
    /// The address for people: without credentials and query, which may hold secrets.
    var shown: String { HTTPRequest.shown(url) }
}

extension ClientError {
    /// A transfer that failed.
    init(_ error: CurlError) {
        let code: Code =
            switch error.code {
            case .timedOut: .timedOut
            case .tooLarge: .tooMuchOutput
            case .cancelled: .cancelled
            case .badRequest: .badConfiguration
            case .unresolved, .refused, .tls, .interrupted, .other: .network
            }
        self.init(code, error.message, isRetryable: error.isRetryable)
    }
}
