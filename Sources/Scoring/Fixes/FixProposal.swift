// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A repair of one tool's definition for which the definition itself holds the answer.
struct FixProposal: Sendable, Hashable {
    /// The id of the rule whose finding it answers.
    let rule: String
    /// What it does, in a few words.
    let title: String
    /// The tool, by its place in the catalogue.
    let tool: Int
    /// Whether it can be applied unseen; otherwise somebody should look at it first.
    let isSafe: Bool
    /// The change, on the tool's own JSON object.
    let patch: JSONPatch

    /// The repairs of every tool, in the order of the tools.
    static func all(in subject: CheckSubject) -> [FixProposal] {
        let names = NewNames(subject)
        return subject.catalogue.tools.indices.flatMap { all(for: $0, in: subject, names: names) }
    }

    /// The repairs of one tool: each can be applied alone, or all of them in this order.
    static func all(for tool: Int, in subject: CheckSubject) -> [FixProposal] {
        all(for: tool, in: subject, names: NewNames(subject))
    }

    private static func all(
        for tool: Int, in subject: CheckSubject, names: NewNames
    ) -> [FixProposal] {
        var draft = ToolDraft(tool, in: subject, names: names)
        // A proposer that sees what those before it did has nothing to add the second time.
        for proposer in fixProposers { draft.accept(proposer.proposals(for: draft)) }
        return draft.accepted
    }
}

/// Proposes repairs of one kind.
protocol FixProposer: Sendable {
    /// The repairs of a tool as the proposers before this one leave it.
    static func proposals(for draft: ToolDraft) -> [FixProposal]
}

/// Every kind of repair there is, in the order in which they are tried.
let fixProposers: [any FixProposer.Type] = [
    HiddenTextRemoval.self,
    NameRestyling.self,
    TitleAddition.self,
    BehaviourHints.self,
    ArgumentDescriptions.self,
    ArgumentTypes.self,
    InputClosing.self,
    RequiredArguments.self,
    ArgumentConstraints.self,
]

/// A tool under repair: its definition as the repairs so far leave it.
struct ToolDraft {
    /// The tool, by its place in the catalogue.
    let tool: Int
    let subject: CheckSubject
    let names: NewNames
    /// The definition with all accepted repairs.
    private(set) var json: JSONValue
    /// The repairs so far.
    private(set) var accepted: [FixProposal] = []

    init(_ tool: Int, in subject: CheckSubject, names: NewNames) {
        self.tool = tool
        self.subject = subject
        self.names = names
        json = .object(subject[tool].definition.json)
    }

    /// The definition as it was read.
    var definition: ToolDefinition { subject[tool].definition }

    /// The prose about the tool, without hidden characters.
    var description: String? { json[["description"]]?.string }

    /// The schema of the arguments; `nil` when the server gave none.
    var inputSchema: JSONSchema? {
        json[["inputSchema"]].flatMap { $0.object == nil ? nil : JSONSchema($0) }
    }

    /// The arguments at every depth that are not behind a reference.
    var fields: [SchemaField] { inputSchema?.fields() ?? [] }

    /// A repair of this tool.
    func proposal(
        _ rule: String, _ title: String, isSafe: Bool, _ operations: [JSONPatch.Operation]
    ) -> FixProposal {
        FixProposal(
            rule: rule, title: title, tool: tool, isSafe: isSafe, patch: JSONPatch(operations))
    }

    fileprivate mutating func accept(_ proposals: [FixProposal]) {
        for proposal in proposals {
            // A repair that does not fit the definition is none.
            guard let patched = try? proposal.patch.applied(to: json) else { continue }
            json = patched
            accepted.append(proposal)
        }
    }
}
