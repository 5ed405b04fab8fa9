// SPDX-License-Identifier: Apache-2.0

internal import StrictYAML

/// A piecewise linear function from a measure to 0…1, given by control points.
struct Curve: Sendable, Hashable {
    /// The control points, by rising measure.
    let points: [Point]

    struct Point: Sendable, Hashable {
        let measure: Double
        let value: Double
    }

    /// What a measure counts as it is.
    static let identity = Curve(points: [Point(measure: 0, value: 0), Point(measure: 1, value: 1)])

    /// The value at a measure; flat outside the control points.
    func callAsFunction(_ measure: Double) -> Double {
        guard let first = points.first, let last = points.last else { return measure }
        if measure <= first.measure { return first.value }
        for (left, right) in zip(points, points.dropFirst()) where measure <= right.measure {
            let share = (measure - left.measure) / (right.measure - left.measure)
            return left.value + share * (right.value - left.value)
        }
        return last.value
    }

    init(points: [Point]) { self.points = points }

    /// Reads `[[measure, value], …]`.
    init(_ yaml: YAMLValue) {
        var points: [Point] = []
        for element in yaml.elements {
            let pair = element.elements
            guard pair.count == 2 else {
                element.problem("a control point is a pair [measure, value]")
                continue
            }
            let measure = pair[0].number(in: -1_000_000...1_000_000)
            if let last = points.last, measure <= last.measure {
                element.problem("the measures of a curve must rise")
            }
            points.append(Point(measure: measure, value: pair[1].number(in: 0...1)))
        }
        if points.count < 2 { yaml.problem("a curve needs two control points or more") }
        self.points = points
    }
}
