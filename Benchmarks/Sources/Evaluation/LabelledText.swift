// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel

/// A description that somebody wrote and labelled.
struct LabelledText {
    /// Where it comes from: an author, or a part of a collection.
    let origin: String
    let isPoisoned: Bool
    let text: String
    /// The same tool as an honest author describes it, where there is such a text.
    let twin: String?
    let tool: String
    /// Whether the weights of `rubrics/wording.yaml` were learned from it.
    let isLearned: Bool

    /// Reads a line of the project's own texts or of a collection.
    init?(_ json: JSONValue, isLearned: Bool) {
        guard let object = json.object, let label = object["label"]?.string,
            let text = object["text"]?.string
        else { return nil }
        let source = (object["source"]?.string ?? "").split(separator: "#")
        let part = source.first.map(String.init) ?? ""
        origin =
            object["author"]?.string ?? (part.hasPrefix("fuzzd/") ? "fuzzd" : part)
        isPoisoned = label == "poisoned"
        self.text = text
        twin = object["twin"]?.string
        tool = object["tool"]?.string ?? "tool"
        let index = source.count > 1 ? Int(source[1]) ?? .max : .max
        self.isLearned = isLearned || Self.isLearned(part, index)
    }

    /// The parts of others' collections that were learned from.
    private static func isLearned(_ part: String, _ index: Int) -> Bool {
        let parts = ["adversarial_poisoned", "hard_poisoned", "hard_clean"]
        return part.hasPrefix("fuzzd/")
            || parts.contains { part == "intentprobe/" + $0 } && index < 16
    }

    /// A server with one tool that says nothing but a text.
    func server(saying text: String) throws -> ServerManifest {
        var tool = JSONObject()
        tool["name"] = .string(self.tool)
        tool["description"] = .string(text)
        tool["inputSchema"] = ["type": "object", "properties": [:]]
        return ServerManifest(name: "one tool", tools: [try ToolDefinition(json: tool, origin: [])])
    }
}

extension EvaluationData {
    /// The folder `Benchmarks/`.
    private static let benchmarks = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The poisoned and the clean descriptions of others.
    var poisoning: [LabelledText] {
        get throws { try texts(folder.appending(path: "poisoning/dev.ndjson"), isLearned: false) }
    }

    /// The texts of this project that nothing was learned from, by file.
    var checkTexts: [(name: String, texts: [LabelledText])] {
        get throws {
            try ["check-ten-authors", "check-six-authors"].map {
                ($0, try texts(Self.own($0), isLearned: false))
            }
        }
    }

    /// The texts of this project that the weights were learned from.
    var learnTexts: [LabelledText] {
        get throws {
            try "abcdefgh".flatMap { try texts(Self.own("learn-\($0)"), isLearned: true) }
        }
    }

    /// The labelled pairs of tools of the tests.
    var labelledPairs: JSONValue {
        get throws {
            let root = Self.benchmarks.deletingLastPathComponent()
            let file = root.appending(path: "Tests/Fixtures/Overlap/pairs.json")
            return try JSONReader.read([UInt8](try Data(contentsOf: file))).root
        }
    }

    private static func own(_ name: String) -> URL {
        benchmarks.appending(path: "Wording/texts/\(name).ndjson")
    }

    private func texts(_ file: URL, isLearned: Bool) throws -> [LabelledText] {
        try Data(contentsOf: file).split(separator: 0x0A).compactMap {
            LabelledText(try JSONReader.read([UInt8]($0)).root, isLearned: isLearned)
        }
    }
}
