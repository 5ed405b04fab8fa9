// SPDX-License-Identifier: Apache-2.0

/// One field of an HTTP head.
public struct HTTPHeader: Sendable, Hashable {
    /// The name, compared without regard to case.
    public let name: String
    /// The value, without the spaces around it.
    public let value: String

    /// Makes a field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What to ask a server for.
public struct HTTPRequest: Sendable, Hashable {
    /// The method, in capitals.
    public var method: String
    /// The address; only `http` and `https` are spoken.
    public var url: String
    /// The fields of the head.
    public var headers: [HTTPHeader]
    /// The body, when there is one.
    public var body: [UInt8]?
    /// Who asks, as the server sees it.
    public var userAgent: String

    /// Describes a request.
    public init(
        _ method: String, _ url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil,
        userAgent: String
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.userAgent = userAgent
    }

    /// The address for people: without credentials and query, which may hold secrets.
    public var shownURL: String { Self.shown(url) }

    /// An address without credentials, query and fragment.
    public static func shown(_ url: String) -> String {
        var text = url.prefix { $0 != "?" && $0 != "#" }
        if let start = text.firstRange(of: "://")?.upperBound {
            let authority = text[start...].prefix { $0 != "/" }
            if let at = authority.lastIndex(of: "@") {
                text.removeSubrange(start...at)
            }
        }
        return String(text)
    }
}

/// How an HTTP answer begins.
public struct HTTPHead: Sendable, Hashable {
    /// The status code, 0 before there is one.
    public internal(set) var status = 0
    /// The fields in the order they came.
    public internal(set) var headers: [HTTPHeader] = []

    /// The first value of a field; the name's case does not matter.
    public subscript(name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

/// A whole HTTP answer.
public struct HTTPResponse: Sendable, Hashable {
    /// How it begins.
    public let head: HTTPHead
    /// What it holds.
    public let body: [UInt8]

    /// An answer that was read piece by piece.
    public init(head: HTTPHead, body: [UInt8]) { (self.head, self.body) = (head, body) }
}

/// Whom a transfer may talk to.
public struct TransferTrust: Sendable, Hashable {
    /// A file of the certificates to trust, in PEM; `nil` for those of the system.
    public var certificate: String?
    /// Whether addresses of private networks and of this machine are spoken to.
    public var allowsPrivate: Bool

    /// Trusts what the system trusts, everywhere.
    public init(certificate: String? = nil, allowsPrivate: Bool = true) {
        self.certificate = certificate
        self.allowsPrivate = allowsPrivate
    }
}

/// What one transfer may take at most.
public struct TransferLimits: Sendable, Hashable {
    /// The time until a connection stands.
    public var connectTime: Duration
    /// The time for everything.
    public var totalTime: Duration
    /// The size of the answer's body in bytes.
    public var bytes: Int

    /// Sets the limits; the defaults suit a small answer.
    public init(
        connectTime: Duration = .seconds(10), totalTime: Duration = .seconds(30),
        bytes: Int = 16 << 20
    ) {
        self.connectTime = connectTime
        self.totalTime = totalTime
        self.bytes = bytes
    }
}
