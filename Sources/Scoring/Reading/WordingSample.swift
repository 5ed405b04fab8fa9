// SPDX-License-Identifier: Apache-2.0

/// What the wording of a text consists of, for learning the weights of `rubrics/wording.yaml`.
public struct WordingSample: Sendable {
    /// The words of a sentence and the ids of its signals.
    public struct Sentence: Sendable {
        /// The words, with literal things by their kind.
        public let words: [String]
        /// The ids of the signals.
        public let signals: [String]
    }

    /// The sentences of the text, as a model reads it.
    public let sentences: [Sentence]

    /// Reads a text of a tool that has identifiers of its own.
    public init(_ text: String, own: [String], rubrics: Rubrics) {
        var opened = ModelText()
        var features = WordFeatures(keepingTexts: true)
        features.own.arguments = Set(own.map(WordFeatures.identifier))
        var text = text
        text.withUTF8 { opened.read($0) }
        sentences = opened.bytes.withUnsafeBufferPointer { bytes in
            opened.sentences.map { range in
                let sentence = UnsafeBufferPointer(rebasing: bytes[range])
                features.read(sentence)
                let found = rubrics.signals.signals(of: sentence)
                let ids = rubrics.signals.ids.enumerated()
                    .filter { found.contains(SignalSet(place: $0.offset)) }.map(\.element)
                return Sentence(words: features.texts, signals: ids)
            }
        }
    }
}
