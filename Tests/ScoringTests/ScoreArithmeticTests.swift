// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Scoring

/// The arithmetic between values and points.
struct ScoreArithmeticTests {
    private let rubric: Rubric

    init() throws { rubric = try RubricLoader.builtIn().quality }

    /// All rules met by every tool, but for one dimension's.
    private func values(clarity: [[Double?]]) -> [[ScoreArithmetic.RuleValues]] {
        rubric.dimensions.enumerated().map { index, dimension in
            let values =
                index == 0 ? clarity : dimension.rules.map { _ in clarity[0].map { _ in 1 } }
            return values.map { ScoreArithmetic.RuleValues(tools: $0, server: nil) }
        }
    }

    @Test func aMissingDescriptionIsChargedOnceAndForAll() throws {
        let arithmetic = ScoreArithmetic(
            rubric: rubric, values: values(clarity: [[0], [0], [0], [0], [0]]))
        #expect(arithmetic.toolValue(dimension: 0, tool: 0) == 0)
    }

    @Test func meetingTheEntailingRulePutsTheEntailedOnesBack() throws {
        let arithmetic = ScoreArithmetic(
            rubric: rubric, values: values(clarity: [[0], [0], [0], [0], [0]]))
        let gained = try #require(arithmetic.serverValue(dimension: 0, perfect: 0))
        #expect(gained > 0 && gained < 0.2, "describing alone is not describing well")
    }

    @Test func whatDoesNotApplyTakesItsWeightAlong() {
        let arithmetic = ScoreArithmetic(
            rubric: rubric, values: values(clarity: [[1], [nil], [1], [nil], [1]]))
        #expect(arithmetic.toolValue(dimension: 0, tool: 0) == 1)
    }

    @Test func aDimensionThatAppliesNowhereLeavesTheTotal() {
        let arithmetic = ScoreArithmetic(
            rubric: rubric, values: values(clarity: Array(repeating: [nil], count: 5)))
        let dimensions = rubric.dimensions.indices.map { arithmetic.serverValue(dimension: $0) }
        #expect(dimensions[0] == nil)
        #expect(arithmetic.total(dimensions) == 1)
    }

    @Test func unevenToolsCountForLessThanTheirMean() throws {
        let clarity = [[1, 1, 1, 0.0] as [Double?]] + Array(repeating: [1, 1, 1, 0.0], count: 4)
        let arithmetic = ScoreArithmetic(rubric: rubric, values: values(clarity: clarity))
        let value = try #require(arithmetic.serverValue(dimension: 0))
        #expect(value < 0.75 && value > 0.6)
    }

    @Test func theNumberOfToolsChangesNothing() throws {
        let few = [[1, 0.4] as [Double?]] + Array(repeating: [1, 0.4], count: 4)
        let many = few.map { Array(repeating: $0, count: 50).flatMap(\.self) }
        let small = ScoreArithmetic(rubric: rubric, values: values(clarity: few))
        let large = ScoreArithmetic(rubric: rubric, values: values(clarity: many))
        let (left, right) = (small.serverValue(dimension: 0), large.serverValue(dimension: 0))
        #expect(abs(try #require(left) - #require(right)) < 1e-12)
    }

    @Test(arguments: [(0.895, 90), (0.8949, 89), (0, 0), (1, 100), (0.005, 1)])
    func pointsAreRoundedHalfUp(value: Double, points: Int) {
        #expect(ScoreArithmetic.points(value) == points)
    }

    @Test(arguments: [(-1.0, 0.0), (0, 0), (1, 0.25), (2, 0.5), (3, 0.75), (4, 1), (9, 1)])
    func curvesAreLinearBetweenTheirPoints(measure: Double, value: Double) {
        let curve = Curve(points: [
            .init(measure: 0, value: 0), .init(measure: 2, value: 0.5),
            .init(measure: 4, value: 1),
        ])
        #expect(curve(measure) == value)
    }
}
