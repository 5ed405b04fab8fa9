// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether an advertised text, as it is written, holds what a pattern describes.
struct TextMatches: TextCheck {
    static let kind = "text-matches"

    private let patterns: PatternSet
    /// What is found is nothing when its surroundings match one of these.
    private let exceptions: PatternSet
    /// Whether the evidence is shown without its middle.
    private let isSecret: Bool

    init(_ options: CheckOptions) {
        let members = options.members(required: ["patterns"], optional: ["unless", "secret"])
        patterns = options.patterns(members["patterns"])
        exceptions = options.patterns(members["unless"])
        isSecret = members["secret"]?.text == "true"
    }

    func measure(_ scan: TextScan, task: SignalSet) -> Opportunity {
        for (pointer, text) in scan.texts where text.utf8.count >= 6 {
            var text = text
            let found = text.withUTF8 { bytes in span(in: bytes) }
            guard let found else { continue }
            let evidence = String(decoding: Array(text.utf8)[found], as: UTF8.self)
            return Opportunity(
                measure: 0, pointer: pointer,
                evidence: isSecret ? Self.masked(evidence) : evidence)
        }
        return Opportunity(measure: 1)
    }

    private func span(in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        spans(in: bytes, most: 1).first
    }

    /// The places that match and are no exception.
    private func spans(in bytes: UnsafeBufferPointer<UInt8>, most: Int) -> [Range<Int>] {
        var spans: [Range<Int>] = []
        patterns.forEachMatch(in: bytes) { pattern in
            var start = 0
            // What is made up may stand before what is not; a text full of either is cut short.
            for _ in 0..<Self.mostMatches where spans.count < most {
                guard let found = patterns.firstMatch(of: pattern, in: bytes, from: start) else {
                    return
                }
                start = max(found.upperBound, found.lowerBound + 1)
                let around = max(0, found.lowerBound - 12)..<min(bytes.count, found.upperBound + 12)
                let surroundings = UnsafeBufferPointer(rebasing: bytes[around])
                if !exceptions.occurs(in: surroundings) { spans.append(found) }
            }
        }
        return spans
    }

    private static let mostMatches = 64

    /// The secrets in some texts, which no report may repeat; none unless the rule is about them.
    func secrets(in scan: TextScan) -> [String] {
        guard isSecret else { return [] }
        return scan.texts.flatMap { _, text in
            var text = text
            return text.withUTF8 { bytes in
                spans(in: bytes, most: Self.mostMatches).map {
                    String(decoding: bytes[$0], as: UTF8.self)
                }
            }
        }
    }

    /// A report must not spread what it found.
    private static func masked(_ secret: String) -> String {
        let scalars = Array(secret.unicodeScalars)
        guard scalars.count > 8 else { return "…" }
        return String(String.UnicodeScalarView(scalars.prefix(4))) + "… ("
            + "\(scalars.count) characters)"
    }
}
