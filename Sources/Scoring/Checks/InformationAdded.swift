// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// How many words the description adds beyond name, schema and siblings.
///
/// The measure is in words; a text about another tool counts for little.
struct InformationAdded: Check {
    static let kind = "information-added"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity] {
        let amount = subject.information[tool].amount * (subject.fits[tool]?.trust ?? 0)
        return [
            Opportunity(
                measure: amount, pointer: ["description"],
                detail: "about \(Int(amount.rounded())) words of its own",
                evidence: subject[tool].definition.description ?? "")
        ]
    }
}
