// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@Suite("smelt-report score --fix")
struct FixCommandTests {
    /// What the first line of a summary promises, such as `library: 9 repairs, quality 61 → 64 (D)`.
    private func promised(_ line: String) throws -> (repairs: Int, quality: [Int]) {
        let match = try #require(
            line.firstMatch(
                of: #/^.+: (\d+) repairs?, quality (\d+) → (\d+) \([A-F]\), security \d+ → \d+ /#))
        let (_, repairs, old, new) = match.output
        return (try #require(Int(repairs)), [old, new].compactMap { Int($0) })
    }

    private func points(_ path: String) async throws -> Int? {
        try await card(path).at("quality", "points")?.number?.int
    }

    @Test("prints the repaired definitions and, to standard error, what they gain")
    func printed() async throws {
        let run = try await CommandRun.smeltReport([Sample.library, "--fix"])
        #expect(run.status == 0)
        #expect(run.complaints.count == 1)
        #expect(run.stderr.hasPrefix("library: "))
        let promise = try promised(run.complaints[0])
        #expect(promise.repairs > 0)
        let folder = try TemporaryFolder()
        let path = try folder.write(run.output, to: "mended.json")
        #expect(try await points(Sample.library) == promise.quality[0])
        #expect(try await points(path) == promise.quality[1])

        let again = try await CommandRun.smeltReport([path, "--fix"])
        #expect(again.stderr.contains(": 0 repairs, "))
        #expect(again.output == run.output)
    }

    @Test("writes to a file, into the file, or from standard input the same bytes")
    func places() async throws {
        let folder = try TemporaryFolder()
        let printed = try await CommandRun.smeltReport([Sample.library, "--fix"])
        let out = folder.path("out.json")
        let written = try await CommandRun.smeltReport([Sample.library, "--fix", "-o", out])
        #expect(written.status == 0)
        #expect(written.output.isEmpty)
        #expect(try Sample.bytes(out) == printed.output)

        let own = try folder.write(try Sample.bytes(Sample.library), to: "library.json")
        let link = folder.path("link.json")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: own)
        let inPlace = try await CommandRun.smeltReport([link, "--fix", "--in-place"])
        #expect(inPlace.status == 0)
        #expect(inPlace.output.isEmpty)
        #expect(try Sample.bytes(own) == printed.output)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == own)

        let piped = try await CommandRun.smeltReport(
            ["-", "--fix"], input: .bytes(try Sample.bytes(Sample.library)))
        #expect(piped.output == printed.output)
        #expect(try folder.names() == ["library.json", "link.json", "out.json"])
    }

    @Test("leaves out, with --safe-only, what somebody should look at")
    func safeOnly() async throws {
        let all = try await CommandRun.smeltReport([Sample.library, "--fix"])
        let safe = try await CommandRun.smeltReport([Sample.library, "--fix", "--safe-only"])
        #expect(safe.status == 0)
        let fixes = try #require(try await card(Sample.library).at("fixes")?.array)
        let safeCount = fixes.count { $0.at("safe") == true }
        #expect(try promised(safe.complaints[0]).repairs == safeCount)
        #expect(try promised(all.complaints[0]).repairs == fixes.count)
        #expect(safeCount < fixes.count)
        let folder = try TemporaryFolder()
        let path = try folder.write(safe.output, to: "safe.json")
        #expect(try await points(path) == (try promised(safe.complaints[0])).quality[1])
    }

    @Test("repairs every server of one file in that file")
    func severalServers() async throws {
        let library = try JSONReader.read(try Sample.bytes(Sample.library)).root
        let notes = try JSONReader.read(try Sample.bytes(Sample.notes)).root
        let folder = try TemporaryFolder()
        let both: JSONValue = [library, ["server": ["name": "notes"], "tools": notes]]
        let path = try folder.write(JSONWriter.text(both), to: "both.json")
        let run = try await CommandRun.smeltReport([path, "--fix", "--in-place"])
        #expect(run.status == 0)
        #expect(run.complaints.map { $0.prefix { $0 != ":" } } == ["library", "notes"])
        let mended = try JSONReader.read(try Sample.bytes(path)).root
        #expect(mended.array?.count == 2)
        let alone = try await CommandRun.smeltReport([Sample.library, "--fix"])
        #expect(mended[["0"]] == (try alone.json()))
        let again = try await CommandRun.smeltReport([path, "--fix"])
        #expect(again.complaints.allSatisfy { $0.contains(": 0 repairs, ") })
    }

    @Test("repairs every file of a folder in place")
    func folder() async throws {
        let folder = try TemporaryFolder()
        for sample in [Sample.library, Sample.notes] {
            try folder.write(try Sample.bytes(sample), to: URL(filePath: sample).lastPathComponent)
        }
        let run = try await CommandRun.smeltReport([folder.path, "--fix", "--in-place"])
        #expect(run.status == 0)
        #expect(run.complaints.count == 2)
        #expect(try folder.names() == ["library.json", "notes.json"])
        let alone = try await CommandRun.smeltReport([Sample.notes, "--fix"])
        #expect(try Sample.bytes(folder.path("notes.json")) == alone.output)
    }

    @Test("does not print two documents as one")
    func twoFiles() async throws {
        let folder = try TemporaryFolder()
        let out = folder.path("out.json")
        for options in [[], ["-o", out]] {
            let run = try await CommandRun.smeltReport(
                [Sample.library, Sample.notes, "--fix"] + options)
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.complaints.last?.contains("these are 2: use --in-place") == true)
        }
        #expect(try folder.names() == [])
    }

    @Test("writes into the files or into another one, not both")
    func inPlaceElsewhere() async throws {
        let folder = try TemporaryFolder()
        let own = try folder.write(try Sample.bytes(Sample.notes), to: "notes.json")
        let run = try await CommandRun.smeltReport(
            [own, "--fix", "--in-place", "-o", folder.path("out.json")])
        #expect(run.status == 2)
        #expect(run.complaints.last == "--in-place writes into the files, so -o has no place")
        #expect(try Sample.bytes(own) == Sample.bytes(Sample.notes))
        #expect(try folder.names() == ["notes.json"])
    }

    @Test("refuses to write into standard input, and then writes into no file either")
    func standardInput() async throws {
        let folder = try TemporaryFolder()
        let bytes = try Sample.bytes(Sample.library)
        let own = try folder.write(bytes, to: "library.json")
        for inputs in [["-"], [own, "-"]] {
            let run = try await CommandRun.smeltReport(
                inputs + ["--fix", "--in-place"], input: .bytes(try Sample.bytes(Sample.notes)))
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(
                run.complaints.last == "--in-place: standard input is no file; use -o FILE")
        }
        #expect(try Sample.bytes(own) == bytes)
        #expect(try folder.names() == ["library.json"])
    }

    @Test(
        "is needed for --in-place and --safe-only",
        arguments: [["--in-place"], ["--safe-only"], ["--in-place", "--safe-only"]])
    func alone(options: [String]) async throws {
        let run = try await CommandRun.smeltReport([Sample.library] + options)
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.stderr.contains("--in-place and --safe-only go with --fix"))
    }

    @Test("writes nothing where nothing could be read")
    func unreadable() async throws {
        let folder = try TemporaryFolder()
        let out = try folder.write("kept", to: "out.json")
        let run = try await CommandRun.smeltReport(
            [folder.path("absent.json"), "--fix", "-o", out])
        #expect(run.status == 2)
        #expect(run.stderr.contains("absent.json"))
        #expect(try folder.text("out.json") == "kept")
    }

    @Test("ends with 3 when one of the servers, or of their tools, could not be read")
    func incomplete() async throws {
        let folder = try TemporaryFolder()
        let absent = folder.path("absent.json")
        let run = try await CommandRun.smeltReport([Sample.library, absent, "--fix"])
        #expect(run.stderr.contains("absent.json"))
        #expect(run.status == 3)
        let text = try Sample.libraryTools { $0.append(["description": "No name."]) }
        let gap = try folder.write(text, to: "gap.json")
        #expect(try await CommandRun.smeltReport([gap, "--fix"]).status == 3)
    }
}
