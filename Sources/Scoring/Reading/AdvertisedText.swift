// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A string that a server shows to a model, with its place.
struct AdvertisedText {
    /// The place in the tool's definition, or in the manifest.
    let pointer: JSONPointer
    let text: String

    /// Every string of a value, keys of objects that read like prose included.
    static func all(in value: JSONValue) -> [AdvertisedText] {
        var texts: [AdvertisedText] = []
        collect(value, at: [], into: &texts)
        return texts
    }

    private static func collect(
        _ value: JSONValue, at place: JSONPointer, into texts: inout [AdvertisedText]
    ) {
        switch value {
        case .string(let text):
            if !text.isEmpty { texts.append(AdvertisedText(pointer: place, text: text)) }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                collect(element, at: place.appending(index), into: &texts)
            }
        case .object(let object):
            for member in object.members {
                let next = place.appending(member.key)
                if isUnusual(member.key) {
                    texts.append(AdvertisedText(pointer: next, text: member.key))
                }
                collect(member.value, at: next, into: &texts)
            }
        default: break
        }
    }

    /// A key is an identifier as a rule; one with spaces or marks may carry prose.
    private static func isUnusual(_ key: String) -> Bool {
        !key.utf8.allSatisfy { byte in
            (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "_-.$/".utf8.contains(byte)
        }
    }
}

/// What the texts of one tool, or of the server itself, were found to say.
struct TextScan: Sendable {
    /// One sentence.
    struct Sentence: Sendable {
        let signals: SignalSet
        /// The log-odds that it instructs a model.
        let odds: Double
        let words: Int
    }

    /// One string.
    struct Reading: Sendable {
        let pointer: JSONPointer
        let text: String
        let sentences: [Sentence]
    }

    /// The strings that hold sentences.
    private(set) var readings: [Reading] = []
    /// Every string, in the order of the definition.
    let texts: [(pointer: JSONPointer, text: String)]
    /// Where the texts instruct most, and the log-odds that they do; `nil` without a sentence.
    private(set) var verdict: (odds: Double, reading: Int, sentence: Int)?

    /// Shorter strings are names and keywords, which say nothing in a sentence.
    private static let shortest = 16

    /// Reads all strings of a value.
    ///
    /// - Parameter own: the identifiers that the texts speak of by right.
    init(_ value: JSONValue, own: OwnIdentifiers, _ rubrics: Rubrics) {
        let (signals, wording) = (rubrics.signals, rubrics.wording)
        let texts = AdvertisedText.all(in: value)
        self.texts = texts.map { ($0.pointer, $0.text) }
        var opened = ModelText()
        var features = WordFeatures()
        features.own = own
        for advertised in texts where advertised.text.utf8.count >= Self.shortest {
            var text = advertised.text
            text.withUTF8 { opened.read($0) }
            let sentences = opened.bytes.withUnsafeBufferPointer { bytes in
                opened.sentences.map { range in
                    let sentence = UnsafeBufferPointer(rebasing: bytes[range])
                    features.read(sentence)
                    let found = signals.signals(of: sentence)
                    return Sentence(
                        signals: found, odds: wording.logOdds(features, found),
                        words: features.words.count)
                }
            }
            readings.append(
                Reading(pointer: advertised.pointer, text: advertised.text, sentences: sentences))
        }
        verdict = wording.verdict(on: readings)
    }
}

extension TextScan.Reading {
    /// The text of some of the sentences, laid open.
    func excerpt(_ range: Range<Int>) -> String {
        var opened = ModelText()
        var text = text
        text.withUTF8 { opened.read($0) }
        let ranges = opened.sentences[range.clamped(to: opened.sentences.indices)]
        return ranges.map { String(decoding: opened.bytes[$0], as: UTF8.self) }
            .joined(separator: " ")
    }

    /// Every stretch of so many sentences, or the whole text where it is shorter.
    func windows(of length: Int) -> some Sequence<Range<Int>> {
        let last = max(0, sentences.count - length)
        return (sentences.isEmpty ? 0..<0 : 0..<(last + 1)).lazy.map { start in
            start..<min(start + length, sentences.count)
        }
    }
}
