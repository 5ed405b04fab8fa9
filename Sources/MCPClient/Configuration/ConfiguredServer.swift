// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// One server that a client is configured with.
public struct ConfiguredServer: Sendable, Hashable {
    /// How to reach it.
    public enum Connection: Sendable, Hashable {
        case stdio(ServerLaunch)
        case http(ServerAddress)
        /// It cannot or should not be reached; the reason completes "skipped: …".
        case skipped(reason: String)
    }

    /// The name it has in the file.
    public let name: String
    /// The project it belongs to, where the file has several.
    public let project: String?
    /// Where its entry stands in the file.
    public let pointer: JSONPointer
    /// How to reach it.
    public let connection: Connection
}
