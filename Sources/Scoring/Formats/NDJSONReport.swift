// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The report as one line of JSON per server, for streams.
public enum NDJSONReport {
    /// One card as a line.
    public static func render(_ card: ReportCard) -> String {
        JSONWriter.text(JSONReport.value(card)) + "\n"
    }

    /// A line for each card, then one for each failure.
    public static func render(cards: [ReportCard], failures: [ScoringFailure] = []) -> String {
        cards.map(render).joined() + failures.map(render).joined()
    }

    /// One failure as a line; print lines one by one to keep the order of the input.
    public static func render(_ failure: ScoringFailure) -> String {
        let value: JSONValue = [
            "schemaVersion": .string(JSONReport.schemaVersion),
            "subject": ["name": .string(failure.name), "source": .string(failure.source)],
            "error": .string(failure.problem),
        ]
        return JSONWriter.text(value) + "\n"
    }
}
