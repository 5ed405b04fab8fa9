// SPDX-License-Identifier: Apache-2.0

/// Finds for each definition the few others that are worth a comparison.
///
/// Every definition has a bounded number of keys: words and pairs of words of its name, rare words
/// and a signature of its text, spellings. Definitions that share a key are candidates; under a key
/// that many share, only those whose texts lie next to each other are.
struct OverlapCandidates {
    /// How many candidates a definition is compared with.
    static let limit = 24
    /// Under a key that more definitions share, only neighbours are looked at.
    private static let crowd = 48
    /// How many neighbours to each side.
    private static let window = 6

    /// How much it says that two definitions share a key.
    private enum Weight {
        static let spelling: Float = 4
        static let oneLetter: Float = 1.5
        static let allOfName: Float = 2
        static let pairOfName: Float = 1
        static let wordOfName: Float = 0.7
        static let text: Float = 1
        static let wordOfText: Float = 0.5
        static let arguments: Float = 0.6
    }

    /// One key of one definition.
    private struct Entry {
        let key: UInt64
        let definition: Int32
        let weight: Float
    }

    /// The definitions under their keys; those of one key stand together.
    private let definitions: [Int32]
    private let weights: [Float]
    /// The bounds of the part in which each entry finds candidates.
    private let bounds: [(start: Int32, end: Int32)]
    /// The entries of each definition: where they start in `entriesOf`.
    private let starts: [Int32]
    private let entriesOf: [Int32]

    /// - Parameter isAsked: whether candidates for a definition will be asked for.
    init(_ words: CorpusWords, isAsked: (Int) -> Bool) {
        let signatures = words.comparison.tools.map { TextSignature($0.text) }
        var entries: [Entry] = []
        var asked = Set<UInt64>()
        let count = words.comparison.tools.count
        let areAllAsked = (0..<count).allSatisfy(isAsked)
        if !areAllAsked {
            for index in 0..<count where isAsked(index) {
                Self.keys(of: index, words, signatures[index]) { key, _ in asked.insert(key) }
            }
        }
        for index in 0..<count {
            Self.keys(of: index, words, signatures[index]) { key, weight in
                guard areAllAsked || asked.contains(key) else { return }
                entries.append(Entry(key: key, definition: Int32(index), weight: weight))
            }
        }
        entries.sort { ($0.key, $0.definition) < ($1.key, $1.definition) }
        (definitions, weights, bounds) = Self.grouped(entries, signatures)
        var starts = [Int32](repeating: 0, count: count + 1)
        for definition in definitions { starts[Int(definition) + 1] += 1 }
        for index in 0..<count { starts[index + 1] += starts[index] }
        var next = starts
        var entriesOf = [Int32](repeating: 0, count: definitions.count)
        for (entry, definition) in definitions.enumerated() {
            entriesOf[Int(next[Int(definition)])] = Int32(entry)
            next[Int(definition)] += 1
        }
        self.starts = starts
        self.entriesOf = entriesOf
    }

    /// The entries that share their key with another one.
    private static func grouped(
        _ entries: [Entry], _ signatures: [TextSignature]
    ) -> ([Int32], [Float], [(start: Int32, end: Int32)]) {
        var definitions: [Int32] = []
        var weights: [Float] = []
        var bounds: [(start: Int32, end: Int32)] = []
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].key == entries[start].key { end += 1 }
            defer { start = end }
            guard end - start > 1 else { continue }
            var part = entries[start..<end].map(\.definition)
            let first = definitions.count
            let isCrowd = part.count > crowd
            if isCrowd {
                part.sort { left, right in
                    let (one, other) = (signatures[Int(left)].order, signatures[Int(right)].order)
                    return one == other ? left < right : one < other
                }
            }
            for place in part.indices {
                let from = isCrowd ? max(0, place - window) : 0
                let to = isCrowd ? min(part.count, place + window + 1) : part.count
                bounds.append((Int32(first + from), Int32(first + to)))
            }
            definitions += part
            weights += entries[start..<end].map(\.weight)
        }
        return (definitions, weights, bounds)
    }

    /// Room for counting, used again and again.
    struct Scratch {
        fileprivate var scores: [Float]
        fileprivate var touched: [Int32] = []

        init(definitions count: Int) { scores = [Float](repeating: 0, count: count) }
    }

    /// The candidates of a definition that fit a condition, in the order of the corpus.
    func candidates(
        of definition: Int, using scratch: inout Scratch, where fits: (Int) -> Bool
    ) -> [Int32] {
        scratch.touched.removeAll(keepingCapacity: true)
        for entry in entriesOf[Int(starts[definition])..<Int(starts[definition + 1])] {
            let (start, end) = bounds[Int(entry)]
            let weight = weights[Int(entry)]
            for other in definitions[Int(start)..<Int(end)] {
                if scratch.scores[Int(other)] == 0 { scratch.touched.append(other) }
                scratch.scores[Int(other)] += weight
            }
        }
        var best: [(score: Float, definition: Int32)] = []
        for other in scratch.touched {
            let score = scratch.scores[Int(other)]
            scratch.scores[Int(other)] = 0
            guard other != definition else { continue }
            let isFull = best.count == Self.limit
            if isFull, let last = best.last, !precedes((score, other), last) { continue }
            guard fits(Int(other)) else { continue }
            if isFull { best.removeLast() }
            let place = best.firstIndex { precedes((score, other), $0) } ?? best.count
            best.insert((score, other), at: place)
        }
        return best.map(\.definition).sorted()
    }

    private func precedes(
        _ one: (score: Float, definition: Int32), _ other: (score: Float, definition: Int32)
    ) -> Bool {
        one.score == other.score ? one.definition < other.definition : one.score > other.score
    }
}

extension OverlapCandidates {
    /// How many words of a name make pairs, and how many words of a text are keys.
    private static let wordsOfName = 6
    private static let wordsOfText = 6

    /// What a key is made from, so that equal numbers of different meaning differ.
    private enum Kind: UInt64 {
        case spelling = 1
        case oneLetter, name, pair, word, text, rareWord, arguments
    }

    private static func key(_ kind: Kind, _ first: UInt64, _ second: UInt64 = 0) -> UInt64 {
        DefinitionDigest.mixed(
            DefinitionDigest.mixed(first ^ kind.rawValue << 56) &+ second)
    }

    private static func keys(
        of index: Int, _ words: CorpusWords, _ signature: TextSignature,
        add: (UInt64, Float) -> Void
    ) {
        let tool = words.comparison.tools[index]
        let spelling = words.spellings[index]
        add(key(.spelling, DefinitionDigest.hash(spelling.look)), Weight.spelling)
        for letters in Set(spelling.oneLetterKeys) {
            add(key(.oneLetter, letters), Weight.oneLetter)
        }
        add(key(.name, digest(tool.name)), Weight.allOfName)
        let action = UInt64(truncatingIfNeeded: tool.action ?? -1)
        // What a name says without its brand can be said by any server.
        let brand = words.brands[index]
        let things = tool.things.lazy.filter { !brand.contains($0) }.prefix(wordsOfName)
        add(key(.name, digest(Array(things)), action), Weight.allOfName)
        for (place, thing) in things.enumerated() {
            let number = UInt64(thing)
            add(key(.word, number), Weight.wordOfName)
            add(key(.pair, number, action), Weight.pairOfName)
            for other in things.dropFirst(place + 1) {
                add(key(.pair, number, UInt64(other) << 32), Weight.pairOfName)
            }
        }
        for (place, band) in signature.bands.enumerated() {
            add(key(.text, band, UInt64(place)), Weight.text)
        }
        let rare = tool.text.lazy.filter { words.textUsage[Int($0)] > 1 }
            .sorted { (words.textUsage[Int($0)], $0) < (words.textUsage[Int($1)], $1) }
        for word in rare.prefix(wordsOfText) {
            add(key(.rareWord, UInt64(word)), Weight.wordOfText)
        }
        if tool.arguments.count > 1 {
            add(key(.arguments, digest(tool.arguments), action), Weight.arguments)
        }
    }

    private static func digest(_ words: [WordID]) -> UInt64 {
        words.reduce(0) { DefinitionDigest.mixed($0 ^ UInt64($1)) }
    }
}

/// A short signature of a text: texts that share most of their words agree in a part of it.
struct TextSignature: Sendable {
    /// Each agrees with the chance that three random words of both texts do (MinHash, Broder 1997).
    let bands: [UInt64]
    /// Texts that are much alike lie next to each other in this order.
    let order: UInt64

    private static let bandCount = 8
    private static let rowsInBand = 3

    init(_ text: [WordID]) {
        guard text.count >= OverlapThresholds.shortestText else {
            bands = []
            order = text.reduce(.max) { min($0, DefinitionDigest.mixed(UInt64($1))) }
            return
        }
        var least = [UInt64](repeating: .max, count: Self.bandCount * Self.rowsInBand)
        for word in text {
            let start = DefinitionDigest.mixed(UInt64(word))
            var number = start
            for row in least.indices {
                // One multiplication a row: odd factors permute the numbers.
                number = (number ^ (number >> 29)) &* 0xBF58_476D_1CE4_E5B9 &+ start
                least[row] = min(least[row], number)
            }
        }
        order = least[0]
        bands = (0..<Self.bandCount).map { band in
            least[(band * Self.rowsInBand)..<((band + 1) * Self.rowsInBand)]
                .reduce(0) { DefinitionDigest.mixed($0 ^ $1) }
        }
    }
}
