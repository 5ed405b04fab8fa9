// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// Why a transfer did not come to its end.
public struct CurlError: Error, Sendable, Hashable {
    /// What kind of problem this is, for programs.
    public enum Code: String, Sendable {
        case badRequest = "bad-request"
        case unresolved
        case refused
        case tls
        case timedOut = "timed-out"
        case tooLarge = "too-large"
        case interrupted
        case cancelled
        case other
    }

    /// What kind of problem this is.
    public let code: Code
    /// One sentence for a person: what happened and where.
    public let message: String

    /// Describes a problem.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same request may succeed a little later.
    public var isRetryable: Bool {
        switch code {
        case .unresolved, .refused, .timedOut, .interrupted: true
        case .badRequest, .tls, .tooLarge, .cancelled, .other: false
        }
    }
}

extension CurlError: CustomStringConvertible {
    /// The sentence.
    public var description: String { message }
}

extension CurlError {
    /// Puts the library's code into words.
    ///
    /// - Parameter detail: what the library itself says about this very failure.
    init(_ code: CURLcode, detail: String, at place: String, limits: TransferLimits) {
        let cause = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            self.init(.badRequest, "\(place) is not an address that can be used: \(cause)")
        case CURLE_COULDNT_RESOLVE_HOST:
            self.init(.unresolved, "could not find the host of \(place): \(cause)")
        case CURLE_COULDNT_RESOLVE_PROXY:
            self.init(.unresolved, "could not find the proxy on the way to \(place): \(cause)")
        case CURLE_COULDNT_CONNECT:
            self.init(.refused, "could not connect to \(place): \(cause)")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS:
            self.init(.tls, "no secure connection to \(place): \(cause)")
        case CURLE_OPERATION_TIMEDOUT:
            self.init(.timedOut, "\(place) did not answer within \(limits.totalTime.inWords)")
        case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING,
            CURLE_HTTP2, CURLE_HTTP2_STREAM:
            self.init(.interrupted, "\(place) closed the connection too early: \(cause)")
        case CURLE_WEIRD_SERVER_REPLY:
            self.init(.other, "\(place) does not answer in HTTP: \(cause)")
        default:
            self.init(.other, "the request to \(place) failed: \(cause)")
        }
    }
}

extension Duration {
    /// The length in seconds, as a sentence says it: "2 s", "0.5 s".
    var inWords: String {
        let (seconds, attoseconds) = components
        let tenths = attoseconds / 100_000_000_000_000_000
        return tenths == 0 ? "\(seconds) s" : "\(seconds).\(tenths) s"
    }

    /// The length in whole milliseconds, at least one.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let bounded = min(max(seconds, 0), 1_000_000)
        return max(1, Int(bounded) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
