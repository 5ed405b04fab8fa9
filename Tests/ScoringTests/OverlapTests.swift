// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

/// Which tools are seen as the same thing said twice.
struct OverlapTests {
    private func overlaps(_ json: String) throws -> [Overlap] {
        let tools = try (JSONReader.read(json).root.array ?? []).map {
            try ToolSpellingProbe.tool($0)
        }
        let scorer = Scorer(rubrics: try RubricLoader.builtIn())
        return scorer.card(ServerManifest(name: "x", tools: tools), source: "x").overlaps
    }

    @Test func synonymsInNamesAreSeenThrough() throws {
        let found = try overlaps(
            """
            [{"name": "search_docs", "description": "Search the documentation by keyword.",
              "inputSchema": {"type": "object", "properties": {"query": {"type": "string"}}}},
             {"name": "find_docs", "description": "Looks up pages of the manual.",
              "inputSchema": {"type": "object", "properties": {"query": {"type": "string"}}}},
             {"name": "delete_page", "description": "Removes a page."}]
            """)
        #expect(found.first?.tools == ["find_docs", "search_docs"])
        #expect(found.count == 1)
        #expect(found.first?.reason.contains("the names say the same") == true)
    }

    @Test func oppositeActionsOnOneThingAreNoOverlap() throws {
        let found = try overlaps(
            """
            [{"name": "create_user", "description": "Creates a user with a role.",
              "inputSchema": {"type": "object", "properties": {"name": {"type": "string"}}}},
             {"name": "delete_user", "description": "Deletes a user for good.",
              "inputSchema": {"type": "object", "properties": {"id": {"type": "string"}}}},
             {"name": "list_groups", "description": "Lists the groups of a tenant."}]
            """)
        #expect(found.isEmpty, "\(found)")
    }

    @Test func theSameTextUnderTwoNamesIsAnOverlap() throws {
        let found = try overlaps(
            """
            [{"name": "send_mail", "description": "Delivers a letter to one recipient by post."},
             {"name": "dispatch", "description": "Delivers a letter to one recipient by post."},
             {"name": "list_inbox", "description": "Shows what came in today."}]
            """)
        #expect(found.first?.tools == ["dispatch", "send_mail"])
    }
}

/// Reads one tool through the reader that files go through.
private enum ToolSpellingProbe {
    static func tool(_ value: JSONValue) throws -> ToolDefinition {
        try ToolDefinition(json: try #require(value.object), origin: [])
    }
}
