// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether one tool reads and destroys, as an argument chooses, so that nobody can allow one alone.
struct MethodCatchAll: Check {
    static let kind = "method-catch-all"

    private let names: Set<String>

    init(_ options: CheckOptions) {
        let members = options.members(required: ["names"])
        names = Set(members["names"]?.texts ?? [])
    }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let tool = subject[index]
        let lexicon = subject.catalogue.lexicon
        return tool.fields.compactMap { field in
            guard field.field.depth == 0, names.contains(field.field.name.lowercased()) else {
                return nil
            }
            let effects = Set(field.values.compactMap { lexicon.effect(of: $0) })
            let isOpen =
                field.values.isEmpty && field.field.target?.types.contains("string") == true
                && tool.fields.contains {
                    ["path", "endpoint", "url", "body", "params"].contains(
                        $0.field.name.lowercased())
                }
            let mixes = effects.contains(.reads) && effects.contains(.destroys)
            let value = mixes || isOpen ? 0.0 : 1
            return Opportunity(
                measure: value, pointer: JSONPointer(["inputSchema"] + field.field.pointer.tokens),
                field: field.field.name,
                detail: mixes ? "reads and destroys" : "does whatever it is told",
                evidence: field.field.target?.allowedValues.compactMap(\.string)
                    .joined(separator: ", ") ?? "")
        }
    }
}
