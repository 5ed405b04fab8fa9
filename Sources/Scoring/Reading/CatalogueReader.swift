// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Reads definitions into words, giving each new word the next number.
struct CatalogueReader {
    private let lexicon: Lexicon
    private var wordIDs: [Stem: WordID]
    private(set) var wordCount: Int
    private var words = WordReader()
    /// The words of the tools' names.
    private var nameWords = Set<WordID>()
    private var isReadingNames = true
    private let toolOfName: [UInt64: Int]

    init(_ definitions: [ToolDefinition], lexicon: Lexicon) {
        self.lexicon = lexicon
        wordIDs = lexicon.wordIDs
        wordCount = lexicon.isGrammar.count
        var toolOfName: [UInt64: Int] = [:]
        for (index, definition) in definitions.enumerated() {
            var name = definition.name
            name.withUTF8 { bytes in
                if isDistinctiveName(bytes) { toolOfName[byteDigest(bytes)] = index }
            }
        }
        self.toolOfName = toolOfName
        // The names are read first, so that words of the texts can be found to hold one of theirs.
        for definition in definitions {
            nameWords.formUnion(contentWords(definition.name))
        }
        isReadingNames = false
    }

    mutating func tool(_ definition: ToolDefinition) -> Catalogue.Tool {
        let name = contentWords(definition.name)
        let annotations = definition.annotations
        let action = name.first { lexicon.effect(of: $0) != nil }
        let titles = [definition.title, annotations.title].compactMap(\.self)
        let fields = definition.inputSchema.fields().map { field($0) }
        return Catalogue.Tool(
            definition: definition, name: name, action: action,
            effect: Self.effect(of: name, annotations, lexicon),
            title: titles.flatMap { contentWords($0) },
            sentences: definition.description.map { sentences($0) } ?? [], fields: fields)
    }

    /// A claim of the server counts more than the verb, but no claim makes a verb that destroys
    /// harmless; of several verbs the gravest counts.
    static func effect(
        of name: [WordID], _ annotations: ToolAnnotations, _ lexicon: Lexicon
    ) -> Effect? {
        let effects = name.compactMap { lexicon.effect(of: $0) }
        if effects.contains(.destroys) { return .destroys }
        if annotations.readOnlyHint == true { return .reads }
        if annotations.destructiveHint == true, annotations.readOnlyHint == false {
            return .destroys
        }
        return effects.first ?? (annotations.readOnlyHint == false ? .writes : nil)
    }

    private mutating func field(_ field: SchemaField) -> Catalogue.Field {
        var words: [WordID] = []
        var cues: CueSet = []
        if let description = field.description {
            for sentence in sentences(description) {
                words += sentence.words
                cues.formUnion(sentence.cues)
            }
        }
        let values = (field.target?.allowedValues ?? []).prefix(50).compactMap(\.string)
        return Catalogue.Field(
            field: field, name: contentWords(field.name), words: words, cues: cues,
            values: values.flatMap { contentWords($0) })
    }

    private mutating func contentWords(_ text: String) -> [WordID] {
        var ids: [WordID] = []
        var text = text
        text.withUTF8 { words.read($0) }
        for word in words.words {
            let id = number(word)
            if !isGrammar(id) { ids.append(id) }
        }
        return ids
    }

    private mutating func sentences(_ text: String) -> [Catalogue.Sentence] {
        var sentences: [Catalogue.Sentence] = []
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                let end = sentenceEnd(bytes, from: start)
                let part = UnsafeBufferPointer(rebasing: bytes[start..<end])
                let sentence = sentence(part)
                if !sentence.words.isEmpty || !sentence.mentions.isEmpty {
                    sentences.append(sentence)
                }
                start = end
            }
        }
        return sentences
    }

    private mutating func sentence(_ text: UnsafeBufferPointer<UInt8>) -> Catalogue.Sentence {
        var sentence = Catalogue.Sentence()
        var all: [WordID] = []
        all.reserveCapacity(text.count / 5)
        var wordsFrom = 0
        var place = 0
        while place < text.count {
            guard isIdentifierByte(text[place]) else {
                place += 1
                continue
            }
            let start = place
            while place < text.count, isIdentifierByte(text[place]) { place += 1 }
            var end = place
            while end > start,
                text[end - 1] == UInt8(ascii: ".") || text[end - 1] == UInt8(ascii: "-")
            {
                end -= 1
            }
            let identifier = UnsafeBufferPointer(rebasing: text[start..<end])
            guard isDistinctiveName(identifier), let tool = toolOfName[byteDigest(identifier)]
            else {
                continue
            }
            read(UnsafeBufferPointer(rebasing: text[wordsFrom..<start]), into: &sentence, &all)
            sentence.mentions.append(tool)
            wordsFrom = end
        }
        read(UnsafeBufferPointer(rebasing: text[wordsFrom...]), into: &sentence, &all)
        sentence.cues = cues(all)
        sentence.connectives += text.count { joiningMarks.contains($0) }
        return sentence
    }

    private mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, into sentence: inout Catalogue.Sentence,
        _ all: inout [WordID]
    ) {
        words.read(text)
        for word in words.words {
            let id = number(word)
            all.append(id)
            sentence.digest = (sentence.digest ^ word.stem.digest) &* 0x0000_0100_0000_01B3
            if isGrammar(id) || word.length <= 3 { sentence.connectives += 1 }
            if isGrammar(id) { sentence.grammar += 1 }
            guard !isGrammar(id) else { continue }
            sentence.words.append(id)
            if word.isPair { sentence.pairs += 1 }
        }
    }

    private func cues(_ words: [WordID]) -> CueSet {
        var cues: CueSet = []
        for (index, word) in words.enumerated() where Int(word) < lexicon.phrases.count {
            for phrase in lexicon.phrases[Int(word)]
            where words[(index + 1)...].starts(with: phrase.rest) {
                cues.formUnion(phrase.cue)
            }
        }
        return cues
    }

    private mutating func number(_ word: WordReader.Word) -> WordID {
        if let known = wordIDs[word.stem] { return known }
        if !isReadingNames, let part = nameWord(in: word) {
            wordIDs[word.stem] = part
            return part
        }
        let id = WordID(wordCount)
        wordIDs[word.stem] = id
        wordCount += 1
        return id
    }

    /// The word of a tool's name that a new word holds, as `differences` holds `diff`.
    private func nameWord(in word: WordReader.Word) -> WordID? {
        let part = words.part(of: word) { stem in wordIDs[stem].map(nameWords.contains) == true }
        return part.flatMap { wordIDs[$0] }
    }

    private func isGrammar(_ id: WordID) -> Bool {
        Int(id) < lexicon.isGrammar.count && lexicon.isGrammar[Int(id)]
    }
}

/// The marks that join words as grammar does.
private let joiningMarks = Set(",;:()[]{}/|=\"".utf8)

/// The byte after a sentence that starts here: a full stop before a space, or a line break.
private func sentenceEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var place = start
    while place < text.count {
        switch text[place] {
        case 0x0A:
            return place + 1
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
            if place + 1 == text.count || text[place + 1] <= 0x20 { return place + 1 }
        case 0xE3 where text[place...].starts(with: [0xE3, 0x80, 0x82]):  // 。
            return place + 3
        case 0xEF
        where text[place...].starts(with: [0xEF, 0xBC, 0x81])  // ！
            || text[place...].starts(with: [0xEF, 0xBC, 0x9F]):  // ？
            return place + 3
        default:
            break
        }
        place += 1
    }
    return text.count
}

private func isIdentifierByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        true
    default: false
    }
}

/// Whether a name can be told from an ordinary word of a sentence.
private func isDistinctiveName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in name {
        if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") {
            return name.count > 3
        }
        if byte &- 0x41 < 26, previous &- 0x61 < 26 { return name.count > 3 }
        previous = byte
    }
    return false
}

private func byteDigest(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return digest
}
