// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether texts are disguised: prose in base64, in comments, or in letters that look like others.
struct TextDisguised: TextCheck {
    static let kind = "text-disguised"

    private enum Disguise: String, CaseIterable {
        case base64, comment, lookalike
    }

    private let disguise: Disguise

    init(_ options: CheckOptions) {
        disguise = options.members(required: ["as"])["as"]?.word(Disguise.self) ?? .base64
    }

    func measure(_ scan: TextScan, task: SignalSet) -> Opportunity {
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
        return text.withUTF8 { ModelText.encodings(in: $0) }.first.map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The words of a comment of HTML or Markdown, which a page would not show.
    private static func commented(_ text: String) -> String? {
        var text = text
        return text.withUTF8 { bytes in
            for (opening, closing) in [
                ("<!--", "-->"), ("[//]: # (", ")"), ("[comment]: # (", ")"),
            ] {
                guard let start = place(of: opening, in: bytes[...]) else { continue }
                let rest = bytes[(start + opening.utf8.count)...]
                let end = place(of: closing, in: rest) ?? rest.endIndex
                let comment = String(decoding: rest[..<end], as: UTF8.self)
                if comment.split(separator: " ").count >= 3 { return comment }
            }
            return nil
        }
    }

    private static func place(
        of mark: String, in bytes: Slice<UnsafeBufferPointer<UInt8>>
    ) -> Int? {
        guard let first = mark.utf8.first else { return nil }
        var rest = bytes
        while let place = rest.firstIndex(of: first) {
            if bytes[place...].starts(with: mark.utf8) { return place }
            rest = bytes[(place + 1)...]
        }
        return nil
    }

    /// A word in which Latin letters stand beside ones of other scripts that look Latin.
    private static func mixed(_ text: String) -> String? {
        // Armenian, Greek, Cyrillic, and one letter of phonetics begin with these bytes.
        let mayMix = text.utf8.contains { (0xCD...0xD5).contains($0) || $0 == 0xC9 }
        guard mayMix else { return nil }
        var word = String.UnicodeScalarView()
        var (latin, lookalikes, others) = (0, 0, 0)
        for scalar in text.unicodeScalars + [" "] {
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: latin += 1
            case 0x250...0x58F:
                if latinLookalike(lowercased(scalar.value)) == nil {
                    others += 1
                } else {
                    lookalikes += 1
                }
            default:
                // A letter for a measure or a sum (µs, Δt) is one mark in a short word.
                if latin >= 2, lookalikes >= 1, others == 0, word.count >= 4 { return String(word) }
                if !word.isEmpty { word = String.UnicodeScalarView() }
                (latin, lookalikes, others) = (0, 0, 0)
                continue
            }
            word.append(scalar)
        }
        return nil
    }
}
