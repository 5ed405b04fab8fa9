// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether the description says what this tool does, and not what a sibling does.
///
/// The measure rises with how much better the text fits this tool than any sibling, and with how
/// much of the name it takes up. Where neither can be told, as with a text in a script the names
/// do not use, it stays in the middle.
struct PurposeStated: Check {
    static let kind = "purpose-stated"

    private enum Share {
        static let fit = 0.65
        static let name = 0.35
    }

    /// What a text is worth that only repeats the name, and how many words more make it whole.
    private static let restatement = 0.42
    private static let wordsBeyondName = 2.0

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity] {
        guard let fit = subject.fits[tool] else {
            return [
                Opportunity(measure: 0, pointer: ["description"], detail: "there is none")
            ]
        }
        // -0.5…0.5 is the range in which texts about the same tool and about siblings lie.
        let fitting = max(0, min(1, 0.5 + fit.margin))
        let isUnknown = fit.margin == 0 && fit.nameCoverage == 0
        let coverage = isUnknown ? 0.5 : fit.nameCoverage
        let description = subject[tool].definition.description ?? ""
        // The name said once more states no purpose; a few words beyond it do.
        let novelty = min(1, subject.information[tool].amount / Self.wordsBeyondName)
        let statement =
            subject.information[tool].opening
            * (Self.restatement + (1 - Self.restatement) * novelty)
        var opportunity = Opportunity(
            measure: (Share.fit * fitting + Share.name * coverage) * statement,
            pointer: ["description"],
            evidence: description)
        if let rival = fit.rival {
            opportunity.detail = "it reads more like \(subject[rival].definition.name)"
        } else {
            opportunity.detail =
                novelty < 1
                ? "it only repeats the name" : "it hardly takes up the words of the name"
        }
        return [opportunity]
    }
}
