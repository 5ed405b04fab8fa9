// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A check that reads texts, whether they belong to a tool or to the server itself.
protocol TextCheck: Check {
    /// Measures the texts of one tool, or of the server.
    ///
    /// - Parameter task: the signals that the tool's name gives.
    func measure(_ scan: TextScan, task: SignalSet) -> Opportunity
}

extension TextCheck {
    func measure(_ tool: Int, in subject: CheckSubject) -> [Opportunity] {
        [measure(subject.scans[tool], task: subject.tasks[tool])]
    }

    func measureServer(in subject: CheckSubject) -> [Opportunity] {
        subject.serverScan.texts.isEmpty ? [] : [measure(subject.serverScan, task: [])]
    }
}

/// Looks through single texts for what attacks signal, without judging a server.
public struct TextScanner: Sendable {
    private let rubrics: Rubrics
    private let checks: [(rule: Rubric.Rule, check: any TextCheck)]

    /// Looks for what the rules of the security rubric describe.
    public init(rubrics: Rubrics) {
        self.rubrics = rubrics
        checks = rubrics.security.rules.compactMap { _, rule in
            (rule.check as? any TextCheck).map { (rule, $0) }
        }
    }

    /// The ids of the rules that a text breaks.
    public func rules(brokenBy text: String) -> [String] {
        let scan = TextScan(.string(text), own: OwnIdentifiers(), rubrics)
        return checks.filter { rule, check in
            rule.curve(check.measure(scan, task: []).measure) < rule.reportBelow
        }.map(\.rule.id)
    }
}
