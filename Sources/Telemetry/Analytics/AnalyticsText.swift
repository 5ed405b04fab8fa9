// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Analytics for a terminal: the numbers, how they went, and the tools in a table.
public enum AnalyticsText {
    private static let mostRows = 20
    /// Of a name at least so many columns are shown, however many the numbers take.
    private static let leastName = 12

    /// The text of one server; names and notes keep to a width in columns.
    public static func render(_ analytics: ServerAnalytics, width: Int = 80) -> String {
        let width = max(width, 40)
        let range = "\(analytics.range.from.text) to \(analytics.range.to.text)"
        let name = DisplayWidth.clip(analytics.server, to: width)
        let isShort = DisplayWidth.of(name) + 4 + DisplayWidth.of(range) <= width
        var lines = isShort ? ["\(name)    \(range)"] : [name, range]
        lines.append("")
        lines += summary(analytics)
        if analytics.total.calls > 0 {
            lines += [
                "", "  calls   \(sparkline(analytics.steps.map { Double($0.numbers.calls) }))",
            ]
            lines.append(
                "  errors  \(sparkline(analytics.steps.map { Double($0.numbers.errors) }))")
            lines.append("          one mark is \(length(analytics.stepSeconds))\(cut(analytics))")
            lines += [""] + table("tool", analytics.tools, width)
            if analytics.clients.contains(where: { !$0.name.isEmpty }) {
                lines += [""] + table("client", analytics.clients, width)
            }
            if !analytics.errors.isEmpty { lines += [""] + errors(analytics, width) }
        }
        if !analytics.notes.isEmpty { lines.append("") }
        for note in analytics.notes {
            lines += WordWrap.lines(note, width: width - 8).enumerated().map { place, line in
                (place == 0 ? "  Note: " : "        ") + line
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func summary(_ analytics: ServerAnalytics) -> [String] {
        let (total, before) = (analytics.total, analytics.before)
        var lines = ["  \(Figures.count(total.calls, "call"))" + change(total.calls, before.calls)]
        let verdict =
            analytics.isBreached
            ? ", above the threshold of \(Figures.percent(analytics.threshold))"
            : ", threshold \(Figures.percent(analytics.threshold))"
        lines.append(
            "  \(Figures.count(total.errors, "error")), \(Figures.percent(total.errorRate))\(verdict)"
                + (before.calls > 0 ? ", before \(Figures.percent(before.errorRate))" : ""))
        if total.calls > 0 {
            let error = analytics.relativeError.map { "   (±\(Figures.percent($0, places: 2)))" }
            lines.append(
                "  p50 \(Figures.quantile(total, 0.5))   p95 \(Figures.quantile(total, 0.95))   "
                    + "p99 \(Figures.quantile(total, 0.99))   max \(Figures.maximum(total))"
                    + (error ?? ""))
        }
        if analytics.otherRequests > 0 {
            lines.append("  \(Figures.count(analytics.otherRequests, "request")) of other methods")
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

    private static func table(
        _ head: String, _ parts: [ServerAnalytics.Part], _ width: Int
    ) -> [String] {
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
        var widths = rows[0].indices.map { column in
            rows.map { DisplayWidth.of($0[column]) }.max() ?? 0
        }
        // What the numbers leave is for the names.
        let room = widths.dropFirst().reduce(width - 2) { $0 - $1 - 2 }
        widths[0] = min(widths[0], max(room, leastName))
        var lines = rows.map { row in
            let cells = row.enumerated().map { column, text in
                column == 0
                    ? DisplayWidth.pad(DisplayWidth.clip(text, to: widths[0]), to: widths[0])
                    : DisplayWidth.padLeft(text, to: widths[column])
            }
            return "  " + cells.joined(separator: "  ")
        }
        lines += more(parts.count)
        return lines
    }

    private static func errors(_ analytics: ServerAnalytics, _ width: Int) -> [String] {
        let faults = analytics.faults.map { "\($0.fault.word) \(Figures.count($0.errors))" }
        let kinds = analytics.errors.prefix(mostRows).map { part in
            let count = "  \(Figures.count(part.numbers.calls))  "
            let room = max(width - DisplayWidth.of(count), leastName)
            return count + DisplayWidth.clip(part.name, to: room)
        }
        return ["  errors by cause: " + faults.joined(separator: ", ")] + kinds
            + more(analytics.errors.count)
    }

    /// That there are more rows than are shown.
    private static func more(_ count: Int) -> [String] {
        count > mostRows ? ["  and \(count - mostRows) more; --format json for all"] : []
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
