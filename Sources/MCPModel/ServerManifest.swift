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
    /// What else the server shows to a model: `prompts`, `resources`, `resourceTemplates`, `_meta`.
    public var extras = JSONObject()
    /// How the server is reached, where it is known.
    public var connection: ServerConnection?
    /// Whether a server that was asked twice gave the same list; `nil` when it was asked once.
    public var isListStable: Bool?
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
        server["connection"] = connection?.json
        server["listIsStable"] = isListStable.map(JSONValue.bool)
        var json = JSONObject()
        json["server"] = .object(server)
        for member in extras.members { json[member.key] = member.value }
        json["tools"] = .array(tools.map { .object($0.json) })
        if !gaps.isEmpty { json["gaps"] = .array(gaps.map { .string($0.description) }) }
        return .object(json)
    }

    /// What the server says about itself outside of its tools, in the shape of ``json``.
    public var serverJSON: JSONValue {
        var server = JSONObject()
        server["name"] = .string(name)
        server["instructions"] = instructions.map(JSONValue.string)
        var json = JSONObject()
        json["server"] = .object(server)
        for member in extras.members { json[member.key] = member.value }
        return .object(json)
    }
}

/// How a server is reached.
public enum ServerConnection: Sendable, Hashable {
    /// A command that a client starts, as an array of words.
    case command([String])
    /// An address; with whether a credential is sent along.
    case address(String, isAuthenticated: Bool)

    /// The shape in which it is saved.
    public var json: JSONValue {
        switch self {
        case .command(let words): ["command": .array(words.map(JSONValue.string))]
        case .address(let url, let isAuthenticated):
            ["url": .string(url), "authenticated": .bool(isAuthenticated)]
        }
    }

    /// Reads the shape in which it is saved, or an entry of a client's configuration.
    public init?(json: JSONValue) {
        guard let object = json.object else { return nil }
        if let url = (object["url"] ?? object["serverUrl"])?.string {
            let isAuthenticated =
                object["authenticated"]?.bool ?? (object["headers"]?.object?.isEmpty == false)
            self = .address(url, isAuthenticated: isAuthenticated)
        } else if let words = object["command"]?.array?.compactMap(\.string), !words.isEmpty {
            self = .command(words)
        } else if let command = object["command"]?.string {
            self = .command([command] + (object["args"]?.array ?? []).compactMap(\.string))
        } else {
            return nil
        }
    }
}
