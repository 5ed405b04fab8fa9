// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// What a description tells beyond the tool's name, its schema, and its siblings' descriptions.
struct Information: Sendable {
    /// The words that tell something, each counted for what it adds; a full word adds 1.
    let amount: Double
    /// The share of the content words that tell something, 0…1.
    let density: Double
    /// What each sentence's words are worth, 0…1, in the order of the description.
    let worth: [Double]
    /// How far the first sentence reads as one, 0…1.
    let opening: Double

    static let none = Information(amount: 0, density: 0, worth: [], opening: 0)
}

/// Counts who says what, so that a word everybody uses informs about nobody.
struct InformationIndex {
    /// What a word is worth by the sentence it stands in.
    private enum Anchoring {
        /// The sentence speaks of this tool's name or arguments, or names a sibling.
        static let own = 1.0
        /// It only speaks of what other tools of the server are about.
        static let server = 0.6
        /// It shares no word, but goes on from a sentence that does.
        static let following = 0.4
        /// It is in a language of which the lexicon knows too little to tell.
        static let untold = 0.6
        /// It has nothing to do with the server as far as can be seen.
        static let none = 0.05
    }

    /// A word the argument descriptions say already adds half.
    private static let saidBySchema = 0.5
    /// Connectives for each content word of a sentence that reads as one; prose has twice as many.
    private static let connectedShare = 0.25
    /// The shares of grammar and of known things in a text whose language the lexicon knows; English
    /// prose has about 0.4 and 0.2.
    private static let familiarGrammar = 0.2
    private static let familiarWords = 0.1
    /// Fewer content words make a fragment, which goes on from nothing.
    private static let wordsOfASentence = 3
    /// A pair of ideographs says about half of a word.
    private static let pair = 0.5

    private let catalogue: Catalogue
    /// How many descriptions use a word, by word.
    private let usage: [Int32]
    /// How many descriptions hold a sentence.
    private let copies: [UInt64: Int]
    /// Whether a word stands in any tool's name or schema.
    private let isVocabulary: [Bool]

    init(_ catalogue: Catalogue) {
        self.catalogue = catalogue
        var usage = [Int32](repeating: 0, count: catalogue.wordCount)
        var lastUser = [Int32](repeating: -1, count: catalogue.wordCount)
        var copies: [UInt64: Int] = [:]
        var isVocabulary = [Bool](repeating: false, count: catalogue.wordCount)
        for (index, tool) in catalogue.tools.enumerated() {
            for digest in Set(tool.sentences.map(\.digest)) { copies[digest, default: 0] += 1 }
            for sentence in tool.sentences {
                for word in sentence.words where lastUser[Int(word)] != Int32(index) {
                    lastUser[Int(word)] = Int32(index)
                    usage[Int(word)] += 1
                }
            }
            for word in tool.name + tool.title { isVocabulary[Int(word)] = true }
            for field in tool.fields {
                for word in field.name + field.words + field.values {
                    isVocabulary[Int(word)] = true
                }
            }
        }
        self.usage = usage
        self.copies = copies
        self.isVocabulary = isVocabulary
    }

    /// What the description of a tool tells.
    func information(of index: Int) -> Information {
        let tool = catalogue.tools[index]
        guard tool.isDescribed else { return .none }
        var known = Set(tool.name + tool.title)
        var schemaWords = Set<WordID>()
        for field in tool.fields {
            known.formUnion(field.name)
            schemaWords.formUnion(field.words)
            schemaWords.formUnion(field.values)
        }
        let others = max(1, catalogue.tools.count - 1)
        var seen = known
        var amount = 0.0
        var total = 0.0
        var worth: [Double] = []
        var isAnchored = false
        let loose = isInUnknownLanguage(tool) ? Anchoring.untold : Anchoring.none
        for sentence in tool.sentences {
            let anchor = anchoring(sentence, known: known, schema: schemaWords)
            let follows = isAnchored && sentence.words.count >= Self.wordsOfASentence
            let anchoring = anchor ?? (follows ? max(Anchoring.following, loose) : loose)
            isAnchored = anchor != nil
            let sentenceWorth = sharing(sentence) * coherence(sentence) * anchoring
            let size = sentence.pairs * 2 > sentence.words.count ? Self.pair : 1
            worth.append(sentenceWorth)
            for word in sentence.words {
                total += size
                guard seen.insert(word).inserted else { continue }
                let others = Double(others - Int(usage[Int(word)]) + 1) / Double(others)
                let novelty = schemaWords.contains(word) ? Self.saidBySchema : 1
                amount += size * novelty * sentenceWorth * max(0, min(1, others))
            }
        }
        return Information(
            amount: amount, density: total > 0 ? amount / total : 0, worth: worth,
            opening: tool.sentences.first.map(coherence) ?? 0)
    }

    /// Whether a description is in a language of which the lexicon knows neither grammar nor things.
    private func isInUnknownLanguage(_ tool: Catalogue.Tool) -> Bool {
        var (grammar, familiar, all) = (0, 0, 0)
        for sentence in tool.sentences {
            grammar += sentence.grammar
            familiar += sentence.words.count { Int($0) < catalogue.lexicon.concepts.count }
            all += sentence.grammar + sentence.words.count
        }
        return Double(grammar) < Self.familiarGrammar * Double(all)
            && Double(familiar) < Self.familiarWords * Double(all)
    }

    /// What many tools say is worth once among them, and what all of them say nothing.
    private func sharing(_ sentence: Catalogue.Sentence) -> Double {
        let copies = Double(copies[sentence.digest] ?? 1)
        let tools = Double(catalogue.tools.count)
        return copies <= 1 ? 1 : max(0, tools - copies) / (tools - 1) / copies
    }

    /// A heap of words without anything that joins them is no sentence, in any language that is
    /// written with spaces.
    private func coherence(_ sentence: Catalogue.Sentence) -> Double {
        guard sentence.words.count >= 5, sentence.pairs * 2 < sentence.words.count else { return 1 }
        let share = Double(sentence.connectives) / Double(sentence.words.count)
        let connected = min(1, share / Self.connectedShare)
        return connected * connected
    }

    /// What ties a sentence to the tool or to the server; `nil` when nothing does.
    private func anchoring(
        _ sentence: Catalogue.Sentence, known: Set<WordID>, schema: Set<WordID>
    ) -> Double? {
        if !sentence.mentions.isEmpty { return Anchoring.own }
        let telling = sentence.words.lazy.filter { !catalogue.lexicon.isGeneric($0) }
        if telling.contains(where: { known.contains($0) || schema.contains($0) }) {
            return Anchoring.own
        }
        return telling.contains { isVocabulary[Int($0)] } ? Anchoring.server : nil
    }
}
