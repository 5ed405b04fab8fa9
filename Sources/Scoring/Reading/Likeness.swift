// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// How much two tools of one server say the same thing.
struct Likeness: Sendable {
    /// The two tools by their place in the catalogue, the smaller one first.
    let first: Int
    let second: Int
    /// From 0 (nothing in common) to 1 (the same thing said twice).
    let similarity: Double
    /// What they share, in words.
    let reason: String
}

/// Finds the tools that a model could confuse, without comparing every pair.
///
/// Candidates share an uncommon word of their names, all words of their names, or a description;
/// each tool is compared with a bounded number of them, so the cost grows with the number of tools.
struct LikenessIndex {
    /// Words in more names than this find no candidates.
    private static let commonWord = 48
    /// How many candidates a tool is compared with.
    private static let candidates = 24
    /// Pairs less alike than this are not kept.
    private static let floor = 0.3

    private let catalogue: Catalogue
    private let comparison: LikenessComparison

    init(_ catalogue: Catalogue) {
        self.catalogue = catalogue
        var names = [Int32](repeating: 0, count: catalogue.wordCount)
        var texts = [Int32](repeating: 0, count: catalogue.wordCount)
        let tools = catalogue.tools.map(ComparedWords.init)
        for tool in tools {
            for word in tool.name { names[Int(word)] += 1 }
            for word in tool.text { texts[Int(word)] += 1 }
        }
        let count = Double(tools.count)
        comparison = LikenessComparison(
            tools: tools,
            nameWeights: names.map { $0 == 0 ? 0 : Self.rarity(of: Double($0), among: count) },
            textWeights: texts.map { $0 == 0 ? 0 : Self.rarity(of: Double($0), among: count) })
    }

    /// From near 0 for a word everybody uses to 1 for a word of one tool.
    private static func rarity(of usage: Double, among count: Double) -> Double {
        (count - usage + 1) / count
    }

    /// All pairs worth knowing of, the most alike first.
    func pairs() -> [Likeness] {
        var pairs: [Likeness] = []
        for (first, others) in candidatePairs().enumerated() {
            for second in others {
                if let likeness = compare(first, second) { pairs.append(likeness) }
            }
        }
        return pairs.sorted {
            ($1.similarity, $0.first, $0.second) < ($0.similarity, $1.first, $1.second)
        }
    }

    /// For each tool the later tools to compare it with.
    private func candidatePairs() -> [[Int]] {
        let tools = comparison.tools
        var byWord: [WordID: [Int]] = [:]
        var byText: [[WordID]: [Int]] = [:]
        for index in tools.indices {
            for word in tools[index].name { byWord[word, default: []].append(index) }
        }
        // From the last to the first, so that a list holds later tools only when it is looked up.
        var sameText = [[Int]](repeating: [], count: tools.count)
        for index in tools.indices.reversed() where !tools[index].text.isEmpty {
            sameText[index] = byText[tools[index].text]?.suffix(4) ?? []
            byText[tools[index].text, default: []].append(index)
        }
        return tools.indices.map { index in
            var shared: [Int: Double] = [:]
            for word in tools[index].name {
                guard let others = byWord[word], others.count <= Self.commonWord else { continue }
                for other in others where other > index {
                    shared[other, default: 0] += comparison.nameWeights[Int(word)]
                }
            }
            for other in sameText[index] { shared[other, default: 0] += 2 }
            return shared.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .prefix(Self.candidates).map(\.key).sorted()
        }
    }

    /// Compares two tools; `nil` when they are not alike.
    private func compare(_ first: Int, _ second: Int) -> Likeness? {
        let parts = comparison.parts(first, second)
        let similarity = comparison.similarity(parts)
        guard similarity >= Self.floor else { return nil }
        let reason = comparison.reason(parts) {
            (left: topArguments(first), right: topArguments(second))
        }
        return Likeness(first: first, second: second, similarity: similarity, reason: reason)
    }

    private func topArguments(_ tool: Int) -> [String] {
        catalogue.tools[tool].fields.lazy.filter { $0.field.depth == 0 }.map(\.field.name)
    }
}
