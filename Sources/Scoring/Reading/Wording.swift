// SPDX-License-Identifier: Apache-2.0

/// How much texts are worded like instructions to a model rather than descriptions of a tool.
///
/// Two weighted sums: over the words, pairs of words and signals of a sentence, and over what the
/// sentences of a tool come to. The weights were learned from labelled texts and stand in
/// `rubrics/wording.yaml`; docs/decisions/0007-learned-wording.md says how.
struct Wording: Sendable {
    private var bias = 0.0
    private var weights: [UInt64: Float] = [:]
    /// The weight of each signal in a sentence, by its place.
    private var signalWeights: [Double]
    private var ofTool = ToolWeights()

    private struct ToolWeights: Sendable {
        var bias = 0.0
        var highest = 0.0
        var second = 0.0
        var mass = 0.0
        var words = 0.0
        /// By the place of the signal: in the highest sentence, and there or beside it.
        var signals: [(inside: Double, around: Double)] = []
    }

    /// What counts for a tool that has no second sentence, and at least for any other.
    private static let lowestSecond = -6.0
    /// So many sentences make up the mass.
    private static let massive = 6
    /// Longer sentences count as this long.
    private static let longest = 60

    /// Reads a file of weights; what is wrong with it goes to the value's list of problems.
    init(_ yaml: YAMLValue, signals: Signals) {
        signalWeights = signals.ids.map { _ in 0 }
        let members = yaml.members(required: ["schema", "trained-on", "bias", "tool", "weights"])
        if members["schema"]?.text != "1" {
            (members["schema"] ?? yaml).problem("this schema version is unknown; 1 is known")
        }
        bias = members["bias"]?.number(in: -100...100) ?? 0
        if let tool = members["tool"] { readTool(tool, signals) }
        if let weights = members["weights"] { readWeights(weights, signals) }
    }

    private mutating func readTool(_ yaml: YAMLValue, _ signals: Signals) {
        let keys: [(String, WritableKeyPath<ToolWeights, Double>)] = [
            ("bias", \.bias), ("highest", \.highest), ("second", \.second), ("mass", \.mass),
            ("words", \.words),
        ]
        let members = yaml.members(required: Set(keys.map(\.0) + ["signals"]))
        for (key, path) in keys {
            if let value = members[key] { ofTool[keyPath: path] = value.number(in: -100...100) }
        }
        ofTool.signals = signals.ids.map { _ in (0, 0) }
        for line in members["signals"]?.text.split(separator: "\n") ?? [] {
            let fields = line.split(separator: " ")
            guard fields.count == 3, let inside = Double(fields[1]), let around = Double(fields[2]),
                let place = signals.ids.firstIndex(of: String(fields[0]))
            else {
                members["signals"]?.problem("\"\(line)\" is not a signal and its two weights")
                continue
            }
            ofTool.signals[place] = (inside, around)
        }
    }

    // Lines of one text instead of a mapping: reading thousands of nodes would cost most of a start.
    private mutating func readWeights(_ yaml: YAMLValue, _ signals: Signals) {
        var text = yaml.text
        text.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
                let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
                if !readWeight(line, signals) {
                    yaml.problem(
                        "\"\(String(decoding: line, as: UTF8.self))\" is not words and a weight")
                }
                start = end + 1
            }
        }
    }

    private mutating func readWeight(
        _ line: UnsafeBufferPointer<UInt8>, _ signals: Signals
    )
        -> Bool
    {
        let fields = line.split(separator: 0x20)
        guard (2...4).contains(fields.count), let weight = hundredths(fields[fields.count - 1])
        else { return false }
        if fields[0].first == UInt8(ascii: "@") {
            let id = String(decoding: fields[0].dropFirst(), as: UTF8.self)
            guard let place = signals.ids.firstIndex(of: id) else { return false }
            signalWeights[place] = Double(weight)
            return true
        }
        let words = fields.dropLast().map { WordFeatures.digest($0) }
        let feature =
            switch words.count {
            case 1: words[0]
            case 2: WordFeatures.pair(words[0], words[1])
            default: WordFeatures.gap(words[0], words[2])
            }
        weights[feature] = weight
        return true
    }

    /// The log-odds that a sentence instructs.
    func logOdds(_ features: WordFeatures, _ signals: SignalSet) -> Double {
        var total = 0.0
        var (last, beforeLast) = (WordFeatures.start, WordFeatures.start)
        for word in features.words {
            if let weight = weights[word] { total += Double(weight) }
            if let weight = weights[WordFeatures.pair(last, word)] { total += Double(weight) }
            if let weight = weights[WordFeatures.gap(beforeLast, word)] { total += Double(weight) }
            (beforeLast, last) = (last, word)
        }
        for place in signalWeights.indices where signals.contains(SignalSet(place: place)) {
            total += signalWeights[place]
        }
        return bias + total / Double(features.words.count + 1).squareRoot()
    }

    /// The log-odds that the texts of a tool instruct, and where they do so most.
    func verdict(on readings: [TextScan.Reading]) -> (odds: Double, reading: Int, sentence: Int)? {
        var highest: (odds: Double, reading: Int, sentence: Int)?
        var top: [Double] = []
        for (place, reading) in readings.enumerated() {
            for (index, sentence) in reading.sentences.enumerated() {
                if sentence.odds > highest?.odds ?? -.infinity {
                    highest = (sentence.odds, place, index)
                }
                if top.count < Self.massive || sentence.odds > top[top.count - 1] {
                    let at = top.firstIndex { $0 < sentence.odds } ?? top.count
                    top.insert(sentence.odds, at: at)
                    if top.count > Self.massive { top.removeLast() }
                }
            }
        }
        guard let highest else { return nil }
        let sentences = readings[highest.reading].sentences
        let inside = sentences[highest.sentence]
        var around = inside.signals
        for beside in [highest.sentence - 1, highest.sentence + 1]
        where sentences.indices.contains(beside) {
            around.formUnion(sentences[beside].signals)
        }
        var odds = ofTool.bias + ofTool.highest * highest.odds
        odds += ofTool.second * max(top.count > 1 ? top[1] : Self.lowestSecond, Self.lowestSecond)
        odds += ofTool.mass * top.reduce(0) { $0 + max(0, $1 + 1) }
        odds += ofTool.words * Double(min(inside.words, Self.longest))
        for (place, weights) in ofTool.signals.enumerated() {
            let signal = SignalSet(place: place)
            if inside.signals.contains(signal) { odds += weights.inside }
            if around.contains(signal) { odds += weights.around }
        }
        return (odds, highest.reading, highest.sentence)
    }
}

/// A decimal such as `-1.25`; `nil` when it is none.
private func hundredths(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Float? {
    var value: Float = 0
    var scale: Float = 0
    var hasDigit = false
    let isNegative = digits.first == UInt8(ascii: "-")
    for byte in isNegative ? digits.dropFirst() : digits {
        switch byte {
        case 0x30...0x39:
            value = value * 10 + Float(byte - 0x30)
            scale *= 10
            hasDigit = true
        case UInt8(ascii: ".") where scale == 0: scale = 1
        default: return nil
        }
    }
    guard hasDigit else { return nil }
    return (isNegative ? -value : value) / max(scale, 1)
}

/// The words of a sentence as features: literal things by their kind, the rest as written.
struct WordFeatures {
    /// Stands before the first word of a sentence.
    static let start = digest("^".utf8)

    /// Identifiers of the tool's own: its arguments, its values, its siblings.
    var own: Set<UInt64> = []
    /// The digests of the words, in order.
    private(set) var words: [UInt64] = []
    /// The words themselves, kept only when asked for.
    private(set) var texts: [String] = []
    private let keepsTexts: Bool

    /// Prepares for reading sentences.
    init(keepingTexts: Bool = false) { keepsTexts = keepingTexts }

    static func digest(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return digest
    }

    /// The digest of an identifier as it stands in a text that was laid open.
    static func identifier(_ name: String) -> UInt64 { digest(name.lowercased().utf8) }

    @inline(__always)
    static func pair(_ first: UInt64, _ second: UInt64) -> UInt64 {
        (first &* 0x9E37_79B9_7F4A_7C15) ^ second &+ (first >> 31)
    }

    /// Two words with any other between them.
    @inline(__always)
    static func gap(_ first: UInt64, _ third: UInt64) -> UInt64 {
        pair(first ^ 0xA076_1D64_78BD_642F, third)
    }

    /// Reads a sentence that was laid open.
    mutating func read(_ sentence: UnsafeBufferPointer<UInt8>) {
        words.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        var place = 0
        while place < sentence.count {
            while place < sentence.count, sentence[place] == 0x20 { place += 1 }
            let start = place
            while place < sentence.count, sentence[place] != 0x20 { place += 1 }
            if place > start { readChunk(UnsafeBufferPointer(rebasing: sentence[start..<place])) }
        }
    }

    /// Reads what stands between two spaces.
    private mutating func readChunk(_ chunk: UnsafeBufferPointer<UInt8>) {
        if !own.isEmpty, isOwn(chunk) { return add("<own>".utf8) }
        if let kind = Self.kind(of: chunk) { return add(kind.utf8) }
        var place = 0
        while place < chunk.count {
            guard isWordByte(chunk[place]) else {
                place += 1
                continue
            }
            let start = place
            while place < chunk.count, isWordByte(chunk[place]) || isApostrophe(chunk, place) {
                place += 1
            }
            readWord(UnsafeBufferPointer(rebasing: chunk[start..<place]))
        }
    }

    /// Whether a word, without the marks around it, is an identifier of the tool's own.
    private func isOwn(_ chunk: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = chunk.firstIndex(where: isWordByte),
            let last = chunk.lastIndex(where: isWordByte)
        else { return false }
        let word = chunk[first...last]
        return word.contains(UInt8(ascii: "_")) && own.contains(Self.digest(word))
    }

    private mutating func readWord(_ word: UnsafeBufferPointer<UInt8>) {
        if word.contains(where: { $0 >= 0xE3 }) { return readIdeographs(word) }
        if word.count > 24 { return add("<long>".utf8) }
        if word.allSatisfy({ $0 &- 0x30 < 10 }) { return add("<num>".utf8) }
        add(word.lazy.filter { $0 != UInt8(ascii: "'") })
    }

    /// Scripts without spaces become pairs of characters.
    private mutating func readIdeographs(_ word: UnsafeBufferPointer<UInt8>) {
        var place = 0
        while place < word.count {
            let (_, length) = decode(word, at: place)
            let next = place + length
            if next < word.count {
                add(word[place..<(next + decode(word, at: next).1)])
            } else if place == 0 {
                add(word[place..<next])
            }
            place = next
        }
    }

    private mutating func add(_ bytes: some Sequence<UInt8>) {
        words.append(Self.digest(bytes))
        if keepsTexts { texts.append(String(decoding: Array(bytes), as: UTF8.self)) }
    }

    /// The kind of a thing that is no word: an address, a path, an identifier.
    private static func kind(of chunk: UnsafeBufferPointer<UInt8>) -> String? {
        var hasLetter = false
        var previous: UInt8 = 0
        for (place, byte) in chunk.enumerated() {
            switch byte {
            case UInt8(ascii: "@") where isWordByte(previous): return "<mail>"
            case UInt8(ascii: ":") where chunk[place...].starts(with: "://".utf8): return "<url>"
            case UInt8(ascii: "~") where chunk[place...].starts(with: "~/".utf8): return "<path>"
            case UInt8(ascii: "/")
            where !isWordByte(previous) && place + 2 < chunk.count
                && (isWordByte(chunk[place + 1]) || chunk[place + 1] == UInt8(ascii: ".")):
                return "<path>"
            case UInt8(ascii: "_") where hasLetter && place + 1 < chunk.count: return "<id>"
            default: break
            }
            if byte &- 0x61 < 26 { hasLetter = true }
            previous = byte
        }
        return nil
    }
}

private func isWordByte(_ byte: UInt8) -> Bool {
    byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80
}

private func isApostrophe(_ chunk: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
    chunk[place] == UInt8(ascii: "'") && place + 1 < chunk.count && isWordByte(chunk[place + 1])
}
