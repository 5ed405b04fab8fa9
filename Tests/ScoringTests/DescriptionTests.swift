// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

/// What descriptions earn, and what they do not.
struct DescriptionTests {
    private let scorer: Scorer

    init() throws { scorer = Scorer(rubrics: try RubricLoader.builtIn()) }

    private static let siblings = [
        ("cancel_reservation", "Gives a reserved copy back to the shelf before it is picked up."),
        ("search_books", "Finds books by title, author or ISBN in the shops of one city."),
        ("list_shops", "Names the bookshops of a city with their opening hours."),
    ]

    private func clarity(_ name: String, _ description: String) throws -> Int {
        let tools = try (Self.siblings.filter { $0.0 != name } + [(name, description)]).map {
            try ToolDefinition(
                json: JSONObject(name: $0.0, description: $0.1), origin: [])
        }
        let card = scorer.card(ServerManifest(name: "shop", tools: tools), source: "x")
        return try #require(card.tools.last?.quality.dimensions.first?.points)
    }

    @Test func aSiblingsTextScoresLowerThanTheToolsOwn() throws {
        let own = try clarity("search_books", Self.siblings[1].1)
        let other = try clarity("search_books", Self.siblings[2].1)
        #expect(own > other + 20)
    }

    @Test func theNameSaidAgainEarnsLittle() throws {
        #expect(try clarity("search_books", "Search books") < 40)
    }

    @Test func wordsThatNothingJoinsEarnLessThanASentence() throws {
        let sentence = try clarity(
            "search_books",
            "Finds books by title or author; fails when the city is unknown, and returns at most ten."
        )
        let heap = try clarity(
            "search_books",
            "Books lantern granite returns violin error harbour maximum saddle when pepper compass")
        #expect(sentence > heap + 20)
    }

    @Test func cueWordsAloneEarnNothing() throws {
        let plain = try clarity("search_books", "Finds books by title in one city.")
        let stuffed = try clarity(
            "search_books", "Finds books by title in one city. Use when. Returns. Error. Instead.")
        #expect(stuffed <= plain + 1)
    }

    @Test(arguments: [
        "Durchsucht den Katalog nach Büchern mit einem Titel oder Autor in einer Stadt.",
        "Busca libros por título, autor o ISBN en las librerías de una ciudad.",
        "按书名、作者或编号搜索一个城市书店里的图书。",
        "題名、著者、番号で市内の書店の書籍を検索します。",
    ])
    func descriptionsInOtherLanguagesFitTheirTool(text: String) throws {
        let own = try clarity("search_books", text)
        let misplaced = try clarity("list_shops", text)
        #expect(own > misplaced, "\(own) against \(misplaced)")
    }

    @Test func anOrderOfWordsDoesNotMatterToTheNumberOfTheOthers() throws {
        let tools = try Self.siblings.map {
            try ToolDefinition(json: JSONObject(name: $0.0, description: $0.1), origin: [])
        }
        let one = scorer.card(ServerManifest(name: "shop", tools: tools), source: "x")
        let other = scorer.card(
            ServerManifest(name: "shop", tools: tools.reversed()), source: "x")
        #expect(one.subject.digest == other.subject.digest)
        #expect(one.findings == other.findings)
    }
}

extension JSONObject {
    fileprivate init(name: String, description: String) {
        self.init()
        self["name"] = .string(name)
        self["description"] = .string(description)
    }
}
