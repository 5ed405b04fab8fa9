// SPDX-License-Identifier: Apache-2.0

/// Analytics for a terminal: the numbers, how they went, and the tools in a table.
public enum AnalyticsText {
    private static let mostRows = 20

    /// The text of one server.
    public static func render(_ analytics: ServerAnalytics) -> String {
        var lines = [
            "\(analytics.server)    \(analytics.range.from.text) to \(analytics.range.to.text)"
        ]
        lines.append("")
        lines += summary(analytics)
        if analytics.total.calls > 0 {
            lines += [
                "", "  calls   \(sparkline(analytics.steps.map { Double($0.numbers.calls) }))",
            ]
            lines.append(
                "  errors  \(sparkline(analytics.steps.map { Double($0.numbers.errors) }))")
            lines.append("          one mark is \(length(analytics.stepSeconds))\(cut(analytics))")
            lines += [""] + table("tool", analytics.tools)
            if analytics.clients.contains(where: { !$0.name.isEmpty }) {
                lines += [""] + table("client", analytics.clients)
            }
            if !analytics.errors.isEmpty { lines += [""] + errors(analytics) }
        }
        if !analytics.notes.isEmpty { lines.append("") }
        lines += analytics.notes.map { "  Note: \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func summary(_ analytics: ServerAnalytics) -> [String] {
        let (total, before) = (analytics.total, analytics.before)
        var lines = ["  \(Figures.count(total.calls)) calls" + change(total.calls, before.calls)]
        let verdict =
            analytics.isBreached
            ? ", above the threshold of \(Figures.percent(analytics.threshold))"
            : ", threshold \(Figures.percent(analytics.threshold))"
        lines.append(
            "  \(Figures.count(total.errors)) errors, \(Figures.percent(total.errorRate))\(verdict)"
                + (before.calls > 0 ? ", before \(Figures.percent(before.errorRate))" : ""))
        if total.calls > 0 {
            let error = analytics.relativeError.map { "   (±\(Figures.percent($0, places: 2)))" }
            lines.append(
                "  p50 \(Figures.quantile(total, 0.5))   p95 \(Figures.quantile(total, 0.95))   "
                    + "p99 \(Figures.quantile(total, 0.99))   max \(Figures.maximum(total))"
                    + (error ?? ""))
        }
        if analytics.otherRequests > 0 {
            lines.append("  \(Figures.count(analytics.otherRequests)) requests of other methods")
        }
        return lines
    }

    /// Which of the marks stand for less than their length.
    private static func cut(_ analytics: ServerAnalytics) -> String {
        let (first, last) = (analytics.steps.first, analytics.steps.last)
        let ends = [
            first?.isPartial == true ? "first" : nil,
            analytics.steps.count > 1 && last?.isPartial == true ? "last" : nil,
        ].compactMap { $0 }
        return ends.isEmpty ? "" : ", the \(ends.joined(separator: " and the ")) one less"
    }

    private static func change(_ now: UInt64, _ before: UInt64) -> String {
        guard before > 0 else { return "" }
        let share = (Double(now) - Double(before)) / Double(before)
        return ", \(share < 0 ? "" : "+")\(Figures.percent(share)) against the time before"
    }

    private static func table(_ head: String, _ parts: [ServerAnalytics.Part]) -> [String] {
        var rows = [[head, "calls", "errors", "rate", "p50", "p95", "p99", "max"]]
        for part in parts.prefix(mostRows) {
            let numbers = part.numbers
            rows.append([
                part.name.isEmpty ? "(unknown)" : part.name, Figures.count(numbers.calls),
                Figures.count(numbers.errors), Figures.percent(numbers.errorRate),
                Figures.quantile(numbers, 0.5),
                Figures.quantile(numbers, 0.95), Figures.quantile(numbers, 0.99),
                Figures.maximum(numbers),
            ])
        }
        let widths = rows[0].indices.map { column in
            rows.map { $0[column].unicodeScalars.count }.max() ?? 0
        }
        var lines = rows.map { row in
            let cells = row.enumerated().map { column, text in
                let gap = String(
                    repeating: " ", count: widths[column] - text.unicodeScalars.count)
                return column == 0 ? text + gap : gap + text
            }
            return "  " + cells.joined(separator: "  ")
        }
        if parts.count > mostRows {
            lines.append("  and \(parts.count - mostRows) more; --format json for all")
        }
        return lines
    }

    private static func errors(_ analytics: ServerAnalytics) -> [String] {
        let faults = analytics.faults.map { "\($0.fault.word) \(Figures.count($0.errors))" }
        return ["  errors by cause: " + faults.joined(separator: ", ")]
            + analytics.errors.prefix(mostRows).map { part in
                "  \(Figures.count(part.numbers.calls))  \(part.name)"
            }
    }

    // MARK: - Numbers

    private static func length(_ seconds: Int) -> String {
        switch seconds {
        case ..<3600: "\(seconds / 60) min"
        case ..<86_400: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }

    /// A mark for each value, as high as it is; nothing for zero.
    private static func sparkline(_ values: [Double]) -> String {
        let marks = Array("▁▂▃▄▅▆▇█")
        guard let most = values.max(), most > 0 else {
            return String(repeating: " ", count: values.count)
        }
        return String(
            values.map { value in
                value == 0 ? " " : marks[min(7, Int(value / most * 7.999))]
            })
    }
}
