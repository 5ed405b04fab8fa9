// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A tool of the server that is made, and the request that it stands for.
struct GeneratedTool {
    let name: String
    let operation: Operation
    /// As the server lists it.
    let definition: JSONObject
    /// How its arguments become a request.
    let request: JSONObject
    /// The length of the definition as text.
    let bytes: Int
    /// What of its schemas was left out to keep it short.
    let cut: [String]
}
