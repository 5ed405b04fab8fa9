// SPDX-License-Identifier: Apache-2.0

/// The numbers of a server over time, as a picture.
struct HistoryChart {
    let days: [(date: CalendarDay, marks: Marks)]
    let runs: [CalendarDay]

    private static let width = 1000

    var markup: Markup {
        guard let first = days.first?.date, let last = days.last?.date, first < last else {
            return .none
        }
        let span = last.number - first.number
        func x(_ date: CalendarDay) -> Int { (date.number - first.number) * Self.width / span }
        let grid = [0, 50, 100].map { y in
            Markup.tag("path", ["class": "grid", "d": "M0 \(y)H\(Self.width)"])
        }
        let borders = zip(days, days.dropFirst()).compactMap { before, after in
            before.marks.rubrics == after.marks.rubrics
                ? nil : Markup.tag("path", ["class": "border", "d": "M\(x(after.date)) 0V100"])
        }
        let lines = [
            Markup.tag("path", ["class": "security", "d": line(\.security, x)]),
            Markup.tag("path", ["class": "quality", "d": line(\.quality, x)]),
        ]
        return .tag(
            "figure", ["class": "chart"],
            .tag(
                "div", ["class": "plot"],
                .tag("span", ["class": "top"], "100"), .tag("span", ["class": "middle"], "50"),
                .tag("span", ["class": "bottom"], "0"),
                .tag(
                    "svg",
                    [
                        "viewBox": "0 0 \(Self.width) 100", "preserveAspectRatio": "none",
                        "role": "img", "aria-label": words(first, last),
                    ], grid + borders + lines)),
            .tag(
                "figcaption", ["class": "note"],
                .tag(
                    "div", ["class": "ends"], .tag("span", [:], .text("\(first)")),
                    .tag("span", [:], .text("\(last)"))),
                .tag(
                    "div", [:], .tag("span", ["class": "key quality"], "quality"),
                    .tag("span", ["class": "key security"], "security"),
                    borders.isEmpty
                        ? .none : .tag("span", ["class": "key border"], "rubric changed"))))
    }

    /// A line that is broken where a run in between did not score the server.
    private func line(_ score: (Marks) -> Mark?, _ x: (CalendarDay) -> Int) -> String {
        var path = ""
        var known = days[...]
        var isDown = false
        for run in runs where known.first.map({ $0.date <= run }) == true || isDown {
            guard let day = known.first, day.date == run, let mark = score(day.marks) else {
                if known.first?.date == run { known.removeFirst() }
                isDown = false
                continue
            }
            known.removeFirst()
            // A piece begins with a line of no length, which round ends make a dot.
            path += isDown ? "L" : "M\(x(run)) \(100 - mark.points)L"
            path += "\(x(run)) \(100 - mark.points)"
            isDown = true
        }
        return path
    }

    private func words(_ first: CalendarDay, _ last: CalendarDay) -> String {
        let (old, new) = (days[0].marks, days[days.count - 1].marks)
        return "From \(first) to \(last): quality \(HistoryTable.words(old.quality)) to "
            + "\(HistoryTable.words(new.quality)), security \(HistoryTable.words(old.security)) "
            + "to \(HistoryTable.words(new.security))"
    }
}

/// The numbers of a server over time, as a table: one line for days in a row that are alike.
struct HistoryTable {
    let days: [(date: CalendarDay, marks: Marks)]
    let runs: [CalendarDay]
    let changes: [GradeChange]

    private static let limit = 40

    /// "B 84", or a dash.
    static func words(_ mark: Mark?) -> String {
        mark.map { "\($0.grade.rawValue) \($0.points)" } ?? "–"
    }

    var markup: Markup {
        let spans = spans
        let head = ["When", "Quality", "Security", "Tools", "What changed"].map {
            Markup.tag("th", ["scope": "col"], .text($0))
        }
        let rows = spans.indices.reversed().prefix(Self.limit).map { index in
            row(spans[index], before: index > 0 ? spans[index - 1].marks : nil)
        }
        let rest = spans.count - rows.count
        return .tag(
            "details", ["class": "days"],
            .tag("summary", [:], "Day by day"),
            .tag(
                "div",
                [
                    "class": "scroll", "role": "region", "tabindex": "0",
                    "aria-labelledby": "history",
                ],
                .tag(
                    "table", ["class": "history"], .tag("thead", [:], .tag("tr", [:], head)),
                    .tag("tbody", [:], rows))),
            rest > 0 ? .tag("p", ["class": "padded note"], .text("and \(rest) earlier")) : .none)
    }

    private typealias Span = (from: CalendarDay, to: CalendarDay, marks: Marks)

    private var spans: [Span] {
        var spans: [Span] = []
        for day in days {
            if let last = spans.last, last.marks == day.marks {
                spans[spans.count - 1].to = day.date
            } else {
                spans.append((day.date, day.date, day.marks))
            }
        }
        return spans
    }

    private func row(_ span: Span, before: Marks?) -> Markup {
        var notes: [Markup] = []
        if let before, before.rubrics != span.marks.rubrics {
            notes.append("the rubric changed: numbers not comparable")
        }
        for change in changes where change.date == span.from {
            guard let cause = change.cause else { continue }
            if !notes.isEmpty { notes.append("; ") }
            notes += [
                .text("\(change.score.rawValue), \(cause.isNew ? "new" : "gone"): "),
                HTMLParts.outside(cause.message, limit: 160),
            ]
        }
        let days = span.from == span.to ? "\(span.from)" : "\(span.from) to \(span.to)"
        return .tag(
            "tr", [:], .tag("th", ["scope": "row"], .text(days)), badge(span.marks.quality),
            badge(span.marks.security), .tag("td", [:], .text(String(span.marks.tools))),
            .tag("td", ["class": "note"], notes))
    }

    private func badge(_ mark: Mark?) -> Markup { .tag("td", [:], HTMLParts.badge(mark)) }
}
