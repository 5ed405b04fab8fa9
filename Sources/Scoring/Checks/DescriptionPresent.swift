// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether a tool has a description at all.
struct DescriptionPresent: Check {
    static let kind = "description-present"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity] {
        [Opportunity(measure: subject[tool].isDescribed ? 1 : 0, pointer: ["description"])]
    }
}
