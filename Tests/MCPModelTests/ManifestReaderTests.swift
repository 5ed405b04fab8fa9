// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import MCPModel

/// The servers in a text.
func entries(_ text: String, name: String = "fallback") throws -> [ManifestReader.Entry] {
    ManifestReader.read(try JSONReader.read(text), fallbackName: name)
}

/// The only server in a text.
func manifest(_ text: String, name: String = "fallback") throws -> ServerManifest {
    let entries = try entries(text, name: name)
    #expect(entries.count == 1)
    return try #require(entries.first).manifest.get()
}

@Suite("A manifest")
struct ManifestReaderTests {
    static let tools = """
        [{"name":"search_books","description":"Finds books.","inputSchema":{"type":"object"}},
         {"name":"get_book","title":"Get book","outputSchema":{"type":"object"},
          "annotations":{"title":"Old title","readOnlyHint":true,"destructiveHint":false}}]
        """

    @Test(
        "is read from every shape of one server",
        arguments: [
            ("{\"tools\":\(tools)}", "/tools", "fallback"),
            ("{\"tools\":\(tools),\"nextCursor\":null,\"_meta\":{}}", "/tools", "fallback"),
            (
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":\(tools)}}", "/result/tools",
                "fallback"
            ),
            ("{\"result\":{\"tools\":\(tools)}}", "/result/tools", "fallback"),
            (tools, "", "fallback"),
            ("{\"server\":{\"name\":\"books\"},\"tools\":\(tools)}", "/tools", "books"),
            ("{\"serverInfo\":{\"name\":\"books\"},\"tools\":\(tools)}", "/tools", "books"),
            ("{\"server\":\"books\",\"tools\":\(tools)}", "/tools", "books"),
            ("{\"server_name\":\"books\",\"tools\":\(tools)}", "/tools", "books"),
            ("{\"name\":\"books\",\"tools\":\(tools)}", "/tools", "books"),
            ("{\"name\":\"\",\"tools\":\(tools)}", "/tools", "fallback"),
            (
                "{\"servers\":[{\"name\":\"books\",\"tools\":\(tools)}]}", "/servers/0/tools",
                "books"
            ),
            ("[{\"name\":\"books\",\"tools\":\(tools)}]", "/0/tools", "books"),
        ])
    func shapes(text: String, place: String, name: String) throws {
        let manifest = try manifest(text)
        #expect(manifest.name == name)
        #expect(manifest.tools.map(\.name) == ["search_books", "get_book"])
        #expect(manifest.tools.map(\.origin.description) == ["\(place)/0", "\(place)/1"])
        #expect(manifest.gaps.isEmpty)
        let second = try #require(manifest.tools.last)
        #expect(second.title == "Get book")
        #expect(second.description == nil)
        #expect(second.inputSchema == JSONSchema([:]))
        #expect(second.outputSchema?.types == ["object"])
        #expect(second.annotations.title == "Old title")
        #expect(second.annotations.readOnlyHint == true)
        #expect(second.annotations.destructiveHint == false)
        #expect(second.annotations.idempotentHint == nil)
        let document = try #require(manifest.document)
        #expect(document.root[second.origin] == .object(second.json))
    }

    @Test("says who the server is")
    func identity() throws {
        let manifest = try manifest(
            """
            {"server":{"name":"books","version":"1.2","protocolVersion":"2025-11-25",
             "instructions":"Search first."},"tools":[]}
            """)
        #expect(manifest.version == "1.2")
        #expect(manifest.protocolVersion == "2025-11-25")
        #expect(manifest.instructions == "Search first.")
        let outside = try self.manifest(
            """
            {"serverInfo":{"name":"books","version":"1.2"},"protocolVersion":"2025-11-25",
             "instructions":"Search first.","tools":[]}
            """)
        #expect(outside.json == manifest.json)
    }

    private func manifest(_ text: String) throws -> ServerManifest {
        try MCPModelTests.manifest(text)
    }

    @Test(
        "may have no tools at all",
        arguments: ["{\"tools\":[]}", "[]", "{\"result\":{\"tools\":[]}}"])
    func noTools(text: String) throws {
        #expect(try manifest(text).tools.isEmpty)
        #expect(try manifest(text).gaps.isEmpty)
    }

    @Test("joins the pages of an answer")
    func pages() throws {
        let manifest = try manifest(
            """
            [{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"2"}},
             {"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"b"},{"name":"c"}]}}]
            """)
        #expect(manifest.tools.map(\.name) == ["a", "b", "c"])
        #expect(
            manifest.tools.map(\.origin.description) == [
                "/0/result/tools/0", "/1/result/tools/0", "/1/result/tools/1",
            ])
    }

    @Test("is written so that it is read again without loss")
    func roundTrip() throws {
        var manifest = try manifest("{\"server\":{\"name\":\"books\"},\"tools\":\(Self.tools)}")
        manifest.version = "1"
        manifest.instructions = "Search first.\n"
        let again = try self.manifest(JSONWriter.text(manifest.json, layout: .indented))
        #expect(again.json == manifest.json)
        #expect(again.tools == manifest.tools)
    }

    @Test(
        "knows the spellings of schemas in the wild",
        arguments: ["input_schema", "parameters", "inputSchema"])
    func schemaSpellings(key: String) throws {
        let manifest = try manifest(
            #"{"tools":[{"name":"a","\#(key)":{"type":"object","properties":{"q":{}}},"output_schema":{"type":"string"}}]}"#
        )
        let tool = try #require(manifest.tools.first)
        #expect(tool.inputSchema.properties.map(\.name) == ["q"])
        #expect(tool.outputSchema?.types == ["string"])
        #expect(Set(tool.json.keys) == ["name", "inputSchema", "outputSchema"])
    }

    @Test("knows the wrap of function-calling APIs")
    func functionCalling() throws {
        let manifest = try manifest(
            """
            [{"type":"function","function":{"name":"a","description":"An a.",
              "parameters":{"properties":{"q":{}}}}},{"type":"function","name":"b","parameters":{}}]
            """)
        #expect(manifest.tools.map(\.name) == ["a", "b"])
        #expect(manifest.tools.first?.description == "An a.")
        #expect(manifest.tools.first?.origin.description == "/0/function")
        #expect(manifest.tools.first?.inputSchema.properties.map(\.name) == ["q"])
    }

    @Test("knows the argument lists of the Docker registry")
    func dockerRegistry() throws {
        let manifest = try manifest(
            """
            [{"name":"list_rows","description":"Lists rows.","arguments":[
              {"name":"table","type":"string","desc":"The table."},
              {"name":"columns","type":"array","items":{"type":"string"},"desc":"The columns.",
               "optional":true},
              {"type":"string","desc":"This one has no name."}]},
             {"name":"ping","description":"Answers.","arguments":[]}]
            """)
        let schema = try #require(manifest.tools.first).inputSchema
        #expect(
            schema.json == [
                "type": "object",
                "properties": [
                    "table": ["type": "string", "description": "The table."],
                    "columns": [
                        "type": "array", "description": "The columns.", "items": ["type": "string"],
                    ],
                ],
                "required": ["table"],
            ])
        #expect(
            manifest.tools.last?.inputSchema.json == ["type": "object", "properties": [:]])
    }

    @Test("takes a null as an absence")
    func nulls() throws {
        let manifest = try manifest(
            """
            {"server":null,"name":null,"version":null,"tools":[{"name":"a","title":null,
             "description":null,"inputSchema":null,"outputSchema":null,"annotations":null}]}
            """)
        let tool = try #require(manifest.tools.first)
        #expect(manifest.name == "fallback")
        #expect(manifest.version == nil)
        #expect(tool.title == nil && tool.description == nil && tool.outputSchema == nil)
        #expect(tool.inputSchema == JSONSchema([:]))
        #expect(tool.annotations == ToolAnnotations(json: JSONObject()))
    }

    @Test("takes a null in one spelling of a schema for an absence, and reads the other")
    func nullBesideSpelling() throws {
        let manifest = try manifest(
            #"[{"name":"a","inputSchema":null,"parameters":{"properties":{"q":{}}}}]"#)
        #expect(manifest.tools.first?.inputSchema.properties.map(\.name) == ["q"])
    }
}

@Suite("A document of several servers")
struct ManyServersTests {
    @Test("gives them in their order")
    func list() throws {
        let entries = try entries(
            """
            [{"name":"a","tools":[{"name":"x"}]},{"tools":[]},{"result":{"tools":[{"name":"y"}]}}]
            """)
        #expect(entries.map(\.name) == ["a", "fallback[1]", "fallback[2]"])
        #expect(try entries.map { try $0.manifest.get().tools.map(\.name) } == [["x"], [], ["y"]])
    }

    @Test("gives the good ones beside a bad one")
    func oneBad() throws {
        let entries = try entries(
            """
            [{"name":"a","tools":[{"name":"x"}]},
             5,
             {"name":"c","tools":"none"},
             {"name":"d"},
             {"name":"e","tools":[{"name":"y"}]}]
            """)
        #expect(entries.map(\.name) == ["a", "fallback[1]", "c", "d", "e"])
        let problems = entries.map { entry -> String? in
            guard case .failure(let problem) = entry.manifest else { return nil }
            return problem.description
        }
        let shapes = ManifestReader.shapes
        #expect(
            problems == [
                nil, "line 2, column 2, at /1: this is a number, not \(shapes)",
                "line 3, column 22, at /2/tools: \"tools\" must be an array, not a string",
                "line 4, column 2, at /3: this is not \(shapes)", nil,
            ])
    }

    @Test("of a directory gives each launch name's own answer")
    func directory() throws {
        let entries = try entries(
            """
            [{"name":"Book finder","description":"Finds books.","category":"Reading",
              "config":{"mcpServers":{"book-finder":{"command":"npx"}}},
              "tools":{"book-finder":{"server_name":"book-finder","version":"0.1.0",
                "tools":[{"name":"find_book"}]},
               "second":{"tools":[{"name":"other"}]},"broken":{"tools":3}}},
             {"name":"Plain","tools":[{"name":"z"}]}]
            """)
        #expect(entries.map(\.name) == ["book-finder", "second", "broken", "Plain"])
        let first = try #require(entries.first).manifest.get()
        #expect(first.version == "0.1.0")
        #expect(first.tools.first?.origin.description == "/0/tools/book-finder/tools/0")
        guard case .failure(let problem) = entries[2].manifest else {
            Issue.record("the broken one was read")
            return
        }
        #expect(problem.pointer?.description == "/0/tools/broken/tools")
    }

    @Test("may be empty", arguments: [#"{"servers":[]}"#, #"{"tools":{}}"#])
    func empty(text: String) throws { #expect(try entries(text).isEmpty) }
}

@Suite("What is no manifest")
struct ManifestFaultTests {
    /// Why a text holds no server.
    private func problem(_ text: String) throws -> InputProblem? {
        let entries = try entries(text)
        #expect(entries.count == 1)
        guard case .failure(let problem)? = entries.first?.manifest else { return nil }
        return problem
    }

    @Test(
        "is told in a sentence with its place",
        arguments: [
            ("3", "", "this is a number, not a tools/list result"),
            ("\"x\"", "", "this is a string"), ("null", "", "this is null"),
            ("true", "", "this is a boolean"),
            ("{}", "", "this is not a tools/list result"),
            ("{\"openapi\":\"3.1.0\",\"paths\":{}}", "", "this is not a tools/list result"),
            ("{\"tools\":null}", "/tools", "\"tools\" must be an array, not null"),
            ("{\"tools\":\"a\"}", "/tools", "\"tools\" must be an array, not a string"),
            ("{\"name\":\"s\",\"tools\":7}", "/tools", "\"tools\" must be an array, not a number"),
            (
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", "",
                "this response has no result.tools"
            ),
            ("{\"jsonrpc\":\"2.0\",\"id\":1}", "", "this response has no result.tools"),
            (
                "{\"jsonrpc\":\"2.0\",\"result\":{\"tools\":{}}}", "",
                "this response has no result.tools"
            ),
            ("[1]", "/0", "a tool must be an object, not a number"),
            ("[[]]", "/0", "a tool must be an object, not an array"),
            ("[{}]", "/0", "this tool has no name"),
            ("[{\"name\":\"\"}]", "/0", "this tool has no name"),
            ("[{\"name\":null}]", "/0", "this tool has no name"),
            ("[{\"name\":3}]", "/0/name", "\"name\" of a tool must be a string, not a number"),
            (
                "{\"tools\":[{\"name\":\"a\",\"description\":[]}]}", "/tools/0/description",
                "\"description\" of a tool must be a string, not an array"
            ),
            (
                "{\"tools\":[{\"name\":\"a\",\"inputSchema\":\"x\"}]}", "/tools/0/inputSchema",
                "\"inputSchema\" of a tool must be an object, not a string"
            ),
            (
                "[{\"function\":{\"name\":\"a\",\"title\":{}}}]", "/0/function/title",
                "\"title\" of a tool must be a string, not an object"
            ),
        ])
    func wrongShapes(text: String, pointer: String, words: String) throws {
        let problem = try #require(try problem(text))
        #expect(problem.code == .wrongShape)
        #expect(problem.message.hasPrefix(words), "\(problem.message)")
        #expect(problem.pointer?.description == pointer)
    }

    @Test("has a line and a column too")
    func position() throws {
        #expect(
            try problem("{\"a\":1,\n \"tools\":3}")?.position == TextPosition(line: 2, column: 10))
        #expect(try problem("[\n {\"name\":3}]")?.position == TextPosition(line: 2, column: 10))
    }

    @Test("is an error of the server when the server answered with one")
    func errorResponse() throws {
        let text = #"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"locked"}}"#
        let problem = try #require(try problem(text))
        #expect(problem.code == .serverError)
        #expect(problem.message == "the server answered with an error: locked")
        #expect(problem.pointer?.description == "/error")
        let mute = try self.problem(
            #"[{"jsonrpc":"2.0","result":{"tools":[]}},{"jsonrpc":"2.0","error":{}}]"#)
        #expect(mute?.message == "the server answered with an error: no message")
        #expect(mute?.pointer?.description == "/1/error")
    }

    @Test("may be one tool among good ones, which leaves a gap")
    func gaps() throws {
        let manifest = try manifest(
            """
            {"tools":[{"name":"a"},{"description":"No name."},{"name":"b"},7,
             {"name":"c","outputSchema":[]}]}
            """)
        #expect(manifest.tools.map(\.name) == ["a", "b"])
        #expect(
            manifest.gaps.map { $0.pointer?.description } == [
                "/tools/1", "/tools/3", "/tools/4/outputSchema",
            ])
        #expect(manifest.gaps.first?.message == "this tool has no name")
    }

    @Test("is a report of Smelt, which also has tools but is no server")
    func report() throws {
        let text = """
            {"schemaVersion":"1","engine":{"name":"smelt","version":"0"},"rubrics":[],
             "subject":{"name":"s"},"quality":{},"tools":[{"name":"a","quality":{}}],"findings":[]}
            """
        #expect(try problem(text)?.code == .wrongShape)
    }
}
