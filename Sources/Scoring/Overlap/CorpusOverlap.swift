// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// The overlaps between the tools of several servers.
///
/// The cost grows with the number of tools, not with its square: each definition, however many
/// servers share it, is read once and compared with a bounded number of others.
public struct CorpusOverlap: Sendable {
    /// The pairs, the most alike first; at most 8 for a tool.
    ///
    /// Where many servers share a definition, the first of them stands for it.
    public let pairs: [CrossOverlap]
    /// The definitions that several servers share, the most widespread first.
    public let shared: [SharedDefinition]
    /// How many pairs of definitions were compared.
    public let comparisons: Int

    /// Compares the tools of servers with those of every other server.
    ///
    /// - Parameters:
    ///   - servers: the servers by name, in any order; equal names are different servers.
    ///   - rubric: whose lexicon the tools are read with.
    ///   - focus: the place of the only server whose overlaps are asked for; `nil` for all of them.
    public init(
        _ servers: [(server: String, tools: [ToolDefinition])], rubrics: Rubrics, focus: Int? = nil
    ) {
        self.init(servers, lexicon: rubrics.lexicon, focus: focus)
    }

    init(
        _ servers: [(server: String, tools: [ToolDefinition])], lexicon: Lexicon,
        focus: Int? = nil
    ) {
        let corpus = Corpus(servers)
        var search = OverlapSearch(
            corpus, lexicon: lexicon, focus: focus.map { Int32(corpus.placeOfGiven[$0]) })
        pairs = search.pairs()
        shared = search.shared()
        comparisons = search.comparisons
    }
}

/// Goes through the candidates of a corpus and keeps the pairs that are worth telling.
private struct OverlapSearch {
    /// Two definitions that overlap; of a shared one, both are the same.
    private struct Found {
        let first: Int32
        let second: Int32
        let similarity: Double
    }

    private let corpus: Corpus
    private let words: CorpusWords
    private let comparison: CrossComparison
    private let focus: Int32?
    private(set) var comparisons = 0

    init(_ corpus: Corpus, lexicon: Lexicon, focus: Int32?) {
        self.corpus = corpus
        self.focus = focus
        words = CorpusWords(corpus, lexicon: lexicon)
        comparison = CrossComparison(words, lexicon: lexicon)
    }

    private func isAsked(_ definition: Int) -> Bool {
        focus.map { focus in corpus.members[definition].contains { $0.server == focus } } ?? true
    }

    /// The definitions that several servers share; with a focus only those it has.
    func shared() -> [SharedDefinition] {
        corpus.members.indices.filter { corpus.members[$0].count > 1 && isAsked($0) }
            .sorted {
                (corpus.members[$1].count, $0) < (corpus.members[$0].count, $1)
            }
            .map { definition in
                SharedDefinition(
                    tool: corpus[corpus.members[definition][0]].name,
                    servers: corpus.members[definition].map { name(of: $0.server) })
            }
    }

    /// The pairs, the most alike first, so many of each tool.
    mutating func pairs() -> [CrossOverlap] {
        let reasons = OverlapReasons(corpus, words)
        var listed = [UInt8](repeating: 0, count: corpus.members.count)
        return found().compactMap { pair in
            let (first, second) = (Int(pair.first), Int(pair.second))
            guard listed[first] < OverlapThresholds.pairsOfTool,
                listed[second] < OverlapThresholds.pairsOfTool
            else { return nil }
            listed[first] += 1
            if first == second { return sharedPair(first, reasons) }
            listed[second] += 1
            guard let likeness = comparison.likeness(first, second),
                let sides = corpus.crossing(first, second, focus: focus)
            else { return nil }
            return overlap(
                sides.left, sides.right, similarity: pair.similarity, kind: likeness.kind,
                reason: reasons.reason(likeness, sides.left, sides.right))
        }
    }

    /// All overlapping pairs of definitions, each compared once.
    private mutating func found() -> [Found] {
        let count = corpus.members.count
        let isAsked = (0..<count).map { self.isAsked($0) }
        let index = OverlapCandidates(words) { isAsked[$0] }
        var scratch = OverlapCandidates.Scratch(definitions: count)
        let candidates = (0..<count).map { definition in
            isAsked[definition]
                ? index.candidates(of: definition, using: &scratch) { other in
                    corpus.crossing(definition, other, focus: focus) != nil
                } : []
        }
        var found: [Found] = []
        for (definition, others) in candidates.enumerated() where isAsked[definition] {
            if corpus.members[definition].count > 1 {
                let place = Int32(definition)
                found.append(Found(first: place, second: place, similarity: 1))
            }
            for other in others {
                let isDone =
                    other < definition && candidates[Int(other)].contains(Int32(definition))
                guard !isDone else { continue }
                comparisons += 1
                let (first, second) = (min(definition, Int(other)), max(definition, Int(other)))
                guard let likeness = comparison.likeness(first, second) else { continue }
                found.append(
                    Found(
                        first: Int32(first), second: Int32(second),
                        similarity: (likeness.similarity * 100).rounded() / 100))
            }
        }
        return found.sorted {
            ($1.similarity, $0.first, $0.second) < ($0.similarity, $1.first, $1.second)
        }
    }

    private func sharedPair(_ definition: Int, _ reasons: OverlapReasons) -> CrossOverlap {
        let members = corpus.members[definition]
        let left = members.first { focus == nil || $0.server == focus } ?? members[0]
        let right = members.first { $0.server != left.server } ?? members[0]
        return overlap(
            left, right, similarity: 1, kind: .same,
            reason: reasons.reason(sharedBy: members.count))
    }

    private func overlap(
        _ left: Corpus.Member, _ right: Corpus.Member, similarity: Double,
        kind: CrossOverlap.Kind, reason: String
    ) -> CrossOverlap {
        let isTurned = focus == nil ? right.server < left.server : right.server == focus
        let sides = isTurned ? [right, left] : [left, right]
        return CrossOverlap(
            servers: sides.map { name(of: $0.server) }, tools: sides.map { corpus[$0].name },
            similarity: similarity, kind: kind, reason: reason)
    }

    private func name(of server: Int32) -> String { corpus.servers[Int(server)].server }
}
