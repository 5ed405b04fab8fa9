// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// How much the texts of a tool read like instructions to a model.
///
/// The measure is log-odds: 0 is even, and each point more multiplies the odds by 2.7. Only tools
/// are measured, because instructing the model is what the texts of a server itself are for.
struct Worded: TextCheck {
    static let kind = "worded"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ scan: TextScan, task: SignalSet) -> Opportunity {
        guard let verdict = scan.verdict else { return Opportunity(measure: -.infinity) }
        let reading = scan.readings[verdict.reading]
        return Opportunity(
            measure: verdict.odds, pointer: reading.pointer,
            excerpt: { reading.excerpt(verdict.sentence..<(verdict.sentence + 1)) })
    }

    func measureServer(in subject: CheckSubject) -> [Opportunity] { [] }
}
