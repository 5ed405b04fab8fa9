// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Pipeline

@Suite("An operation")
struct OperationTests {
    @Test("gets an argument for all that its request carries")
    func arguments() async throws {
        let made = try await Made(
            Made.document(
                paths: """
                    /pets/{id}:
                      parameters:
                        - {name: id, in: path, required: true, schema: {type: integer}, description: Which pet.}
                      post:
                        operationId: updatePet
                        parameters:
                          - {name: id, in: query, schema: {type: string}}
                          - {name: "filter[kind]", in: query, style: deepObject, schema: {type: object}}
                          - {name: X-Trace, in: header, schema: {type: string}}
                          - {name: Authorization, in: header, schema: {type: string}}
                          - {name: sid, in: cookie, schema: {type: string}}
                          - {name: f, in: query, content: {application/json: {schema: {type: object}}}}
                        requestBody:
                          required: true
                          content:
                            application/xml: {schema: {type: string}}
                            application/json:
                              schema:
                                allOf:
                                  - {type: object, required: [name], properties: {name: {type: string}}}
                                  - {type: object, properties: {age: {type: integer}}}
                        responses: {"204": {description: done}}
                    """))
        let schema = try made.tool("update_pet")[["inputSchema"]]
        #expect(
            schema?[["properties"]]?.object.map { Array($0.keys) } == [
                "id", "id_query", "filter_kind", "f", "X-Trace", "sid", "name", "age",
            ])
        #expect(schema?[["required"]] == ["id", "name"])
        #expect(schema?[["additionalProperties"]] == false)
        let request = try made.request("update_pet")
        #expect(request[["path"]] == "/pets/{id}")
        let parameters = request[["parameters"]]?.array ?? []
        #expect(parameters.count == 6)
        #expect(
            parameters[2] == [
                "argument": "filter_kind", "name": "filter[kind]", "in": "query", "required": false,
                "style": "deepObject", "explode": true,
            ])
        #expect(parameters[3][["contentType"]] == "application/json")
        #expect(request[["body", "contentType"]] == "application/json")
        #expect(
            request[["body", "fields"]] == [
                ["argument": "name", "name": "name"], ["argument": "age", "name": "age"],
            ])
        #expect(request[["idempotent"]] == false)
    }

    @Test("whose content is more than a list of members takes it as one argument")
    func wholeBody() async throws {
        for schema in [
            "{oneOf: [{type: object}, {type: array}]}", "{type: array, items: {type: string}}",
            "{type: object, additionalProperties: {type: string}}", "true",
            "{type: object, properties: {id: {type: string}}}",
        ] {
            let made = try await Made(
                Made.document(
                    paths: """
                        /a/{id}:
                          put:
                            operationId: put
                            requestBody: {required: true, content: {application/json: {schema: \(schema)}}}
                            responses: {"204": {description: done}}
                        """))
            #expect(try made.request("put")[["body", "argument"]] == "body", "\(schema)")
            #expect(
                made.repairs == [
                    "/paths/~1a~1{id}/put: {id} of the path is not described; it is taken for a text"
                ])
        }
    }

    @Test("takes files of a form as base64 with a name")
    func files() async throws {
        let made = try await Made(
            Made.document(
                paths: """
                    /files:
                      post:
                        operationId: upload
                        requestBody:
                          content:
                            multipart/form-data:
                              schema:
                                type: object
                                properties:
                                  picture: {type: string, format: binary, description: The picture.}
                                  pages: {type: array, items: {type: string, format: binary}}
                                  note: {type: string}
                              encoding: {picture: {contentType: image/png}}
                        responses: {"204": {description: done}}
                    """))
        let properties = try made.tool("upload")[["inputSchema", "properties"]]
        #expect(properties?[["picture", "description"]] == "The picture.")
        #expect(properties?[["picture", "required"]] == ["data"])
        #expect(properties?[["pages", "items", "required"]] == ["data"])
        #expect(
            try made.request("upload")[["body", "encoding"]] == [
                "pages": ["binary": true],
                "picture": ["contentType": "image/png", "binary": true],
            ])
    }

    @Test("needs what its security says: one of several, all of each")
    func security() async throws {
        let made = try await Made(
            Made.document(
                paths: """
                    /a: {get: {operationId: inherits, responses: {}}}
                    /b: {get: {operationId: open, security: [], responses: {}}}
                    /c: {get: {operationId: either, security: [{key: []}, {login: []}, {key: [], token: []}, {}], responses: {}}}
                    /e: {get: {operationId: twice, security: [{login: [], token: []}], responses: {}}}
                    /g: {get: {operationId: other, security: [{token: [], other: []}, {key: []}], responses: {}}}
                    /f: {get: {operationId: same, security: [{token: [], other: []}], responses: {}}}
                    /d: {get: {operationId: unknown, security: [{nope: []}], responses: {}}}
                    """,
                components: """
                    securitySchemes:
                      key: {type: apiKey, in: query, name: k}
                      login: {type: http, scheme: basic}
                      token: {type: oauth2, flows: {}}
                      other: {type: http, scheme: Bearer}
                      hmac: {type: http, scheme: hmac}
                    """, rest: "security: [{key: null}]"))
        #expect(try made.request("inherits")[["security"]] == [["key"]])
        #expect(try made.request("open")[["security"]] == [])
        #expect(
            try made.request("either")[["security"]] == [["key"], ["login"], ["key", "token"], []])
        #expect(try made.request("twice")[["security"]] == [["?"]])
        #expect(try made.request("other")[["security"]] == [["key"]])
        #expect(try made.request("same")[["security"]] == [["token"]])
        #expect(try made.request("unknown")[["security"]] == [["?"]])
        let data = try JSONReader.read(made.file("sample_mcp/operations.json")).root
        #expect(
            data[["schemes", "login"]] == [
                "kind": "basic", "variables": ["SAMPLE_LOGIN_USERNAME", "SAMPLE_LOGIN_PASSWORD"],
            ])
        #expect(data[["schemes", "hmac"]] == nil)
        #expect(made.repairs.contains("/security/0/key: the scopes are no list; none are assumed"))
    }

    @Test("is called where its own servers say")
    func servers() async throws {
        let made = try await Made(
            Made.document(
                paths: """
                    /a: {get: {operationId: one, responses: {}}}
                    /b:
                      servers: [{url: "https://{region}.example.com:{port}", variables: {region: {default: eu, enum: [eu, us]}, port: {default: "443"}}}]
                      get: {operationId: two, responses: {}}
                      put: {operationId: three, servers: [{url: /v2}], responses: {}}
                    """))
        let data = try JSONReader.read(made.file("sample_mcp/operations.json")).root
        #expect(data[["servers", "0", "url"]] == "https://api.example.com/v1")
        #expect(
            data[["servers", "1", "variables", "region"]] == [
                "default": "eu", "values": ["eu", "us"], "variable": "SAMPLE_REGION",
            ])
        // As SAMPLE_PORT it would say where the server itself listens.
        #expect(data[["servers", "1", "variables", "port", "variable"]] == "SAMPLE_API_PORT")
        #expect(data[["servers", "2", "url"]] == "/v2")
        #expect(made.generation.warnings.contains { $0.contains("SAMPLE_BASE_URL") })
    }

    @Test("that cannot be read is listed with its place, and the others go on")
    func unreadable() async throws {
        let made = try await Made(
            Made.document(
                paths: """
                    /a: {get: {parameters: [{$ref: '#/nowhere'}], responses: {}}}
                    /b: {get: {parameters: [{name: x}], responses: {}}}
                    /c: {post: {requestBody: {$ref: '#/components/requestBodies/x'}, responses: {}}}
                    /d: {$ref: 'other.yaml#/x'}
                    /e: {get: 5}
                    /f: {get: {operationId: fine, responses: {}}}
                    /g: {get: {operationId: old, deprecated: true, responses: {}}}
                    /h: {get: {operationId: own, x-internal: true, responses: {}}}
                    """))
        #expect(try made.names == ["fine"])
        #expect(made.skipped.count == 7)
        #expect(
            made.skipped[0] == "GET /a: /paths/~1a/get/parameters/0: \"#/nowhere\" leads nowhere")
        #expect(
            made.skipped.contains {
                $0.hasPrefix("* /d: /paths/~1d: ") && $0.contains("other.yaml")
            })
        #expect(made.generation.record.operationCount == 8)
    }

    @Test("is described by what the document says and shows")
    func description() async throws {
        let made = try await Made(
            Made.document(
                paths: """
                    /books:
                      get:
                        operationId: listBooks
                        summary: List books
                        responses: {"200": {description: OK, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Book'}}}}}}
                    /books/{bookId}:
                      get:
                        operationId: getBook
                        summary: Get a book
                        description: "Gets **one** [book](https://example.com) by `id`.\\n\\n<b>Prices</b> are in cents."
                        parameters: [{name: bookId, in: path, required: true, schema: {type: string}}]
                        responses:
                          "200": {description: The book with its price., content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
                          "404": {description: Not Found}
                          "409": {description: The book is being moved.}
                    """,
                components: """
                    schemas:
                      Book: {type: object, properties: {id: {type: string}, title: {type: string}}}
                    """))
        #expect(
            try made.tool("get_book")[["description"]]
                == """
                Gets one book by id. Prices are in cents. Returns: The book with its price. \
                Answers with id, title. Fails with 404 when bookId is not known; 409 The book is being moved. \
                bookId is among the results of list_books.
                """)
        #expect(
            try made.tool("list_books")[["description"]]
                == """
                List books. Each element has id, title. To read a single one by its bookId, \
                use get_book instead.
                """)
        #expect(
            try made.tool("get_book")[["annotations"]] == [
                "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true,
                "openWorldHint": true,
            ])
    }
}

@Suite("What is selected")
struct SelectionTests {
    private static let document = Made.document(
        paths: """
            /pets: {get: {operationId: list, tags: [pets], responses: {}}, post: {operationId: add, tags: [pets, write], responses: {}}}
            /pets/{id}: {delete: {operationId: remove, deprecated: true, responses: {}}}
            /shops: {get: {operationId: shops, tags: [shops], responses: {}}}
            """)

    private func names(_ change: (inout Selection) -> Void) async throws -> [String] {
        var options = GenerationOptions()
        change(&options.selection)
        let made = try await Made(Self.document, options)
        #expect(made.generation.record.operationCount == 4)
        return try made.names
    }

    @Test("is all but what is deprecated, or by tag, path, method or effect")
    func selected() async throws {
        #expect(try await names { _ in } == ["list", "add", "shops"])
        #expect(
            try await names { $0.includesDeprecated = true } == ["list", "add", "remove", "shops"])
        #expect(try await names { $0.tags = ["shops"] } == ["shops"])
        #expect(try await names { $0.withoutTags = ["write"] } == ["list", "shops"])
        #expect(try await names { $0.paths = ["/pets*"] } == ["list", "add"])
        #expect(try await names { $0.methods = ["POST"] } == ["add"])
        #expect(try await names { $0.isReadOnly = true } == ["list", "shops"])
    }

    @Test(
        "matches a pattern with its stars",
        arguments: [
            ("/a/b", "/a/b", true), ("/a/b", "/a", false), ("/a/b", "/a*", true),
            ("/a/b/c", "*b*", true),
            ("/a/b/c", "/*/c", true), ("/a/b/c", "/*/d", false), ("/aa", "/a*a", true),
            ("/a", "/a*a", false),
        ])
    func patterns(path: String, pattern: String, matches: Bool) {
        #expect(Selection.matches(path, pattern) == matches)
    }

    @Test("names tools the same whatever else is selected")
    func stable() async throws {
        let all = try await names { $0.includesDeprecated = true }
        #expect(try await names { $0.isReadOnly = true }.allSatisfy(all.contains))
    }
}
