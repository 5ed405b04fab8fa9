// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether a tool has a title that people can be shown.
struct TitleGiven: Check {
    static let kind = "title-given"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity] {
        let definition = subject[tool].definition
        let title = definition.title ?? definition.annotations.title ?? ""
        let isGiven = title.unicodeScalars.contains { !$0.properties.isWhitespace }
        return [Opportunity(measure: isGiven ? 1 : 0, pointer: ["title"])]
    }
}
