// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// All the arithmetic between the values of rules and the points of a server.
///
/// A value is 0…1; `nil` means that a rule does not apply, and takes its weight along.
struct ScoreArithmetic {
    /// What one rule came to: by tool, and for the server itself.
    struct RuleValues {
        var tools: [Double?]
        var server: Double?
    }

    private let rubric: Rubric
    private let weights: [[Double]]
    /// For each rule of a dimension the place of the rule that entails it.
    private let entailing: [[Int?]]
    /// By dimension, by rule of it.
    private(set) var values: [[RuleValues]]

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
        combined(dimension) { rule in
            isCharged(dimension: dimension, rule: rule, tool: tool, perfect: perfect)
                ? nil : values[dimension][rule].tools[tool].map { rule == perfect ? 1 : $0 }
        }
    }

    /// Rules into one number, in the way the rubric says; `nil` where none of them applies.
    private func combined(_ dimension: Int, _ value: (Int) -> Double?) -> Double? {
        var total = 0.0
        var sum = 0.0
        var left = 1.0
        for (index, weight) in weights[dimension].enumerated() {
            guard let value = value(index) else { continue }
            total += weight * value
            sum += weight
            left *= 1 - weight / 100 * (1 - value)
        }
        guard sum > 0 else { return nil }
        return rubric.combining == .mean ? total / sum : left
    }

    /// Whether another rule that failed already charges for this one.
    func isCharged(dimension: Int, rule: Int, tool: Int, perfect: Int? = nil) -> Bool {
        guard let other = entailing[dimension][rule], other != perfect else { return false }
        return values[dimension][other].tools[tool] == 0
    }

    /// The value of a dimension for the server, as if one of its rules were met everywhere.
    func serverValue(dimension: Int, perfect: Int? = nil) -> Double? {
        let count = values[dimension].first?.tools.count ?? 0
        let tools = softMean(
            (0..<count).compactMap { toolValue(dimension: dimension, tool: $0, perfect: perfect) })
        let server = combined(dimension) { rule in
            values[dimension][rule].server.map { rule == perfect ? 1 : $0 }
        }
        guard let server else { return tools }
        return (tools ?? 1) * server
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

    /// Takes what a rule came to for one tool when it was measured again.
    mutating func replace(dimension: Int, rule: Int, tool: Int, with value: Double?) {
        values[dimension][rule].tools[tool] = value
    }

    /// Whole points from a value, halves going up.
    static func points(_ value: Double) -> Int {
        // A billionth forgives what adding in another order may lose.
        Int((value * 100 + 0.5 + 1e-9).rounded(.down))
    }
}
