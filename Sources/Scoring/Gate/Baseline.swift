// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// The findings of an earlier report, which do not count against a server again.
public struct Baseline: Sendable {
    /// The fingerprints of each server's findings, by the server's name.
    private let known: [String: Set<String>]

    /// Reads a report in the JSON format, of one card or of several.
    public init(_ report: JSONValue) throws(InputProblem) {
        let cards = report.object?["cards"]?.array ?? [report]
        var known: [String: Set<String>] = [:]
        for card in cards {
            guard let name = card[["subject", "name"]]?.string,
                let findings = card[["findings"]]?.array
            else {
                throw InputProblem(
                    .wrongShape,
                    "this is not a report; make one with: smelt-report score INPUT --format json")
            }
            let fingerprints = findings.compactMap { $0[["fingerprint"]]?.string }
            known[name, default: []].formUnion(fingerprints)
        }
        self.known = known
    }

    /// The card with the findings of the baseline suppressed; what is left unsuppressed is new.
    public func applied(to card: ReportCard) -> ReportCard {
        let known = known[card.subject.name] ?? []
        var card = card
        for index in card.findings.indices
        where card.findings[index].suppressed == nil
            && known.contains(card.findings[index].fingerprint)
        {
            card.findings[index].suppressed = "in the baseline"
        }
        return card
    }
}
