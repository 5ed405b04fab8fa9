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

    private enum Share {
        static let name = 0.5
        static let description = 0.35
        static let arguments = 0.15
    }

    private let catalogue: Catalogue
    private let nameRarity: [Double]
    private let textRarity: [Double]
    /// The different words of each name, but for the action; sorted, as are the following.
    private let things: [[WordID]]
    private let names: [[WordID]]
    private let texts: [[WordID]]
    private let arguments: [[WordID]]

    init(_ catalogue: Catalogue) {
        self.catalogue = catalogue
        var names = [Int32](repeating: 0, count: catalogue.wordCount)
        var words = [Int32](repeating: 0, count: catalogue.wordCount)
        let tools = catalogue.tools
        self.names = tools.map { Self.different($0.name) }
        things = tools.map { tool in Self.different(tool.name.filter { $0 != tool.action }) }
        texts = tools.map { Self.different($0.sentences.flatMap(\.words)) }
        arguments = tools.map { tool in
            Self.different(tool.fields.filter { $0.field.depth == 0 }.flatMap(\.name))
        }
        for name in self.names { for word in name { names[Int(word)] += 1 } }
        for text in texts { for word in text { words[Int(word)] += 1 } }
        let count = Double(catalogue.tools.count)
        nameRarity = names.map { $0 == 0 ? 0 : Self.rarity(of: Double($0), among: count) }
        textRarity = words.map { $0 == 0 ? 0 : Self.rarity(of: Double($0), among: count) }
    }

    /// The words without repetition, sorted.
    private static func different(_ words: [WordID]) -> [WordID] {
        var different = words
        different.sort()
        var count = 0
        for word in different where count == 0 || different[count - 1] != word {
            different[count] = word
            count += 1
        }
        different.removeLast(different.count - count)
        return different
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
        var byWord: [WordID: [Int]] = [:]
        var byText: [[WordID]: [Int]] = [:]
        for index in catalogue.tools.indices {
            for word in names[index] { byWord[word, default: []].append(index) }
        }
        // From the last to the first, so that a list holds later tools only when it is looked up.
        var sameText = [[Int]](repeating: [], count: catalogue.tools.count)
        for index in catalogue.tools.indices.reversed() where !texts[index].isEmpty {
            sameText[index] = byText[texts[index]]?.suffix(4) ?? []
            byText[texts[index], default: []].append(index)
        }
        return catalogue.tools.indices.map { index in
            var shared: [Int: Double] = [:]
            for word in names[index] {
                guard let tools = byWord[word], tools.count <= Self.commonWord else { continue }
                for other in tools where other > index {
                    shared[other, default: 0] += nameRarity[Int(word)]
                }
            }
            for other in sameText[index] { shared[other, default: 0] += 2 }
            return shared.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .prefix(Self.candidates).map(\.key).sorted()
        }
    }

    /// Compares two tools by name, description and arguments; `nil` when they are not alike.
    private func compare(_ first: Int, _ second: Int) -> Likeness? {
        let (left, right) = (catalogue.tools[first], catalogue.tools[second])
        let name = nameLikeness(first, second)
        let text: Double? =
            left.isDescribed && right.isDescribed
            ? jaccard(texts[first], texts[second], textRarity) : nil
        let hasArguments = !arguments[first].isEmpty || !arguments[second].isEmpty
        let argument = hasArguments ? jaccard(arguments[first], arguments[second], nil) : nil
        var total = Share.name * name
        var weight = Share.name
        if let text {
            (total, weight) = (total + Share.description * text, weight + Share.description)
        }
        if let argument {
            (total, weight) = (total + Share.arguments * argument, weight + Share.arguments)
        }
        var similarity = total / weight
        // The same words about two tools cannot tell them apart, whatever the names say.
        if let text, text >= 0.95 { similarity = max(similarity, 0.75) }
        guard similarity >= Self.floor else { return nil }
        return Likeness(
            first: first, second: second, similarity: similarity,
            reason: reason(left, right, name: name, text: text, argument: argument))
    }

    /// Two names are alike when the same is done to the same thing, in whichever words.
    private func nameLikeness(_ first: Int, _ second: Int) -> Double {
        let (left, right) = (catalogue.tools[first], catalogue.tools[second])
        let hasThings = !things[first].isEmpty || !things[second].isEmpty
        let thing = hasThings ? jaccard(things[first], things[second], nameRarity) : 1
        let action: Double =
            switch (left.action, right.action) {
            case (let one?, let other?) where one == other: 1
            case (nil, nil): 1
            case (nil, _), (_, nil): 0.7
            default: left.effect == right.effect ? 0.5 : 0.2
            }
        return thing * action
    }

    /// The shared part of two sorted lists of words; with a rarity, rare words count more.
    private func jaccard(_ left: [WordID], _ right: [WordID], _ rarity: [Double]?) -> Double {
        var shared = 0.0
        var all = 0.0
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            let isLeft = j == right.count || (i < left.count && left[i] <= right[j])
            let isRight = i == left.count || (j < right.count && right[j] <= left[i])
            let word = isLeft ? left[i] : right[j]
            let weight = rarity?[Int(word)] ?? 1
            all += weight
            if isLeft, isRight { shared += weight }
            if isLeft { i += 1 }
            if isRight { j += 1 }
        }
        return all > 0 ? shared / all : 0
    }

    private func reason(
        _ left: Catalogue.Tool, _ right: Catalogue.Tool, name: Double, text: Double?,
        argument: Double?
    ) -> String {
        var reasons: [String] = []
        if name >= 0.95 {
            reasons.append("the names say the same")
        } else if name >= 0.5 {
            reasons.append("the names say much the same")
        }
        if let text, text >= 0.95 {
            reasons.append("the descriptions are the same")
        } else if let text, text >= 0.3 {
            reasons.append("the descriptions share \(Int((text * 100).rounded())) % of their words")
        }
        if let argument, argument >= 0.5 {
            let names = Set(left.fields.lazy.filter { $0.field.depth == 0 }.map(\.field.name))
                .intersection(right.fields.lazy.filter { $0.field.depth == 0 }.map(\.field.name))
                .sorted().prefix(4)
            if !names.isEmpty {
                reasons.append("both take " + names.joined(separator: ", "))
            }
        }
        return reasons.isEmpty ? "they share words throughout" : reasons.joined(separator: "; ")
    }
}
