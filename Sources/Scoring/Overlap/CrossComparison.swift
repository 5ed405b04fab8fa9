// SPDX-License-Identifier: Apache-2.0

/// What two definitions of different servers have in common.
struct CrossLikeness: Sendable {
    let kind: CrossOverlap.Kind
    let similarity: Double
    let parts: LikenessParts
    /// How the names look alike; `nil` where they do not.
    let spelling: NameSpelling.Likeness?
}

/// Compares definitions of different servers, with the parts that are compared within a server.
struct CrossComparison {
    private let words: CorpusWords
    /// The families of each action, one bit a family.
    private let families: [WordID: UInt32]
    /// Words with lower ids are in the lexicon.
    private let lexiconWords: Int

    init(_ words: CorpusWords, lexicon: Lexicon) {
        self.words = words
        var families: [WordID: UInt32] = [:]
        for (bit, family) in ActionLikeness.families.enumerated() {
            for action in family.compactMap({ lexicon.concept($0) }) {
                families[action, default: 0] |= 1 << UInt32(bit)
            }
        }
        self.families = families
        lexiconWords = lexicon.isGrammar.count
    }

    /// What two definitions have in common; `nil` when they do not get in each other's way.
    func likeness(_ first: Int, _ second: Int) -> CrossLikeness? {
        let parts = parts(first, second)
        if let spelling = spelling(first, second, parts) {
            let similarity = shadow(first, second, parts, spelling)
            guard similarity >= OverlapThresholds.shadow else { return nil }
            return CrossLikeness(
                kind: .shadow, similarity: similarity, parts: parts, spelling: spelling)
        }
        let differ = tellApart(first, second)
        if isCopy(first, second, parts, differ: differ) {
            let similarity = max(
                words.comparison.similarity(parts), OverlapThresholds.sameText * (parts.text ?? 0))
            return CrossLikeness(
                kind: .copy, similarity: similarity, parts: parts, spelling: nil)
        }
        let similarity = competing(first, second, parts, differ: differ)
        guard similarity >= OverlapThresholds.competing else { return nil }
        return CrossLikeness(
            kind: .competing, similarity: similarity, parts: parts, spelling: nil)
    }

    private func parts(_ first: Int, _ second: Int) -> LikenessParts {
        let (left, right) = (words.comparison.tools[first], words.comparison.tools[second])
        let shared = words.comparison.parts(first, second)
        // Descriptions of different lengths can begin with the same sentence about what it is for.
        let (one, other) = (words.purposes[first], words.purposes[second])
        let text = shared.text.map { text in
            min(one.count, other.count) < OverlapThresholds.shortestText - 1
                ? text
                : max(
                    text, 0.9 * words.comparison.jaccard(one, other, words.comparison.textWeights))
        }
        let things = max(
            things(first, second),
            NameEvidence.mentioned * min(mentioned(first, by: second), mentioned(second, by: first))
        )
        return LikenessParts(
            name: things * action(left, right), text: text, argument: shared.argument)
    }

    /// How much of what a name speaks of the other tool speaks of too, wherever it does.
    private func mentioned(_ tool: Int, by other: Int) -> Double {
        let (left, right) = (words.comparison.tools[tool], words.comparison.tools[other])
        var (shared, all) = (0.0, 0.0)
        let brand = words.brands[tool]
        let isBrandOnly = brand.count == left.things.count
        for word in left.things where isBrandOnly || !brand.contains(word) {
            let weight = words.comparison.nameWeights[Int(word)]
            all += weight
            if contains(right.name, word) || contains(right.text, word)
                || contains(right.arguments, word)
            {
                shared += weight
            }
        }
        return all > 0 ? shared / all : 0
    }

    /// How alike the things are that two names speak of; a brand counts little.
    private func things(_ first: Int, _ second: Int) -> Double {
        let (left, right) = (words.comparison.tools[first], words.comparison.tools[second])
        let (mine, theirs) = (words.brands[first], words.brands[second])
        if mine.isEmpty, theirs.isEmpty {
            return left.things.isEmpty && right.things.isEmpty
                ? 1
                : words.comparison.jaccard(
                    left.things, right.things, words.comparison.nameWeights)
        }
        if left.things.count == mine.count, right.things.count == theirs.count { return 1 }
        var (shared, all) = (0.0, 0.0)
        func weight(_ word: WordID) -> Double {
            let isBrand = mine.contains(word) || theirs.contains(word)
            return words.comparison.nameWeights[Int(word)] * (isBrand ? NameEvidence.brand : 1)
        }
        for word in left.things {
            all += weight(word)
            if right.things.contains(word) { shared += weight(word) }
        }
        for word in right.things where !left.things.contains(word) { all += weight(word) }
        return all > 0 ? shared / all : 0
    }

    private func action(_ left: ComparedWords, _ right: ComparedWords) -> Double {
        switch (left.action, right.action) {
        case (nil, nil): return 1
        case (let one?, let other?):
            if one == other { return 1 }
            if families[one, default: 0] & families[other, default: 0] != 0 {
                return ActionLikeness.related
            }
            return left.effect == right.effect
                ? ActionLikeness.sameEffect : ActionLikeness.otherEffect
        default: return ActionLikeness.unnamed
        }
    }

    /// How much the name of a tool tells; a brand does when `branded`.
    private func evidence(_ tool: Int, branded: Bool) -> Double {
        var told = NameEvidence.least
        for word in words.comparison.tools[tool].things
        where branded || !words.brands[tool].contains(word) {
            told += NameEvidence.perWord * words.comparison.nameWeights[Int(word)]
        }
        return min(1, told)
    }

    /// Whether each tool has a word of its own in name and description that the other one lacks, so
    /// that a model sees that they are for different things.
    private func tellApart(_ first: Int, _ second: Int) -> Bool {
        hasOwnWord(first, beside: second) && hasOwnWord(second, beside: first)
    }

    private func hasOwnWord(_ tool: Int, beside other: Int) -> Bool {
        let (left, right) = (words.comparison.tools[tool], words.comparison.tools[other])
        return left.things.contains { word in
            !right.things.contains(word) && contains(left.text, word)
                && !contains(right.text, word) && !words.brands[tool].contains(word)
        }
    }

    private func isCopy(
        _ first: Int, _ second: Int, _ parts: LikenessParts, differ: Bool
    ) -> Bool {
        let (left, right) = (words.comparison.tools[first], words.comparison.tools[second])
        let length = min(left.text.count, right.text.count)
        if words.descriptions[first] == words.descriptions[second] {
            return length >= OverlapThresholds.shortestText || length > 0 && parts.name >= 0.5
        }
        return length >= OverlapThresholds.shortestCopy && !differ
            && words.comparison.jaccard(left.text, right.text, words.comparison.textWeights)
                >= OverlapThresholds.sameText
    }
}

extension CrossComparison {
    private func competing(
        _ first: Int, _ second: Int, _ parts: LikenessParts, differ: Bool
    ) -> Double {
        let evidence = min(evidence(first, branded: false), evidence(second, branded: false))
        let name = LikenessComparison.Share.name * evidence
        // A missing description is no sign of likeness.
        var total = name * parts.name + LikenessComparison.Share.description * (parts.text ?? 0.2)
        var weight = name + LikenessComparison.Share.description
        if let argument = parts.argument {
            // Behind a name that says little, arguments such as `query` say no more.
            total += LikenessComparison.Share.arguments * evidence * argument
            weight += LikenessComparison.Share.arguments * evidence
        }
        let (left, right) = (words.comparison.tools[first], words.comparison.tools[second])
        let isOther = action(left, right) < ActionLikeness.unnamed
        if differ || isOther { return total / weight * OverlapThresholds.otherJob }
        // Much the same text is enough, where neither name says more than the other text does.
        let isTold = hasOwnWord(first, beside: second) || hasOwnWord(second, beside: first)
        let isLong = min(left.text.count, right.text.count) >= OverlapThresholds.shortestText
        guard isLong, !isTold, let text = parts.text, text >= OverlapThresholds.likeText else {
            return total / weight
        }
        return max(total / weight, OverlapThresholds.sameText * text)
    }

    private func shadow(
        _ first: Int, _ second: Int, _ parts: LikenessParts, _ spelling: NameSpelling.Likeness
    ) -> Double {
        let name =
            LikenessComparison.Share.name
            * min(evidence(first, branded: true), evidence(second, branded: true))
        var total = name + LikenessComparison.Share.description * (parts.text ?? 0)
        var weight = LikenessComparison.Share.name + LikenessComparison.Share.description
        if let argument = parts.argument {
            total += LikenessComparison.Share.arguments * argument
            weight += LikenessComparison.Share.arguments
        }
        // A name made to look like another one is no accident.
        return spelling == .look ? max(0.75, total / weight) : total / weight
    }

    private func spelling(
        _ first: Int, _ second: Int, _ parts: LikenessParts
    ) -> NameSpelling.Likeness? {
        let likeness = words.spellings[first].likeness(to: words.spellings[second])
        guard likeness == .oneLetter else { return likeness }
        let (left, right) = (words.comparison.tools[first], words.comparison.tools[second])
        // Plurals and endings make no other word.
        guard left.name != right.name, (parts.text ?? 0) >= OverlapThresholds.misspeltText else {
            return nil
        }
        return isMisspelt(left, right) || isMisspelt(right, left) ? likeness : nil
    }

    /// Whether a name has a word that is no word for its own description, where the other name has
    /// one that is.
    private func isMisspelt(_ tool: ComparedWords, _ other: ComparedWords) -> Bool {
        func own(_ tool: ComparedWords, _ other: ComparedWords) -> [WordID] {
            tool.name.filter { !other.name.contains($0) }
        }
        func isKnown(_ word: WordID) -> Bool { Int(word) < lexiconWords }
        let mine = own(tool, other)
        return !mine.isEmpty
            && mine.allSatisfy { !contains(tool.text, $0) && !isKnown($0) }
            && own(other, tool).contains {
                contains(other.text, $0) || contains(tool.text, $0) || isKnown($0)
            }
    }
}

/// Whether a sorted list holds a word.
private func contains(_ words: [WordID], _ word: WordID) -> Bool {
    var (low, high) = (0, words.count)
    while low < high {
        let middle = (low + high) / 2
        if words[middle] < word { low = middle + 1 } else { high = middle }
    }
    return low < words.count && words[low] == word
}
