// SPDX-License-Identifier: Apache-2.0

package import MCPModel

/// What was made of what: `generation.json`.
public struct GenerationRecord: Sendable {
    /// One tool, for a list of all.
    public struct Tool: Sendable {
        /// Its name.
        public let name: String
        /// What it calls, as method and path.
        public let operation: String
        /// The length of its definition as text.
        public let bytes: Int
        /// What of its schemas was left out to keep it short.
        public let cut: [String]
    }

    /// The document, as it is called in its folder.
    public let source: String
    /// What the server is written for.
    public let target: GenerationOptions.Target
    /// The server's name.
    public let server: String
    /// The API's own name.
    public let title: String
    /// What became a tool, in the document's order.
    public let tools: [Tool]
    /// What did not.
    public let skipped: [Skip]
    /// What was wrong in the document and is read as if it were right.
    public let repairs: [Repair]
    /// What is worth knowing and is no fault.
    public let notes: [String]

    /// How many operations the document has.
    public var operationCount: Int { tools.count + skipped.count }

    init(source: String, blueprint: ServerBlueprint, skipped: [Skip], repairs: [Repair]) {
        self.source = source
        target = blueprint.options.target
        server = blueprint.identity.name
        title = blueprint.identity.title
        tools = blueprint.tools.map {
            Tool(name: $0.name, operation: $0.operation.name, bytes: $0.bytes, cut: $0.cut)
        }
        self.skipped = skipped
        self.repairs = repairs
        let short = tools.count { !$0.cut.isEmpty }
        notes =
            blueprint.api.notes
            + (short == 0 ? [] : ["\(short) tools were shortened; `cut` says what they lack"])
    }

    package var json: JSONValue {
        var bytes: [JSONObject.Member] = []
        for tool in tools { bytes.append(.init(key: tool.name, value: .int(tool.bytes))) }
        return [
            "source": .string(source),
            "target": .string(target.rawValue),
            "server": .string(server),
            "tools": .array(tools.map(Self.json)),
            "skipped": .array(
                skipped.map {
                    ["operation": .string($0.operation), "reason": .string($0.reason)]
                }),
            "repairs": .array(
                repairs.map {
                    [
                        "pointer": .string($0.pointer), "problem": .string($0.problem),
                        "repair": .string($0.repair),
                    ]
                }),
            "bytes": .object(JSONObject(uniqueMembers: bytes)),
            "notes": .array(notes.map(JSONValue.string)),
        ]
    }

    private static func json(_ tool: Tool) -> JSONValue {
        var json = JSONObject()
        json["name"] = .string(tool.name)
        json["operation"] = .string(tool.operation)
        if !tool.cut.isEmpty { json["cut"] = .array(tool.cut.map(JSONValue.string)) }
        return .object(json)
    }
}
