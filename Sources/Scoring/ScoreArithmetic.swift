// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// All the arithmetic between the values of rules and the points of a server.
///
/// A value is 0…1; `nil` means that a rule does not apply to a tool, and takes its weight along.
struct ScoreArithmetic {
    /// What one rule came to, by tool.
    typealias RuleValues = [Double?]

    private let rubric: Rubric
    private let weights: [[Double]]
    /// By dimension, by rule of it, by tool.
    private(set) var values: [[RuleValues]]

    init(rubric: Rubric, values: [[RuleValues]]) {
        self.rubric = rubric
        weights = rubric.dimensions.map { $0.rules.map(\.weight) }
        self.values = values
        for (index, dimension) in rubric.dimensions.enumerated() {
            self.values[index] = Self.chargedOnce(values[index], dimension.rules)
        }
    }

    /// Takes rules out of the count where a rule that entails them already failed.
    private static func chargedOnce(_ values: [RuleValues], _ rules: [Rubric.Rule]) -> [RuleValues]
    {
        var charged = values
        for (index, rule) in rules.enumerated() {
            guard let entailing = rules.firstIndex(where: { $0.id == rule.entailedBy }) else {
                continue
            }
            for tool in values[index].indices where values[entailing][tool] == 0 {
                charged[index][tool] = nil
            }
        }
        return charged
    }

    /// The value of a dimension for one tool.
    func toolValue(dimension: Int, tool: Int) -> Double? {
        toolValue(dimension: dimension, tool: tool, perfect: nil)
    }

    private func toolValue(dimension: Int, tool: Int, perfect: Int?) -> Double? {
        var total = 0.0
        var sum = 0.0
        for (index, weight) in weights[dimension].enumerated() {
            guard let value = values[dimension][index][tool] else { continue }
            total += weight * (index == perfect ? 1 : value)
            sum += weight
        }
        return sum > 0 ? total / sum : nil
    }

    /// The value of a dimension for the server, as if one of its rules were met everywhere.
    func serverValue(dimension: Int, perfect: Int? = nil) -> Double? {
        let tools = values[dimension].first?.indices ?? 0..<0
        return softMean(
            tools.compactMap { toolValue(dimension: dimension, tool: $0, perfect: perfect) })
    }

    /// A power mean: below the plain mean by how uneven the values are, whatever their number.
    private func softMean(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let power = rubric.blend.power
        let sum = values.reduce(0) { $0 + pow($1, power) }
        return pow(sum / Double(values.count), 1 / power)
    }

    /// The weighted mean of the dimensions that apply.
    func total(_ dimensions: [Double?]) -> Double? {
        var total = 0.0
        var weight = 0.0
        for (dimension, value) in zip(rubric.dimensions, dimensions) {
            guard let value else { continue }
            total += Double(dimension.weight) * value
            weight += Double(dimension.weight)
        }
        return weight > 0 ? total / weight : nil
    }

    /// Whole points from a value, halves going up.
    static func points(_ value: Double) -> Int {
        // A billionth forgives what adding in another order may lose.
        Int((value * 100 + 0.5 + 1e-9).rounded(.down))
    }
}
