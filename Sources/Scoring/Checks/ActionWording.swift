// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether a server calls the same action by the same verb everywhere.
struct ActionWording: Check {
    static let kind = "action-wording"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let tool = subject[index]
        guard let action = tool.action, let spellings = subject.conventions.spellings[action],
            spellings.values.reduce(0, +) > 1,
            let verb = subject.conventions.verbs[index]
        else { return [] }
        // The most used verb, the first by alphabet among equals, is the server's own.
        let habit = spellings.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? verb
        let share = Double(spellings[verb] ?? 0) / Double(spellings[habit] ?? 1)
        return [
            Opportunity(
                measure: verb == habit ? 1 : share, pointer: ["name"],
                detail: "\"\(verb)\" here, \"\(habit)\" elsewhere", evidence: tool.definition.name)
        ]
    }
}
