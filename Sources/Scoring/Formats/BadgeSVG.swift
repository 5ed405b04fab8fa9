// SPDX-License-Identifier: Apache-2.0

/// The grade as a small picture for a README.
public enum BadgeSVG {
    /// The quality of one card: "smelt | A 93".
    public static func render(_ card: ReportCard) -> String {
        badge(words(card.quality), title: "quality", grade: card.quality.grade)
    }

    /// The lowest quality of several cards, and how many they are.
    public static func render(cards: [ReportCard], failures: [ScoringFailure] = []) -> String {
        if let card = cards.first, cards.count == 1, failures.isEmpty { return render(card) }
        let judged = cards.map(\.quality).filter { $0.points != nil }
        let lowest = judged.min { ($0.points ?? 0) < ($1.points ?? 0) }
        var parts: [String] = []
        if !cards.isEmpty {
            parts.append(lowest.map(words) ?? "no grade")
            parts.append(ReportWords.count(cards.count, "server"))
        }
        if !failures.isEmpty { parts.append("\(failures.count) not scored") }
        if parts.isEmpty { parts.append("no grade") }
        return badge(parts.joined(separator: " · "), title: "lowest quality", grade: lowest?.grade)
    }

    private static func words(_ score: ScoreCard) -> String {
        guard let grade = score.grade, let points = score.points else { return "no grade" }
        return "\(grade) \(points)"
    }

    private static func badge(_ words: String, title: String, grade: Grade?) -> String {
        let label = "smelt"
        let left = width(label) + 10
        let right = width(words) + 10
        let shape: [Markup] = [
            .tag("title", [:], .text("\(label) \(title): \(words)")),
            // No element has an id, so that many badges can stand in one page.
            .tag(
                "rect",
                ["width": "\(left + right)", "height": "20", "rx": "3", "fill": color(grade)]),
            .tag(
                "path",
                ["fill": "#4a403a", "d": "M3 0H\(left)V20H3A3 3 0 0 1 0 17V3A3 3 0 0 1 3 0Z"]),
            .tag(
                "g",
                [
                    "fill": "#fff", "font-size": "11", "text-rendering": "geometricPrecision",
                    "font-family": "Verdana,Geneva,DejaVu Sans,sans-serif",
                ],
                text(label, x: 5), text(words, x: left + 5)),
        ]
        let svg = Markup.tag(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "width": "\(left + right)", "height": "20",
                "role": "img", "aria-label": "\(label): \(words)",
            ], shape)
        return MarkupWriter.text(svg, as: .xml) + "\n"
    }

    private static func text(_ words: String, x: Int) -> Markup {
        .tag("text", ["x": "\(x)", "y": "14", "textLength": "\(width(words))"], .text(words))
    }

    /// Dark enough that white text on it has a contrast of 4.5 to 1.
    private static func color(_ grade: Grade?) -> String {
        switch grade {
        case .A: "#2e7d32"
        case .B: "#4d7c0f"
        case .C: "#946200"
        case .D: "#bf4a12"
        case .F: "#b91c1c"
        case nil: "#6b7280"
        }
    }

    /// The width in pixels at a size of 11.
    static func width(_ words: String) -> Int {
        let tenths = words.unicodeScalars.reduce(0) { total, scalar in
            let index = Int(scalar.value) - 0x20
            return total + (tenthsOfPixels.indices.contains(index) ? tenthsOfPixels[index] : 70)
        }
        return (tenths + 9) / 10
    }

    // From the space to the tilde, in the proportions of Verdana and DejaVu Sans.
    private static let tenthsOfPixels = [
        35, 44, 51, 92, 70, 105, 86, 30, 43, 43, 55, 92, 35, 40, 35, 37, 70, 70, 70, 70, 70, 70, 70,
        70, 70, 70, 37, 37, 92, 92, 92, 58, 110, 75, 75, 77, 85, 70, 63, 85, 83, 32, 32, 72, 61, 95,
        82, 87, 66, 87, 76, 70, 67, 81, 75, 109, 75, 67, 75, 43, 37, 43, 92, 55, 55, 67, 70, 60, 70,
        68, 39, 70, 70, 31, 31, 64, 31, 107, 70, 67, 70, 70, 45, 57, 43, 70, 65, 90, 65, 65, 58, 70,
        37, 70, 92,
    ]
}
