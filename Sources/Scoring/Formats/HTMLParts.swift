// SPDX-License-Identifier: Apache-2.0

/// The pieces that several sections of the page share.
enum HTMLParts {
    /// Text from outside: set apart in its direction, and cut where it would flood the page.
    static func outside(_ text: String, limit: Int = 600) -> Markup {
        let scalars = text.unicodeScalars
        let shown = String(scalars.prefix(limit))
        return .tag("bdi", [:], .text(shown), scalars.count > limit ? "…" : .none)
    }

    /// The class that gives an element the colour of a grade.
    static func gradeClass(_ grade: Grade?) -> String { "grade-\(grade?.rawValue ?? "none")" }

    /// A section with a heading, and a sentence on what it shows.
    static func section(
        _ id: String, _ title: String, _ lead: String?, _ content: Markup...
    ) -> Markup {
        .tag(
            "section", ["aria-labelledby": id],
            [
                .tag("h2", ["id": id], .text(title)),
                lead.map { .tag("p", ["class": "lead"], .text($0)) } ?? .none,
            ] + content)
    }

    /// A bar for 0 to 100 points; nothing where nothing was judged.
    static func meter(_ points: Int?, label: String) -> Markup {
        guard let points else { return .none }
        let width = min(max(points, 0), 100)
        // A picture, because a policy without 'unsafe-inline' forbids style attributes.
        return .tag(
            "svg",
            [
                "class": "meter", "role": "meter", "aria-label": label, "aria-valuemin": "0",
                "aria-valuemax": "100", "aria-valuenow": String(width),
            ],
            .tag("rect", ["class": "fill", "width": "\(width)%", "height": "100%", "rx": "4"]))
    }

    /// The letter in a ring that is as full as the points.
    static func ring(_ score: ScoreCard) -> Markup {
        let points = min(max(score.points ?? 0, 0), 100)
        let arc = Markup.tag(
            "circle",
            [
                "class": "arc", "cx": "60", "cy": "60", "r": "52", "pathLength": "100",
                "stroke-dasharray": "\(points) 100",
            ])
        let letter = Markup.tag(
            "text", ["x": "60", "y": "62", "class": "ring-letter"],
            .text(ReportWords.letter(score.grade)))
        return .tag(
            "svg",
            [
                "class": "ring " + gradeClass(score.grade), "viewBox": "0 0 120 120",
                "aria-hidden": "true",
            ],
            .tag("circle", ["class": "track", "cx": "60", "cy": "60", "r": "52"]),
            points > 0 ? arc : .none, letter)
    }

    /// A letter with its points, as it stands in tables.
    static func badge(_ score: ScoreCard) -> Markup { badge(Mark(score)) }

    /// A letter with its points, as it stands in tables.
    static func badge(_ mark: Mark?) -> Markup {
        guard let mark else { return .tag("span", ["class": "badge grade-none"], "no grade") }
        return .tag(
            "span", ["class": "badge " + gradeClass(mark.grade)],
            .tag("b", [:], .text(mark.grade.rawValue)), .text(" \(mark.points)"))
    }
}
