// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("smelt generate")
struct GenerateCommandTests {
    @Test("writes a project, and says what came of it")
    func project() async throws {
        let folder = try TemporaryFolder()
        let run = try await Generate.run([Generate.parcels, "-o", folder.path("out")])
        #expect(run.status == 0, "\(run.stderr)")
        #expect(run.stdout.contains("7 operations, 7 tools, 0 skipped, 0 repairs"))
        #expect(run.stdout.contains("quality ") && run.stdout.contains(", security "))
        // Nobody watches, so no progress is shown.
        #expect(run.stderr.isEmpty)
        let names = Set(try Generate.files(in: folder.path("out")).keys)
        #expect(
            names.isSuperset(of: [
                "README.md", "LICENSE", "Dockerfile", "pyproject.toml", "requirements.txt",
                "manifest.json",
                "generation.json", "report.json", "report.md", "parcels_mcp/operations.json",
                "parcels_mcp/app.py", "tests/test_server.py", ".gitignore", ".dockerignore",
            ]))
        #expect(try folder.names() == ["out"])
    }

    @Test("makes of the example what the README says")
    func readme() async throws {
        let run = try await Generate.run([Fixture.examples + "/bookshop-api.yaml", "--preview"])
        let readme = try String(contentsOfFile: Fixture.repository + "/README.md", encoding: .utf8)
        let lines = run.stdout.split(separator: "\n").filter {
            $0.hasPrefix("bramble-books (") || $0.hasPrefix("quality ")
        }
        #expect(lines.count == 2)
        for line in lines {
            // How long it took, in the last words, is another matter.
            let words = line.split(separator: " ").dropLast(line.hasSuffix(" s") ? 2 : 0)
            #expect(readme.contains(words.joined(separator: " ")), "\(line)")
        }
    }

    @Test(
        "gives the same bytes every time, from JSON and from YAML",
        arguments: ["fastmcp", "typescript"])
    func reproducible(target: String) async throws {
        let folder = try TemporaryFolder()
        for name in ["one", "two"] {
            let run = try await Generate.run([
                Generate.parcels, "-o", folder.path(name), "--target", target,
            ])
            #expect(run.status == 0, "\(run.stderr)")
        }
        let one = try Generate.files(in: folder.path("one"))
        #expect(try one == Generate.files(in: folder.path("two")))
        #expect(one["operations.json"] != nil || target == "fastmcp")
    }

    @Test("shows with --preview what would be made, and writes nothing")
    func preview() async throws {
        let folder = try TemporaryFolder()
        let run = try await Generate.run([Generate.parcels, "-o", folder.path("out"), "--preview"])
        #expect(run.status == 0)
        #expect(run.stdout.contains("get_parcel"))
        #expect(run.stdout.contains("GET /parcels/{id}"))
        #expect(run.stdout.hasSuffix("nothing was written\n"))
        #expect(try folder.names().isEmpty)
    }

    @Test("shows its eight steps on a terminal")
    func progress() async throws {
        let folder = try TemporaryFolder()
        let run = try await Generate.run(
            [Generate.parcels, "-o", folder.path("out")], input: .terminal(typing: ""))
        for step in 1...8 { #expect(run.stdout.contains("[\(step)/8]"), "\(step)") }
    }

    @Test(
        "refuses what it cannot use in one sentence, and leaves nothing",
        arguments: [
            (["-o", "out"], "no-such-file.yaml cannot be opened"),
            (["-o", "out"], "is a folder; name the OpenAPI document"),
            (["-o", "full"], "is not empty"), (["-o", "file"], "is no folder"),
            (["-o", "no/where"], "cannot be written"),
            (["-o", "out", "--name", "Not Legal"], "--name must be"),
        ])
    func refusals(options: [String], words: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "full/file")
        try folder.write("x", to: "file")
        let source =
            words.hasPrefix("no-such-file")
            ? "no-such-file.yaml" : words.contains("is a folder;") ? "full" : Generate.parcels
        let run = try await CommandRun.run(
            Generate.path, ["generate", source] + options, directory: folder.path)
        #expect(run.status == 2)
        #expect(run.stdout.isEmpty)
        #expect(run.stderr.contains(words), "\(run.stderr)")
        #expect(run.stderr.split(separator: "\n").count == 1)
        #expect(try folder.names() == ["file", "full"])
    }

    @Test(
        "refuses options that make no sense",
        arguments: [
            [Generate.parcels], [Generate.parcels, "-o", "x", "--target", "cobol"],
            [Generate.parcels, "-o", "x", "--max-tool-bytes", "1"],
            [Generate.parcels, "-o", "x", "--base-url", "ftp://x"], [],
        ])
    func options(arguments: [String]) async throws {
        let run = try await Generate.run(arguments)
        #expect(run.status == 2)
        #expect(run.stdout.isEmpty)
    }

    @Test("does not read documents from this machine over the network, unless that is allowed")
    func privateHosts() async throws {
        let folder = try TemporaryFolder()
        let server = try RunningCommand(
            Fixture.python,
            [
                "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory",
                Fixture.fixtures + "/OpenAPI",
            ],
            environment: [:])
        defer { server.send(SIGTERM) }
        // The port that it took is not known before it says so; it is found from outside.
        let port = try #require(try await ListeningPort.of(server.pid))
        let url = "http://127.0.0.1:\(port)/parcels.yaml"
        let refused = try await Generate.run([url, "-o", folder.path("out")])
        #expect(refused.status == 2)
        #expect(refused.stderr.contains("private network"))
        let run = try await Generate.run([url, "-o", folder.path("out"), "--allow-private"])
        #expect(run.status == 0, "\(run.stderr)")
        // Relative addresses are relative to the document.
        let data = try folder.text("out/parcels_mcp/operations.json")
        #expect(data.contains("http://127.0.0.1:\(port)/upload"))
    }

    @Test("leaves nothing behind when it is killed")
    func killed() async throws {
        let folder = try TemporaryFolder()
        let many = (0..<3_000).map { "  /a\($0): {get: {operationId: a\($0), responses: {}}}" }
        let source = try folder.write(
            "openapi: 3.1.0\ninfo: {title: x, version: 1}\npaths:\n" + many.joined(separator: "\n"),
            to: "many.yaml")
        let command = try RunningCommand(
            Generate.path, ["generate", source, "-o", folder.path("out")])
        try await Task.sleep(for: .milliseconds(700))
        command.send(SIGTERM)
        _ = await command.finish()
        #expect(try folder.names().filter { $0 != "out" } == ["many.yaml"])
    }
}
