// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Pipeline

@Suite("The schema of an argument")
struct SchemaTests {
    @Test(
        "of OpenAPI 3.0 becomes one of 2020-12",
        arguments: [
            ("{type: string, nullable: true}", #"{"type":["string","null"]}"#),
            (
                "{type: string, nullable: true, enum: [a, b]}",
                #"{"type":["string","null"],"enum":["a","b",null]}"#
            ),
            ("{type: string, nullable: false}", #"{"type":"string"}"#),
            (
                "{type: integer, minimum: 1, exclusiveMinimum: true}",
                #"{"type":"integer","exclusiveMinimum":1}"#
            ),
            (
                "{type: integer, maximum: 9, exclusiveMaximum: false}",
                #"{"type":"integer","maximum":9}"#
            ),
            (
                "{nullable: true, anyOf: [{type: string}, {type: integer}]}",
                #"{"anyOf":[{"anyOf":[{"type":"string"},{"type":"integer"}]},{"type":"null"}]}"#
            ),
            (
                "{type: string, xml: {name: a}, x-any: 1, externalDocs: {url: b}}",
                #"{"type":"string"}"#
            ),
            ("{type: string, example: red}", #"{"type":"string","examples":["red"]}"#),
        ])
    func older(schema: String, expected: String) async throws {
        #expect(try await translated(schema, version: "3.0.3") == expected)
    }

    @Test(
        "is mended where it is no schema",
        arguments: [
            ("{type: strange}", "{}"), ("{type: int}", #"{"type":"integer"}"#),
            ("{type: string, enum: []}", #"{"type":"string"}"#),
            ("{type: string, enum: [1, true, x]}", #"{"type":"string","enum":["1","true","x"]}"#),
            ("{type: string, maxLength: \"5\"}", #"{"type":"string","maxLength":5}"#),
            ("{type: string, maxLength: -1}", #"{"type":"string"}"#),
            ("{type: number, multipleOf: 0}", #"{"type":"number"}"#),
            ("{type: object, required: true}", #"{"type":"object"}"#),
            ("{type: string, pattern: '/^a+$/'}", #"{"type":"string","pattern":"^a+$"}"#),
            ("{type: string, pattern: '(?<=a)b'}", #"{"type":"string"}"#),
            ("{type: string, title: 5}", #"{"type":"string"}"#),
            ("5", "{}"),
        ])
    func mended(schema: String, expected: String) async throws {
        #expect(try await translated(schema) == expected)
    }

    @Test("keeps what 2020-12 knows")
    func kept() async throws {
        let schema = """
            {type: [object, "null"], properties: {a: {const: 1}}, patternProperties: {"^x": true},
            minProperties: 1, not: {required: [b]}, dependentRequired: {a: [c]}}
            """
        #expect(
            try await translated(schema)
                == #"{"type":["object","null"],"properties":{"a":{"const":1}},"patternProperties":{"^x":true},"#
                + #""minProperties":1,"not":{"required":["b"]},"dependentRequired":{"a":["c"]}}"#)
    }

    private static let tree = """
        schemas:
          Tree: {type: object, properties: {value: {type: string}, children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
          A~/B: {type: integer}
          Loop: {$ref: '#/components/schemas/Loop'}
        """

    @Test("keeps what it refers to once, also where that refers to itself")
    func recursive() async throws {
        let made = try await Made(
            Made.document(
                paths: """
                    /trees:
                      post:
                        operationId: plant
                        requestBody:
                          required: true
                          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
                        responses: {"204": {description: done}}
                    """, components: Self.tree))
        let schema = try made.tool("plant")[["inputSchema"]]
        #expect(schema?[["properties", "body", "items", "$ref"]] == "#/$defs/Tree")
        #expect(
            schema?[["$defs", "Tree", "properties", "children", "items", "$ref"]] == "#/$defs/Tree")
        #expect(schema?[["$defs"]]?.object?.count == 1)
    }

    @Test("follows escapes, and says which reference leads nowhere")
    func references() async throws {
        let escaped = try await translated(
            "{$ref: '#/components/schemas/A~0~1B'}", components: Self.tree)
        #expect(escaped.hasPrefix(##"{"$ref":"#/$defs/A_B_"##))
        #expect(
            try await translated("{$ref: '#/components/schemas/No'}", components: Self.tree) == "{}"
        )
        #expect(
            try await translated("{$ref: '#/components/schemas/Loop'}", components: Self.tree)
                == "{}")
    }

    @Test("leaves out what only the server writes, and asks for nothing of it")
    func readOnly() async throws {
        let schema = """
            {type: object, required: [id, name], properties:
            {id: {type: string, readOnly: true}, name: {type: string}}}
            """
        #expect(
            try await translated(schema)
                == #"{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}"#
        )
    }

    @Test("may have members that are called like keywords")
    func namedLikeKeywords() async throws {
        let schema = """
            {type: object, properties: {title: {type: string}, $ref: {type: string},
            enum: {type: array}, default: {type: "null"}, properties: {type: object}}}
            """
        let made = try await translated(schema)
        #expect(
            made
                == #"{"type":"object","properties":{"title":{"type":"string"},"$ref":{"type":"string"},"#
                + #""enum":{"type":"array"},"default":{"type":"null"},"properties":{"type":"object"}}}"#
        )
    }
}

@Suite("A pattern")
struct PortablePatternTests {
    @Test(
        "that both languages read alike is kept",
        arguments: [
            "^[a-z]+$", "a{2,5}?", #"^\d{4}-\d{2}$"#, "(?:a|b)*c", "(?=x)y(?!z)", #"[^\]]"#,
            #"\u00e9"#,
            #"(a)\1"#, "[a-zäöü]", "^$", "a|", #"\/path"#,
        ])
    func kept(pattern: String) { #expect(PortablePattern.written(pattern) == pattern) }

    @Test(
        "that they do not read alike, or refuse, is not",
        arguments: [
            #"\p{L}"#, "(?<name>a)", "(?P<name>a)", "(?<=a)", "*a", "a**", "a{5,2}", "(a", "a)",
            "[a",
            #"\Z"#, "a++", "[]", #"\"#, "a{x}", "(?i)a", "]", #"\x0"#,
        ])
    func refused(pattern: String) { #expect(PortablePattern.written(pattern) == nil) }
}
