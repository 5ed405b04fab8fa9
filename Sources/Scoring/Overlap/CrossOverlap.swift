// SPDX-License-Identifier: Apache-2.0

/// Two tools of different servers that get in each other's way when both servers are used.
public struct CrossOverlap: Sendable, Hashable {
    /// How the two get in each other's way.
    public enum Kind: String, Sendable, CaseIterable {
        /// The same definition, but for case, white space and order.
        case same
        /// The same text, or nearly, under another name.
        case copy
        /// The same name, or one that looks like it, for another tool: a client may keep only one.
        case shadow
        /// The same job in other words.
        case competing
    }

    /// The names of the two servers; the one that was asked about comes first, else by alphabet.
    public let servers: [String]
    /// The names of the two tools, in the order of the servers.
    public let tools: [String]
    /// From 0 (nothing in common) to 1 (the same thing said twice), in hundredths.
    public let similarity: Double
    /// How the two get in each other's way.
    public let kind: Kind
    /// What they share, in words.
    public let reason: String
}

/// A tool that several servers define alike, as the copies of one server do.
public struct SharedDefinition: Sendable, Hashable {
    /// The name of the tool, as the first of the servers spells it.
    public let tool: String
    /// The names of the servers, in alphabetical order.
    public let servers: [String]
}
