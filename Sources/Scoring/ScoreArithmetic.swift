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
    /// For each rule of a dimension the place of the rule that entails it.
    private let entailing: [[Int?]]
    /// By dimension, by rule of it, by tool.
    let values: [[RuleValues]]

    init(rubric: Rubric, values: [[RuleValues]]) {
        self.rubric = rubric
        weights = rubric.dimensions.map { $0.rules.map(\.weight) }
        self.values = values
        entailing = rubric.dimensions.map { dimension in
            dimension.rules.map { rule in
                dimension.rules.firstIndex { $0.id == rule.entailedBy }
            }
        }
    }

    /// The value of a dimension for one tool.
    func toolValue(dimension: Int, tool: Int) -> Double? {
        toolValue(dimension: dimension, tool: tool, perfect: nil)
    }

    private func toolValue(dimension: Int, tool: Int, perfect: Int?) -> Double? {
        var total = 0.0
        var sum = 0.0
        for (index, weight) in weights[dimension].enumerated() {
            guard let value = values[dimension][index][tool],
                !isCharged(dimension: dimension, rule: index, tool: tool, perfect: perfect)
            else { continue }
            total += weight * (index == perfect ? 1 : value)
            sum += weight
        }
        return sum > 0 ? total / sum : nil
    }

    /// Whether another rule that failed already charges for this one.
    func isCharged(dimension: Int, rule: Int, tool: Int, perfect: Int? = nil) -> Bool {
        guard let other = entailing[dimension][rule], other != perfect else { return false }
        return values[dimension][other][tool] == 0
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
