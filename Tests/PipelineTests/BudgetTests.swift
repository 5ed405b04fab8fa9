// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Pipeline

@Suite("A tool that is too long")
struct BudgetTests {
    private static func text(_ count: Int) -> String {
        "Sentence. " + String(repeating: "word ", count: count)
    }

    /// Schemas that all refer to each other.
    private func web(_ count: Int) async throws -> Made {
        var schemas = "schemas:\n"
        for number in 0..<count {
            schemas += "  S\(number): {type: object, description: '\(Self.text(30))', properties: {"
            schemas += (0..<10).map {
                "p\($0): {$ref: '#/components/schemas/S\((number * 7 + $0 * 13) % count)'}"
            }
            .joined(separator: ", ")
            schemas += "}}\n"
        }
        return try await Made(
            Made.document(
                paths: """
                    /a:
                      post:
                        operationId: weave
                        requestBody: {required: true, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/S0'}}}}}
                        responses: {"200": {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/S1'}}}}}
                    """, components: schemas))
    }

    @Test("is cut where schemas lead on without end, and says what is missing")
    func closure() async throws {
        let made = try await web(300)
        let tool = try made.tool("weave")
        #expect(JSONWriter.bytes(tool).count <= 8_000)
        let record = made.generation.record.tools[0]
        #expect(record.bytes <= 8_000)
        #expect(record.cut.contains { $0.hasPrefix("the form of S") })
        // What is left out is still an object, and nothing refers to what is not there.
        for side in ["inputSchema", "outputSchema"] {
            let schema = try #require(tool[[side]])
            let known = Set(schema[["$defs"]]?.object?.keys.map { $0 } ?? [])
            var places = [schema]
            while let place = places.popLast() {
                if let name = place.object.flatMap(SubschemaWalk.definition) {
                    #expect(known.contains(name))
                }
                places += place.array ?? place.object?.members.map(\.value) ?? []
            }
        }
    }

    @Test("loses words before it loses members")
    func words() async throws {
        let members = (0..<60).map { "m\($0): {type: string, description: '\(Self.text(60))'}" }
        let made = try await Made(
            Made.document(
                paths: """
                    /a:
                      post:
                        operationId: talk
                        requestBody: {required: true, content: {application/json: {schema: {type: object, required: [m59], properties: {\(members.joined(separator: ", "))}}}}}
                        responses: {"204": {description: x}}
                    """))
        let properties = try made.tool("talk")[["inputSchema", "properties"]]?.object
        #expect(properties?.count == 60)
        #expect(made.generation.record.tools[0].cut.isEmpty)
        #expect(made.generation.record.tools[0].bytes <= 8_000)
    }

    @Test("is shorter where most of many are long, unless a length is given")
    func tight() async throws {
        let members = (0..<50).map { "m\($0): {type: string, description: '\(Self.text(20))'}" }
        let paths = (0..<12).map { number in
            """
            /a\(number):
              post:
                operationId: talk\(number)
                requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {\(members.joined(separator: ", "))}}}}}
                responses: {"204": {description: x}}
            """
        }
        let document = Made.document(paths: paths.joined(separator: "\n"))
        let made = try await Made(document)
        #expect(made.generation.record.tools.allSatisfy { $0.bytes <= 4_000 && $0.cut.isEmpty })
        var options = GenerationOptions()
        options.toolBytes = 8_000
        let long = try await Made(document, options)
        #expect(long.generation.record.tools.allSatisfy { (4_001...8_000).contains($0.bytes) })
    }

    @Test("loses optional members at last, never required ones")
    func members() async throws {
        let members = (0..<190).map {
            "a_long_name_of_a_member_\($0): {type: string, format: date-time, minLength: 1}"
        }
        let made = try await Made(
            Made.document(
                paths: """
                    /a:
                      post:
                        operationId: fill
                        requestBody: {required: true, content: {application/json: {schema: {type: object, required: [a_long_name_of_a_member_189], properties: {\(members.joined(separator: ", "))}}}}}
                        responses: {"204": {description: x}}
                    """))
        let record = made.generation.record.tools[0]
        #expect(record.bytes <= 8_000)
        #expect(record.cut.contains { $0.hasPrefix("a_long_name") })
        let properties = try made.tool("fill")[["inputSchema", "properties"]]
        #expect(properties?[["a_long_name_of_a_member_189"]] != nil)
    }
}

@Suite("A text for a model")
struct ProseTests {
    @Test(
        "is without marks that only please the eye",
        arguments: [
            ("**Bold** and `code`", "Bold and code"), ("a\n\n  b\t c ", "a b c"),
            ("See [the docs](https://example.com/x) now", "See the docs now"),
            ("<p>One<br/>two</p>", "One two "), ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
            ("[x] done", "[x] done"),
        ])
    func plain(text: String, expected: String) {
        #expect(Prose.plain(text) == expected.trimmed)
    }

    @Test("is cut after a sentence, or else between words")
    func shortened() {
        #expect(Prose.shortened("One two. Three four five.", to: 12) == "One two.")
        #expect(Prose.shortened("One two three four", to: 12) == "One two…")
        #expect(Prose.shortened("短い。とても長い文章です", to: 6) == "短い。")
        #expect(Prose.shortened("short", to: 10) == "short")
        #expect(Prose.shortened("anything", to: 0) == "")
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

@Suite("A schema that is shortened")
struct ThriftTests {
    private func thinned(_ schema: String, _ level: Int) throws -> String {
        JSONWriter.text(Thrift.levels[level].thinned(try JSONReader.read(schema).root))
    }

    @Test(
        "keeps the values of what holds no other schema, however deep, and choices at their depth")
    func leaves() throws {
        let schema = """
            {"properties": {"a": {"anyOf": [{"type": "string", "enum": ["x"]}, {"type": "array", "items":
              {"type": "string", "enum": ["y"]}}]}, "b": {"type": "object", "properties": {"c": {"type":
              "object", "properties": {"d": {"type": "integer"}}}}}}}
            """
        #expect(
            try thinned(schema, 5)
                == #"{"properties":{"a":{"anyOf":[{"type":"string","enum":["x"]},{"type":"array","items":"#
                + #"{"type":"string","enum":["y"]}}]},"b":{"type":"object","properties":{"c":{"type":"object"}}}}}"#
        )
    }

    @Test("accepts more, never less: one of several becomes any, and nothing is forbidden")
    func loosened() throws {
        let schema = """
            {"oneOf": [{"properties": {"a": {"type": "object", "properties": {"b": {}}}}}, {"type": "null"}],
             "not": {"required": ["c"]}}
            """
        #expect(
            try thinned(schema, 5)
                == #"{"anyOf":[{"properties":{"a":{"type":"object","properties":{"b":{}}}}},{"type":"null"}]}"#
        )
        #expect(try thinned(schema, 0).contains("oneOf"))
    }
}
