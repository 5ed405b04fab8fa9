// SPDX-License-Identifier: Apache-2.0

/// What a server says about itself: who it is and which tools it offers.
public struct ServerManifest: Sendable {
    /// The server's own name, or the best name its source gives.
    public var name: String
    /// The server's version, where it is known.
    public var version: String?
    /// The protocol revision spoken, where it is known.
    public var protocolVersion: String?
    /// What the server tells the model about using it as a whole.
    public var instructions: String?
    /// The tools, in the server's order.
    public var tools: [ToolDefinition]
    /// What is missing from the tools, so that a card can say what it does not cover.
    public var gaps: [InputProblem]
    /// What was odd about the source though nothing is missing for it.
    public var notices: [InputProblem] = []
    /// The text this was read from, for places in it.
    public var document: JSONDocument?

    /// Describes a server.
    public init(
        name: String, version: String? = nil, protocolVersion: String? = nil,
        instructions: String? = nil, tools: [ToolDefinition], gaps: [InputProblem] = [],
        document: JSONDocument? = nil
    ) {
        self.name = name
        self.version = version
        self.protocolVersion = protocolVersion
        self.instructions = instructions
        self.tools = tools
        self.gaps = gaps
        self.document = document
    }

    /// The shape that Smelt writes and reads again without loss: `{server, tools}`, and `gaps` where
    /// tools are missing.
    public var json: JSONValue {
        var server = JSONObject()
        server["name"] = .string(name)
        server["version"] = version.map(JSONValue.string)
        server["protocolVersion"] = protocolVersion.map(JSONValue.string)
        server["instructions"] = instructions.map(JSONValue.string)
        var json = JSONObject()
        json["server"] = .object(server)
        json["tools"] = .array(tools.map { .object($0.json) })
        if !gaps.isEmpty { json["gaps"] = .array(gaps.map { .string($0.description) }) }
        return .object(json)
    }
}
