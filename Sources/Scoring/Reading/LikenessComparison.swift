// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The words of a tool that it is compared by; all lists are sorted and without repetition.
struct ComparedWords: Sendable {
    /// The words of the name.
    let name: [WordID]
    /// The words of the name but for the action.
    let things: [WordID]
    /// The content words of the description.
    let text: [WordID]
    /// The words of the names of the arguments.
    let arguments: [WordID]
    /// What the tool does, when the name says it.
    let action: WordID?
    /// What it does to the world.
    let effect: Effect?
    /// Whether there is a description.
    let isDescribed: Bool

    init(_ tool: Catalogue.Tool) {
        name = Self.different(tool.name)
        things = Self.different(tool.name.filter { $0 != tool.action })
        text = Self.different(tool.sentences.flatMap(\.words))
        arguments = Self.different(tool.fields.filter { $0.field.depth == 0 }.flatMap(\.name))
        action = tool.action
        effect = tool.effect
        isDescribed = tool.isDescribed
    }

    /// The words without repetition, sorted.
    static func different(_ words: [WordID]) -> [WordID] {
        var different = words
        different.sort()
        var count = 0
        for word in different where count == 0 || different[count - 1] != word {
            different[count] = word
            count += 1
        }
        different.removeLast(different.count - count)
        return different
    }
}

/// How much two tools share, part by part, each from 0 to 1.
struct LikenessParts: Sendable {
    /// What the names say: the same done to the same thing.
    let name: Double
    /// The descriptions; `nil` where one is missing.
    let text: Double?
    /// The names of the arguments; `nil` where neither takes any.
    let argument: Double?
}

/// Compares tools by name, description and arguments, within a server and across servers alike.
struct LikenessComparison: Sendable {
    /// How much each part counts.
    enum Share {
        static let name = 0.5
        static let description = 0.35
        static let arguments = 0.15
    }

    let tools: [ComparedWords]
    /// How much a word tells when it stands in a name, by word id.
    let nameWeights: [Double]
    /// How much a word tells when it stands in a description, by word id.
    let textWeights: [Double]

    /// What two tools share.
    func parts(_ first: Int, _ second: Int) -> LikenessParts {
        let (left, right) = (tools[first], tools[second])
        let hasArguments = !left.arguments.isEmpty || !right.arguments.isEmpty
        return LikenessParts(
            name: nameLikeness(left, right),
            text: left.isDescribed && right.isDescribed
                ? jaccard(left.text, right.text, textWeights) : nil,
            argument: hasArguments ? jaccard(left.arguments, right.arguments, nil) : nil)
    }

    /// One number for the parts; a part that neither tool has does not count.
    func similarity(_ parts: LikenessParts) -> Double {
        var total = Share.name * parts.name
        var weight = Share.name
        if let text = parts.text {
            (total, weight) = (total + Share.description * text, weight + Share.description)
        }
        if let argument = parts.argument {
            (total, weight) = (total + Share.arguments * argument, weight + Share.arguments)
        }
        let similarity = total / weight
        // The same words about two tools cannot tell them apart, whatever the names say.
        if let text = parts.text, text >= 0.95 { return max(similarity, 0.75) }
        return similarity
    }

    /// Two names are alike when the same is done to the same thing, in whichever words.
    private func nameLikeness(_ left: ComparedWords, _ right: ComparedWords) -> Double {
        let hasThings = !left.things.isEmpty || !right.things.isEmpty
        let thing = hasThings ? jaccard(left.things, right.things, nameWeights) : 1
        let action: Double =
            switch (left.action, right.action) {
            case (let one?, let other?) where one == other: 1
            case (nil, nil): 1
            case (nil, _), (_, nil): 0.7
            default: left.effect == right.effect ? 0.5 : 0.2
            }
        return thing * action
    }

    /// The shared part of two sorted lists of words; with weights, telling words count more.
    func jaccard(_ left: [WordID], _ right: [WordID], _ weights: [Double]?) -> Double {
        var shared = 0.0
        var all = 0.0
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            let isLeft = j == right.count || (i < left.count && left[i] <= right[j])
            let isRight = i == left.count || (j < right.count && right[j] <= left[i])
            let word = isLeft ? left[i] : right[j]
            let weight = weights?[Int(word)] ?? 1
            all += weight
            if isLeft, isRight { shared += weight }
            if isLeft { i += 1 }
            if isRight { j += 1 }
        }
        return all > 0 ? shared / all : 0
    }

    /// What two tools share, in words.
    ///
    /// - Parameters:
    ///   - sameText: what is said of descriptions that share all of their words.
    ///   - arguments: the names of the tools' own arguments, looked up only where they count.
    func reason(
        _ parts: LikenessParts, sameText: String = "the descriptions are the same",
        arguments: () -> (left: [String], right: [String])
    ) -> String {
        var reasons: [String] = []
        if parts.name >= 0.95 {
            reasons.append("the names say the same")
        } else if parts.name >= 0.5 {
            reasons.append("the names say much the same")
        }
        if let text = parts.text, text >= 0.95 {
            reasons.append(sameText)
        } else if let text = parts.text, text >= 0.3 {
            reasons.append("the descriptions share \(percent(text)) of their words")
        }
        if let argument = parts.argument, argument >= 0.5 {
            let (left, right) = arguments()
            let names = Set(left).intersection(right).sorted().prefix(4)
            if !names.isEmpty {
                reasons.append("both take " + names.joined(separator: ", "))
            }
        }
        return reasons.isEmpty ? "they share words throughout" : reasons.joined(separator: "; ")
    }
}

/// A share in whole hundredths, as reasons show it.
func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
