// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Scoring
import TestSupport

@testable import Pipeline

/// A server made of a text, for a look at its parts.
struct Made {
    let generation: Generation

    private static let rubrics = Result { try RubricLoader.builtIn() }

    init(
        _ text: String, files: [String: String] = [:], _ options: GenerationOptions = .init()
    ) async throws {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, to: name) }
        let path = try folder.write(text, to: "api.yaml")
        generation = try await GenerationPipeline(options).generate(
            path, rubrics: Self.rubrics.get())
    }

    /// A document of some operations, indented below `paths`.
    static func document(
        paths: String, components: String = "", version: String = "3.1.0", rest: String = ""
    ) -> String {
        var text = """
            openapi: \(version)
            info: {title: Sample API, version: 1.2.3}
            servers: [{url: "https://api.example.com/v1"}]
            \(rest)
            paths:

            """
        text += paths.split(separator: "\n", omittingEmptySubsequences: false)
            .map { "  " + $0 + "\n" }.joined()
        if !components.isEmpty {
            text += "components:\n"
            text += components.split(separator: "\n", omittingEmptySubsequences: false)
                .map { "  " + $0 + "\n" }.joined()
        }
        return text
    }

    func file(_ path: String) throws -> String {
        guard let file = generation.files.first(where: { $0.path == path }) else {
            throw PipelineError(.output, "no file \(path)")
        }
        return file.text
    }

    /// The tools as a client sees them.
    var tools: [JSONValue] {
        get throws {
            try JSONReader.read(file("manifest.json")).root[["tools"]]?.array ?? []
        }
    }

    func tool(_ name: String) throws -> JSONValue {
        guard let tool = try tools.first(where: { $0[["name"]]?.string == name }) else {
            throw PipelineError(.output, "no tool \(name); there are \(try names)")
        }
        return tool
    }

    var names: [String] {
        get throws { try tools.compactMap { $0[["name"]]?.string } }
    }

    /// The request of a tool.
    func request(_ name: String) throws -> JSONValue {
        let data = try JSONReader.read(file("sample_mcp/operations.json")).root
        let operation = data[["operations"]]?.array?.first { $0[["tool", "name"]]?.string == name }
        return operation?[["request"]] ?? nil
    }

    var skipped: [String] { generation.record.skipped.map { "\($0.operation): \($0.reason)" } }

    var repairs: [String] {
        generation.record.repairs.map { "\($0.pointer): \($0.problem); \($0.repair)" }
    }
}

/// A schema of a sample, as the input of its only tool has it.
func translated(
    _ schema: String, version: String = "3.1.0", components: String = ""
) async throws -> String {
    let made = try await Made(
        Made.document(
            paths: """
                /things:
                  post:
                    operationId: makeThing
                    requestBody:
                      required: true
                      content: {application/json: {schema: {type: array, items: \(schema)}}}
                    responses: {"204": {description: done}}
                """, components: components, version: version))
    let body = try made.tool("make_thing")[["inputSchema", "properties", "body", "items"]]
    return JSONWriter.text(body ?? nil)
}
