// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@testable import Pipeline

@Suite("A generated project")
struct ProjectTests {
    /// Texts that would mean something in code, markup or a terminal.
    private static let hostile =
        "\"\"\" + __import__('os').system('id') + ${process.exit()} `id` @PACKAGE@ {{7*7}} </script> \u{1B}[31m"

    private func hostileDocument() -> String {
        let text = JSONWriter.text(.string(Self.hostile))
        return """
            {"openapi": "3.1.0", "info": {"title": \(text), "version": \(text), "description": \(text)},
             "servers": [{"url": "https://{\\"x}.example.com", "variables": {"\\"x": {"default": \(text)}}}],
             "paths": {"/a'\\"b/{p}": {"get": {"operationId": \(text), "summary": \(text), "tags": [\(text)],
               "parameters": [{"name": "p", "in": "path", "required": true, "schema": {"type": "string", "default": \(text)}},
                              {"name": \(text), "in": "query", "schema": {"type": "string", "description": \(text)}}],
               "security": [{"k": []}], "responses": {"404": {"description": \(text)}}}}},
             "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": \(text)}}}}
            """
    }

    @Test("has nothing of the document in its code", arguments: GenerationOptions.Target.allCases)
    func data(target: GenerationOptions.Target) async throws {
        var options = GenerationOptions()
        options.target = target
        options.name = "sample"
        let hostile = try await Made(hostileDocument(), options)
        let plain = try await Made(
            Made.document(paths: "/a: {get: {operationId: a, responses: {}}}"), options)
        let data: Set<String> = [
            "README.md", "generation.json", "manifest.json", "operations.json", "report.md",
            "report.json",
            "sample_mcp/operations.json",
        ]
        let titled: Set<String> = ["package.json", "pyproject.toml"]
        #expect(hostile.generation.files.map(\.path) == plain.generation.files.map(\.path))
        for (one, other) in zip(hostile.generation.files, plain.generation.files)
        where !data.contains(one.path) && !titled.contains(one.path) {
            #expect(one.text == other.text, "\(one.path)")
        }
        for file in hostile.generation.files {
            #expect(!file.text.contains("\u{1B}"), "\(file.path)")
        }
    }

    @Test("is the same bytes every time")
    func reproducible() async throws {
        #expect(
            try await Made(hostileDocument()).generation.files
                == Made(hostileDocument()).generation.files
        )
    }

    @Test(
        "has no blanks left, and holds every file of its template",
        arguments: GenerationOptions.Target.allCases)
    func blanks(target: GenerationOptions.Target) async throws {
        var options = GenerationOptions()
        options.target = target
        let made = try await Made(
            Made.document(paths: "/a: {get: {operationId: a, responses: {}}}"), options)
        for file in made.generation.files {
            for blank in ["@NAME@", "@PACKAGE@", "@VERSION@", "@TITLE@"] {
                #expect(!file.text.contains(blank), "\(blank) in \(file.path)")
            }
        }
        let folder = Fixture.repository + "/templates/" + target.rawValue
        let enumerator = try #require(FileManager.default.enumerator(atPath: folder))
        let names = enumerator.compactMap { $0 as? String }.filter { name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            return attributes?[.type] as? FileAttributeType == .typeRegular
                && !name.contains("__pycache__")
        }
        #expect(Set(names) == Set(Template.files(in: target.rawValue).map(\.path)))
        #expect(!names.isEmpty)
    }

    @Test("counts every operation of the document, made or not")
    func record() async throws {
        let made = try await Made(
            Made.document(
                paths: """
                    /a: {get: {operationId: a, responses: {}}, put: {deprecated: true, responses: {}}}
                    /b: {get: {parameters: [{}], responses: {}}}
                    """))
        let record = try JSONReader.read(made.file("generation.json")).root
        #expect(record[["tools"]]?.array?.count == 1)
        #expect(record[["skipped"]]?.array?.count == 2)
        #expect(record[["tools", "0", "operation"]] == "GET /a")
        #expect(record[["bytes", "a"]]?.number?.int == JSONWriter.bytes(try made.tool("a")).count)
        #expect(record[["source"]] == "api.yaml")
    }
}

@Suite("The folder of a project")
struct ProjectFolderTests {
    private let files = [
        ProjectFile(path: "a/b.txt", text: "x"), ProjectFile(path: "c", text: "y"),
    ]

    @Test("appears at once with all of its files")
    func written() async throws {
        let folder = try TemporaryFolder()
        for name in ["new", "empty"] {
            if name == "empty" {
                try FileManager.default.createDirectory(
                    atPath: folder.path(name), withIntermediateDirectories: false)
            }
            try ProjectFolder(folder.path(name) + "/").write(files)
            #expect(try folder.text(name + "/a/b.txt") == "x")
            #expect(try folder.text(name + "/c") == "y")
        }
        #expect(try folder.names() == ["empty", "new"])
    }

    @Test("is refused where something is, or nothing can be")
    func refused() async throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "full/.hidden")
        try folder.write("x", to: "file")
        for (path, words) in [
            ("full", "is not empty"), ("file", "is no folder"), ("no/where", "cannot be written"),
        ] {
            let problem = #expect(throws: PipelineError.self) {
                try ProjectFolder(folder.path(path))
            }
            #expect(problem?.description.contains(words) == true)
        }
    }

    @Test("leaves nothing behind where writing fails")
    func failed() async throws {
        let folder = try TemporaryFolder()
        let target = try ProjectFolder(folder.path("out"))
        #expect(throws: PipelineError.self) {
            try target.write([files[0], ProjectFile(path: "a/b.txt/c", text: "no folder there")])
        }
        #expect(try folder.names().isEmpty)
    }
}
