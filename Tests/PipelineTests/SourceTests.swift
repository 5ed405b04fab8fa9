// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Pipeline

@Suite("A document of several files")
struct SourceTests {
    private static let main = """
        openapi: 3.1.0
        info: {title: Sample, version: 1.0.0}
        servers: [{url: "https://api.example.com"}]
        paths:
          /a: {$ref: 'paths/a.yaml'}
          /b: {$ref: 'paths/all.json#/items/1'}
        """
    private static let files = [
        "paths/a.yaml": """
        get:
          operationId: first
          parameters: [{$ref: '../shared/parts.yaml#/limit'}]
          responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '../shared/parts.yaml#/thing'}}}}}
        """,
        "paths/all.json":
            #"{"items": [null, {"get": {"operationId": "second", "responses": {}}}]}"#,
        "shared/parts.yaml": """
        limit: {name: limit, in: query, schema: {type: integer}}
        thing: {type: object, properties: {next: {$ref: '#/thing'}, size: {$ref: 'sizes.yaml'}}}
        """,
        "shared/sizes.yaml": "type: integer\n",
    ]

    @Test("is read from all of them, by the place of each")
    func several() async throws {
        let made = try await Made(Self.main, files: Self.files)
        #expect(try made.names == ["first", "second"])
        let tool = try made.tool("first")
        #expect(tool[["inputSchema", "properties", "limit", "type"]] == "integer")
        let definitions = tool[["outputSchema", "$defs"]]?.object
        #expect(definitions?.count == 2)
        #expect(made.repairs.isEmpty && made.skipped.isEmpty)
    }

    @Test("is not read from elsewhere unless that is allowed")
    func elsewhere() async throws {
        let outside = try TemporaryFolder()
        let secret = try outside.write("get: {operationId: stolen, responses: {}}", to: "x.yaml")
        let text =
            Self.main.replacing(
                "'paths/a.yaml'", with: "'\(secret)'"
            ).replacing("'paths/all.json#/items/1'", with: "'https://example.com/x.yaml'")
            + "\n  /c: {get: {operationId: fine, responses: {}}}"
        let made = try await Made(text)
        #expect(try made.names == ["fine"])
        #expect(made.skipped.contains { $0.contains("lies outside of") && $0.contains("--root") })
        #expect(made.skipped.contains { $0.contains("--allow-remote") })
        var options = GenerationOptions()
        options.root = "/"
        #expect(try await Made(text, options).names == ["stolen", "fine"])
    }

    @Test(
        "is found by the rules of addresses",
        arguments: [
            ("/a/b.yaml", "c.yaml", "/a/c.yaml"), ("/a/b.yaml", "../c.yaml", "/c.yaml"),
            ("/a/b.yaml", "./d/e%20f.yaml", "/a/d/e f.yaml"), ("b.yaml", "c.yaml", "c.yaml"),
            ("b.yaml", "../c.yaml", "../c.yaml"), ("/b.yaml", "../../c", "/c"),
            ("https://h:1/a/b?x=1", "c", "https://h:1/a/c"), ("https://h/a/b", "/c", "https://h/c"),
            ("https://h/a/b", "//i/c", "https://i/c"), ("/a/b", "http://h/c", "http://h/c"),
        ])
    func resolving(base: String, reference: String, expected: String) {
        #expect(SourceAddress(base).resolving(reference).text == expected)
    }
}

@Suite("A document that is none")
struct BadSourceTests {
    @Test(
        "is refused in one sentence",
        arguments: [
            ("", "the text is empty"), ("[1, 2]", "not an object"),
            ("{\"a\": 1,}", "a comma stands before"),
            ("swagger: '2.0'\npaths: {}", "this is OpenAPI 2.0; convert it"),
            ("openapi: 3.2.0\npaths: {}", "OpenAPI 3.2.0 is not read"),
            ("asyncapi: 3.0.0", "AsyncAPI is not read"), ("name: x", "there is no \"openapi\""),
            ("openapi: 3.1.0\ninfo: {title: x}", "there are no operations"),
            ("openapi: 3.0.0\npaths: 5", "there are no operations"),
            (
                "openapi: 3.0.0\npaths: {/a: {get: {deprecated: true}}}",
                "none of its 1 operations becomes a tool"
            ),
            ("{\"openapi\": \"3.0.0\", \"openapi\": 1}", "occurs twice"),
        ])
    func refused(text: String, words: String) async throws {
        let problem = try await #require(throws: PipelineError.self) { try await Made(text) }
        #expect(problem.description.contains(words), "\(problem.description)")
        #expect(!problem.description.contains("\n"))
    }

    @Test("that somebody damaged never ends the program")
    func damage() async throws {
        let text = Array(
            Made.document(
                paths: """
                    /a/{b}:
                      get: {operationId: x, parameters: [{name: b, in: path, required: true, schema: {$ref: '#/components/schemas/A'}}], responses: {"200": {description: d}}}
                      post: {requestBody: {content: {application/json: {schema: {type: object, properties: {c: {type: string}}}}}}, responses: {}, security: [{k: []}]}
                    """,
                components: """
                    schemas: {A: {type: object, allOf: [{$ref: '#/components/schemas/A'}], enum: [1], nullable: true}}
                    securitySchemes: {k: {type: apiKey, in: header, name: X}}
                    """
            ).utf8)
        var random = SeededRandom(seed: 11)
        var made = 0
        for _ in 0..<400 {
            let bytes = ByteMutation.mutated(text, with: &random)
            if (try? await Made(String(decoding: bytes, as: UTF8.self))) != nil { made += 1 }
        }
        #expect((1..<400).contains(made))
    }
}
