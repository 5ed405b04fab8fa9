// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether texts hold characters that a model reads and a person does not see.
struct HiddenCharacters: TextCheck {
    static let kind = "hidden-characters"

    /// The kinds looked for, as a rubric names them.
    private enum Kind: String, CaseIterable {
        case zeroWidth = "zero-width"
        case bidirectional, tags, selectors
        case softHyphens = "soft-hyphens"
        case escapes, controls

        var hidden: HiddenText.Kind {
            switch self {
            case .zeroWidth: .zeroWidth
            case .bidirectional: .bidirectional
            case .tags: .tags
            case .selectors: .selectors
            case .softHyphens: .softHyphens
            case .escapes: .escapes
            case .controls: .controls
            }
        }
    }

    private let kinds: Set<HiddenText.Kind>
    /// Fewer hidden characters in a text than this are an accident.
    private let least: Int

    init(_ options: CheckOptions) {
        let members = options.members(required: ["kinds"], optional: ["at-least"])
        kinds = Set(
            (members["kinds"]?.elements ?? []).compactMap { $0.word(Kind.self)?.hidden })
        least = members["at-least"].map { Int($0.number(in: 1...1000)) } ?? 1
    }

    func measure(_ scan: TextScan, task: SignalSet) -> Opportunity {
        for (pointer, text) in scan.texts {
            guard let hidden = HiddenText(in: text), hidden.count >= least else { continue }
            let found = hidden.kinds.filter(kinds.contains)
            guard !found.isEmpty else { continue }
            var detail = found.map(\.rawValue).joined(separator: ", ")
            if let spelled = hidden.spelled { detail += ", which spell: \(spelled)" }
            return Opportunity(measure: 0, pointer: pointer, detail: detail, evidence: text)
        }
        return Opportunity(measure: 1)
    }
}
