// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The share of the description's words that tell something.
struct InformationDense: Check {
    static let kind = "information-dense"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity] {
        [
            Opportunity(
                measure: subject.information[tool].density, pointer: ["description"],
                evidence: subject[tool].definition.description ?? "")
        ]
    }
}
