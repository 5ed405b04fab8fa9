// SPDX-License-Identifier: Apache-2.0

/// What is made of a source, and how.
public struct GenerationOptions: Sendable {
    /// What a server is written for.
    public enum Target: String, Sendable, CaseIterable {
        /// FastMCP, in Python.
        case fastmcp
        /// The SDK of the protocol, in TypeScript.
        case typescript
    }

    /// How clients reach a server when nothing else is said at its start.
    public enum Transport: String, Sendable, CaseIterable { case stdio, http }

    /// What the server is written for.
    public var target = Target.fastmcp
    /// How clients reach it.
    public var transport = Transport.stdio
    /// The name of the server; from the title of the document when absent.
    public var name: String?
    /// Where the API is reached; as the document says when absent.
    public var baseURL: String?
    /// Which operations become tools.
    public var selection = Selection()
    /// The most bytes that the definition of one tool should have; when absent 8000, and 4000 where
    /// most tools would be longer than that.
    public var toolBytes: Int?
    /// Whether references to other hosts are followed.
    public var allowsRemote = false
    /// Whether hosts in private networks and on this machine are asked for documents.
    public var allowsPrivate = false
    /// The folder that files must lie in; that of the document when absent.
    public var root: String?

    /// A FastMCP server over stdio, of everything.
    public init() {}
}
