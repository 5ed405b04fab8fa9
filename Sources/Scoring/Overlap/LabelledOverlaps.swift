// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// Pairs of tools that somebody has labelled, to measure how well overlaps are found.
public struct LabelledOverlaps: Sendable {
    /// How often a label was found and how often it was right.
    public struct Agreement: Sendable, Hashable {
        /// Pairs that bear the label and were found to be it.
        public var right = 0
        /// Pairs that were found to be it and bear another label.
        public var wrong = 0
        /// Pairs that bear the label and were found to be something else, or nothing.
        public var missed = 0

        /// The share of what was found that is right; 1 where nothing was found.
        public var precision: Double { Self.share(right, of: right + wrong) }
        /// The share of what there is that was found; 1 where there is nothing.
        public var recall: Double { Self.share(right, of: right + missed) }

        private static func share(_ part: Int, of whole: Int) -> Double {
            whole == 0 ? 1 : Double(part) / Double(whole)
        }
    }

    /// Two tools with the servers they belong to and what they are to each other.
    struct Pair: Sendable {
        /// A kind of overlap; `nil` for tools that do not get in each other's way.
        let label: CrossOverlap.Kind?
        let servers: [(server: String, tools: [ToolDefinition])]
    }

    let pairs: [Pair]

    /// Reads `{"pairs": [{"label", "servers", "left", "right"}]}`; a label is a kind of overlap or
    /// `distinct`.
    public init(_ json: JSONValue) throws(InputProblem) {
        var pairs: [Pair] = []
        for (index, value) in (json.object?["pairs"]?.array ?? []).enumerated() {
            let place: JSONPointer = ["pairs", String(index)]
            guard let pair = value.object, let label = pair["label"]?.string,
                let left = pair["left"]?.object, let right = pair["right"]?.object
            else { throw InputProblem(.wrongShape, "this is no labelled pair", pointer: place) }
            let kind = CrossOverlap.Kind(rawValue: label)
            guard kind != nil || label == "distinct" else {
                throw InputProblem(
                    .wrongShape, "the label \"\(label)\" is unknown",
                    pointer: place.appending("label"))
            }
            let names = pair["servers"]?.array?.compactMap(\.string) ?? []
            let tools = [
                try ToolDefinition(json: left, origin: place.appending("left")),
                try ToolDefinition(json: right, origin: place.appending("right")),
            ]
            pairs.append(
                Pair(
                    label: kind,
                    servers: (names.count == 2 ? names : ["left", "right"]).enumerated()
                        .map { (server: $1, tools: [tools[$0]]) }))
        }
        self.pairs = pairs
    }

    /// What is found in each pair on its own, as `--against` does it.
    func found(by rubrics: Rubrics) -> [CrossOverlap?] {
        pairs.map { CorpusOverlap($0.servers, rubrics: rubrics).pairs.first }
    }

    /// How often each kind is found and right, and under `nil` how often any overlap is.
    public func agreement(with rubrics: Rubrics) -> [CrossOverlap.Kind?: Agreement] {
        var agreements: [CrossOverlap.Kind?: Agreement] = [:]
        for (pair, overlap) in zip(pairs, found(by: rubrics)) {
            for kind in CrossOverlap.Kind.allCases.map(Optional.some) + [nil] {
                let isLabelled = kind.map { $0 == pair.label } ?? (pair.label != nil)
                let isFound = kind.map { $0 == overlap?.kind } ?? (overlap != nil)
                guard isLabelled || isFound else { continue }
                switch (isLabelled, isFound) {
                case (true, true): agreements[kind, default: Agreement()].right += 1
                case (false, _): agreements[kind, default: Agreement()].wrong += 1
                case (true, false): agreements[kind, default: Agreement()].missed += 1
                }
            }
        }
        return agreements
    }
}
