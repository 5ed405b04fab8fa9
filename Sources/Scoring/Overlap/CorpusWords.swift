// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import MCPModel

/// The definitions of a corpus as they are compared across servers.
struct CorpusWords {
    /// How often a word is taken to be used beyond what the corpus shows, so that a small corpus
    /// knows as well as a large one that `user` tells less than `mempool`.
    private enum Prior {
        static let tools = 2000.0
        static let word = 1.0
        static let known = 20.0
        static let generic = 200.0
    }

    /// The words of each definition, and how much each word tells.
    let comparison: LikenessComparison
    /// The words of the first sentence, which says what the tool is for.
    let purposes: [[WordID]]
    /// The words of the name that only say whose tool it is.
    let brands: [[WordID]]
    /// The digest of each description, without case and white space.
    let descriptions: [UInt64]
    /// How each name is spelled.
    let spellings: [NameSpelling]
    /// How many definitions have a word in their description, by word id.
    let textUsage: [Int32]

    init(_ corpus: Corpus, lexicon: Lexicon) {
        // Without names to look for: tools of other servers are not what a description mentions.
        var reader = CatalogueReader([], lexicon: lexicon)
        var tools: [ComparedWords] = []
        var purposes: [[WordID]] = []
        tools.reserveCapacity(corpus.members.count)
        purposes.reserveCapacity(corpus.members.count)
        for members in corpus.members {
            let tool = reader.tool(corpus[members[0]])
            tools.append(ComparedWords(tool))
            purposes.append(
                ComparedWords.different(tool.sentences.first { !$0.words.isEmpty }?.words ?? []))
        }
        let names = corpus.servers.map { Self.words(ofName: $0.server, &reader, lexicon) }
        brands = Self.brands(corpus, tools, serverNames: names, lexicon)
        self.purposes = purposes
        descriptions = corpus.members.map {
            DefinitionDigest.text(corpus[$0[0]].description ?? "")
        }
        spellings = corpus.members.map { NameSpelling(corpus[$0[0]].name) }
        var nameUsage = [Int32](repeating: 0, count: reader.wordCount)
        var textUsage = nameUsage
        for tool in tools {
            for word in tool.name { nameUsage[Int(word)] += 1 }
            for word in tool.text { textUsage[Int(word)] += 1 }
        }
        self.textUsage = textUsage
        comparison = LikenessComparison(
            tools: tools, nameWeights: Self.weights(nameUsage, of: tools.count, lexicon),
            textWeights: Self.weights(textUsage, of: tools.count, lexicon))
    }

    /// From near 0 for a word that every tool uses to 1 for one that a single tool uses.
    private static func weights(_ usage: [Int32], of count: Int, _ lexicon: Lexicon) -> [Double] {
        let all = Double(count) + Prior.tools
        let most = log1p(all / (1 + Prior.word))
        return usage.indices.map { word in
            let prior =
                lexicon.isGeneric(WordID(word))
                ? Prior.generic : word < lexicon.isGrammar.count ? Prior.known : Prior.word
            return min(1, log1p(all / (Double(usage[word]) + prior)) / most)
        }
    }

    /// The words of a server's name that the lexicon does not know.
    private static func words(
        ofName name: String, _ reader: inout CatalogueReader, _ lexicon: Lexicon
    ) -> [WordID] {
        var json = JSONObject()
        json["name"] = .string(name)
        guard let tool = try? ToolDefinition(json: json, origin: []) else { return [] }
        return ComparedWords.different(reader.tool(tool).name)
            .filter { Int($0) >= lexicon.isGrammar.count }
    }

    /// The words in names of tools that stand for the server: those of its own name, and those that
    /// nearly all of its tools begin with or hold.
    private static func brands(
        _ corpus: Corpus, _ tools: [ComparedWords], serverNames: [[WordID]], _ lexicon: Lexicon
    ) -> [[WordID]] {
        var toolsOfServer = [[Int32]](repeating: [], count: corpus.servers.count)
        for (index, members) in corpus.members.enumerated() {
            for member in members { toolsOfServer[Int(member.server)].append(Int32(index)) }
        }
        let prefixes = toolsOfServer.map { indices in
            guard indices.count >= 4 else { return [WordID]() }
            var usage: [WordID: Int] = [:]
            for index in indices {
                for word in tools[Int(index)].name { usage[word, default: 0] += 1 }
            }
            return usage.filter {
                $0.value * 5 >= indices.count * 4 && Int($0.key) >= lexicon.isGrammar.count
            }.map(\.key)
        }
        return corpus.members.indices.map { index in
            let server = Int(corpus.members[index][0].server)
            return tools[index].things.filter {
                serverNames[server].contains($0) || prefixes[server].contains($0)
            }
        }
    }
}
