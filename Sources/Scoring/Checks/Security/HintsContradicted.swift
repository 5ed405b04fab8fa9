// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether the claims about a tool's behaviour agree with what its name says it does.
struct HintsContradicted: Check {
    static let kind = "hints-contradicted"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let tool = subject[index]
        let claims = tool.definition.annotations
        guard claims.readOnlyHint != nil || claims.destructiveHint != nil else { return [] }
        let effects = tool.name.compactMap { subject.catalogue.lexicon.effect(of: $0) }
        let destroys = effects.first == .destroys
        // Only the first verb says what a tool does: search_deleted_items reads.
        let writes = effects.first == .writes
        let problem: (String, String)? =
            if claims.readOnlyHint == true, destroys || writes {
                ("readOnlyHint", "it claims to change nothing")
            } else if claims.destructiveHint == false, destroys {
                ("destructiveHint", "it claims to destroy nothing")
            } else if claims.readOnlyHint == true, claims.destructiveHint == true {
                ("destructiveHint", "it claims to change nothing and to destroy")
            } else {
                nil
            }
        guard let (hint, detail) = problem else { return [Opportunity(measure: 1)] }
        return [
            Opportunity(
                measure: 0, pointer: ["annotations", hint], detail: detail,
                evidence: tool.definition.name)
        ]
    }
}
