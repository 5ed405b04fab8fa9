// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// How many words each argument's description adds beyond the argument's name.
///
/// An argument explained only in the tool's description counts a little: a model reads it there,
/// a form or a validator does not.
struct FieldsDescribed: Check {
    static let kind = "fields-described"

    private let mentioned: Double

    init(_ options: CheckOptions) {
        let members = options.members(optional: ["mentioned-in-description"])
        mentioned = members["mentioned-in-description"]?.number(in: 0...10) ?? 0
    }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let tool = subject[index]
        let prose = Set(tool.sentences.flatMap(\.words))
        return tool.fields.map { field in
            var known = Set(field.name)
            var added = 0.0
            for word in field.words where known.insert(word).inserted { added += 1 }
            let isMentioned = !field.name.isEmpty && field.name.allSatisfy(prose.contains)
            return Opportunity(
                measure: max(added, isMentioned ? mentioned : 0),
                pointer: JSONPointer(["inputSchema"] + field.field.pointer.tokens),
                field: field.field.name,
                detail: field.words.isEmpty ? "has no description" : "only repeats its name",
                evidence: field.field.description ?? "")
        }
    }
}
