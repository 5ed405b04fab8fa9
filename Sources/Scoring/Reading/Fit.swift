// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import MCPModel

/// How well each description fits its own tool, compared with the other tools of the server.
///
/// A description of one tool should speak of what that tool's name and arguments speak of, and do
/// so more than it speaks of any sibling. Length plays no part: a text that belongs to another
/// tool covers that tool's name better than this one's.
struct Fit: Sendable {
    /// From -1 (speaks of a sibling only) over 0 (cannot be told) to 1 (of this tool only).
    let margin: Double
    /// Share of the name's words that the description takes up, rare words counting more.
    let nameCoverage: Double
    /// The sibling it speaks of most, when it speaks of that one more.
    let rival: Int?

    /// How far evidence in the description may be believed to be about this tool, 0…1.
    let trust: Double
}

/// Weighs the words that identify each tool and finds the tool a text speaks of.
struct FitIndex {
    /// How much a word identifies a tool, by where it stands.
    private enum Weight {
        static let name = 1.0
        static let title = 0.5
        static let argument = 0.4
        static let value = 0.2
        static let argumentText = 0.2
    }

    /// How much a word of a description counts: the first sentence says what the tool is.
    private enum Emphasis {
        static let firstSentence = 1.0
        static let later = 0.4
    }

    /// Words that identify more tools than this tell none of them apart.
    private static let commonWord = 64

    private let catalogue: Catalogue
    private let rarity: [Double]
    private let norms: [Double]
    private let nameWeights: [Double]
    /// Tools by word, as one list with the start of each word's part.
    private let starts: [Int32]
    private let postings: [(tool: Int32, weight: Float)]

    init(_ catalogue: Catalogue) {
        self.catalogue = catalogue
        let signatures = catalogue.tools.map(Self.signature)
        var frequency = [Int32](repeating: 0, count: catalogue.wordCount)
        for signature in signatures { for entry in signature { frequency[Int(entry.word)] += 1 } }
        let count = Double(signatures.count)
        rarity = frequency.map { $0 == 0 ? 0 : log1p(count / Double($0)) }
        var starts = [Int32](repeating: 0, count: catalogue.wordCount + 1)
        for word in frequency.indices {
            starts[word + 1] =
                starts[word] + (frequency[word] > Self.commonWord ? 0 : frequency[word])
        }
        var postings = [(tool: Int32, weight: Float)](
            repeating: (0, 0), count: Int(starts.last ?? 0))
        var next = starts
        for (tool, signature) in signatures.enumerated() {
            for entry in signature where frequency[Int(entry.word)] <= Self.commonWord {
                postings[Int(next[Int(entry.word)])] = (Int32(tool), Float(entry.weight))
                next[Int(entry.word)] += 1
            }
        }
        self.starts = starts
        self.postings = postings
        let rarity = self.rarity
        norms = signatures.map { signature in
            signature.reduce(0) { $0 + $1.weight * rarity[Int($1.word)] }.squareRoot()
        }
        nameWeights = catalogue.tools.map { tool in
            Set(tool.name).sorted().reduce(0) { $0 + rarity[Int($1)] }
        }
    }

    /// The words that identify a tool, each with its greatest weight.
    private static func signature(_ tool: Catalogue.Tool) -> [(word: WordID, weight: Double)] {
        var weights: [WordID: Double] = [:]
        func add(_ words: [WordID], _ weight: Double) {
            for word in words { weights[word] = max(weights[word] ?? 0, weight) }
        }
        add(tool.name, Weight.name)
        add(tool.title, Weight.title)
        for field in tool.fields {
            add(field.name, Weight.argument)
            add(field.values, Weight.value)
            add(field.words, Weight.argumentText)
        }
        return weights.map { (word: $0.key, weight: $0.value) }.sorted { $0.word < $1.word }
    }

    /// How well the description of a tool fits it; `nil` without a description.
    ///
    /// - Parameter scores: room for one number a tool, zero before and after.
    func fit(of tool: Int, scores: inout [Double]) -> Fit? {
        let reading = catalogue.tools[tool]
        guard reading.isDescribed else { return nil }
        var emphasis: [WordID: Double] = [:]
        for (index, sentence) in reading.sentences.enumerated() {
            let weight = index == 0 ? Emphasis.firstSentence : Emphasis.later
            for word in sentence.words { emphasis[word] = max(emphasis[word] ?? 0, weight) }
        }
        var touched: [Int32] = []
        for (word, weight) in emphasis.sorted(by: { $0.key < $1.key }) {
            let range = Int(starts[Int(word)])..<Int(starts[Int(word) + 1])
            for posting in postings[range] {
                if scores[Int(posting.tool)] == 0 { touched.append(posting.tool) }
                scores[Int(posting.tool)] += weight * Double(posting.weight) * rarity[Int(word)]
            }
        }
        var own = 0.0
        var best = 0.0
        var rival: Int32?
        for other in touched.sorted() {
            let score = scores[Int(other)] / max(norms[Int(other)], 1e-9)
            scores[Int(other)] = 0
            if other == tool {
                own = score
            } else if score > best {
                best = score
                rival = other
            }
        }
        let margin = own + best > 0 ? (own - best) / (own + best) : 0
        let covered = Set(reading.name).sorted().reduce(0) {
            $0 + rarity[Int($1)] * (emphasis[$1] ?? 0)
        }
        let coverage = nameWeights[tool] > 0 ? covered / nameWeights[tool] : 0
        return Fit(
            margin: margin, nameCoverage: min(1, coverage),
            rival: best > own ? rival.map(Int.init) : nil, trust: Self.trustCurve(margin))
    }

    /// A text that speaks more of a sibling is not evidence about this tool.
    private static let trustCurve = Curve(points: [
        .init(measure: -1, value: 0.1), .init(measure: -0.25, value: 0.55),
        .init(measure: 0, value: 0.9), .init(measure: 0.15, value: 1),
    ])
}
