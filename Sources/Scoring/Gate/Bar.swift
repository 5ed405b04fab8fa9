// SPDX-License-Identifier: Apache-2.0

/// The least that a server must reach: a letter or a number of points.
public enum Bar: Sendable, Hashable {
    case grade(Grade)
    case points(Int)

    /// Reads `B` or `85`; `nil` where it is neither a letter nor 0 to 100.
    public init?(_ text: String) {
        if let grade = Grade(rawValue: text.uppercased()) {
            self = .grade(grade)
        } else if let points = Int(text), (0...100).contains(points) {
            self = .points(points)
        } else {
            return nil
        }
    }

    /// The least number of points that reaches the bar.
    public func points(_ rubric: Rubric) -> Int {
        switch self {
        case .grade(let grade): rubric.bands.first { $0.grade == grade }?.from ?? 0
        case .points(let points): points
        }
    }

    /// Whether a score reaches the bar; `nil` where there is no score.
    public func isReached(by score: ScoreCard) -> Bool? {
        guard let points = score.points, let grade = score.grade else { return nil }
        switch self {
        case .grade(let least): return grade >= least
        case .points(let least): return points >= least
        }
    }
}

extension Bar: CustomStringConvertible {
    /// The letter or the number.
    public var description: String {
        switch self {
        case .grade(let grade): grade.rawValue
        case .points(let points): String(points)
        }
    }
}
