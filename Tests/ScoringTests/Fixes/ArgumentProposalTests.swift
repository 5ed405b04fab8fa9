// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

@Suite("Proposals about an argument")
struct ArgumentProposalTests {
    /// A type with the words that describe an argument, and what they are turned into.
    struct Case: CustomTestStringConvertible, Sendable {
        let type: String
        let text: String
        let expected: [String]
        var more = ""

        init(_ type: String, _ text: String, _ expected: [String], more: String = "") {
            self.type = type
            self.text = text
            self.expected = expected
            self.more = more
        }

        var testDescription: String { "\(type)\(more): \(text)" }
    }

    private func check(_ example: Case) throws {
        let text = JSONWriter.text(.string(example.text))
        let repair = try Repair(
            argument: "{\"type\": \"\(example.type)\", \"description\": \(text)\(example.more)}")
        #expect(try repair.additions() == example.expected)
        #expect(repair.proposals.allSatisfy { $0.rule == "argument-unconstrained" })
    }

    @Test(
        "find the values that are listed",
        arguments: [
            Case("string", "Order. One of: asc, desc", [#"enum ["asc","desc"]"#]),
            Case("string", "Must be one of 'asc', 'desc'.", [#"enum ["asc","desc"]"#]),
            Case("string", "One of the following: `a b`, `c`.", [#"enum ["a b","c"]"#]),
            Case("string", "must be either \"on\" or \"off\"", [#"enum ["on","off"]"#]),
            Case(
                "string", "Allowed values: red, green, and blue.", [#"enum ["red","green","blue"]"#]
            ),
            Case("string", "Direction (up|down|left)", [#"enum ["up","down","left"] look"#]),
            Case("string", "Options: fast, slow", [#"enum ["fast","slow"] look"#]),
            Case("string", "Possible values: 'x', 'y'", [#"enum ["x","y"] look"#]),
            Case("string", "Sort by \"price\" or \"date\"", []),
            Case("string", "Sort order ('asc' or 'desc')", [#"enum ["asc","desc"] look"#]),
            Case("string", "排序方式，可选值：asc、desc", [#"enum ["asc","desc"] look"#]),
            Case("string", "Richtung, einer von: auf, ab", [#"enum ["auf","ab"]"#]),
            Case("string", "Valeurs autorisées : oui, non", [#"enum ["oui","non"]"#]),
            Case("string", "Valores permitidos: rojo, azul", [#"enum ["rojo","azul"]"#]),
            Case("string", "One of: red (the first), blue (the second)", [#"enum ["red","blue"]"#]),
            Case(
                "string", "One of: asc, desc (default: asc)",
                [#"enum ["asc","desc"]"#, #"default "asc""#]),
            Case(
                "string", "One of: asc, desc", [#"enum ["asc","desc"]"#],
                more: #", "default": "asc""#),
        ])
    func values(example: Case) throws { try check(example) }

    @Test(
        "list no values where others are possible",
        arguments: [
            "One of: e.g. asc, desc", "Format such as 'json' or 'xml'", "One of: asc, desc, etc.",
            "One of: asc, desc, ...", "One of asc, desc or a custom order", "One of the two orders",
            "Options: fast, slow, and many others", "Values like 'a' or 'b'",
            "One of: red, blue. Example: c", "Comma-separated. Allowed values: red, blue",
            "Only used when mode is one of: red, blue", "Not one of: red, blue", "One of: red, red",
            "Possible values: any string", "One of: <id>, <name>", "One of: asc",
            "One or more of: red, blue",
            "Used if the kind is 'a' or 'b'", "Prefix, one of: red, blue",
            "One of: red, blue, null",
            "One of: name of the field, date of the entry", "Options: red, blue, including others",
            "Allowed values: red, blue (case-insensitive)", "One of: red, blue. Or any other name",
            "Keywords of a place, must be one of red, blue or black, for example \"Paris\"",
            "One of 'red' or blue", "可选值：red、blue等", "Options:", "One of: 1, 2",
            "Either of the two",
        ])
    func noValues(text: String) throws { try check(Case("string", text, [])) }

    @Test("list no values that exclude a default or an example")
    func rivals() throws {
        for more in [
            #", "default": "c""#, #", "examples": ["c"]"#, #", "enum": ["a"]"#,
            #", "pattern": "a""#,
            #", "default": """#, #", "format": "x""#, #", "maxLength": 0"#,
        ] {
            try check(Case("string", "One of: red, blue", [], more: more))
        }
        try check(Case("array", "One of: red, blue", []))
        try check(Case("string", "One of: red, blue. Default: 'c'", [#"default "c""#]))
    }

    @Test(
        "find the default",
        arguments: [
            Case("integer", "Limit (default: 10)", ["default 10"]),
            Case("integer", "Limit. Defaults to 1,000.", ["default 1000"]),
            Case("number", "Default is 0.5", ["default 0.5"]),
            Case("boolean", "Whether to wait (default True)", ["default true"]),
            Case("boolean", "Defaults to `false` if not provided", ["default false"]),
            Case("string", "Unit, default is `metric`", [#"default "metric""#]),
            Case("string", "Language (default: en)", [#"default "en" look"#]),
            Case("integer", "返回的数量，默认为5", ["default 5"]),
            Case("integer", "Anzahl, Standardwert: 7", ["default 7"]),
            Case("integer", "Nombre, par défaut : 7", ["default 7"]),
            Case("integer", "Número, por defecto: 7", ["default 7"]),
            Case("integer", "If omitted, defaults to 3.", ["default 3"]),
            Case("integer", "Seconds to wait (default: 30 seconds)", ["default 30"]),
            Case("integer", "Results, default 10 results.", ["default 10"]),
            Case("integer", "From -5 up. Default: -5", ["default -5"]),
        ])
    func defaults(example: Case) throws { try check(example) }

    @Test(
        "take no description of a default for one",
        arguments: [
            Case("string", "Defaults to today", []), Case("string", "(default timezone)", []),
            Case("string", "Defaults to the current folder", []),
            Case("string", "Default: none", []), Case("string", "No default: 'x'", []),
            Case("integer", "Default 10 for users, 20 for admins", []),
            Case("integer", "Defaults to 10 or 20", []), Case("integer", "Default: 10-20", []),
            Case("integer", "Default: 10. For admins default: 20", []),
            Case("integer", "When verbose, defaults to 10", []),
            Case("integer", "Timeout in ms (default: 30 seconds)", []),
            Case("integer", "Default: 10MB", []), Case("integer", "Default: 1.5", []),
            Case("integer", "Default: 10", [], more: #", "maximum": 5"#),
            Case("integer", "Default: 10", [], more: #", "default": 3"#),
            Case("integer", "Default: 10", [], more: #", "default": null"#),
            Case("string", "Default: 'a'", [], more: #", "enum": ["b"]"#),
            Case("string", "Default: 'a'", [], more: #", "pattern": "^b$""#),
            Case("string", "Defaults to '<name>'", []), Case("string", "Default: 'a', 'b'", []),
            Case("boolean", "The default is to wait", []), Case("boolean", "Default: yes", []),
            Case("integer", "Uses 10 by default: see below", []),
            Case("integer", "Default: 5 if fast, else 9", []),
        ])
    func noDefaults(example: Case) throws { try check(example) }

    @Test(
        "find bounds",
        arguments: [
            Case("integer", "Between 1 and 100", ["minimum 1", "maximum 100"]),
            Case("number", "Range: 0.0-1.0", ["minimum 0.0", "maximum 1.0"]),
            Case("number", "Range 0 to 1", ["minimum 0", "maximum 1"]),
            Case("integer", "Number of items (max 50)", ["maximum 50"]),
            Case("integer", "Number of items, maximum: 50", ["maximum 50"]),
            Case("integer", "At most 50", ["maximum 50"]),
            Case("integer", "At least 2, at most 9.", ["minimum 2", "maximum 9"]),
            Case("integer", "Must be positive", ["exclusiveMinimum 0"]),
            Case("integer", "Page (1-20)", ["minimum 1 look", "maximum 20 look"]),
            Case("integer", "Limit (default 10, max 50)", ["maximum 50", "default 10"]),
            Case("number", "Latitude, between -90 and 90", ["minimum -90", "maximum 90"]),
            Case("integer", "Zwischen 1 und 5", ["minimum 1", "maximum 5"]),
            Case("integer", "数量，最大50", ["maximum 50"]),
            Case("string", "Up to 100 characters", ["maxLength 100"]),
            Case("string", "Title, between 3 and 20 characters.", ["minLength 3", "maxLength 20"]),
            Case("string", "Maximum length: 64", ["maxLength 64"]),
        ])
    func ranges(example: Case) throws { try check(example) }

    @Test(
        "set no bounds that something else breaks",
        arguments: [
            Case("integer", "Between 1 and 100", [], more: #", "minimum": 0"#),
            Case("integer", "Between 1 and 100", [], more: #", "default": 0"#),
            Case("integer", "Between 1 and 100. Use 0 for all", []),
            Case("integer", "Max 50 for free users, 100 for others", []),
            Case("integer", "Typically between 1 and 100", []),
            Case("integer", "Each page has up to 100 entries of it", []),
            Case("integer", "Between 10 and 1", []), Case("integer", "Between 0.5 and 2", []),
            Case("integer", "Max 5. Max 6.", []), Case("string", "Between 1 and 100", []),
            Case("integer", "Max 10MB", []),
            Case("integer", "Timeout in seconds (max 5 minutes)", []),
            Case("integer", "Values between 1 and 3 make it slow", []),
            Case("integer", "Up to 100 characters", []),
            Case("integer", "Maximum number to return", []),
            Case("integer", "At least one", []), Case("string", "Year, max 2030", []),
            Case("integer", "Default: 0. Between 1 and 5", ["default 0"]),
        ])
    func noRanges(example: Case) throws { try check(example) }

    @Test(
        "find formats",
        arguments: [
            Case("string", "Day (YYYY-MM-DD)", [#"format "date""#]),
            Case("string", "First day in YYYY-MM-DD format.", [#"format "date""#]),
            Case("string", "RFC 3339 timestamp", [#"format "date-time""#]),
            Case("string", "ISO 8601 timestamp", [#"format "date-time" look"#]),
            Case("string", "The URL of the page", [#"format "uri" look"#]),
            Case("string", "UUID of the order", [#"format "uuid" look"#]),
            Case("string", "Email address of the customer", [#"format "email" look"#]),
            Case("string", "Day, YYYY-MM-DD or 'today'", []),
            Case("string", "YYYY-MM-DD HH:MM:SS", []), Case("string", "YYYY-MM", []),
            Case("string", "From YYYY-MM-DD to YYYY-MM-DD", []),
            Case("string", "Pattern, e.g. YYYY-MM-DD", []),
            Case("string", "URL or path of the page", []), Case("string", "Page with a URL", []),
            Case("string", "Body of the email", []), Case("string", "List of UUIDs", []),
            Case("string", "Comma-separated list of days in YYYY-MM-DD", []),
            Case("string", "Day (YYYY-MM-DD)", [], more: #", "default": "today""#),
            Case("string", "Day (YYYY-MM-DD)", [], more: #", "pattern": "x""#),
            Case("integer", "Day (YYYY-MM-DD)", []), Case("string", "ISO 8601 date", []),
        ])
    func formats(example: Case) throws { try check(example) }

    @Test(
        "put constraints beside the type",
        arguments: [
            (
                #"{"anyOf": [{"type": "integer"}, {"type": "null"}], "default": null,"#
                    + #" "description": "At most 9"}"#, ["anyOf/0/maximum 9"]
            ),
            (
                #"{"type": ["string", "null"], "description": "One of: red, blue"}"#,
                [#"enum ["red","blue",null]"#]
            ),
            (
                #"{"anyOf": [{"type": "null"}, {"type": "string"}], "description":"#
                    + #" "One of: red, blue. Default: 'red'"}"#,
                [#"anyOf/1/enum ["red","blue"]"#, #"default "red""#]
            ),
            (##"{"$ref": "#/$defs/y", "description": "At most 9"}"##, []),
            (#"{"type": ["integer", "string"], "description": "At most 9"}"#, []),
            (#"{"allOf": [{}], "type": "integer", "description": "At most 9"}"#, []),
            (
                #"{"type": "array", "items": {"type": "object", "properties": {"y": {"type":"#
                    + #" "integer", "description": "At most 9"}}}}"#,
                ["items/properties/y/maximum 9"]
            ),
        ])
    func nested(schema: String, expected: [String]) throws {
        #expect(try Repair(argument: schema).additions() == expected)
    }

    @Test(
        "find types",
        arguments: [
            (#"{"enum": ["a", "b"]}"#, [#"type "string""#]),
            (#"{"enum": [1, 2, null]}"#, [#"type ["integer","null"]"#]),
            (#"{"const": true}"#, [#"type "boolean""#]), (#"{"minimum": 1}"#, [#"type "number""#]),
            (#"{"maxLength": 1, "default": "a"}"#, [#"type "string""#]),
            (#"{"format": "date"}"#, [#"type "string""#]),
            (#"{"items": {"type": "string"}}"#, [#"type "array""#]),
            (#"{"properties": {"y": {"type": "string"}}}"#, [#"type "object""#]),
            (#"{"default": 10}"#, [#"type "number" look"#]),
            (#"{"examples": ["a", "b"]}"#, [#"type "string" look"#]),
            (#"{"type": "array", "default": ["a"]}"#, [#"items {"type":"string"} look"#]),
            (#"{"minimum": 1, "description": "Default: 5"}"#, [#"type "number""#, "default 5"]),
            (#"{"enum": ["a", 1]}"#, []), (#"{"default": null}"#, []), ("{}", []),
            (#"{"minimum": 1, "maxLength": 2}"#, []), (#"{"minimum": 1, "default": "a"}"#, []),
            (#"{"anyOf": [{"type": "string"}], "minLength": 1}"#, []),
            (#"{"type": "array", "default": []}"#, []),
            (#"{"type": "array", "default": [1, "a"]}"#, []),
            (#"{"enum": []}"#, []), ("true", []),
        ])
    func types(schema: String, expected: [String]) throws {
        let repair = try Repair(argument: schema)
        #expect(try repair.additions() == expected)
    }
}
