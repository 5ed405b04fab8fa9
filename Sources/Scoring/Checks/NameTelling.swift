// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether a name says what is done and to what.
struct NameTelling: Check {
    static let kind = "name-telling"

    private enum Measure {
        static let actionAndThing = 1.0
        static let twoThings = 0.6
        static let actionOnly = 0.5
        static let oneThing = 0.3
    }

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let tool = subject[index]
        let things = Set(tool.name).count - (tool.action == nil ? 0 : 1)
        let (measure, detail) =
            switch (tool.action, things) {
            case (_?, 1...): (Measure.actionAndThing, "")
            case (nil, 2...): (Measure.twoThings, "it names no action")
            case (_?, _): (Measure.actionOnly, "it names an action but not what it is done to")
            default: (Measure.oneThing, "it names neither an action nor more than one thing")
            }
        return [
            Opportunity(
                measure: measure, pointer: ["name"], detail: detail, evidence: tool.definition.name)
        ]
    }
}
