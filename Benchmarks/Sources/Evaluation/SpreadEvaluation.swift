// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Scoring

/// How the letters spread over real servers, and what the points are correlated with.
struct SpreadEvaluation {
    let scorer: Scorer
    let data: EvaluationData

    func report() throws {
        let servers = try data.corpus
        let cards = servers.map { scorer.card($0, source: "", fixing: false) }
        let letters = Dictionary(grouping: cards.compactMap(\.quality.grade), by: \.self)
        print(
            "\nSpread over \(cards.count) servers, \(servers.map(\.tools.count).reduce(0, +)) tools"
        )
        print(
            "  letters:",
            Grade.allCases.map { "\($0.rawValue) \(letters[$0]?.count ?? 0)" }.joined(
                separator: ", "))
        let points = cards.map { Double($0.quality.points ?? 0) }
        print(
            "  points: least \(points.min() ?? 0), median \(points.sorted()[points.count / 2]), most \(points.max() ?? 0)"
        )
        for id in cards.first?.quality.dimensions.map(\.id) ?? [] {
            let judged = cards.compactMap { card in
                card.quality.dimensions.first { $0.id == id }?.points.map {
                    (points: Double($0), tools: Double(card.tools.count))
                }
            }
            let values = judged.map(\.points).sorted()
            let correlation = format(spearman(judged.map(\.points), judged.map(\.tools)))
            let quartiles = [
                values.count / 10, values.count / 4, values.count / 2, values.count * 3 / 4,
                values.count * 9 / 10,
            ]
            .map { String(Int(values[$0])) }.joined(separator: " ")
            print("    \(id): 10/25/50/75/90 % at \(quartiles); with tool count \(correlation)")
        }
        print(
            "  rank correlation with the number of tools:        ",
            format(spearman(points, servers.map { Double($0.tools.count) })))
        print(
            "  rank correlation with the mean description length:",
            format(
                spearman(
                    points,
                    servers.map { server in
                        mean(server.tools.map { Double($0.description?.count ?? 0) })
                    })))
    }
}

/// Spearman's rank correlation, ties sharing their mean rank.
func spearman(_ left: [Double], _ right: [Double]) -> Double {
    func ranks(_ values: [Double]) -> [Double] {
        values.map { value in
            let less = values.count { $0 < value }
            let equal = values.count { $0 == value }
            return Double(less) + Double(equal + 1) / 2
        }
    }
    let (x, y) = (ranks(left), ranks(right))
    let (mx, my) = (mean(x), mean(y))
    let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    let spread =
        (x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
        * y.reduce(0) { $0 + ($1 - my) * ($1 - my) }).squareRoot()
    return spread == 0 ? 0 : covariance / spread
}
