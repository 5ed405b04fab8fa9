// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import Testing

@testable import Scoring

/// What holds for every server, tried on the examples and, where it is there, on a corpus.
struct ScorerPropertyTests {
    private let scorer: Scorer
    private let servers: [ServerManifest]

    init() throws {
        scorer = Scorer(rubrics: try RubricLoader.builtIn())
        servers = try Corpus.servers()
    }

    @Test func theOrderOfToolsChangesNothingButTheirOrder() async throws {
        for server in servers.prefix(16) {
            // Lets the tests of processes, which have time limits, have their turn.
            await Task.yield()
            let card = JSONReport.value(scorer.card(server, source: "x"))
            var shuffled = server
            shuffled.tools.reverse()
            shuffled.document = nil
            let other = JSONReport.value(scorer.card(shuffled, source: "x"))
            #expect(withSortedTools(card) == withSortedTools(other), "\(server.name)")
        }
    }

    @Test func describingAToolNeverLowersItButInOverlap() async throws {
        for server in servers {
            // Lets the tests of processes, which have time limits, have their turn.
            await Task.yield()
            let described = scorer.card(server, source: "x", fixing: false)
            for (index, tool) in server.tools.enumerated() where tool.description?.isEmpty == false
            {
                var bare = server
                var json = tool.json
                json["description"] = nil
                bare.tools[index] = try ToolDefinition(json: json, origin: tool.origin)
                bare.document = nil
                let before = scorer.card(bare, source: "x", fixing: false)
                let name = "\(server.name)/\(tool.name)"
                let (old, new) = (before.quality.points ?? 0, described.quality.points ?? 0)
                #expect(new >= old, "\(name): server from \(old) to \(new)")
                for (left, right) in zip(
                    before.tools[index].quality.dimensions,
                    described.tools[index].quality.dimensions)
                where left.id != "overlap" {
                    let (old, new) = (left.points ?? 101, right.points ?? 101)
                    #expect(new >= old, "\(name): \(left.id) from \(old) to \(new)")
                }
            }
        }
    }

    @Test func aParagraphPastedIntoEveryToolGainsNothing() async throws {
        let paragraph = """
             This tool belongs to a powerful suite made for the best experience. Use it when you \
            need results. It returns a response and raises an error when something is invalid.
            """
        for server in servers where server.tools.count > 4 {
            // Lets the tests of processes, which have time limits, have their turn.
            await Task.yield()
            var padded = server
            padded.document = nil
            padded.tools = try server.tools.map { tool in
                var json = tool.json
                json["description"] = .string((tool.description ?? "It works.") + paragraph)
                return try ToolDefinition(json: json, origin: tool.origin)
            }
            var plain = padded
            plain.tools = try server.tools.map { tool in
                var json = tool.json
                json["description"] = .string(tool.description ?? "It works.")
                return try ToolDefinition(json: json, origin: tool.origin)
            }
            let gain =
                (scorer.card(padded, source: "x", fixing: false).quality.points ?? 0)
                - (scorer.card(plain, source: "x", fixing: false).quality.points ?? 0)
            #expect(gain <= 2, "\(server.name) gains \(gain)")
        }
    }

    @Test func theOrderOfMembersAndNullsDoNotChangeTheDigest() throws {
        let one = try JSONReader.read(#"{"name": "a", "description": "x", "title": null}"#)
        let other = try JSONReader.read(#"{"description": "x", "name": "a"}"#)
        let digests = try [one, other].map { document in
            let tool = try ToolDefinition(
                json: try #require(document.root.object), origin: [])
            let manifest = ServerManifest(name: "x", tools: [tool])
            return scorer.card(manifest, source: "x", fixing: false).subject.digest
        }
        #expect(digests[0] == digests[1])
    }

    @Test func aServerWithoutToolsIsNeitherAnFNorAnA() {
        let card = scorer.card(ServerManifest(name: "empty", tools: []), source: "x", fixing: false)
        #expect(card.quality.status == .insufficientData)
        #expect(card.quality.points == nil)
        #expect(card.quality.grade == nil)
    }

    @Test func everyPriorityNamesARuleAndAGain() {
        for server in servers.prefix(20) {
            let card = scorer.card(server, source: "x", fixing: false)
            #expect(
                card.priorities
                    == card.priorities.sorted { ($1.gain, $0.rule) < ($0.gain, $1.rule) })
            #expect(card.priorities.allSatisfy { $0.gain > 0 && $0.gain <= 100 })
        }
    }

    private func withSortedTools(_ card: JSONValue) -> JSONValue {
        guard var object = card.object, let tools = object["tools"]?.array else { return card }
        object["tools"] = .array(tools.sorted { JSONWriter.text($0) < JSONWriter.text($1) })
        // A patch says where in the text it applies, which is where the tool stands.
        object["fixes"] = .array(
            (object["fixes"]?.array ?? []).map { fix in
                var fix = fix.object ?? JSONObject()
                fix["patch"] = nil
                return .object(fix)
            })
        return .object(object)
    }
}
