// SPDX-License-Identifier: Apache-2.0

import StrictYAML
import Testing

@testable import Scoring

/// What the loader refuses, and how it says so.
struct RubricLoaderTests {
    @Test(arguments: [
        ("schema: 1\nid: quality", "schema: 2\nid: quality", "schema version is unknown"),
        ("    weight: 34", "    weight: 35", "must add up to 100"),
        ("bands: {A: 90, B: 80", "bands: {A: 90, B: 95", "A must begin above B"),
        ("D: 60, F: 0}", "D: 60, F: 10}", "lowest letter must begin at 0"),
        ("D: 60, F: 0}", "F: 0}", "the key \"D\" is missing"),
        ("kind: description-present", "kind: description-long", "is no kind of check"),
        (
            "kind: description-present", "kind: description-present\n        colour: red",
            "unknown key"
        ),
        ("- id: description-thin", "- id: description-missing", "is used 2 times"),
        ("severity: medium", "severity: terrible", "is not one of"),
        ("blend: ", "blend: 7 # ", "expected a number from"),
        ("longest: 58", "longest: many", "expected a number from"),
        ("          cues: [guidance]", "          cues: [hints]", "has no cue \"hints\""),
        ("curve: [[0, 0], [0.15", "curve: [[0.2, 0], [0.15", "must rise"),
        (
            "entailed-by: description-missing", "entailed-by: name-vague",
            "no other rule of this dimension"
        ),
        ("report-below: 0.75", "report-below: 0.75\n        report-below: 1", "twice"),
        ("title: How well", "title: [How well", ""),
    ])
    func refusesWhatItDoesNotUnderstand(old: String, new: String, sentence: String) throws {
        var files = RubricLoader.builtInFiles()
        let text = try #require(files["quality.yaml"])
        let range = try #require(text.firstRange(of: old), "the rubric holds no \(old)")
        files["quality.yaml"] = text.replacingCharacters(in: range, with: new)
        let problems = try #require(throws: RubricProblems.self) {
            _ = try RubricLoader.load(files)
        }
        #expect(problems.problems.contains { $0.message.contains(sentence) }, "\(problems)")
        #expect(problems.problems.allSatisfy { $0.file == "quality.yaml" && $0.line > 0 })
    }

    @Test func reportsTheProblemsOfAllFilesAtOnce() throws {
        var files = RubricLoader.builtInFiles()
        files["lexicon.yaml"]?.append("\nmore: 1\n")
        files["quality.yaml"]?.append("\nmore: 1\n")
        let problems = try #require(throws: RubricProblems.self) {
            _ = try RubricLoader.load(files)
        }
        #expect(Set(problems.problems.map(\.file)) == ["lexicon.yaml", "quality.yaml"])
    }

    @Test func refusesARuleWithoutExamples() throws {
        var files = RubricLoader.builtInFiles()
        let text = try #require(files["quality.yaml"])
        let start = try #require(text.firstRange(of: "          pass:\n"))
        let end = try #require(text[start.upperBound...].firstRange(of: "          fail:\n"))
        files["quality.yaml"] = String(text[..<start.lowerBound]) + String(text[end.lowerBound...])
        let problems = try #require(throws: RubricProblems.self) {
            _ = try RubricLoader.load(files)
        }
        #expect(problems.description.contains("the key \"pass\" is missing"))
    }

    @Test func refusesAnEmptyAndAMissingFile() {
        #expect(throws: RubricProblems.self) {
            try RubricLoader.load(["quality.yaml": "", "lexicon.yaml": ""])
        }
        #expect(throws: RubricProblems.self) { try RubricLoader.load([:]) }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
