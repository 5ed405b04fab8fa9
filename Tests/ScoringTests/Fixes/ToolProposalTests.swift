// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

@Suite("Proposals about a tool")
struct ToolProposalTests {
    private func titles(_ json: String, rule: String) throws -> [String] {
        let repair = try Repair(json: json)
        #expect(try Repair(repair.mended()).proposals.isEmpty)
        return repair.proposals.filter { $0.rule == rule }.map {
            $0.title + ($0.isSafe ? "" : " (look)")
        }
    }

    private func mended(_ json: String) throws -> JSONValue {
        .object(try #require(Repair(json: json).mended().first).json)
    }

    @Test(
        "close the schema of the arguments",
        arguments: [
            (#"{"type": "object", "properties": {"x": {}}}"#, ["additionalProperties"], true),
            (#"{"type": "object", "properties": {}}"#, ["additionalProperties"], true),
            (#"{"properties": {}}"#, ["type", "additionalProperties"], true),
            (#"{"type": null, "properties": {}}"#, ["type", "additionalProperties"], true),
            (#"{"type": "object"}"#, ["additionalProperties"], false),
            (#"{"type": "object", "properties": {}, "additionalProperties": true}"#, [], true),
            (#"{"type": "object", "properties": {}, "additionalProperties": {}}"#, [], true),
            (#"{"type": "object", "properties": {}, "additionalProperties": null}"#, [], true),
            (#"{"type": "object", "properties": {}, "patternProperties": {}}"#, [], true),
            (#"{"type": "object", "anyOf": [{"required": ["y"]}]}"#, [], true),
            (#"{"type": "object", "properties": {"x": {}}, "required": ["y"]}"#, [], true),
            (
                #"{"type": "object", "properties": {}, "description": "Takes arbitrary keys"}"#, [],
                true
            ),
            (#"{"$ref": "#, [], true),
            (#"{"type": "array"}"#, [], true),
        ])
    func closing(schema: String, keywords: [String], isSafe: Bool) throws {
        let schema =
            schema == #"{"$ref": "# ? ##"{"type": "object", "$ref": "#/$defs/x"}"## : schema
        let repair = try Repair(json: #"{"name": "x", "inputSchema": \#(schema)}"#)
        let proposals = repair.proposals.filter { $0.rule == "input-open" }
        let places = proposals.flatMap(\.patch.operations).map { operation in
            guard case .add(let place, _) = operation else { return "" }
            return place.tokens.last ?? ""
        }
        #expect(places == keywords)
        #expect(proposals.allSatisfy { $0.isSafe == isSafe })
        #expect(try Repair(repair.mended()).proposals.isEmpty)
    }

    @Test("do not close a schema whose arguments are only described")
    func onlyDescribed() throws {
        let json =
            #"{"name": "x", "description": "Reads.\nArgs:\n  path: The file to read","#
            + #" "inputSchema": {"type": "object", "properties": {}}}"#
        #expect(try titles(json, rule: "input-open").isEmpty)
    }

    @Test("leave a tool alone that gives no schema")
    func noSchema() throws {
        #expect(try titles(#"{"name": "x"}"#, rule: "input-open").isEmpty)
        #expect(try titles(#"{"name": "x", "inputSchema": null}"#, rule: "input-open").isEmpty)
    }

    @Test(
        "require what the text calls required",
        arguments: [
            ("The path (required)", ["x"]), ("Required. The path", ["x"]),
            ("The path (string, required)", ["x"]), ("The path. This field is required.", ["x"]),
            ("[required] The path", ["x"]), ("路径（必填）", ["x"]), ("Der Pfad (erforderlich)", ["x"]),
            ("The path - mandatory", ["x"]), ("The path", []), ("The path (optional)", []),
            ("The path (not required)", []), ("Required if y is given", []),
            ("An API key is required.", []), ("The path (required unless y is set)", []),
            ("Required. Defaults to y", []), ("The required path", []),
        ])
    func required(text: String, names: [String]) throws {
        let text = JSONWriter.text(.string(text))
        let json = """
            {"name": "x", "inputSchema": {"type": "object", "properties": {
            "x": {"type": "string", "description": \(text)}, "y": {"type": "string"}}}}
            """
        let required = try mended(json)[["inputSchema", "required"]]
        #expect(required == (names.isEmpty ? nil : .array(names.map(JSONValue.string))))
        let found = try titles(json, rule: "input-open").filter { $0.contains("require") }
        #expect(found.allSatisfy { $0.hasSuffix("(look)") })
        let present = json.replacing("\"properties\"", with: "\"required\": [], \"properties\"")
        #expect(try mended(present)[["inputSchema", "required"]] == [])
    }

    @Test(
        "copy what the description says about an argument",
        arguments: [
            (
                "Reads.\n\nArgs:\n    x: The file to read\n\nReturns:\n    y: text",
                "The file to read"
            ),
            (
                "Reads.\nArgs:\n    x (str, optional): The file\n        to read\n    y: no",
                "The file to read"
            ),
            ("Reads.\n\nParameters:\n- x (string): The file to read", "The file to read"),
            ("Reads.\n\n:param x: The file to read\n:return: text", "The file to read"),
            ("Reads.\n:param str x: The file to read", "The file to read"),
            ("Reads.\n@param {string} x - The file to read", "The file to read"),
            ("Reads.\n\n- `x` - The file to read\n- `y`: More of it", "The file to read"),
            ("Reads.\n\n* **x**: The file to read", "The file to read"),
            ("## Parameters\n- **`x`** (required): The file to read", "The file to read"),
            ("参数：\n  x: 要读取的文件的路径名称", "要读取的文件的路径名称"),
            ("Args:\n  x: The file\u{200B} to read", "The file to read"),
            ("Reads.\n\nReturns:\n    x: The file that was read", nil),
            ("Sorted by:\n- x: the first axis\n- z: the third axis", nil),
            ("Args:\n  x: string", nil), ("Args:\n  x:", nil), ("Args:\n  x: x", nil),
            ("Reads x: the file to read.", nil), ("Args: x: The file to read", nil),
        ])
    func copies(description: String, expected: String?) throws {
        let text = JSONWriter.text(.string(description))
        let json = """
            {"name": "read", "description": \(text), "inputSchema": {"type": "object",
            "properties": {"x": {"type": "string"}, "y": {"type": "string", "description": "Old"}}}}
            """
        let tool = try mended(json)
        let place: JSONPointer = ["inputSchema", "properties"]
        #expect(tool[place.appending("x").appending("description")]?.string == expected)
        #expect(tool[place.appending("y").appending("description")] == "Old")
        #expect(
            tool[["description"]]?.string == HiddenText(in: description)?.cleaned ?? description)
        #expect(try Repair(Repair(json: json).mended()).proposals.isEmpty)
    }

    @Test(
        "make a title of the name",
        arguments: [
            ("get_user_profile", "Get user profile"), ("getUserURL", "Get user URL"),
            ("list-api-keys", "List API keys"), ("HTTPGet", "HTTP get"), ("run", "Run"),
            ("NOTION_CREATE_PAGE", "Notion create page"), ("search.docs", "Search docs"),
            ("getURLs", "Get URLs"), ("parse_pdf_v2", "Parse PDF v2"),
            ("github_search", "GitHub search"),
            ("énumérer_pages", "Énumérer pages"), ("查询天气", "查询天气"),
        ])
    func title(name: String, expected: String) throws {
        let json = #"{"name": "\#(name)", "inputSchema": {}}"#
        #expect(try mended(json)[["title"]]?.string == expected)
        let blank = #"{"name": "\#(name)", "title": " ", "annotations": {"title": null}}"#
        #expect(try mended(blank)[["title"]]?.string == expected)
    }

    @Test(
        "leave titles alone",
        arguments: [
            #"{"name": "x_y", "title": "T"}"#, #"{"name": "x_y", "annotations": {"title": "T"}}"#,
            #"{"name": "__"}"#, #"{"name": "123"}"#, "{\"name\": \"de\u{200B}lete\"}",
        ])
    func noTitle(json: String) throws {
        #expect(try titles(json, rule: "title-missing").isEmpty)
    }

    @Test(
        "rename what breaks a clear style",
        arguments: [
            (["get_user", "list_users", "getOrder"], ["rename getOrder to get_order (look)"]),
            (["getUser", "listUsers", "GetOrder"], ["rename GetOrder to getOrder (look)"]),
            (
                ["get-user", "list-users", "API-get-order"],
                ["rename API-get-order to api-get-order (look)"]
            ),
            (["get_user", "list_users", "get_order", "getOrder"], []),
            (["get_user", "list_users", "getOrder", "GetOrder"], []),
            (["get_user", "listUsers"], []), (["get_user", "getOrder", "list-users"], []),
            (["get_user", "list_users", "get order"], []),
            (["get_user", "list_users", "search"], []),
            (["getOrder"], []),
        ])
    func renames(names: [String], expected: [String]) throws {
        let tools = names.map { #"{"name": "\#($0)", "title": "T"}"# }
        #expect(
            try titles("[\(tools.joined(separator: ","))]", rule: "name-style-mixed") == expected)
    }

    @Test(
        "declare what name and description show",
        arguments: [
            ("get_page", "Returns one page.", #"{"readOnlyHint":true}"#),
            ("list_issues", "Lists open issues.", #"{"readOnlyHint":true}"#),
            ("list_open_issues", "Lists open issues.", nil),
            ("delete_page", "Deletes one page.", #"{"destructiveHint":true}"#),
            (
                "create_page", "Creates one page.",
                #"{"readOnlyHint":false,"destructiveHint":false}"#
            ),
            (
                "delete_page", "Deletes one page. This is idempotent.",
                #"{"destructiveHint":true,"idempotentHint":true}"#
            ),
            ("update_page", "Updates a page. Not idempotent.", #"{"idempotentHint":false}"#),
            ("update_page", "Idempotent if the key is set.", nil),
            ("get_page", "Gets a page and deletes the draft.", nil),
            ("get_page", "Returns one page and updates its counter.", nil),
            ("get_or_create_page", "Gets or creates a page.", nil),
            ("create_page", "Creates or overwrites one page.", nil),
            ("create_file", "Creates one file.", nil),
            ("download_file", "Downloads one file.", nil),
            ("remove_background", "Removes the background of an image.", nil),
            ("delete_page", "Moves a page to the archive.", nil),
            ("delete_page", "Does not delete the files.", nil),
            ("run_query", "Runs a query.", nil), ("query", "Query the database.", nil),
            ("page", "One page.", nil),
        ])
    func hints(name: String, text: String, expected: String?) throws {
        let json = #"{"name": "\#(name)", "description": "\#(text)"}"#
        let found = try mended(json)[["annotations"]].map { JSONWriter.text($0) }
        #expect(found == expected)
        #expect(
            try Repair(json: json).proposals.allSatisfy { !$0.isSafe || $0.rule == "title-missing" }
        )
    }

    @Test(
        "contradict no declaration",
        arguments: [
            ("get_page", #"{"readOnlyHint":false}"#), ("get_page", #"{"destructiveHint":true}"#),
            ("delete_page", #"{"destructiveHint":false}"#),
            ("delete_page", #"{"readOnlyHint":true}"#),
            ("create_page", #"{"readOnlyHint":true}"#),
        ])
    func noContradiction(name: String, annotations: String) throws {
        let verb = name.split(separator: "_")[0]
        let json =
            #"{"name": "\#(name)", "description": "Will \#(verb) a page.", "annotations": "#
            + annotations + "}"
        #expect(try mended(json)[["annotations"]].map { JSONWriter.text($0) } == annotations)
    }

    @Test("add hints to those that are there")
    func moreHints() throws {
        let json = #"{"name": "get_page", "annotations": {"title": "T", "readOnlyHint": null}}"#
        let found = try mended(json)[["annotations"]].map { JSONWriter.text($0) }
        #expect(found == #"{"title":"T","readOnlyHint":true}"#)
    }

    @Test("take hidden characters out of prose, and out of nothing else")
    func hidden() throws {
        let json = """
            {"name": "x", "title": "T\u{200B}", "description": "a\u{E0041}b", "inputSchema":
            {"type": "object", "properties": {"name": {"type": "string", "description":
            "c\u{202E}", "enum": ["d\u{200B}"], "default": "d\u{200B}"}},
            "additionalProperties": false}}
            """
        let proposals = try Repair(json: json).proposals
        #expect(proposals.map(\.rule) == ["text-hidden"])
        #expect(proposals.first?.isSafe == true)
        #expect(
            proposals.first?.title
                == "remove zero-width characters, bidirectional controls, tag characters")
        let tool = try mended(json)
        #expect(tool[["title"]] == "T" && tool[["description"]] == "ab")
        let argument = tool[["inputSchema", "properties", "name"]]
        #expect(argument?[["description"]] == "c" && argument?[["default"]] == "d\u{200B}")
        #expect(argument?[["enum", "0"]] == "d\u{200B}")
    }
}
