// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A conversation with a server, over stdio or over HTTP.
protocol Session: ~Copyable {
    /// Finds out which era the server speaks, and opens the conversation in it.
    mutating func open() throws(ClientError) -> ServerIdentity

    /// Sends a request and waits for its answer.
    mutating func call(_ method: String, _ params: JSONObject) throws(ClientError) -> Reply

    /// Says goodbye where the transport has a word for it.
    mutating func close()

    /// What the server did beside answering that a report should mention.
    var notices: [InputProblem] { get }
}
