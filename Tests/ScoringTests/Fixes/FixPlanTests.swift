// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

/// What a card promises of its repairs, held against scoring the repaired text again.
@Suite("The repairs of a card")
struct FixPlanTests {
    private let rubrics: Rubrics
    private let servers: [ServerManifest]

    init() throws {
        rubrics = try Judged.rubrics
        // The examples, and a few servers of the corpus; each is read from a text of its own.
        servers = try Corpus.servers().enumerated()
            .filter { $0.offset < 2 || $0.element.tools.count <= 12 && $0.offset % 4 == 0 }
            .prefix(15).map { try Judged.server($0.element.json, name: $0.element.name) }
    }

    private func card(_ server: ServerManifest) -> ReportCard {
        Scorer(rubrics: rubrics).card(server, source: "test")
    }

    private func verdict(_ server: ServerManifest) -> Verdict {
        Verdict(
            CheckSubject(
                server, order: CanonicalOrder(server.tools).order, rubrics: rubrics, lock: nil))
    }

    /// The server whose text was repaired and read again.
    private func applying(_ fixes: [Fix], to server: ServerManifest) throws -> ServerManifest {
        var root = try #require(server.document).root
        for fix in fixes { root = try fix.patch.applied(to: root) }
        return try Judged.server(root, name: server.name)
    }

    @Test("gain together what scoring the repaired text gains, and leave nothing to repair")
    func together() async throws {
        for server in servers {
            // Lets the tests of processes, which have time limits, have their turn.
            await Task.yield()
            let card = card(server)
            for (fixes, joint) in [
                (card.fixes, card.jointGain), (card.fixes.filter(\.isSafe), card.safeGain),
            ] {
                let mended = try applying(fixes, to: server)
                let after = self.card(mended)
                let gain = Fix.Gain(from: verdict(server), to: verdict(mended))
                #expect(joint.gain == gain, "\(server.name)")
                #expect(joint.fixes == fixes.count)
                #expect(joint.gradeAfter == after.quality.grade)
                #expect(joint.securityGradeAfter == after.security.grade)
                expectNothingLower(after, than: card, "\(server.name)")
                if fixes.count == card.fixes.count {
                    #expect(after.fixes.map(\.title) == [], "\(server.name)")
                    #expect(after.jointGain.gain == .none)
                }
            }
        }
    }

    @Test("gain each alone what scoring the text with that one gains")
    func alone() async throws {
        for (index, server) in servers.enumerated() {
            // Lets the tests of processes, which have time limits, have their turn.
            await Task.yield()
            let (card, before) = (card(server), verdict(server))
            let isExample = index < 2
            for (place, fix) in card.fixes.enumerated() where isExample || place % 5 == index % 5 {
                let mended = try applying([fix], to: server)
                let gain = Fix.Gain(from: before, to: verdict(mended))
                #expect(fix.gain == gain, "\(server.name): \(fix.title) of \(fix.tool ?? "")")
                let after = Scorer(rubrics: rubrics).card(mended, source: "test", fixing: false)
                expectNothingLower(after, than: card, "\(server.name): \(fix.title)")
            }
        }
    }

    @Test("have ids that differ, and the same ones in every run")
    func ids() {
        for server in servers {
            let ids = card(server).fixes.map(\.id)
            #expect(Set(ids).count == ids.count, "\(server.name)")
            #expect(card(server).fixes.map(\.id) == ids)
        }
    }

    @Test("are gathered by their rule where too many tools would have to be read again")
    func gathered() throws {
        let tools = (0..<30).map { number in
            Judged.tool(
                number < 24 ? "get_item_\(number)" : "getThing\(number)",
                "Returns the item of shelf \(number) by its place.",
                arguments: [("place", "Where it stands, one of: left, right.")])
        }
        let server = try Judged.server(.array(tools))
        let card = card(server)
        #expect(!card.fixes.isEmpty)
        let mended = try applying(card.fixes, to: server)
        #expect(card.jointGain.gain == Fix.Gain(from: verdict(server), to: verdict(mended)))
        #expect(self.card(mended).fixes.map(\.title) == [])
    }

    /// No number of the server or of a tool may be lower.
    private func expectNothingLower(
        _ after: ReportCard, than before: ReportCard, _ what: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        func numbers(_ card: ReportCard) -> [Int?] {
            let scores =
                [card.quality, card.security] + card.tools.flatMap { [$0.quality, $0.security] }
            return scores.flatMap { [$0.points] + $0.dimensions.map(\.points) }
        }
        for (old, new) in zip(numbers(before), numbers(after)) {
            // What stops to apply is not lower; what begins to apply was no number before.
            guard let old, let new else { continue }
            #expect(new >= old, "\(what)", sourceLocation: location)
        }
        #expect(numbers(before).count == numbers(after).count, sourceLocation: location)
    }
}

@Suite("A repair of the text")
struct FixPlaceTests {
    /// The tool under repair, in the protocol's spelling.
    private static let tool = """
        {"name": "draw", "description": "Draws\u{200B} one thing.", "inputSchema": {"type": "object",
        "properties": {"size": {"description": "One of: small, large."}}}}
        """

    /// Every shape that is read, around a tool in some spelling.
    private static let shapes: [(name: String, text: String)] = [
        ("a tools/list result", "{\"tools\": [\(tool)]}"),
        ("a JSON-RPC response", #"{"jsonrpc": "2.0", "id": 1, "result": {"tools": [\#(tool)]}}"#),
        (
            "pages of responses",
            #"[{"jsonrpc": "2.0", "id": 1, "result": {"tools": []}}, "#
                + #"{"jsonrpc": "2.0", "id": 2, "result": {"tools": [\#(tool)]}}]"#
        ),
        ("an array of tools", "[\(tool)]"),
        ("{server, tools}", #"{"server": {"name": "art"}, "tools": [\#(tool)]}"#),
        ("a list of servers", #"{"servers": [{"name": "art", "tools": [\#(tool)]}]}"#),
        ("an array of servers", #"[{"name": "art", "tools": [\#(tool)]}]"#),
        ("servers by name", #"{"tools": {"art": {"tools": [\#(tool)]}}}"#),
        ("input_schema", "[\(tool.replacing("inputSchema", with: "input_schema"))]"),
        ("parameters", "[\(tool.replacing("inputSchema", with: "parameters"))]"),
        (
            "a function wrapper",
            #"[{"type": "function", "function": \#(tool.replacing("inputSchema", with: "parameters"))}]"#
        ),
        (
            "an empty inputSchema beside parameters",
            "[\(tool.replacing("\"inputSchema\"", with: "\"inputSchema\": null, \"parameters\""))]"
        ),
    ]

    @Test("fits the text in every shape that is read", arguments: shapes.indices)
    func shape(index: Int) throws {
        let (name, text) = Self.shapes[index]
        let plain = try mended("[\(Self.tool)]")
        let (fixes, root, tool) = try mended(text)
        #expect(!fixes.isEmpty, "\(name)")
        #expect(fixes.map(\.title) == plain.fixes.map(\.title))
        #expect(fixes.map(\.gain) == plain.fixes.map(\.gain))
        #expect(
            JSONWriter.bytes(tool.inputSchema.json, layout: .canonical)
                == JSONWriter.bytes(plain.tool.inputSchema.json, layout: .canonical))
        #expect(tool.description == "Draws one thing.")
        #expect(tool.title == plain.tool.title)
        // Only places that the text has are written to: its own spelling stays.
        let again = JSONWriter.text(root)
        #expect(again.contains("inputSchema") == text.contains("inputSchema"), "\(again)")
    }

    @Test("is not made where the text lists arguments in another form")
    func arguments() throws {
        let text = """
            [{"name": "draw", "description": "Draws\u{200B} one thing.", "arguments":
            [{"name": "size", "type": "string", "desc": "One of: small, large."}]}]
            """
        let (fixes, root, _) = try mended(text)
        #expect(fixes.isEmpty)
        #expect(JSONWriter.text(root) == JSONWriter.text(try JSONReader.read(text).root))
    }

    @Test("of one server leaves the others in the document alone")
    func neighbours() throws {
        let text = """
            [{"name": "a", "tools": [\(Self.tool)]}, {"name": "b", "tools": [\(Self.tool)]}]
            """
        let document = try JSONReader.read(text)
        let servers = try ManifestReader.read(document, fallbackName: "x")
            .map { try $0.manifest.get() }
        let fixes = try Judged.card(servers[1], fixing: true).fixes
        #expect(!fixes.isEmpty)
        var root = document.root
        for fix in fixes { root = try fix.patch.applied(to: root) }
        #expect(root[["0"]] == document.root[["0"]])
        #expect(root[["1"]] != document.root[["1"]])
    }

    /// The repairs of the only server in a text, the repaired text, and the tool in it.
    private func mended(
        _ text: String
    ) throws -> (fixes: [Fix], root: JSONValue, tool: ToolDefinition) {
        let document = try JSONReader.read(text)
        let server = try #require(
            try ManifestReader.read(document, fallbackName: "x").first?.manifest.get())
        let fixes = try Judged.card(server, fixing: true).fixes
        var root = document.root
        for fix in fixes { root = try fix.patch.applied(to: root) }
        let again = try JSONReader.read(JSONWriter.text(root))
        let mended = try #require(
            try ManifestReader.read(again, fallbackName: "x").first?.manifest.get())
        return (fixes, root, try #require(mended.tools.first))
    }
}
