// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import MCPModel

@Suite("A JSON schema")
struct JSONSchemaTests {
    private func schema(_ text: String) throws -> JSONSchema { JSONSchema(try value(text)) }

    @Test("gives its fields in the order written, parents before children")
    func order() throws {
        let schema = try schema(
            """
            {"type":"object","required":["b","c/d"],"properties":{
              "b":{"type":"object","required":["y"],"properties":{"z":{"type":"string"},"y":{}}},
              "a":{"description":"An a."},"c/d":{"type":["string","null"]}}}
            """)
        let fields = schema.fields()
        #expect(fields.map(\.name) == ["b", "z", "y", "a", "c/d"])
        #expect(
            fields.map(\.pointer.description) == [
                "/properties/b", "/properties/b/properties/z", "/properties/b/properties/y",
                "/properties/a", "/properties/c~1d",
            ])
        #expect(fields.map(\.isRequired) == [true, false, true, false, true])
        #expect(fields.map(\.depth) == [0, 1, 1, 0, 0])
        #expect(fields.map(\.description) == [nil, nil, nil, "An a.", nil])
        #expect(fields.last?.schema.types == ["string", "null"])
        for field in fields { #expect(schema.json[field.pointer] == field.schema.json) }
    }

    @Test("gives the fields of an array's elements")
    func arrays() throws {
        let schema = try schema(
            #"""
            {"properties":{"rows":{"type":"array","items":{"type":"object","required":["id"],
              "properties":{"id":{"type":"integer"}}}},"tags":{"items":{"type":"string"}}}}
            """#)
        let fields = schema.fields()
        #expect(fields.map(\.name) == ["rows", "id", "tags"])
        #expect(fields[1].pointer.description == "/properties/rows/items/properties/id")
        #expect(fields[1].isRequired)
    }

    @Test(
        "follows references inside itself",
        arguments: [
            "#/$defs/Plain", "#/$defs/a~1b", "#/$defs/m~0n", "#/$defs/Page%3CBook%3E",
            "#/$defs/a%20b",
            "#/%24defs/Plain", "#/definitions/Old", "#/$defs/Chain", "#/$defs/é", "#/$defs/%C3%A9",
            "#/properties/other",
        ])
    func references(reference: String) throws {
        let target = #"{"type":"string","description":"There."}"#
        let schema = try schema(
            """
            {"properties":{"x":{"$ref":"\(reference)"},"other":\(target)},
             "$defs":{"Plain":\(target),"a/b":\(target),"m~n":\(target),"Page<Book>":\(target),
               "a b":\(target),"é":\(target),"Chain":{"$ref":"#/$defs/Link"},
               "Link":{"$ref":"#/definitions/Old"}},
             "definitions":{"Old":\(target)}}
            """)
        let field = try #require(schema.fields().first)
        #expect(field.target?.types == ["string"])
        #expect(field.description == "There.")
    }

    @Test("prefers the words beside a reference to those behind it")
    func wordsBesideReference() throws {
        let schema = try schema(
            """
            {"properties":{"x":{"$ref":"#/$defs/D","description":"Here."}},
             "$defs":{"D":{"description":"There."}}}
            """
        )
        #expect(schema.fields().first?.description == "Here.")
    }

    @Test(
        "follows no reference that leads nowhere, elsewhere or in a circle",
        arguments: [
            "#/$defs/Nothing", "#/$defs/Self", "#/$defs/Ping", "#nothing", "other.json#/a", "Plain",
            "https://example.com/schema", "", "#/~2",
        ])
    func deadReferences(reference: String) throws {
        let schema = try schema(
            """
            {"properties":{"x":{"$ref":"\(reference)"}},"$defs":{"Self":{"$ref":"#/$defs/Self"},
             "Ping":{"$ref":"#/$defs/Pong"},"Pong":{"$ref":"#/$defs/Ping"}}}
            """)
        let field = try #require(schema.fields().first)
        #expect(field.target == nil)
        #expect(field.description == nil)
        #expect(field.shapes(in: schema).isEmpty)
    }

    @Test("that refers to itself gives each field once")
    func recursive() throws {
        let schema = try schema(
            ##"{"properties":{"node":{"$ref":"#"},"kids":{"items":{"$ref":"#"}}}}"##)
        #expect(schema.fields().map(\.name) == ["node", "kids"])
        #expect(schema.fields().first?.target == schema)
    }

    @Test("gives fields down to a depth, and at most so many")
    func limits() throws {
        var text = #"{"type":"string"}"#
        for level in (0..<12).reversed() { text = "{\"properties\":{\"f\(level)\":\(text)}}" }
        let deep = try schema(text)
        #expect(deep.fields().map(\.depth) == [0, 1, 2, 3, 4])
        var limits = JSONSchema.FieldLimits()
        limits.depth = 1
        #expect(deep.fields(limits: limits).map(\.name) == ["f0", "f1"])

        let members = (0..<700).map { "\"p\($0)\":{}" }.joined(separator: ",")
        let wide = try schema("{\"properties\":{\(members)}}")
        #expect(wide.fields().count == 500)
        limits.fields = 3
        #expect(wide.fields(limits: limits).map(\.name) == ["p0", "p1", "p2"])
    }

    @Test("gives the alternatives of a field, null left out")
    func alternatives() throws {
        let schema = try schema(
            """
            {"properties":{"x":{"anyOf":[{"type":"string"},{"type":"null"},{"$ref":"#/$defs/D"}],
              "oneOf":[{"type":"boolean"}]},"y":{"type":"integer"}},"$defs":{"D":{"type":"integer"}}}
            """)
        let fields = schema.fields()
        #expect(
            fields.first?.shapes(in: schema).map(\.types) == [
                [], ["string"], ["integer"], ["boolean"],
            ])
        #expect(fields.last?.shapes(in: schema).map(\.types) == [["integer"]])
    }

    @Test(
        "of an odd shape has no fields rather than an error",
        arguments: [
            "true", "false", "null", "3", "[]", "\"x\"", "{}", #"{"properties":[]}"#,
            #"{"properties":null,"required":"a"}"#, #"{"properties":{}}"#,
        ])
    func oddShapes(text: String) throws {
        let schema = try schema(text)
        #expect(schema.fields().isEmpty)
        #expect(schema.required.isEmpty)
        #expect(schema.types.isEmpty)
        #expect(schema.allowedValues.isEmpty)
        #expect(schema.alternatives.isEmpty)
    }

    @Test("of a field may be a truth value")
    func truthValues() throws {
        let fields = try schema(#"{"properties":{"a":true,"b":false,"c":null,"d":[1]}}"#).fields()
        #expect(fields.map(\.name) == ["a", "b", "c", "d"])
        #expect(fields.allSatisfy { $0.description == nil && $0.schema.types.isEmpty })
    }

    @Test("gives the values that are allowed")
    func allowedValues() throws {
        #expect(try schema(#"{"enum":["a",1,null]}"#).allowedValues == ["a", 1, nil])
        #expect(try schema(#"{"const":null}"#).allowedValues == [nil])
    }
}
