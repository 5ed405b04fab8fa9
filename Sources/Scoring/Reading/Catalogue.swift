// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A server's tools as Smelt has read them: words instead of text, each word a number.
struct Catalogue: Sendable {
    /// One tool as it was read; a class, because checks hand it around a great deal.
    final class Tool: Sendable {
        /// The definition the words are from.
        let definition: ToolDefinition
        /// The name as words with spaces between.
        let spoken: String
        /// The words of the name, in order.
        let name: [WordID]
        /// The word of the name that says what the tool does, when it is a known verb.
        let action: WordID?
        /// What it does to the world, by its annotations or else by its verb.
        let effect: Effect?
        /// The words of the titles, beyond the name.
        let title: [WordID]
        /// The sentences of the description; none when it is missing or blank.
        let sentences: [Sentence]
        /// The arguments at every depth.
        let fields: [Field]

        /// Whether there is a description.
        var isDescribed: Bool { !sentences.isEmpty }

        init(
            definition: ToolDefinition, name: [WordID], action: WordID?, effect: Effect?,
            title: [WordID], sentences: [Sentence], fields: [Field]
        ) {
            self.definition = definition
            spoken = Conventions.spoken(definition.name)
            self.name = name
            self.action = action
            self.effect = effect
            self.title = title
            self.sentences = sentences
            self.fields = fields
        }
    }

    /// One argument as it was read; a class for the same reason.
    final class Field: Sendable {
        let field: SchemaField
        /// The name as words with spaces between.
        let spoken: String
        let name: [WordID]
        /// The content words of its description.
        let words: [WordID]
        /// What its description announces.
        let cues: CueSet
        /// The words of the values it allows.
        let values: [WordID]

        init(
            field: SchemaField, name: [WordID], words: [WordID], cues: CueSet, values: [WordID]
        ) {
            self.field = field
            spoken = Conventions.spoken(field.name)
            self.name = name
            self.words = words
            self.cues = cues
            self.values = values
        }
    }

    /// A sentence of a description.
    struct Sentence: Sendable {
        /// The content words, in order; names of the server's tools are left out.
        var words: [WordID] = []
        /// How many of the words are pairs of ideographs, which say half as much.
        var pairs = 0
        /// How many words of grammar it has that the lexicon knows.
        var grammar = 0
        /// The words and marks that join others: grammar, short words, commas and the like.
        var connectives = 0
        /// What the sentence announces.
        var cues: CueSet = []
        /// The tools it names, by their place in the catalogue.
        var mentions: [Int] = []
        /// The same for sentences of the same words, whichever tool they belong to.
        var digest: UInt64 = 0
    }

    /// The tools, in the order they are judged in.
    private(set) var tools: [Tool]
    /// How many words there are; word ids are below it.
    let wordCount: Int
    /// The lexicon it was read with.
    let lexicon: Lexicon

    /// Reads the tools of a server.
    init(_ definitions: [ToolDefinition], lexicon: Lexicon) {
        var reader = CatalogueReader(definitions, lexicon: lexicon)
        tools = definitions.map { reader.tool($0) }
        wordCount = reader.wordCount
        self.lexicon = lexicon
    }

    /// Puts another definition behind the words of a tool.
    mutating func replace(_ tool: Int, with other: Tool) { tools[tool] = other }
}
