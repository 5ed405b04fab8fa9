// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Says in words what tools of different servers share.
struct OverlapReasons {
    private let corpus: Corpus
    private let words: CorpusWords
    /// How many servers have a tool of a name, by its letters.
    private let serversOfName: [[UInt8]: Set<Int32>]

    init(_ corpus: Corpus, _ words: CorpusWords) {
        self.corpus = corpus
        self.words = words
        var servers: [[UInt8]: Set<Int32>] = [:]
        for (definition, members) in corpus.members.enumerated() {
            servers[words.spellings[definition].folded, default: []].formUnion(
                members.lazy.map(\.server))
        }
        serversOfName = servers
    }

    /// Why a definition that several servers share is an overlap.
    func reason(sharedBy count: Int) -> String {
        count == 2
            ? "both servers define the same tool" : "\(count) servers define the same tool"
    }

    /// Why two tools overlap.
    func reason(
        _ likeness: CrossLikeness, _ left: Corpus.Member, _ right: Corpus.Member
    ) -> String {
        let tools = (corpus[left], corpus[right])
        let spelled = likeness.spelling.map {
            named(tools.0.name, tools.1.name, $0) + "; " + described(likeness.parts)
        }
        guard let spelled else {
            let isCopied =
                DefinitionDigest.text(tools.0.description ?? "")
                == DefinitionDigest.text(tools.1.description ?? "")
            let sameText =
                isCopied
                ? "the descriptions are the same" : "the descriptions use the same words"
            return words.comparison.reason(likeness.parts, sameText: sameText) {
                arguments(tools.0, tools.1)
            }
        }
        guard likeness.parts.argument ?? 0 >= 0.5 else { return spelled }
        let (one, other) = arguments(tools.0, tools.1)
        let shared = Set(one).intersection(other).sorted().prefix(4)
        return shared.isEmpty ? spelled : spelled + "; both take " + shared.joined(separator: ", ")
    }

    private func arguments(
        _ left: ToolDefinition, _ right: ToolDefinition
    ) -> (left: [String], right: [String]) {
        (left.inputSchema.properties.map(\.name), right.inputSchema.properties.map(\.name))
    }

    private func named(
        _ left: String, _ right: String, _ spelling: NameSpelling.Likeness
    ) -> String {
        switch spelling {
        case .look: return "the names differ in letters that look the same"
        case .oneLetter: return "the names differ in a letter"
        case .letters:
            guard left.unicodeScalars.elementsEqual(right.unicodeScalars) else {
                let isVisible = (left + right).utf8.allSatisfy { $0 < 0x80 }
                return isVisible
                    ? "the names differ in case or separators only"
                    : "the names have the same letters"
            }
            let count = serversOfName[NameSpelling.folded(left)]?.count ?? 2
            let others = count > 2 ? " (as in \(count) servers)" : ""
            return "both are called \(shortened(left))" + others
        }
    }

    private func described(_ parts: LikenessParts) -> String {
        switch parts.text {
        case nil: "a description is missing"
        case let text? where text >= 0.995: "their descriptions are the same"
        case let text? where text < 0.005: "their descriptions share no words"
        case let text?: "their descriptions share \(percent(text)) of the words"
        }
    }

    private func shortened(_ name: String) -> String {
        let limit = 64
        let start = name.unicodeScalars.prefix(limit)
        return start.count < name.unicodeScalars.count ? String(start) + "…" : name
    }
}
