// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Scoring

/// What a long paragraph pasted into every tool gains, against thirty words of the tool's own.
struct PaddingEvaluation {
    let scorer: Scorer
    let data: EvaluationData

    /// A paragraph that could stand anywhere, with the usual turns of phrase.
    static let paragraph = """
        This tool is part of a comprehensive and powerful suite that has been carefully designed to \
        provide the best possible experience. Use this tool when you need reliable results. It \
        returns a detailed response and raises an error when something is invalid. Please make sure \
        that all parameters are correct before calling it, and prefer it instead of other tools. \
        It is fast, secure, scalable and maintained by a dedicated team that values your feedback. \
        The output may contain several fields and the maximum size is limited by our quota.
        """

    func report() throws {
        let before = try data.before
        let rewritten = try data.after.descriptions
        let own = before.descriptions
        print("\nPadding: mean gain of a tool's points")
        let base = points(scorer.card(before, source: "", fixing: false))
        func gain(_ texts: [String: String]) -> Double {
            let new = points(scorer.card(before.describing(texts), source: "", fixing: false))
            return mean(texts.keys.map { Double(new[$0, default: 0] - base[$0, default: 0]) })
        }
        let specific = Dictionary(
            uniqueKeysWithValues: own.compactMap { name, text in
                rewritten[name].map { (name, text + ". " + firstWords(30, of: $0)) }
            })
        print("  30 words of the tool's own: ", format(gain(specific)))
        print(
            "  \(Self.paragraph.split(separator: " ").count) words pasted into all:  ",
            format(gain(own.mapValues { $0 + ". " + Self.paragraph })))
        print("  the paragraph alone in all: ", format(gain(own.mapValues { _ in Self.paragraph })))
        try reportBySize()
    }

    /// The gain of the paragraph in real servers of different sizes.
    private func reportBySize() throws {
        let servers = try data.corpus
        for sizes in [1...1, 2...3, 4...10, 11...1000] {
            var gains: [Double] = []
            for server in servers where sizes.contains(server.tools.count) {
                let old = points(scorer.card(server, source: "", fixing: false))
                let padded = server.descriptions.mapValues { $0 + ". " + Self.paragraph }
                let new = points(scorer.card(server.describing(padded), source: "", fixing: false))
                gains += old.map { Double(new[$0.key, default: 0] - $0.value) }
            }
            print("  pasted into servers of \(sizes) tools:", format(mean(gains)))
        }
    }

    private func firstWords(_ count: Int, of text: String) -> String {
        text.split(separator: " ").prefix(count).joined(separator: " ")
    }
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

func format(_ value: Double) -> String { String(Double(Int((value * 100).rounded())) / 100) }
