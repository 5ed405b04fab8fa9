// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@Suite(
    "A generated FastMCP server",
    .enabled(
        if: Fixture.serverPython != nil,
        "SMELT_SERVER_PYTHON names no Python with the packages of templates/fastmcp"))
struct GeneratedServerTests {
    private func generated(_ folder: TemporaryFolder) async throws -> String {
        let run = try await Generate.run([Generate.parcels, "-o", folder.path("server")])
        try #require(run.status == 0, "\(run.stderr)")
        return folder.path("server")
    }

    /// Calls the server as its contract has it; what the caller saw.
    private func called(
        _ project: String, mode: String, telemetry: String? = nil
    ) async throws -> JSONValue {
        let python = try #require(Fixture.serverPython)
        let run = try await CommandRun.run(
            python,
            [Fixture.fixtures + "/Servers/generated_server_calls.py", "--mode", mode]
                + (telemetry.map { ["--telemetry", $0] } ?? [])
                + [
                    Fixture.fixtures + "/OpenAPI/parcels.requests.json", "--", python, "-m",
                    "parcels_mcp",
                ],
            directory: project)
        try #require(!run.output.isEmpty, "\(run.stderr)")
        return try JSONReader.read(run.output).root
    }

    @Test(
        "lists its tools, and sends exactly what the document says, in both eras of the protocol",
        arguments: ["legacy", "auto"])
    func calls(mode: String) async throws {
        let folder = try TemporaryFolder()
        let result = try await called(generated(folder), mode: mode)
        #expect(result[["problems"]] == [])
        #expect(result[["tools"]]?.array?.count == 7)
        #expect(result[["requests"]] == 8)
        #expect(result[["errors"]] == 7)
    }

    @Test("passes its own tests, which hold for any document, and is formatted as Python is")
    func ownTests() async throws {
        let folder = try TemporaryFolder()
        let project = try await generated(folder)
        let python = try #require(Fixture.serverPython)
        let tests = try await CommandRun.run(
            python, ["-m", "pytest", "-q", "-p", "no:cacheprovider"], directory: project)
        #expect(tests.status == 0, "\(tests.stdout)")
        for arguments in [["format", "--check", "--no-cache", "."], ["check", "--no-cache", "."]] {
            let run = try await CommandRun.run(
                python, ["-m", "ruff"] + arguments, directory: project)
            #expect(run.status == 0, "\(run.stdout)")
        }
    }

    @Test("says which setting is wrong, and prints its tools")
    func settings() async throws {
        let folder = try TemporaryFolder()
        let project = try await generated(folder)
        let python = try #require(Fixture.serverPython)
        let list = try await CommandRun.run(
            python, ["-m", "parcels_mcp", "--list"], directory: project)
        #expect(list.stdout.split(separator: "\n").count == 7)
        // One operation has an address of its own that is relative.
        let check = try await CommandRun.run(
            python, ["-m", "parcels_mcp", "--check"], directory: project)
        #expect(check.status == 2)
        #expect(check.stderr.contains("PARCELS_BASE_URL"))
        let fine = try await CommandRun.run(
            python, ["-m", "parcels_mcp", "--check"],
            environment: ["PARCELS_BASE_URL": "https://api.example.com"], directory: project)
        #expect(fine.status == 0, "\(fine.stderr)")
    }
}

@Suite("A generated TypeScript server")
struct GeneratedTypeScriptTests {
    private func generated(_ folder: TemporaryFolder) async throws -> String {
        let run = try await Generate.run(
            [Generate.parcels, "-o", folder.path("server"), "--target", "typescript"])
        try #require(run.status == 0, "\(run.stderr)")
        return folder.path("server")
    }

    private static func tool(_ name: String) -> String? {
        let path =
            URL(fileURLWithPath: Fixture.python).deletingLastPathComponent().path + "/" + name
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }

    @Test(
        "fits the types of what it uses, as far as they are written down here",
        .enabled(if: tool("deno") != nil, "deno is absent"))
    func types() async throws {
        let folder = try TemporaryFolder()
        let project = try await generated(folder)
        let configuration = Fixture.fixtures + "/TypeScript/deno.json"
        let sources = try Generate.files(in: project).keys.filter { $0.hasSuffix(".ts") }.sorted()
        try #require(sources.count > 10)
        let run = try await CommandRun.run(
            try #require(Self.tool("deno")),
            ["check", "--cached-only", "-c", configuration] + sources.map { project + "/" + $0 },
            environment: ["DENO_DIR": folder.path("deno"), "NO_COLOR": "1"])
        #expect(run.status == 0, "\(run.stderr)")
        // A check that finds nothing in a file with a fault would say nothing.
        let fault = try folder.write("const x: number = 'text';\nexport { x };\n", to: "fault.ts")
        let found = try await CommandRun.run(
            try #require(Self.tool("deno")),
            ["check", "--cached-only", "-c", configuration, fault],
            environment: ["DENO_DIR": folder.path("deno"), "NO_COLOR": "1"])
        #expect(found.status != 0)
    }

    @Test(
        "makes the requests that its own tests ask for",
        .enabled(if: tool("deno") != nil, "deno is absent"))
    func ownTests() async throws {
        let folder = try TemporaryFolder()
        let project = try await generated(folder)
        let run = try await CommandRun.run(
            try #require(Self.tool("deno")),
            [
                "test", "--cached-only", "--no-check", "-A", "-c",
                Fixture.fixtures + "/TypeScript/deno.json", project + "/test/request.test.ts",
                project + "/test/settings.test.ts",
            ], environment: ["DENO_DIR": folder.path("deno"), "NO_COLOR": "1"])
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
        #expect(run.stdout.contains(" passed") && run.stdout.contains("| 0 failed"))
    }

    @Test(
        "is formatted and written as the ecosystem's tool has it",
        .enabled(if: tool("biome") != nil, "biome is absent"))
    func format() async throws {
        let folder = try TemporaryFolder()
        let project = try await generated(folder)
        let run = try await CommandRun.run(
            try #require(Self.tool("biome")), ["ci", "."], environment: ["NO_COLOR": "1"],
            directory: project)
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
    }
}
