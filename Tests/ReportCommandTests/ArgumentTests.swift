// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@Suite("The arguments of smelt-report")
struct ArgumentTests {
    @Test(
        "may ask for help, which goes to standard output",
        arguments: [
            ["--help"], ["-h"], ["help"], ["score", "--help"], ["help", "score"],
            ["compare", "--help"],
            ["explain", "--help"], ["rules", "--help"],
        ])
    func help(arguments: [String]) async throws {
        let run = try await CommandRun.smeltReport(arguments)
        #expect(run.status == 0)
        #expect(run.stdout.contains("USAGE: smelt-report"))
        #expect(run.stderr.isEmpty)
    }

    @Test("may ask for the version")
    func version() async throws {
        let run = try await CommandRun.smeltReport(["--version"])
        #expect(run.status == 0)
        let engine = try await card(Sample.library).at("engine", "version")?.string
        #expect(run.stdout == "smelt-report \(engine ?? "")\n")
    }

    @Test(
        "that are wrong give status 2 and a word on standard error",
        arguments: [
            (["score", Sample.library, "--bogus"], "--bogus"), (["--bogus"], "--bogus"),
            (["score"], "name a file"), ([], "name a file"),
            (["score", Sample.library, "--format", "yaml"], "yaml"),
            (["score", Sample.library, "--format"], "--format"),
            (["score", Sample.library, "--timeout", "0"], "--timeout"),
            (["score", Sample.library, "--timeout", "x"], "--timeout"),
            (["score", "--stdio"], "--stdio"), (["score", "--stdio", "--"], "--stdio"),
            (["score", Sample.library, "--color", "pink"], "pink"),
            (["score", "http://127.0.0.1:9/mcp", "--header", "nocolon"], "--header"),
            (["explain"], "rule"), (["explain", "nope"], "there is no rule \"nope\""),
            (["compare", Sample.library], "after"), (["rules", "extra"], "extra"),
        ] as [([String], String)])
    func wrong(arguments: [String], words: String) async throws {
        let run = try await CommandRun.smeltReport(arguments)
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.stderr.contains(words), "\(run.stderr)")
    }
}

@Suite("The rules of smelt-report")
struct RuleTests {
    private func ruleIDs() async throws -> [String] {
        let run = try await CommandRun.smeltReport(["explain", "nope"])
        let list = run.stderr.split(separator: "the rules are: ").last ?? ""
        return list.split(whereSeparator: { ", \n".contains($0) }).map(String.init)
    }

    @Test("are listed, all of them")
    func rules() async throws {
        let ids = try await ruleIDs()
        #expect(ids.count > 10)
        for arguments in [["rules"], ["rules", "--format", "markdown"]] {
            let run = try await CommandRun.smeltReport(arguments)
            #expect(run.status == 0)
            #expect(run.stderr.isEmpty)
            for id in ids { #expect(run.stdout.contains(id), "\(id) in \(arguments)") }
        }
    }

    @Test("are explained one by one")
    func explain() async throws {
        for id in try await ruleIDs() {
            let run = try await CommandRun.smeltReport(["explain", id])
            #expect(run.status == 0)
            #expect(run.stdout.hasPrefix("\(id): "))
            #expect(run.stdout.contains("What to do: "))
        }
    }

    @Test("are the only ones that findings name")
    func findings() async throws {
        let known = Set(try await ruleIDs())
        for sample in [Sample.library, Sample.notes] {
            let findings = try await card(sample).at("findings")?.array ?? []
            #expect(findings.allSatisfy { known.contains($0.at("rule")?.string ?? "") })
        }
    }
}

@Suite("smelt-report compare")
struct CompareTests {
    @Test("finds nothing between a server and itself")
    func same() async throws {
        let run = try await CommandRun.smeltReport(
            ["compare", Sample.library, Sample.library, "--format", "json"])
        #expect(run.status == 0)
        let comparison = try run.json()
        #expect(comparison.at("comparable") == true)
        #expect(comparison.at("newFindings") == [])
        #expect(comparison.at("goneFindings") == [])
        let scores = try #require(comparison.at("scores")?.array)
        #expect(scores.first?.at("id") == "quality")
        #expect(scores.count == 7)
        #expect(scores.allSatisfy { $0.at("before") == $0.at("after") })
        let text = try await CommandRun.smeltReport(["compare", Sample.library, Sample.library])
        #expect(text.status == 0)
        #expect(text.stdout.contains("library → library"))
    }

    @Test("tells what came and what went")
    func changed() async throws {
        let folder = try TemporaryFolder()
        let text = try Sample.libraryTools { tools in
            tools.removeLast()
            tools.append(["name": "purge_everything"])
        }
        let after = try folder.write(text, to: "after.json")
        let run = try await CommandRun.smeltReport(
            ["compare", Sample.library, after, "-f", "json"])
        let comparison = try run.json()
        let new = comparison.at("newFindings")?.array ?? []
        let gone = comparison.at("goneFindings")?.array ?? []
        #expect(new.contains { $0.at("tool") == "purge_everything" })
        #expect(gone.contains { $0.at("tool") == "delete_reader" })
        #expect(!new.contains { $0.at("tool") == "get_book" })
        let before = try await card(Sample.library).at("quality", "points")
        #expect(comparison.at("scores", "0", "before") == before)
    }

    @Test("takes one server of each side, and says what is wrong")
    func refuses() async throws {
        let folder = try TemporaryFolder()
        let two = try folder.write("[{\"tools\":[]},{\"tools\":[]}]", to: "two.json")
        let absent = folder.path("absent.json")
        for (other, words) in [(two, "holds 2 servers"), (absent, "No such file or directory")] {
            let run = try await CommandRun.smeltReport(["compare", Sample.library, other])
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.complaints.count == 1)
            #expect(run.stderr.contains(words))
        }
    }
}

@Suite("A folder of rubrics")
struct RubricFolderTests {
    /// A copy of the rubric with some texts replaced.
    private func rubric(
        _ folder: TemporaryFolder, _ changes: [(file: String, old: String, new: String)]
    ) throws -> String {
        for file in Fixture.rubricFiles {
            var text = String(
                decoding: try Sample.bytes(Fixture.repository + "/rubrics/" + file), as: UTF8.self)
            for change in changes where change.file == file {
                let place = try #require(text.firstRange(of: change.old), "\(change.old)")
                text.replaceSubrange(place, with: change.new)
            }
            try folder.write(text, to: "rubrics/" + file)
        }
        return folder.path("rubrics")
    }

    @Test("that holds the built-in rubric gives the same card")
    func same() async throws {
        let folder = try TemporaryFolder()
        let path = try rubric(folder, [])
        #expect(
            try await card(Sample.library) == (try await card(Sample.library, "--rubrics", path)))
    }

    @Test("that differs gives another digest")
    func different() async throws {
        let folder = try TemporaryFolder()
        let path = try rubric(folder, [("quality.yaml", "title: ", "title: Our own. ")])
        let own = try await card(Sample.library, "--rubrics", path)
        let builtIn = try await card(Sample.library)
        #expect(own.at("rubrics", "0", "digest") != builtIn.at("rubrics", "0", "digest"))
        #expect(own.at("quality") == builtIn.at("quality"))
    }

    @Test("that is wrong is refused with all of its problems, each with file and line")
    func problems() async throws {
        let folder = try TemporaryFolder()
        let path = try rubric(
            folder,
            [
                ("quality.yaml", "\nid: quality", "\nidd: quality"),
                ("quality.yaml", "schema: 1", "schema: 2"),
                ("quality.yaml", "kind: description-present", "kind: guesswork"),
                ("quality.yaml", "severity: medium", "severity: terrible"),
            ])
        for arguments in [
            ["score", Sample.library], ["rules"], ["explain", "description-missing"],
        ] {
            let run = try await CommandRun.smeltReport(arguments + ["--rubrics", path])
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            for words in [
                "unknown key \"idd\"", "the key \"id\" is missing", "schema version", "guesswork",
            ] {
                #expect(run.complaints.contains { $0.contains(words) }, "\(words): \(run.stderr)")
            }
            for complaint in run.complaints {
                #expect(complaint.contains(/quality\.yaml:[0-9]+: ./), "\(complaint)")
            }
        }
    }

    @Test("that is not YAML is refused with the place in each file")
    func syntax() async throws {
        let folder = try TemporaryFolder()
        _ = try rubric(folder, [])
        try folder.write("a: [\n", to: "rubrics/lexicon.yaml")
        try folder.write("a: b\n\tc: d\n", to: "rubrics/quality.yaml")
        let run = try await CommandRun.smeltReport(["rules", "--rubrics", folder.path("rubrics")])
        #expect(run.status == 2)
        #expect(run.complaints.contains { $0.contains(/lexicon\.yaml:[0-9]+: ./) })
        #expect(run.complaints.contains { $0.contains(/quality\.yaml:[0-9]+: ./) })
    }

    @Test("that lacks files is refused, and every one is named")
    func missing() async throws {
        let folder = try TemporaryFolder()
        let run = try await CommandRun.smeltReport(["rules", "--rubrics", folder.path])
        #expect(run.status == 2)
        #expect(run.stderr.contains("lexicon.yaml"))
        #expect(run.stderr.contains("quality.yaml"))
    }
}

@Suite("Colours")
struct ColourTests {
    /// Whether a report holds escape sequences.
    private func isColoured(
        _ arguments: [String], _ environment: [String: String], terminal: Bool
    ) async throws -> Bool {
        var environment = environment
        environment["TERM"] = environment["TERM"] ?? "xterm-256color"
        environment["NO_COLOR"] = environment["NO_COLOR"] ?? ""
        let run = try await CommandRun.smeltReport(
            [Sample.library] + arguments, input: terminal ? .terminal(typing: "") : .nothing,
            environment: environment)
        #expect(run.status == 0)
        #expect(run.stdout.contains("library"))
        return run.output.contains(0x1B)
    }

    @Test("are for terminals only, unless they are asked for")
    func choice() async throws {
        #expect(try await isColoured([], [:], terminal: true))
        #expect(try await isColoured([], [:], terminal: false) == false)
        #expect(try await isColoured(["--color", "always"], [:], terminal: false))
        #expect(try await isColoured(["--color", "never"], [:], terminal: true) == false)
    }

    @Test("are switched off by NO_COLOR and by a dumb terminal")
    func environment() async throws {
        #expect(try await isColoured([], ["NO_COLOR": "1"], terminal: true) == false)
        #expect(try await isColoured([], ["TERM": "dumb"], terminal: true) == false)
    }

    @Test("never reach a file")
    func file() async throws {
        let folder = try TemporaryFolder()
        let run = try await CommandRun.smeltReport(
            [Sample.library, "-o", folder.path("card.txt")], input: .terminal(typing: ""),
            environment: ["TERM": "xterm"])
        #expect(run.status == 0)
        #expect(try folder.text("card.txt").utf8.contains(0x1B) == false)
    }
}
