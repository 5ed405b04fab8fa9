// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Who we say we are to a server.
public struct ClientIdentity: Sendable, Hashable {
    /// The program's name.
    public var name: String
    /// The program's version.
    public var version: String

    /// Names the program.
    public init(name: String = "smelt", version: String) {
        self.name = name
        self.version = version
    }

    /// The shape of the protocol's `clientInfo`.
    var json: JSONValue { ["name": .string(name), "version": .string(version)] }

    /// The shape of an HTTP user agent.
    var userAgent: String { "\(name)/\(version)" }
}
