// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@Suite("smelt-report score")
struct ScoreTests {
    @Test("prints a card with the members of the contract")
    func members() async throws {
        let run = try await CommandRun.smeltReport(["score", Sample.library, "--format", "json"])
        #expect(run.status == 0)
        #expect(run.stderr.isEmpty)
        let card = try run.json()
        let members = Set(try #require(card.object).keys)
        #expect(
            members.isSuperset(of: [
                "schemaVersion", "engine", "rubrics", "subject", "quality", "security", "readiness",
                "tools", "overlaps", "findings", "fixes", "jointGain", "coverage",
            ]))
        #expect(card.at("schemaVersion") == "1")
        #expect(card.at("engine", "name") == "smelt")
        #expect(card.at("rubrics", "0", "digest")?.string?.hasPrefix("sha256:") == true)
        #expect(card.at("subject", "name") == "library")
        #expect(card.at("subject", "version") == "1.4.0")
        #expect(card.at("subject", "protocolVersion") == "2025-11-25")
        #expect(card.at("subject", "source") == .string(Sample.library))
        #expect(card.at("subject", "toolCount") == 5)
        #expect(card.at("subject", "digest")?.string?.count == 7 + 64)
        #expect(card.at("quality", "status") == "complete")
        let dimensions = try #require(card.at("quality", "dimensions")?.array)
        #expect(
            dimensions.map { $0.at("id") } == [
                "description-clarity", "schema-completeness", "naming-consistency", "overlap",
                "error-surface", "observability",
            ])
        #expect(dimensions.compactMap { $0.at("weight")?.number?.int }.reduce(0, +) == 100)
        #expect(
            card.at("tools")?.array?.map { $0.at("name") } == [
                "search_books", "find_books", "get_book", "returnBook", "delete_reader",
            ])
        #expect(card.at("overlaps", "0", "tools") == ["find_books", "search_books"])
    }

    @Test("gives points, letters and findings that agree with each other")
    func consistency() async throws {
        let card = try await card(Sample.library)
        let points = try #require(card.at("quality", "points")?.number?.int)
        let letter =
            points >= 90 ? "A" : points >= 80 ? "B" : points >= 70 ? "C" : points >= 60 ? "D" : "F"
        #expect(card.at("quality", "grade")?.string == letter)
        let findings = try #require(card.at("findings")?.array)
        #expect(!findings.isEmpty)
        let severities = ["critical", "high", "medium", "low", "info"]
        let ranks = findings.compactMap { finding in
            severities.firstIndex(of: finding.at("severity")?.string ?? "")
        }
        #expect(ranks.count == findings.count)
        #expect(ranks == ranks.sorted(), "the gravest come first")
        let manifest = try JSONReader.read(try Sample.bytes(Sample.library)).root
        let tools = manifest.at("tools")?.array ?? []
        for finding in findings {
            #expect(finding.at("suppressed") == JSONValue.null)
            #expect(finding.at("advice")?.string?.isEmpty == false)
            let tool = try #require(tools.first { $0.at("name") == finding.at("tool") })
            // What a finding complains about may be absent; the place above it is not.
            let text = try #require(finding.at("pointer")?.string)
            let pointer = try #require(JSONPointer(text))
            #expect(tool[JSONPointer(Array(pointer.tokens.dropLast()))] != nil, "\(text)")
        }
        let fingerprints = findings.compactMap { $0.at("fingerprint")?.string }
        #expect(Set(fingerprints).count == findings.count, "a fingerprint stands for one finding")
    }

    @Test("is what the command does by default")
    func defaultCommand() async throws {
        let short = try await CommandRun.smeltReport([Sample.library, "-f", "json"])
        let long = try await CommandRun.smeltReport(["score", Sample.library, "--format", "json"])
        #expect(short.status == 0)
        #expect(short.output == long.output)
    }

    @Test(
        "prints the same bytes in every run",
        arguments: ["text", "json", "ndjson", "markdown", "html", "sarif", "junit", "badge"])
    func sameBytes(format: String) async throws {
        let arguments = ["score", Sample.library, Sample.notes, "--format", format]
        let first = try await CommandRun.smeltReport(arguments)
        // Neither the place, the language nor the time zone may show in a report.
        let second = try await CommandRun.smeltReport(
            arguments,
            environment: ["LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"],
            directory: "/")
        #expect(first.status == 0)
        #expect(!first.output.isEmpty)
        #expect(first.output == second.output)
        #expect(first.stderr.isEmpty)
        #expect(!first.output.contains(0x1B), "no colours outside a terminal")
    }

    @Test(
        "changes with the order of the tools nothing but the order of the tools", arguments: 1...5)
    func order(seed: UInt64) async throws {
        let folder = try TemporaryFolder()
        var random = SeededRandom(seed: seed)
        var shuffled: [JSONValue] = []
        let text = try Sample.libraryTools { tools in
            let before = tools
            while tools == before { tools.shuffle(using: &random) }
            shuffled = tools
        }
        let original = try folder.write(try Sample.bytes(Sample.library), to: "a/library.json")
        let other = try folder.write(text, to: "b/library.json")
        var cards: [JSONObject] = []
        for path in [original, other] {
            let run = try await CommandRun.smeltReport(
                ["library.json", "-f", "json"],
                directory: URL(fileURLWithPath: path).deletingLastPathComponent().path)
            cards.append(try #require(try run.json().object))
        }
        let names = cards[1]["tools"]?.array?.map { $0.at("name") }
        #expect(names == shuffled.map { $0.at("name") })
        for index in cards.indices {
            let tools = cards[index]["tools"]?.array ?? []
            cards[index]["tools"] = .array(
                tools.sorted { ($0.at("name")?.string ?? "") < ($1.at("name")?.string ?? "") })
            // A patch says where in the text it applies, which is where the tool stands.
            cards[index]["fixes"] = .array(
                (cards[index]["fixes"]?.array ?? []).map { fix in
                    var fix = fix.object ?? JSONObject()
                    fix["patch"] = nil
                    return .object(fix)
                })
        }
        let texts = cards.map { JSONWriter.text(.object($0), layout: .indented) }
        #expect(texts[0] == texts[1], "\(Golden.difference(texts[0], texts[1]))")
    }

    @Test("prints a line of ndjson for each server in the order of the inputs, failures included")
    func ndjson() async throws {
        let folder = try TemporaryFolder()
        let cut = try folder.write("{\"tools\":[", to: "cut.json")
        let several = try folder.write(
            """
            [{"name":"one","tools":[{"name":"a"}]}, 5, {"name":"three","tools":[{"name":"b"}]}]
            """, to: "several.json")
        let run = try await CommandRun.smeltReport(
            [
                "score", Sample.notes, cut, several, folder.path("absent.json"), Sample.library,
                "-f", "ndjson",
            ])
        #expect(run.status == 3)
        let lines = try run.ndjson()
        #expect(
            lines.map { $0.at("subject", "name") } == [
                "notes", "cut", "one", "several[1]", "three", "absent", "library",
            ])
        #expect(
            lines.map { $0.at("error") != nil } == [false, true, false, true, false, true, false])
        #expect(lines.allSatisfy { $0.at("schemaVersion") == "1" })
        #expect(run.complaints.count == 3)
        let alone = try await CommandRun.smeltReport([Sample.library, "-f", "ndjson"])
        #expect(try lines.last == alone.ndjson().first)
    }

    @Test("prints several servers as one JSON document")
    func collection() async throws {
        let folder = try TemporaryFolder()
        let run = try await CommandRun.smeltReport(
            [Sample.notes, folder.path("absent"), Sample.library, "-f", "json"])
        let collection = try run.json()
        #expect(
            collection.at("cards")?.array?.map { $0.at("subject", "name") } == ["notes", "library"])
        #expect(collection.at("failures", "0", "name") == "absent")
        #expect(collection.at("failures", "0", "problem")?.string?.contains("No such file") == true)
    }

    @Test("reads standard input")
    func standardInput() async throws {
        let bytes = try Sample.bytes(Sample.library)
        let run = try await CommandRun.smeltReport(
            ["score", "-", "-f", "json"], input: .bytes(bytes))
        #expect(run.status == 0, "\(run.stderr)")
        var piped = try #require(try run.json().object)
        var read = try #require(try await card(Sample.library).object)
        #expect(piped["subject"]?.at("source") == "standard input")
        (piped["subject"], read["subject"]) = (nil, nil)
        #expect(piped == read)
    }

    @Test("reads the JSON files of a folder and of the folders in it, by name")
    func folder() async throws {
        let folder = try TemporaryFolder()
        for name in ["b.json", "a.JSON", "c/z.json", ".hidden.json", ".git/x.json", "notes.txt"] {
            try folder.write("{\"tools\":[{\"name\":\"t\"}]}", to: "in/" + name)
        }
        // A circle of links must end.
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("in/loop"), withDestinationPath: folder.path("in"))
        let run = try await CommandRun.smeltReport([folder.path("in"), "-f", "ndjson"])
        #expect(run.status == 0, "\(run.stderr)")
        #expect(try run.ndjson().map { $0.at("subject", "name") } == ["a", "b", "z"])
    }

    @Test("writes a file that replaces the old one at once and leaves nothing beside it")
    func output() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("old", to: "card.json")
        // A second name of the old file shows whether somebody wrote into it.
        try FileManager.default.linkItem(atPath: path, toPath: folder.path("old.json"))
        let run = try await CommandRun.smeltReport([Sample.library, "-f", "json", "-o", path])
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
        #expect(try folder.text("old.json") == "old")
        #expect(try folder.names() == ["card.json", "old.json"])
        let printed = try await CommandRun.smeltReport([Sample.library, "-f", "json"])
        #expect(try folder.text("card.json") == printed.stdout)
    }

    @Test("that cannot write its file says so and leaves nothing behind")
    func unwritable() async throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "sub/inside")
        for target in ["absent/card.json", "sub"] {
            let run = try await CommandRun.smeltReport([Sample.library, "-o", folder.path(target)])
            #expect(run.status == 2)
            #expect(run.complaints.count == 1)
            #expect(run.stderr.hasPrefix(folder.path(target) + " cannot be written: "))
            #expect(try folder.names() == ["sub"])
        }
    }

    @Test("writes into a device rather than replacing it")
    func device() async throws {
        let folder = try TemporaryFolder()
        let link = folder.path("null")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/null")
        let run = try await CommandRun.smeltReport([Sample.library, "-o", link])
        #expect(run.status == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: link)
        #expect(attributes[.type] as? FileAttributeType == .typeSymbolicLink)
        #expect(try folder.names() == ["null"])
    }

    @Test("refuses a report of its own, which also has tools but is no server")
    func ownReport() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("card.json")
        _ = try await CommandRun.smeltReport([Sample.library, "-f", "json", "-o", path])
        let run = try await CommandRun.smeltReport([path])
        #expect(run.status == 2)
        #expect(run.complaints.count == 1)
    }
}
