// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@Suite("Input that cannot be read")
struct BadInputTests {
    /// Runs the command on an input that must fail, and gives its only sentence.
    private func complaint(
        _ input: String, from stream: CommandRun.Input = .nothing
    ) async throws -> String {
        let run = try await CommandRun.smeltReport(
            ["score", input], input: stream)
        #expect(run.status == 2, "\(run.ending)")
        #expect(run.output.isEmpty)
        #expect(run.complaints.count == 1, "\(run.stderr)")
        return run.complaints.first ?? ""
    }

    @Test(
        "is described with its file and its place",
        arguments: [
            (
                "{\"tools\":[\n{\"name\":\"a\"",
                "line 2, column 12, at /tools/0: the text ends too early"
            ),
            ("", "line 1, column 1: the text is empty"),
            ("{\"tools\":[],\"tools\":[]}", "line 1, column 13: the key \"tools\" occurs twice"),
            ("{\"tools\":[{\"name\":\"a\",}]}", "at /tools/0: a comma stands before }"),
            ("<html><body>404</body></html>", "line 1, column 1: expected a value, found \"<\""),
            ("{\"openapi\":\"3.1.0\"}", "line 1, column 1: this is not a tools/list result"),
            ("{\"tools\":7}", "line 1, column 10, at /tools: \"tools\" must be an array"),
            (
                "[\n{\"name\":7}]",
                "line 2, column 9, at /0/name: \"name\" of a tool must be a string"
            ),
            ("{\"tools\":{}}", "no server is in it"),
            ("\"\\ud83d\\u0041\"", "line 1, column 2: this escape is half of a surrogate pair"),
            (
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}",
                "at /error: the server answered with an error: Method not found"
            ),
        ])
    func described(text: String, words: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "bad.json")
        let sentence = try await complaint(path)
        #expect(sentence.hasPrefix(path))
        #expect(sentence.contains(words), "\(sentence)")
    }

    @Test("may be any bytes", arguments: 1...6)
    func rubbish(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let bytes = (0..<4096).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let folder = try TemporaryFolder()
        let path = try folder.write(bytes, to: "rubbish.json")
        #expect(try await complaint(path).hasPrefix("\(path), line "))
        #expect(try await complaint("-", from: .bytes(bytes)).hasPrefix("standard input, line "))
    }

    @Test("never steers the terminal it is described on")
    func escapeSequences() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "{\"jsonrpc\":\"2.0\",\"error\":{\"message\":\"\\u001b[2J\\u001b]0;owned\\u0007\\u009b1m\"}}",
            to: "bad.json")
        let sentence = try await complaint(path)
        #expect(
            !sentence.unicodeScalars.contains {
                $0.value < 0x20 || (0x7F..<0xA0).contains($0.value)
            })
    }

    @Test("may be absent, a folder without JSON, or an empty name")
    func absent() async throws {
        let folder = try TemporaryFolder()
        try folder.write("hello", to: "empty/readme.txt")
        let path = folder.path("absent.json")
        #expect(try await complaint(path) == "\(path) cannot be opened: No such file or directory")
        let empty = folder.path("empty")
        #expect(try await complaint(empty) == "\(empty): no .json file is in this folder")
        #expect(try await complaint("").contains("No such file or directory"))
    }

    @Test("may be larger than what is read, which costs no time")
    func sparse() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("", to: "sparse.json")
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: 2 << 30)
        try file.close()
        #expect(try await complaint(path) == "\(path) is 2048 MiB long; at most 64 MiB are read")
    }

    @Test("may never end")
    func endless() async throws {
        #expect(
            try await complaint("/dev/zero") == "/dev/zero is too long; at most 64 MiB are read")
        #expect(
            try await complaint("-", from: .file("/dev/zero"))
                == "standard input is too long; at most 64 MiB are read")
    }

    @Test("may be nested a million levels deep")
    func deep() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(String(repeating: "[", count: 1_000_000), to: "deep.json")
        #expect(try await complaint(path).contains("nested more than 200 levels deep"))
    }
}

@Suite("Damaged manifests")
struct DamagedManifestTests {
    @Test("end the command in an orderly way", arguments: 1...3)
    func mutations(seed: UInt64) async throws {
        // Sixty damaged files a run keep the number of processes small.
        let folder = try TemporaryFolder()
        var random = SeededRandom(seed: seed)
        let bytes = try Sample.bytes(Sample.library)
        for index in 0..<60 {
            try folder.write(
                ByteMutation.mutated(bytes, with: &random), to: "in/\(index + 100).json")
        }
        let run = try await CommandRun.smeltReport(
            [folder.path("in"), "-f", "ndjson"])
        #expect([0, 2, 3].contains(run.status), "\(run.ending)")
        #expect(try run.ndjson().count >= 60)
    }
}
