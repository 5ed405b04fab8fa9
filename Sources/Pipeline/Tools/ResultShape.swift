// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// What an operation answers when it succeeds, as far as a sentence can say it.
struct ResultShape {
    /// Whether the answer is a list.
    let isList: Bool
    /// The members of the answer, or of each of its elements.
    let members: [String]
    /// What the answer is written in, where that is not JSON.
    let media: String?
    /// Whether the answer is empty.
    let isNothing: Bool

    init(_ operation: Operation, _ documents: DocumentSet) {
        let success = operation.responses.filter(\.isSuccess)
        let schema = success.lazy.compactMap(\.schema).first
        let types = success.flatMap(\.contentTypes)
        isNothing = !success.isEmpty && types.isEmpty && success.contains { $0.status == "204" }
        media = schema == nil ? types.first : nil
        guard let schema, let whole = try? documents.resolved(schema) else {
            (isList, members) = (false, [])
            return
        }
        if let items = whole["items"] {
            (isList, members) = (true, documents.members(of: items))
        } else {
            (isList, members) = (false, documents.members(of: whole))
        }
    }

    /// The answer in a sentence, where there is something to say.
    var sentence: String? {
        if isNothing { return "Returns no content." }
        if let media { return "Returns \(MediaType(text: media).essence)." }
        guard !members.isEmpty else { return nil }
        let shown = members.prefix(8).joined(separator: ", ")
        let rest = members.count > 8 ? " and \(members.count - 8) more" : ""
        return (isList ? "Each element has " : "Answers with ") + shown + rest + "."
    }
}
