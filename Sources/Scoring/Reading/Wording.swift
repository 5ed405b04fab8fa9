// SPDX-License-Identifier: Apache-2.0

internal import StrictYAML

/// How much texts are worded like instructions to a model rather than descriptions of a tool.
///
/// Two weighted sums: over the words, pairs of words and signals of a sentence, and over what the
/// sentences of a tool come to. The weights were learned from labelled texts and stand in
/// `rubrics/wording.yaml`; docs/decisions/0007-learned-wording.md says how.
struct Wording: Sendable {
    private var bias = 0.0
    private var weights = WeightTable()
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
            total += Double(weights[word])
            total += Double(weights[WordFeatures.pair(last, word)])
            total += Double(weights[WordFeatures.gap(beforeLast, word)])
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

/// Weights by feature; a feature is a digest already, which a dictionary would hash once more.
private struct WeightTable: Sendable {
    private var slots = [(feature: UInt64, weight: Float)](repeating: (0, 0), count: 64)
    private var count = 0

    /// The weight of a feature; 0 for one that has none.
    subscript(feature: UInt64) -> Float {
        get { slots[place(of: feature)].weight }
        set {
            if count * 2 > slots.count { grow() }
            let place = place(of: feature)
            if slots[place].feature == 0 { count += 1 }
            slots[place] = (feature, newValue)
        }
    }

    /// Where a feature stands, or would.
    private func place(of feature: UInt64) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: feature ^ feature >> 32) & mask
        while slots[place].feature != feature, slots[place].feature != 0 {
            place = (place + 1) & mask
        }
        return place
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: (0, 0), count: old.count * 2)
        count = 0
        for (feature, weight) in old where feature != 0 { self[feature] = weight }
    }
}
