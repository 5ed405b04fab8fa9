// SPDX-License-Identifier: Apache-2.0

/// What a model reads to choose and to call a tool: what the document says, and nothing else.
struct ToolText {
    /// The longest description, in characters.
    static let longest = 1_024

    let title: String
    /// What the operation does, in the author's words.
    private let purpose: String
    /// What the document shows of it.
    private let facts: String

    init(
        _ operation: Operation, name: String, result: ResultShape, relatives: Relatives,
        references: ToolReferences
    ) {
        title = Self.title(operation, name)
        purpose = references.renamed(Self.purpose(operation))
        let facts = [
            Self.result(operation, result), Self.failures(operation),
            relatives.sentence(about: operation),
            operation.isDeprecated ? "Deprecated." : nil,
        ].compactMap(\.self)
        self.facts = references.renamed(facts.joined(separator: " "))
    }

    /// The description, of so many characters at most, and of ``longest``.
    func description(within limit: Int) -> String {
        let limit = min(limit, Self.longest)
        if facts.isEmpty { return Prose.shortened(purpose, to: limit) }
        let room = max(limit / 2, limit - facts.count - 1)
        let text = Prose.sentence(Prose.shortened(purpose, to: room))
        return Prose.shortened(text + " " + facts, to: limit)
    }

    private static func title(_ operation: Operation, _ name: String) -> String {
        if let summary = operation.summary.map(Prose.plain), !summary.isEmpty, summary.count <= 60 {
            return summary.hasSuffix(".") ? String(summary.dropLast()) : summary
        }
        let words = name.split(separator: "_")
        return words.enumerated().map { place, word in
            place == 0 ? word.prefix(1).uppercased() + word.dropFirst() : String(word)
        }.joined(separator: " ")
    }

    private static func purpose(_ operation: Operation) -> String {
        let summary = operation.summary.map(Prose.plain) ?? ""
        let text = operation.description.map(Prose.plain) ?? ""
        var parts: [String] = []
        if !summary.isEmpty, !says(text, all: summary) { parts.append(Prose.sentence(summary)) }
        if !text.isEmpty { parts.append(Prose.sentence(text)) }
        // Without any words the request itself says most.
        return parts.isEmpty ? "Requests \(operation.name)." : parts.joined(separator: " ")
    }

    /// Whether a text begins with nearly all the words of another.
    private static func says(_ text: String, all summary: String) -> Bool {
        func stems(_ text: String) -> [String] {
            Spelling.words(text).filter { $0.count > 2 }.map { word in
                String(
                    (word.hasSuffix("s") && word.count > 3 ? word.dropLast() : word[...]).prefix(5))
            }
        }
        let wanted = stems(summary)
        let given = Set(stems(String(text.prefix(300))))
        return !wanted.isEmpty && wanted.allSatisfy(given.contains)
    }

    /// What comes back: in the author's words where they say something, and its members.
    private static func result(_ operation: Operation, _ shape: ResultShape) -> String? {
        let success = operation.responses.first(where: \.isSuccess)
        let told = telling(success?.description).map {
            "Returns: " + Prose.sentence(Prose.shortened($0, to: 200))
        }
        guard let members = shape.sentence else { return told }
        return told.map { $0 + " " + members } ?? members
    }

    /// What can go wrong, by status.
    private static func failures(_ operation: Operation) -> String? {
        var failures: [String] = []
        var seen: Set<String> = []
        for response in operation.responses where "45".contains(response.status.prefix(1)) {
            guard let text = telling(response.description) ?? implied(response, operation),
                seen.insert(text).inserted
            else { continue }
            let short = Prose.shortened(text, to: 80)
            failures.append(
                "\(response.status) \(short.hasSuffix(".") ? String(short.dropLast()) : short)")
            if failures.count == 6 { break }
        }
        return failures.isEmpty ? nil : "Fails with " + failures.joined(separator: "; ") + "."
    }

    /// What a status without words of its own means for this operation.
    private static func implied(_ response: Response, _ operation: Operation) -> String? {
        let names = PathTemplate.names(operation.path)
        guard response.status == "404", !names.isEmpty else { return nil }
        return "when \(names.joined(separator: " or ")) is not known"
    }

    /// Words that say only that something went as usual, or that repeat the status.
    private static let empty: Set<String> = [
        "ok", "success", "successful", "successful operation", "successful response", "default",
        "default response", "response", "a successful response", "success response", "none",
        "error", "unexpected error", "operation successful", "successfully", "created", "accepted",
        "no content", "success no content", "bad request", "unauthorized", "forbidden", "not found",
        "conflict", "internal server error", "unprocessable entity", "too many requests",
        "validation error", "server error", "default error", "generic error", "service unavailable",
    ]

    private static func telling(_ text: String?) -> String? {
        guard let text = text.map(Prose.plain), !text.isEmpty else { return nil }
        let core = Spelling.words(text).filter { $0.contains(where: \.isLetter) }
        let isASCII = text.unicodeScalars.allSatisfy { $0.isASCII || !$0.properties.isAlphabetic }
        return isASCII && (core.isEmpty || empty.contains(core.joined(separator: " "))) ? nil : text
    }
}
