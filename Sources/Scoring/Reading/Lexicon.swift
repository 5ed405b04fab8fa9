// SPDX-License-Identifier: Apache-2.0

internal import StrictYAML

/// What a tool does to the world, read from the verb in its name.
enum Effect: String, Sendable, CaseIterable {
    case reads, writes, destroys
}

/// A word's number in one reading; words that mean the same have the same number.
typealias WordID = Int32

/// The words that Smelt knows, in several languages: synonyms, grammar, and turns of phrase.
struct Lexicon: Sendable {
    /// Words that say the same thing, in any language; their number is their word id.
    struct Concept: Sendable {
        let id: String
        /// What doing it does to the world; `nil` when it is a thing, not an action.
        let effect: Effect?
    }

    /// A turn of phrase that points to a cue.
    struct Phrase: Sendable {
        let rest: [WordID]
        let cue: CueSet
    }

    /// The concepts; the word id of a concept is its place here.
    private(set) var concepts: [Concept] = []
    /// The ids of all words in the lexicon; further words of a reading continue the count.
    private(set) var wordIDs: [Stem: WordID] = [:]
    /// Whether a word of the lexicon carries grammar and no content, by word id.
    private(set) var isGrammar: [Bool] = []
    /// Whether a word of the lexicon could stand in the text of any tool, by word id.
    private var genericFlags: [Bool] = []
    /// The turns of phrase that begin with a word of the lexicon, by word id.
    private(set) var phrases: [[Phrase]] = []
    /// The ids of the cues, in the order of the file.
    private(set) var cues: [String] = []

    /// The action a word stands for, or `nil`.
    func effect(of word: WordID) -> Effect? {
        Int(word) < concepts.count ? concepts[Int(word)].effect : nil
    }

    /// Whether a word could stand in the text of any tool.
    func isGeneric(_ word: WordID) -> Bool {
        Int(word) < genericFlags.count && genericFlags[Int(word)]
    }

    /// The set that holds one cue, or `nil` when there is no such cue.
    func cue(_ id: String) -> CueSet? {
        cues.firstIndex(of: id).map { CueSet(rawValue: 1 << UInt32($0)) }
    }

    /// The word id of a concept, or `nil` when there is no such concept.
    func concept(_ id: String) -> WordID? {
        concepts.firstIndex { $0.id == id }.map(WordID.init)
    }

    /// Reads a lexicon file; what is wrong with it goes to the value's list of problems.
    init(_ yaml: YAMLValue) {
        let members = yaml.members(required: [
            "schema", "id", "version", "grammar", "generic", "actions", "things", "cues",
        ])
        if members["schema"]?.text != "1" {
            (members["schema"] ?? yaml).problem("this schema version is unknown; 1 is known")
        }
        for (id, value) in members["actions"]?.anyMembers ?? [] {
            let action = value.members(required: ["effect", "words"])
            guard let list = action["words"] else { continue }
            addConcept(id, effect: action["effect"]?.word(Effect.self), words: list)
        }
        for (id, list) in members["things"]?.anyMembers ?? [] {
            addConcept(id, effect: nil, words: list)
        }
        var words = WordReader()
        for (_, list) in members["grammar"]?.anyMembers ?? [] {
            for stem in words.stems(list.text) { addGrammar(stem) }
        }
        for word in members["generic"]?.texts ?? [] {
            for stem in words.stems(word) { genericFlags[Int(addWord(stem))] = true }
        }
        for (id, list) in members["cues"]?.anyMembers ?? [] {
            let cue = CueSet(rawValue: 1 << UInt32(cues.count))
            for text in list.texts { addPhrase(words.stems(text), cue: cue, from: list, text) }
            cues.append(id)
        }
        if cues.count > 32 { yaml.problem("there are more than 32 cues") }
    }

    private mutating func addConcept(_ id: String, effect: Effect?, words list: YAMLValue) {
        var words = WordReader()
        let number = WordID(concepts.count)
        concepts.append(Concept(id: id, effect: effect))
        isGrammar.append(false)
        genericFlags.append(false)
        phrases.append([])
        for word in list.texts {
            let stems = words.stems(word)
            // A word of three characters or more is known by each of its pairs that is still free.
            let isPairs = stems.count > 1 && words.words.allSatisfy(\.isPair)
            if stems.count != 1, !isPairs {
                list.problem("\"\(word)\" of \"\(id)\" must be one word")
            }
            for stem in stems {
                if let other = wordIDs[stem], other != number {
                    if isPairs { continue }
                    let otherID = concepts[Int(other)].id
                    list.problem("\"\(word)\" stands in \"\(otherID)\" and in \"\(id)\"")
                }
                wordIDs[stem] = number
            }
        }
    }

    /// Adds a word of grammar; a word that is also a concept keeps its content.
    private mutating func addGrammar(_ stem: Stem) {
        let number = addWord(stem)
        if Int(number) >= concepts.count { isGrammar[Int(number)] = true }
    }

    private mutating func addPhrase(
        _ stems: [Stem], cue: CueSet, from list: YAMLValue, _ text: String
    ) {
        guard let first = stems.first else {
            list.problem("\"\(text)\" has no word")
            return
        }
        let rest = stems.dropFirst().map { addWord($0) }
        phrases[Int(addWord(first))].append(Phrase(rest: rest, cue: cue))
    }

    private mutating func addWord(_ stem: Stem) -> WordID {
        if let known = wordIDs[stem] { return known }
        let number = WordID(isGrammar.count)
        wordIDs[stem] = number
        isGrammar.append(false)
        genericFlags.append(false)
        phrases.append([])
        return number
    }
}

/// The kinds of information that a sentence announces, one bit a cue of the lexicon.
struct CueSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt32
}
