// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@testable import Scoring

/// Which tools of different servers are seen to get in each other's way.
struct CorpusOverlapTests {
    private typealias Server = (server: String, tools: [ToolDefinition])

    private let rubrics: Rubrics

    init() throws { rubrics = try RubricLoader.builtIn() }

    private func tool(
        _ name: String, _ description: String?, _ arguments: [String] = []
    ) throws -> ToolDefinition {
        var json = JSONObject()
        json["name"] = .string(name)
        json["description"] = description.map(JSONValue.string)
        var properties = JSONObject()
        for argument in arguments { properties[argument] = ["type": "string"] }
        json["inputSchema"] = ["type": "object", "properties": .object(properties)]
        return try ToolDefinition(json: json, origin: [])
    }

    private func overlaps(_ left: ToolDefinition, _ right: ToolDefinition) -> [CrossOverlap] {
        CorpusOverlap([("left", [left]), ("right", [right])], rubrics: rubrics).pairs
    }

    // MARK: Labelled pairs

    private func labelled() throws -> LabelledOverlaps {
        let path = Fixture.fixtures + "/Overlap/pairs.json"
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        return try LabelledOverlaps(JSONReader.read(bytes).root)
    }

    @Test(arguments: [
        (CrossOverlap.Kind.same, 1.0, 1.0), (.copy, 1.0, 1.0), (.shadow, 1.0, 1.0),
        (.competing, 0.9, 0.8),
    ])
    func labelledPairsAreFound(kind: CrossOverlap.Kind, precision: Double, recall: Double) throws {
        let agreement = try #require(try labelled().agreement(with: rubrics)[kind])
        #expect(agreement.precision >= precision, "\(kind): \(agreement)")
        #expect(agreement.recall >= recall, "\(kind): \(agreement)")
    }

    @Test func distinctPairsAreLeftAlone() throws {
        let agreement = try #require(try labelled().agreement(with: rubrics)[nil])
        #expect(agreement.wrong <= 1, "\(agreement)")
    }

    @Test func labelledPairsAreFoundAmongAllOthersToo() throws {
        let pairs = try labelled().pairs
        let servers = pairs.enumerated().flatMap { number, pair in
            pair.servers.map { (server: "\(number)-\($0.server)", tools: $0.tools) }
        }
        let found = CorpusOverlap(servers, rubrics: rubrics).pairs
        let kinds = Dictionary(
            found.map { (Set($0.servers), $0.kind) }, uniquingKeysWith: { first, _ in first })
        let right = pairs.enumerated().count { number, pair in
            kinds[Set(pair.servers.map { "\(number)-\($0.server)" })] == pair.label
        }
        #expect(right >= 74, "\(right) of \(pairs.count)")
    }

    // MARK: Kinds

    @Test func genericNamesRankLow() throws {
        let search = overlaps(
            try tool("search", "Searches the recipes by ingredient.", ["ingredient"]),
            try tool("search", "Looks for hotels in a city.", ["city"]))
        let telling = overlaps(
            try tool("list_tide_gauges", "Lists gauges on the coast.", ["coast"]),
            try tool("list_tide_gauges", "Shows the instruments of a lab.", ["lab"]))
        #expect(search.first?.kind == .shadow)
        #expect(telling.first?.kind == .shadow)
        #expect(try #require(search.first).similarity < 0.25)
        #expect(try #require(telling.first).similarity > 0.4)
    }

    @Test func reasonsSayWhatIsShared() throws {
        let found = overlaps(
            try tool("search_docs", "Searches the manual for a phrase.", ["query"]),
            try tool("search_docs", "Looks through contracts.", ["query"]))
        let reason = try #require(found.first).reason
        #expect(reason.hasPrefix("both are called search_docs; their descriptions share "))
        #expect(reason.hasSuffix("; both take query"))
    }

    @Test(arguments: [
        ("get_balance", "get_b\u{430}lance", NameSpelling.Likeness.look),
        ("get_balance", "getBalance", .letters), ("get_balance", "get\u{200B}_balance", .letters),
        ("get_balance", "get_balnce", .oneLetter), ("get_balance", "get_blaance", .oneLetter),
        ("read_emai1", "read_email", .look),
    ])
    func alikeNamesAreSeen(left: String, right: String, likeness: NameSpelling.Likeness) {
        #expect(NameSpelling(left).likeness(to: NameSpelling(right)) == likeness)
    }

    @Test(arguments: [
        ("get_v1_user", "get_v2_user"), ("list", "lisp"), ("get_balance", "set_balances"),
        ("读取文件", "读取文档"), ("", "a"),
    ])
    func otherNamesAreNot(left: String, right: String) {
        #expect(NameSpelling(left).likeness(to: NameSpelling(right)) == nil)
    }

    @Test func alternativesOfOneServerAreItsOwnAffair() throws {
        let twins = [
            try tool("search_docs", "Searches the manual for a phrase.", ["query"]),
            try tool("find_documents", "Finds a phrase in the manual.", ["query"]),
        ]
        #expect(CorpusOverlap([("one", twins)], rubrics: rubrics).pairs.isEmpty)
        // A copy of the whole server brings nothing but the two shared definitions.
        let copied = CorpusOverlap([("one", twins), ("two", twins)], rubrics: rubrics)
        #expect(copied.pairs.map(\.kind) == [.same, .same])
    }

    // MARK: Groups and limits

    @Test func manyCopiesOfAServerAreOneGroupATool() throws {
        let tools = [
            try tool("get_tide_times", "Returns high and low water at a harbour.", ["harbour"]),
            try tool("post_entry", "Books an entry in the ledger of the port.", ["amount"]),
        ]
        let forks = (100..<600).map { (server: "fork-\($0)", tools: tools) }
        let overlap = CorpusOverlap(forks, rubrics: rubrics)
        #expect(overlap.pairs.count == 2)
        #expect(overlap.pairs.allSatisfy { $0.kind == .same && $0.similarity == 1 })
        #expect(overlap.pairs.first?.reason == "500 servers define the same tool")
        #expect(overlap.pairs.first?.servers == ["fork-100", "fork-101"])
        #expect(overlap.shared.map(\.servers.count) == [500, 500])
        let asked = CorpusOverlap(forks, rubrics: rubrics, focus: 77)
        #expect(asked.pairs.first?.servers == ["fork-177", "fork-100"])
    }

    @Test func aToolHasABoundedNumberOfPairs() throws {
        let servers = try (0..<60).map { number in
            let text = "Searches collection \(number) of the library by title and author."
            return (server: "s\(number)", tools: [try tool("search_library", text, ["query"])])
        }
        let pairs = CorpusOverlap(servers, rubrics: rubrics).pairs
        var count: [String: Int] = [:]
        for pair in pairs { for server in pair.servers { count[server, default: 0] += 1 } }
        #expect(!pairs.isEmpty)
        #expect(count.values.allSatisfy { $0 <= OverlapThresholds.pairsOfTool })
    }

    @Test func nothingAndOneServerOverlapWithNothing() throws {
        #expect(CorpusOverlap([], rubrics: rubrics).pairs.isEmpty)
        #expect(CorpusOverlap([("none", [])], rubrics: rubrics, focus: 0).pairs.isEmpty)
        let alone = [try tool("a", nil), try tool("a", nil), try tool("b", "B.")]
        let overlap = CorpusOverlap([("alone", alone)], rubrics: rubrics)
        #expect(overlap.pairs.isEmpty && overlap.shared.isEmpty)
    }

    @Test func onlyPairsOfTheFocusAreFoundAndItComesFirst() throws {
        let servers = try labelled().pairs.map(\.servers).flatMap(\.self)
        let place = try #require(servers.firstIndex { $0.server == "jira" })
        let pairs = CorpusOverlap(servers, rubrics: rubrics, focus: place).pairs
        #expect(!pairs.isEmpty)
        #expect(pairs.allSatisfy { $0.servers.first == "jira" })
    }

    // MARK: Properties

    @Test(arguments: [1, 2, 3] as [UInt64])
    func anyOrderGivesTheSame(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var servers: [Server] = try labelled().pairs.flatMap(\.servers)
        // Servers of one name and tools that differ in their spelling must not depend on it either.
        servers += try labelled().pairs.prefix(20).map { ("twin", $0.servers.flatMap(\.tools)) }
        let expected = CorpusOverlap(servers, rubrics: rubrics)
        let shuffled = servers.shuffled(using: &random).map { server in
            (server: server.server, tools: server.tools.shuffled(using: &random))
        }
        let found = CorpusOverlap(shuffled, rubrics: rubrics)
        #expect(found.pairs == expected.pairs)
        #expect(found.shared == expected.shared)
    }

    @Test(arguments: [500, 4000])
    func comparisonsGrowWithTheNumberOfTools(count: Int) throws {
        // The worst case: all of them share words, names and arguments.
        let servers = try (0..<count).map { number in
            let text = "Searches the shared library number \(number % 97) by title and author."
            let name = ["search_library", "find_books", "library_search"][number % 3]
            return (server: "s\(number)", tools: [try tool(name, text, ["query", "limit"])])
        }
        let overlap = CorpusOverlap(servers, rubrics: rubrics)
        #expect(overlap.comparisons > 0)
        #expect(overlap.comparisons <= OverlapCandidates.limit * count)
    }
}
