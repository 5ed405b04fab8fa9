// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

/// A server under repair, in the order in which a card is made of it.
struct Repair {
    private static let rubrics = Result { try RubricLoader.builtIn() }

    private let definitions: [ToolDefinition]
    let subject: CheckSubject

    init(_ definitions: [ToolDefinition]) throws {
        self.definitions = definitions.sorted { $0.name < $1.name }
        subject = CheckSubject(
            ServerManifest(name: "example", tools: self.definitions),
            order: Array(self.definitions.indices), rubrics: try Self.rubrics.get(), lock: nil)
    }

    init(json: String) throws {
        let root = try JSONReader.read(json).root
        let tools = root.array ?? [root]
        try self.init(tools.map { try ToolDefinition(json: $0.object ?? JSONObject(), origin: []) })
    }

    /// One argument `x` with this schema, in a tool that needs no other repair.
    init(argument: String, in description: String = "Draws one thing.") throws {
        let description = JSONWriter.text(.string(description))
        try self.init(
            json: """
                {"name": "draw", "title": "Draw", "description": \(description), "inputSchema":
                {"type": "object", "properties": {"x": \(argument)}, "required": [],
                "additionalProperties": false}}
                """)
    }

    var proposals: [FixProposal] { FixProposal.all(in: subject) }

    /// The tools after all repairs, in their order; each is tried alone too.
    func mended() throws -> [ToolDefinition] {
        var tools = definitions.map { JSONValue.object($0.json) }
        for proposal in proposals {
            let alone = try proposal.patch.applied(to: .object(definitions[proposal.tool].json))
            #expect(try read(alone).name.isEmpty == false)
            tools[proposal.tool] = try proposal.patch.applied(to: tools[proposal.tool])
        }
        return try tools.map(read)
    }

    private func read(_ json: JSONValue) throws -> ToolDefinition {
        let text = try JSONReader.read(JSONWriter.bytes(json)).root
        return try ToolDefinition(json: text.object ?? JSONObject(), origin: [])
    }

    /// What the repairs add to the argument `x`, keys with values, "look" behind those not safe.
    func additions() throws -> [String] {
        #expect(try Repair(mended()).proposals.isEmpty)
        return proposals.flatMap { proposal in
            proposal.patch.operations.map { operation in
                guard case .add(let path, let value) = operation else { return "\(operation)" }
                let keys = path.tokens.dropFirst(3).joined(separator: "/")
                return "\(keys) \(JSONWriter.text(value))" + (proposal.isSafe ? "" : " look")
            }
        }
    }
}
