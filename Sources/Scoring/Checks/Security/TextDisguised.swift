// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether texts are disguised: prose in base64, in comments, or in letters that look like others.
struct TextDisguised: Check {
    static let kind = "text-disguised"

    private enum Disguise: String, CaseIterable {
        case base64, comment, lookalike
    }

    private let disguise: Disguise

    init(_ options: CheckOptions) {
        disguise = options.members(required: ["as"])["as"]?.word(Disguise.self) ?? .base64
    }

    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity] {
        [measure(subject.scans[tool])]
    }

    func measureServer(in subject: CheckSubject) -> [Opportunity] {
        subject.serverScan.texts.isEmpty ? [] : [measure(subject.serverScan)]
    }

    private func measure(_ scan: TextScan) -> Opportunity {
        for (pointer, text) in scan.texts {
            let found: String? =
                switch disguise {
                case .base64: Self.encoded(text)
                case .comment: Self.commented(text)
                case .lookalike: Self.mixed(text)
                }
            if let found {
                return Opportunity(measure: 0, pointer: pointer, detail: found, evidence: text)
            }
        }
        return Opportunity(measure: 1)
    }

    private static func encoded(_ text: String) -> String? {
        var text = text
        guard text.utf8.count >= 24 else { return nil }
        return text.withUTF8 { ModelText.encodings(in: $0) }.first
    }

    /// The words of a comment of HTML or Markdown, which a page would not show.
    private static func commented(_ text: String) -> String? {
        // Most texts have neither of the marks, and looking for bytes is quicker.
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "[") })
        else { return nil }
        for (opening, closing) in [("<!--", "-->"), ("[//]: # (", ")"), ("[comment]: # (", ")")] {
            guard let start = text.firstRange(of: opening) else { continue }
            let rest = text[start.upperBound...]
            let comment = rest.firstRange(of: closing).map { rest[..<$0.lowerBound] } ?? rest
            if comment.split(separator: " ").count >= 3 { return String(comment) }
        }
        return nil
    }

    /// A word in which Latin letters stand beside ones of other scripts that look Latin.
    private static func mixed(_ text: String) -> String? {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        var word = String.UnicodeScalarView()
        var (latin, lookalikes, others) = (0, 0, 0)
        for scalar in text.unicodeScalars + [" "] {
            if scalar.properties.isAlphabetic {
                word.append(scalar)
                if scalar.value < 0x250 {
                    latin += 1
                } else if latinLookalike(lowercased(scalar.value)) != nil {
                    lookalikes += 1
                } else {
                    others += 1
                }
                continue
            }
            // A letter for a measure or a sum (µs, Δt) is one mark in a short word.
            if latin >= 2, lookalikes >= 1, others == 0, word.count >= 4 { return String(word) }
            word = String.UnicodeScalarView()
            (latin, lookalikes, others) = (0, 0, 0)
        }
        return nil
    }
}
