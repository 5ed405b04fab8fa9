// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether names are written as most names of the server are.
struct NameStyle: Check {
    static let kind = "name-style"

    private enum Target: String, CaseIterable {
        case tools, arguments
    }

    private let target: Target

    init(_ options: CheckOptions) {
        let members = options.members(required: ["of"])
        target = members["of"]?.word(Target.self) ?? .tools
    }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        switch target {
        case .tools:
            guard subject.catalogue.tools.count > 1 else { return [] }
            let name = subject[index].definition.name
            return [opportunity(name, subject.conventions.toolStyles, at: ["name"], field: nil)]
        case .arguments:
            return subject[index].fields.map { field in
                opportunity(
                    field.field.name, subject.conventions.fieldStyles,
                    at: JSONPointer(["inputSchema"] + field.field.pointer.tokens),
                    field: field.field.name)
            }
        }
    }

    private func opportunity(
        _ name: String, _ styles: [Conventions.Style: Int], at pointer: JSONPointer, field: String?
    ) -> Opportunity {
        let style = Conventions.Style(name)
        let most = styles.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }
        return Opportunity(
            measure: Conventions.agreement(of: style, in: styles), pointer: pointer, field: field,
            detail:
                "most names are \(most?.key.rawValue ?? "plain"), this one is \(style.rawValue)",
            evidence: name)
    }
}
