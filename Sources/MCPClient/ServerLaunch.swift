// SPDX-License-Identifier: Apache-2.0

/// How to start a server that speaks over its standard streams.
public struct ServerLaunch: Sendable, Hashable {
    /// The program: a name looked up on the PATH, or a path.
    public var command: String
    /// The arguments behind it.
    public var arguments: [String]
    /// Variables added to those of ``ChildEnvironment``.
    public var environment: [String: String]
    /// The directory to start in; the current one when there is none.
    public var directory: String?

    /// Describes a start.
    public init(
        command: String, arguments: [String] = [], environment: [String: String] = [:],
        directory: String? = nil
    ) {
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
    }

    /// The name to call the server by when it does not say its own: the last part of the command.
    var fallbackName: String {
        command.split(separator: "/").last.map(String.init) ?? command
    }
}

/// Where a server that speaks over HTTP is, and what it wants to see.
public struct ServerAddress: Sendable, Hashable {
    /// One header field.
    public struct Header: Sendable, Hashable {
        /// The field's name.
        public let name: String
        /// The field's value.
        public let value: String

        /// Makes a field.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }

        /// Reads `Name: value`, or `nil` where there is no name or no colon.
        public init?(line: String) {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return nil }
            name = String(line[..<colon])
            value = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
    }

    /// The address of the MCP endpoint, `http` or `https`.
    public var url: String
    /// The fields sent with every request, such as an authorization.
    public var headers: [Header]

    /// Describes an address.
    public init(url: String, headers: [Header] = []) {
        self.url = url
        self.headers = headers
    }

    /// The name to call the server by when it does not say its own: the host.
    var fallbackName: String {
        guard let start = url.firstRange(of: "://")?.upperBound else { return url }
        let authority = url[start...].prefix { !"/?#".contains($0) }
        return authority.split(separator: "@").last.map(String.init) ?? url
    }
}
