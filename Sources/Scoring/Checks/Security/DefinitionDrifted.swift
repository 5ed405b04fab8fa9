// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether tools are defined as they were when a lock was written.
struct DefinitionDrifted: Check {
    static let kind = "definition-drifted"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        guard let lock = subject.lock else { return [] }
        let tool = subject[index].definition
        guard let change = lock.change(of: tool) else { return [Opportunity(measure: 1)] }
        return [
            Opportunity(
                measure: 0, pointer: change.pointer, detail: change.words, evidence: change.words)
        ]
    }

    func measureServer(in subject: CheckSubject) -> [Opportunity] {
        guard let lock = subject.lock else { return [] }
        let gone = lock.toolsMissing(from: subject.manifest)
        let detail = gone.isEmpty ? "" : "gone: " + gone.joined(separator: ", ")
        return [Opportunity(measure: gone.isEmpty ? 1 : 0, detail: detail, evidence: detail)]
    }
}

/// Whether a server that was asked twice gave the same list twice.
struct ListStable: Check {
    static let kind = "list-stable"

    init(_ options: CheckOptions) { _ = options.members() }

    func measureServer(in subject: CheckSubject) -> [Opportunity] {
        guard let isStable = subject.manifest.isListStable else { return [] }
        return [
            Opportunity(
                measure: isStable ? 1 : 0, pointer: ["tools"],
                detail: "other tools, or another order")
        ]
    }
}
