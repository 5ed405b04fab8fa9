// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// How much the texts of a tool read like instructions to a model.
///
/// The measure is log-odds: 0 is even, and each point more multiplies the odds by 2.7. Only tools
/// are measured, because instructing the model is what the texts of a server itself are for.
struct Worded: Check {
    static let kind = "worded"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity] {
        let readings = subject.scans[tool].readings
        guard let verdict = subject.rubrics.wording.verdict(on: readings) else { return [] }
        let reading = readings[verdict.reading]
        return [
            Opportunity(
                measure: verdict.odds, pointer: reading.pointer,
                evidence: reading.excerpt(verdict.sentence..<(verdict.sentence + 1)))
        ]
    }
}
