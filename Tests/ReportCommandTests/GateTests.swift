// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@Suite("The exit status of smelt-report score")
struct ExitStatusTests {
    @Test("is 0 at the bar and 1 below it")
    func bar() async throws {
        let points = try #require(
            try await card(Sample.library).at("quality", "points")?.number?.int)
        for (bar, status) in [
            (String(points), 0), (String(points + 1), 1), ("0", 0), ("F", 0), ("a", 1),
        ] {
            let run = try await CommandRun.smeltReport(
                [Sample.library, "-f", "badge", "--fail-under", bar])
            #expect(run.status == Int32(status), "--fail-under \(bar) with \(points) points")
            #expect(run.complaints.count == status)
            #expect(!run.output.isEmpty, "the report is printed all the same")
            if status == 1 {
                #expect(run.stderr.hasPrefix("library: quality \(points) ("))
                #expect(run.stderr.contains(" is under \(bar.uppercased())"))
            }
        }
    }

    @Test(
        "is 2 for a bar that is none", arguments: ["Z", "101", "-1", "B+", "85.5", " ", "E", "AB"])
    func noBar(bar: String) async throws {
        let run = try await CommandRun.smeltReport([Sample.library, "--fail-under=\(bar)"])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.stderr.contains("--fail-under takes a letter A to F or a number 0 to 100"))
    }

    @Test("is 3 when a tool could not be read, and the card says which")
    func gap() async throws {
        let folder = try TemporaryFolder()
        let text = try Sample.libraryTools { $0.append(["description": "No name."]) }
        let path = try folder.write(text, to: "gap.json")
        let run = try await CommandRun.smeltReport([path, "-f", "json"])
        #expect(run.status == 3)
        let card = try run.json()
        #expect(card.at("quality", "status") == "incomplete")
        #expect(card.at("coverage", "toolsJudged") == 5)
        #expect(card.at("coverage", "toolsFound") == 6)
        let gaps =
            card.at("coverage", "notJudged")?.array?.compactMap { $0.at("why")?.string } ?? []
        #expect(gaps.contains { $0.contains("/tools/5") && $0.contains("this tool has no name") })
    }

    @Test("is 3 when there is nothing to judge", arguments: ["[]", "{\"tools\":[]}"])
    func nothing(text: String) async throws {
        let folder = try TemporaryFolder()
        let run = try await CommandRun.smeltReport([
            try folder.write(text, to: "s.json"), "-f", "json",
        ])
        #expect(run.status == 3)
        #expect(try run.json().at("quality", "status") == "insufficient-data")
        #expect(try run.json().at("quality", "grade") == JSONValue.null)
    }

    @Test("is 3 when one of the servers could not be read, 2 when none could")
    func unreadable() async throws {
        let absent = try TemporaryFolder().path("absent")
        #expect(try await CommandRun.smeltReport([Sample.library, absent]).status == 3)
        #expect(try await CommandRun.smeltReport([absent, absent + "2"]).status == 2)
    }

    @Test("is 1 before it is 3")
    func belowAndIncomplete() async throws {
        let absent = try TemporaryFolder().path("absent")
        let run = try await CommandRun.smeltReport([Sample.notes, absent, "--fail-under", "A"])
        #expect(run.status == 1)
        #expect(run.complaints.count == 2)
    }
}

@Suite("A baseline")
struct BaselineTests {
    @Test("accepts what it holds and nothing new")
    func newFinding() async throws {
        let folder = try TemporaryFolder()
        let baseline = folder.path("baseline.json")
        let first = try await CommandRun.smeltReport([Sample.library, "-f", "json", "-o", baseline])
        #expect(first.status == 0)

        let same = try await CommandRun.smeltReport(
            [Sample.library, "--baseline", baseline, "-f", "json"])
        #expect(same.status == 0)
        #expect(same.stderr.isEmpty)
        let findings = try same.json().at("findings")?.array ?? []
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.at("suppressed") == "in the baseline" })
        #expect(
            try same.json().at("quality") == (try await card(Sample.library)).at("quality"),
            "a baseline changes no points")

        let text = try Sample.libraryTools { $0.append(["name": "purge_everything"]) }
        let worse = try await CommandRun.smeltReport(
            [try folder.write(text, to: "worse.json"), "--baseline", baseline, "-f", "json"])
        #expect(worse.status == 1)
        #expect(worse.stderr.hasPrefix("library: "))
        #expect(worse.stderr.contains("new finding"))
        let fresh =
            try worse.json().at("findings")?.array?
            .filter { $0.at("suppressed") == JSONValue.null } ?? []
        #expect(fresh.contains { $0.at("tool") == "purge_everything" })
    }

    @Test("does not mind tools in another order, or one that was mended")
    func mended() async throws {
        let folder = try TemporaryFolder()
        let baseline = folder.path("baseline.json")
        _ = try await CommandRun.smeltReport([Sample.library, "-f", "json", "-o", baseline])
        let text = try Sample.libraryTools { tools in
            tools.removeLast()
            tools.reverse()
        }
        let run = try await CommandRun.smeltReport(
            [try folder.write(text, to: "fewer.json"), "--baseline", baseline])
        #expect(run.status == 0, "\(run.stderr)")
    }

    @Test("may hold several servers")
    func several() async throws {
        let folder = try TemporaryFolder()
        let baseline = folder.path("baseline.json")
        let inputs = [Sample.library, Sample.notes]
        _ = try await CommandRun.smeltReport(inputs + ["-f", "json", "-o", baseline])
        #expect(try await CommandRun.smeltReport(inputs + ["--baseline", baseline]).status == 0)
    }

    @Test("that is no report is refused", arguments: ["{\"tools\":[]}", "[]", "{\"tools\":", "3"])
    func noReport(text: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "b.json")
        let run = try await CommandRun.smeltReport([Sample.library, "--baseline", path])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.complaints.count == 1)
        #expect(run.stderr.contains(path))
    }

    @Test("that is absent is refused")
    func absent() async throws {
        let path = try TemporaryFolder().path("absent.json")
        let run = try await CommandRun.smeltReport([Sample.library, "--baseline", path])
        #expect(run.status == 2)
        #expect(run.stderr.contains(path))
    }
}

@Suite("Suppressions")
struct SuppressionTests {
    @Test("mark findings, keep them visible with the reason, and change no points")
    func reasons() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            """
            suppressions:
              - rule: description-missing
                tool: delete_*
                reason: Goes away in June.

            """, to: "accepted.yaml")
        let run = try await CommandRun.smeltReport(
            [Sample.library, "--suppressions", path, "-f", "json"])
        #expect(run.status == 0)
        #expect(run.stderr.isEmpty)
        let plain = try await card(Sample.library)
        let marked = try run.json()
        #expect(marked.at("quality") == plain.at("quality"))
        let findings = try #require(marked.at("findings")?.array)
        #expect(findings.count == plain.at("findings")?.array?.count)
        for finding in findings {
            let isAccepted = finding.at("rule") == "description-missing"
            #expect(finding.at("suppressed") == (isAccepted ? "Goes away in June." : .null))
            if isAccepted { #expect(finding.at("tool") == "delete_reader") }
        }
        #expect(findings.contains { $0.at("suppressed") != JSONValue.null })
    }

    @Test("that fit no finding are reported as stale, with their line")
    func stale() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            """
            # Accepted in May.
            suppressions:
              - rule: description-missing
                reason: One.
              - rule: description-missing
                tool: gone_tool
                reason: Two.
            """, to: "accepted.yaml")
        let run = try await CommandRun.smeltReport([Sample.library, "--suppressions", path])
        #expect(run.status == 0)
        #expect(run.complaints.count == 1)
        #expect(run.stderr.hasPrefix("\(path):5: this suppression of description-missing fits no"))
    }

    @Test("make a new finding no failure against a baseline")
    func againstBaseline() async throws {
        let folder = try TemporaryFolder()
        let baseline = folder.path("baseline.json")
        _ = try await CommandRun.smeltReport([Sample.library, "-f", "json", "-o", baseline])
        let text = try Sample.libraryTools { $0.append(["name": "purge_everything"]) }
        let worse = try folder.write(text, to: "worse.json")
        let run = try await CommandRun.smeltReport([worse, "--baseline", baseline, "-f", "json"])
        let rules = Set(
            (try run.json().at("findings")?.array ?? [])
                .filter { $0.at("suppressed") == JSONValue.null }
                .compactMap { $0.at("rule")?.string })
        let entries = rules.sorted().map { "  - rule: \($0)\n    reason: New on purpose.\n" }
        let path = try folder.write("suppressions:\n" + entries.joined(), to: "accepted.yaml")
        let accepted = try await CommandRun.smeltReport(
            [worse, "--baseline", baseline, "--suppressions", path])
        #expect(run.status == 1)
        #expect(accepted.status == 0, "\(accepted.stderr)")
    }

    @Test(
        "of a wrong form are refused with file and line",
        arguments: [
            ("suppressions:\n  - rule: description-missing\n", 2, "the key \"reason\" is missing"),
            ("suppressions:\n  - rule: nope\n    reason: x\n", 2, "there is no rule \"nope\""),
            (
                "suppressions:\n  - rule: description-missing\n    reason: \"\"\n", 3,
                "expected a text"
            ),
            (
                "suppressions:\n  - rule: description-missing\n    reason: x\n    colour: red\n", 4,
                "unknown key \"colour\""
            ),
            ("suppression: []\n", 1, "unknown key \"suppression\""),
            ("- a\n", 1, "expected a mapping"),
            ("suppressions: {a: b}\n", 1, "expected a list"), ("", 1, "empty"),
            ("suppressions:\n  - rule: [\n", 3, ""),
            ("suppressions:\n  - rule: a\n    rule: b\n    reason: x\n", 3, "occur"),
        ])
    func wrongForm(text: String, line: Int, words: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "accepted.yaml")
        let run = try await CommandRun.smeltReport([Sample.library, "--suppressions", path])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        let place = "\(path):\(line): "
        #expect(
            run.complaints.contains { $0.hasPrefix(place) && $0.contains(words) }, "\(run.stderr)")
    }
}
