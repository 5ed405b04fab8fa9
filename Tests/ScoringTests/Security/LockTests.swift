// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

@Suite("A lock")
struct LockTests {
    private static let adding = Judged.tool(
        "add", "Adds two numbers.", arguments: [("a", "The first."), ("b", "The second.")])
    private static let dividing = Judged.tool("divide", "Divides one number by another.")

    private func lock(_ tools: JSONValue) throws -> ToolLock {
        // As a file holds it: written and read again.
        let lock = ToolLock(try Judged.server(tools))
        return try ToolLock(json: try JSONReader.read(JSONWriter.text(lock.json)).root)
    }

    private func drift(_ tools: JSONValue, since locked: JSONValue) throws -> [Finding] {
        try Judged.card(tools, lock: try lock(locked)).findings
            .filter { $0.rule == "definition-drifted" }
    }

    /// The first tool with one of its members changed.
    private func adding(_ key: String, _ value: JSONValue?) -> JSONValue {
        var tool = Self.adding.object ?? JSONObject()
        tool[key] = value
        return .object(tool)
    }

    @Test("is read as it was written, and finds nothing in the same tools")
    func roundTrip() throws {
        let tools: JSONValue = [Self.adding, Self.dividing]
        let first = ToolLock(try Judged.server(tools))
        #expect(try lock(tools).json == first.json)
        #expect(first.server == "example")
        #expect(try drift(tools, since: tools).isEmpty)
        #expect(try drift([Self.dividing, Self.adding], since: tools).isEmpty)
        #expect(try lock([Self.dividing, Self.adding]).json == first.json)
        let card = try Judged.card(tools, lock: try lock(tools))
        #expect(card.security.points == (try Judged.card(tools)).security.points)
    }

    @Test("shows a change word for word, with its place")
    func change() throws {
        let changed = adding("description", "Adds two numbers, and more.")
        let found = try drift([changed, Self.dividing], since: [Self.adding, Self.dividing])
        #expect(found.map(\.tool) == ["add"])
        #expect(found.map(\.pointer) == [["description"]])
        #expect(
            found.map(\.message) == [
                "add differs from the lock: /description was \"Adds two numbers.\", "
                    + "is \"Adds two numbers, and more.\""
            ])
    }

    @Test("shows what was added to a tool and what is gone from it")
    func members() throws {
        let hint: JSONValue = ["destructiveHint": true]
        let added = try drift([adding("annotations", hint)], since: [Self.adding])
        #expect(added.map(\.pointer) == [["annotations"]])
        #expect(added.map(\.evidence) == ["/annotations is new: {\"destructiveHint\":true}"])

        let gone = try drift([adding("description", nil)], since: [Self.adding])
        #expect(gone.map(\.evidence) == ["/description is gone"])

        let before = adding("annotations", ["destructiveHint": true])
        let after = adding("annotations", ["destructiveHint": false])
        let flipped = try drift([after], since: [before])
        #expect(flipped.map(\.evidence) == ["/annotations/destructiveHint was true, is false"])
        #expect(flipped.map(\.pointer) == [["annotations", "destructiveHint"]])
    }

    @Test("shows the first changes of many and counts the others")
    func many() throws {
        let changed = Judged.tool(
            "add", "Sums up.", arguments: [("a", "One."), ("b", "Two."), ("c", "Three.")])
        let found = try drift([changed], since: [Self.adding])
        #expect(found.count == 1)
        #expect(found[0].evidence.hasSuffix("; and 1 more"), "\(found[0].evidence)")
        #expect(found[0].evidence.contains("/inputSchema/properties/a/description was"))
    }

    @Test("knows a new tool and a missing one")
    func newAndMissing() throws {
        let new = try drift([Self.adding, Self.dividing], since: [Self.adding])
        #expect(new.map(\.tool) == ["divide"])
        #expect(new.map(\.evidence) == ["it is new"])

        let missing = try drift([Self.adding], since: [Self.adding, Self.dividing])
        #expect(missing.map(\.tool) == [nil])
        #expect(missing.map(\.evidence) == ["gone: divide"])
        #expect(missing.allSatisfy { $0.severity == .medium })
    }

    @Test("does not mind in which order members are written")
    func keyOrder() throws {
        let one = """
            [{"name": "a", "description": "x", "inputSchema": {"type": "object", "properties":
            {"b": {"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}]}}}}]
            """
        let other = """
            [{"inputSchema": {"properties": {"b": {"anyOf": [{"minLength": 1, "type": "string"},
            {"type": "null"}]}}, "type": "object"}, "description": "x", "name": "a"}]
            """
        let (locked, tools) = (try JSONReader.read(one).root, try JSONReader.read(other).root)
        #expect(try drift(tools, since: locked).isEmpty)
    }

    @Test("of tools with the same name holds each of them")
    func sameName() throws {
        let tools: JSONValue = [Self.adding, adding("description", "Adds two more numbers.")]
        #expect(try drift(tools, since: tools).map(\.evidence) == [])
    }

    @Test("fits a server of its name or with one of its tools, and no other")
    func fits() throws {
        let lock = ToolLock(try Judged.server([Self.adding], name: "sums"))
        #expect(lock.fits(try Judged.server([Self.adding], name: "sums")))
        #expect(lock.fits(try Judged.server([Self.dividing], name: "sums")))
        #expect(lock.fits(try Judged.server([Self.adding, Self.dividing], name: "maths")))
        #expect(!lock.fits(try Judged.server([Self.dividing], name: "maths")))
    }

    @Test(
        "that nobody wrote is refused",
        arguments: [
            "{}", "[]", "3", "null", #"{"schemaVersion": "1"}"#,
            #"{"schemaVersion": "1", "server": "a"}"#,
            #"{"schemaVersion": 1, "server": "a", "tools": []}"#,
            #"{"schemaVersion": "2", "server": "a", "tools": []}"#,
            #"{"schemaVersion": "1", "server": 3, "tools": []}"#,
            #"{"schemaVersion": "1", "server": "a", "tools": {}}"#,
            #"{"schemaVersion": "1", "server": "a", "tools": [3]}"#,
            #"{"schemaVersion": "1", "server": "a", "tools": [{"description": "x"}]}"#,
            #"{"schemaVersion": "1", "server": "a", "tools": [{"name": null}]}"#,
        ])
    func malformed(text: String) throws {
        let json = try JSONReader.read(text).root
        let problem = #expect(throws: InputProblem.self) { _ = try ToolLock(json: json) }
        #expect(problem?.code == .wrongShape)
        #expect(problem?.message.isEmpty == false)
    }
}
