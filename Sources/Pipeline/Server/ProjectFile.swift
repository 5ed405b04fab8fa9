// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A file of a generated project.
public struct ProjectFile: Sendable, Hashable {
    /// Where it lies in the project, with slashes.
    public let path: String
    /// What it holds.
    public let text: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
    }

    /// A file in JSON.
    init(_ path: String, _ value: JSONValue) {
        self.path = path
        text = JSONWriter.text(value, layout: .indented) + "\n"
    }
}
