// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import MCPModel

@Suite("A JSON pointer")
struct JSONPointerTests {
    /// The document of RFC 6901 section 5.
    static let document = #"""
        {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}
        """#

    @Test(
        "finds the values of RFC 6901 section 5",
        arguments: [
            ("/foo", #"["bar","baz"]"#), ("/foo/0", "\"bar\""), ("/", "0"), ("/a~1b", "1"),
            ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"),
            ("/ ", "7"),
            ("/m~0n", "8"),
        ])
    func rfc6901(text: String, expected: String) throws {
        let pointer = try #require(JSONPointer(text))
        let found = try #require(try value(Self.document)[pointer])
        #expect(JSONWriter.text(found) == expected)
        #expect(pointer.description == text)
    }

    @Test("that is empty is the whole value")
    func whole() throws {
        let root = try value(Self.document)
        #expect(root[[] as JSONPointer] == root)
        #expect(JSONPointer("") == [])
        #expect(JSONPointer("/") == [""])
    }

    @Test(
        "finds nothing where there is nothing",
        arguments: [
            "/bar", "/foo/2", "/foo/-", "/foo/-1", "/foo/0/x", "/foo/", "//", "/foo/00", "/foo/01",
            "/foo/+1", "/foo/1.0", "/foo/99999999999999999999",
        ])
    func nothing(text: String) throws {
        let pointer = try #require(JSONPointer(text))
        #expect(try value(Self.document)[pointer] == nil)
    }

    @Test(
        "is not read from other texts",
        arguments: ["foo", "#", "#/foo", "/~", "/~2", "/a~", "/~~", " /foo"])
    func notPointers(text: String) { #expect(JSONPointer(text) == nil) }

    @Test(
        "escapes its tokens so that they are read again",
        arguments: [
            (["~1"], "/~01"), (["/", "~", "~0"], "/~1/~0/~00"), (["", ""], "//"),
            (["é", "😀"], "/é/😀"),
            (["\r\n"], "/\r\n"), (["\u{301}a"], "/\u{301}a"), (["~\u{301}"], "/~0\u{301}"),
            (["a\u{200D}"], "/a\u{200D}"), (["0\u{FE0F}"], "/0\u{FE0F}"),
        ])
    func escapes(tokens: [String], text: String) {
        let pointer = JSONPointer(tokens)
        #expect(pointer.description == text)
        #expect(JSONPointer(text)?.tokens == tokens)
    }

    @Test("of any tokens survives being written and read")
    func roundTrip() {
        var random = SeededRandom(seed: 6901)
        let alphabet = ["~", "/", "0", "1", "a", "é", "\u{301}", "😀", " ", "\"", "\u{0}", "\n"]
        for _ in 0..<5_000 {
            let tokens = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? ""
                }.joined()
            }
            let text = JSONPointer(tokens).description
            guard JSONPointer(text)?.tokens == tokens else {
                Issue.record("\(tokens) became \(text), then \(JSONPointer(text)?.tokens ?? [])")
                return
            }
        }
    }

    @Test("grows at its end")
    func appending() {
        let pointer: JSONPointer = ["a"]
        #expect(pointer.appending("b/c").appending(3).description == "/a/b~1c/3")
        #expect(pointer.appending(["x", "y"] as JSONPointer).description == "/a/x/y")
    }
}

@Suite("A locator of JSON values")
struct JSONLocatorTests {
    static let text = """
        {
          "é": [1, {"x": "y"},
            []],
          "b":{"c" :\ttrue}, "😀": {"d":
        null}
        }
        """

    @Test(
        "gives lines and columns as an editor does",
        arguments: [
            ("", 1, 1), ("/é", 2, 8), ("/é/0", 2, 9), ("/é/1", 2, 12), ("/é/1/x", 2, 18),
            ("/é/2", 3, 5),
            ("/b", 4, 7), ("/b/c", 4, 14), ("/😀", 4, 26), ("/😀/d", 5, 1),
        ])
    func places(pointer: String, line: Int, column: Int) throws {
        let locator = try JSONReader.read(Self.text).locator()
        let pointer = try #require(JSONPointer(pointer))
        #expect(locator.position(of: pointer) == TextPosition(line: line, column: column))
    }

    @Test(
        "gives the nearest ancestor of a value that is absent",
        arguments: [
            ("/nothing", 1, 1), ("/é/7", 2, 8), ("/é/x/y", 2, 8), ("/é/1/z", 2, 12),
            ("/b/c/d/e", 4, 14),
        ])
    func absent(pointer: String, line: Int, column: Int) throws {
        let locator = try JSONReader.read(Self.text).locator()
        let pointer = try #require(JSONPointer(pointer))
        #expect(locator.position(of: pointer) == TextPosition(line: line, column: column))
    }

    @Test("counts scalars on lines of any length")
    func longLines() throws {
        let padding = String(repeating: "é😀a", count: 700)
        let text = "[\"\(padding)\",\"x\",\n\"\(padding)\", [\"\(padding)\",{\"k\":1}]]"
        let locator = try JSONReader.read(text).locator()
        let places: [(JSONPointer, Int, Int)] = [
            (["0"], 1, 2), (["1"], 1, 2105), (["2"], 2, 1), (["3"], 2, 2105),
            (["3", "0"], 2, 2106),
            (["3", "1"], 2, 4209), (["3", "1", "k"], 2, 4214),
        ]
        for (pointer, line, column) in places {
            #expect(locator.position(of: pointer) == TextPosition(line: line, column: column))
        }
    }

    @Test("points to the bytes of each value, wherever it is")
    func everyValue() throws {
        let document = try JSONReader.read(DamagedJSONTests.samples[0])
        let locator = document.locator()
        let lines = DamagedJSONTests.samples[0].split(
            separator: "\n", omittingEmptySubsequences: false)
        var checked = 0
        func check(_ value: JSONValue, at pointer: JSONPointer) {
            let position = locator.position(of: pointer)
            let scalars = lines[position.line - 1].unicodeScalars
            let rest = String(String.UnicodeScalarView(scalars.dropFirst(position.column - 1)))
            let start: String =
                switch value {
                case .object: "{"
                case .array: "["
                case .string: "\""
                default: JSONWriter.text(value)
                }
            #expect(rest.hasPrefix(start), "\(pointer) at \(position)")
            checked += 1
            for member in value.object?.members ?? [] {
                check(member.value, at: pointer.appending(member.key))
            }
            for (index, element) in (value.array ?? []).enumerated() {
                check(element, at: pointer.appending(index))
            }
        }
        check(document.root, at: [])
        #expect(checked > 15)
    }
}
