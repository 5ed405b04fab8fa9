// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// How alike the most similar sibling is.
struct DistinctFromSiblings: Check {
    static let kind = "distinct-from-siblings"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        guard subject.catalogue.tools.count > 1 else { return [] }
        guard let closest = subject.closest[index] else {
            return [Opportunity(measure: 0, pointer: ["name"])]
        }
        let pair = subject.likenesses[closest]
        let sibling = subject[pair.first == index ? pair.second : pair.first].definition.name
        return [
            Opportunity(
                measure: pair.similarity, pointer: ["name"],
                detail: "\(sibling): \(pair.reason)", evidence: sibling)
        ]
    }
}
