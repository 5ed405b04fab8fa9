// SPDX-License-Identifier: Apache-2.0

/// The rubrics that a server is judged by, and the words they read with.
public struct Rubrics: Sendable {
    /// How well a model can use a server.
    public let quality: Rubric
    /// How safe a server is to connect.
    public let security: Rubric
    let lexicon: Lexicon
    let signals: Signals
    let wording: Wording

    /// Both, in the order they are shown.
    public var all: [Rubric] { [quality, security] }

    /// The rules of both.
    public var rules: [Rubric.Rule] { all.flatMap { $0.rules.map(\.rule) } }

    /// The rule with an id and the rubric it stands in, or `nil`.
    public func rule(
        _ id: String
    ) -> (rubric: Rubric, dimension: Rubric.Dimension, rule: Rubric.Rule)? {
        for rubric in all {
            if let (dimension, rule) = rubric.rule(id) { return (rubric, dimension, rule) }
        }
        return nil
    }
}
