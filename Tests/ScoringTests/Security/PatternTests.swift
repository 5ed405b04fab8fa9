// SPDX-License-Identifier: Apache-2.0

import StrictYAML
import Testing

@testable import Scoring

/// What the loader refuses in the files of security: patterns, signals and weights.
@Suite("The loader of rubrics")
struct PatternTests {
    /// A change of one file that makes it faulty; the fault is where the new text begins.
    struct Fault: CustomTestStringConvertible {
        let file: String
        let old: String
        let new: String
        let sentence: String

        var testDescription: String { "\(file): \(new)" }
    }

    private static let faults = [
        Fault(
            file: "signals.yaml", old: #"'\b(?:you|your|yourself)\b"#,
            new: #"'\b(?:you|your|yourself\b"#, sentence: "this pattern does not compile: "),
        Fault(
            file: "signals.yaml", old: #"'\b(?:you|your|yourself)\b"#,
            new: #"'(?=you)\b"#, sentence: "this pattern does not compile: "),
        Fault(
            file: "signals.yaml", old: #"'\b(?:you|your|yourself)\b"#,
            new: #"'(a)\1\b"#, sentence: "this pattern does not compile: "),
        Fault(
            file: "signals.yaml", old: #"'\b(?:you|your|yourself)\b"#,
            new: #"'\b%nobody%\b"#, sentence: "there is no part \"nobody\""),
        Fault(
            file: "signals.yaml", old: #"'\b(?:you|your|yourself)\b"#,
            new: #"'\b100%\b"#, sentence: "a % has no partner"),
        Fault(
            file: "signals.yaml", old: "id: secret-word", new: "id: secret-place",
            sentence: "the signal \"secret-place\" occurs twice"),
        Fault(
            file: "signals.yaml", old: "says: names an address", new: "tells: an address",
            sentence: "unknown key \"tells\""),
        Fault(
            file: "signals.yaml", old: "schema: 1", new: "schema: 7",
            sentence: "this schema version is unknown"),
        Fault(
            file: "security.yaml", old: "- [secret-place]", new: "- [secret-palace]",
            sentence: "there is no signal \"secret-palace\""),
        Fault(
            file: "security.yaml", old: "none: [restraint]", new: "none: [restraints]",
            sentence: "there is no signal \"restraints\""),
        Fault(
            file: "security.yaml", old: #"- '\bAKIA[0-9A-Z]{16}\b'"#, new: #"- '\bAKIA[0-9A-Z'"#,
            sentence: "this pattern does not compile: "),
        Fault(
            file: "security.yaml", old: #"- '(?i)example|sample"#, new: #"- '(?i)example(|sample"#,
            sentence: "this pattern does not compile: "),
        Fault(
            file: "security.yaml", old: #"- '\b(?:sql|sql query"#, new: #"- '*\b(?:sql|sql query"#,
            sentence: "this pattern does not compile: "),
        Fault(
            file: "security.yaml", old: "kinds: [tags, bidirectional", new: "kinds: [tag, zero",
            sentence: "\"tag\" is not one of"),
        Fault(
            file: "security.yaml", old: "caps: {critical: 29", new: "caps: {terrible: 29",
            sentence: "unknown key \"terrible\""),
        Fault(
            file: "security.yaml", old: "combining: deduct", new: "combining: multiply",
            sentence: "\"multiply\" is not one of"),
        Fault(
            file: "security.yaml", old: "demand: pinned", new: "demand: signed",
            sentence: "\"signed\" is not one of"),
    ]

    @Test("says in which file and line a fault is", arguments: faults)
    func fault(fault: Fault) throws {
        var files = RubricLoader.builtInFiles()
        let line = try replace(fault.old, with: fault.new, in: fault.file, of: &files)
        let problems = try problems(files)
        // Without a signal the rules that name it are at fault too.
        #expect(problems.contains { $0.file == fault.file }, "\(problems)")
        #expect(
            problems.contains { $0.line == line && $0.message.contains(fault.sentence) },
            "line \(line) is not named in \(problems)")
    }

    @Test(
        "refuses a line of weights that is none",
        arguments: [
            "lonely", "word 0.5x", "word 1.2.3", "word -", "word .", "one two three four 0.5",
            "@nobody 0.5", "word 1e5", "word nan",
        ])
    func weights(line: String) throws {
        var files = RubricLoader.builtInFiles()
        files["wording.yaml"]?.append("  \(line)\n")
        let problems = try problems(files)
        #expect(problems.map(\.file) == ["wording.yaml"])
        #expect(problems[0].message == "\"\(line)\" is not words and a weight")
    }

    @Test(
        "refuses weights of tools that it does not know",
        arguments: [
            ("  bias: ", "  bias: many # "), ("schema: 1", "schema: 2"),
            ("  highest: ", "  tallest: "), ("  mass: ", "  mass: 1000 # "),
        ])
    func toolWeights(old: String, new: String) throws {
        var files = RubricLoader.builtInFiles()
        _ = try replace(old, with: new, in: "wording.yaml", of: &files)
        let problems = try problems(files)
        #expect(!problems.isEmpty)
        #expect(problems.allSatisfy { $0.file == "wording.yaml" && $0.line > 0 }, "\(problems)")
    }

    @Test("tells all faults of all files at once")
    func allAtOnce() throws {
        var files = RubricLoader.builtInFiles()
        let faults = [Self.faults[0], Self.faults[5], Self.faults[8], Self.faults[10]]
        for fault in faults {
            _ = try replace(fault.old, with: fault.new, in: fault.file, of: &files)
        }
        files["wording.yaml"]?.append("  lonely\n")
        files["lexicon.yaml"]?.append("\nmore: 1\n")
        let problems = try problems(files)
        for sentence in faults.map(\.sentence) + ["not words and a weight", "key \"more\""] {
            #expect(problems.contains { $0.message.contains(sentence) }, "\(sentence)")
        }
        #expect(problems.map(\.file) == problems.map(\.file).sorted())
    }

    @Test("names each file that is missing", arguments: RubricLoader.fileNames)
    func missing(name: String) throws {
        var files = RubricLoader.builtInFiles()
        files[name] = nil
        let problems = try problems(files)
        #expect(problems.contains { $0.file == name && $0.message == "the file is missing" })
    }

    private func problems(_ files: [String: String]) throws -> [FileProblem] {
        try #require(throws: RubricProblems.self) { _ = try RubricLoader.load(files) }.problems
    }

    /// Replaces a text where it first occurs, and gives the line.
    private func replace(
        _ old: String, with new: String, in file: String, of files: inout [String: String]
    ) throws -> Int {
        let text = try #require(files[file])
        let range = try #require(text.firstRange(of: old), "\(file) holds no \(old)")
        files[file] = text[..<range.lowerBound] + new + text[range.upperBound...]
        return text[..<range.lowerBound].count { $0.isNewline } + 1
    }
}

@Suite("A set of patterns")
struct PatternSetTests {
    /// More patterns than one automaton takes, of both kinds, mixed.
    private static let words = (0..<90).map { $0 % 3 == 0 ? "wört\($0)x" : "word\($0)x" }
    private let patterns = PatternSet(Self.words.map { "\\b\($0)" })

    private func found(in text: String) -> Set<Int> {
        var text = text
        var found = Set<Int>()
        text.withUTF8 { patterns.forEachMatch(in: $0) { found.insert($0) } }
        return found
    }

    @Test("knows each pattern by its place, however many there are")
    func numbers() {
        for (index, word) in Self.words.enumerated() { #expect(found(in: "a \(word)") == [index]) }
        #expect(found(in: Self.words.joined(separator: " ")) == Set(Self.words.indices))
        #expect(found(in: "a word of none").isEmpty)
        #expect(patterns.occurs(in: "now word88x"))
        #expect(!patterns.occurs(in: ""))
    }
}
