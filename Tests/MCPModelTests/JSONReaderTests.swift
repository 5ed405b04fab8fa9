// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import MCPModel

@Suite("A JSON reader")
struct JSONReaderTests {
    @Test("reads every kind of value and keeps the order of members")
    func values() throws {
        let text = #"{"z":null,"a":[true,false],"m":{"x":-1.50e+3},"s":"é\u00e9"}"#
        let root = try value(text)
        #expect(
            root == [
                "z": nil, "a": [true, false],
                "m": ["x": .number(JSONNumber(validated: "-1.50e+3"))], "s": "éé",
            ])
        #expect(root.object.map { Array($0.keys) } == ["z", "a", "m", "s"])
    }

    @Test(
        "accepts a scalar, an empty container and white space around them",
        arguments: [
            "0", "-0", "\"\"", "true", "false", "null", "[]", "{}", " [ ] ", "{ }",
            "\t\r\n [1 , 2]\n",
            "{ \"a\" : 1 , \"b\" : { } }", "[[],[[]]]", "{\"\":\"\"}",
        ])
    func accepts(text: String) { #expect(refusal(text) == nil) }

    @Test(
        "accepts the grammar of numbers and keeps their spelling",
        arguments: [
            "0", "-0", "7", "10", "-10", "0.0", "1.50", "-0.5", "1e5", "1E5", "1e+5", "1E-05",
            "0e0",
            "123456789012345678901234567890", "1e400", "-1.7976931348623157e308",
        ])
    func numbers(literal: String) throws {
        #expect(try value(literal).number?.literal == literal)
        #expect(JSONWriter.text(try value("[\(literal) ]")) == "[\(literal)]")
    }

    @Test(
        "refuses what only looks like a number",
        arguments: [
            "01", "-01", "00", "+1", "-", "--1", ".5", "5.", "1.e3", "1e", "1e+", "1E-", "1.2.3",
            "0x10",
            "1_000", "NaN", "Infinity", "-Infinity", "1,", "٣", "１", "-a", "1e5.5",
        ])
    func notNumbers(text: String) { #expect(refusal(text)?.code == .notJSON) }

    @Test(
        "reads every escape",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0000\u001f\u007F""#, "\u{0}\u{1F}\u{7F}"),
            (#""\u00e9\u00E9""#, "éé"),
            (#""\ud83d\ude00 \uD83D\uDE00""#, "😀 😀"),
            (#""\ud800\udc00\udbff\udfff""#, "\u{10000}\u{10FFFF}"),
            (#""\uffff\ufeff""#, "\u{FFFF}\u{FEFF}"),
            (#""a\u002fb""#, "a/b"),
        ])
    func escapes(text: String, meaning: String) throws {
        let read = try #require(try value(text).string)
        #expect(Array(read.utf8) == Array(meaning.utf8))
    }

    @Test(
        "refuses escapes that JSON does not know, and halves of surrogate pairs",
        arguments: [
            (#""\x41""#, 2), (#""\'""#, 2), (#""\U0041""#, 2), (#""\0""#, 2), (#""ab\e""#, 4),
            (#""\u12""#, 6), (#""\u12g4""#, 6), (#""\u 123""#, 4),
            (#""\ud83d""#, 2), (#""\ude00""#, 2), (#""\ude00\ud83d""#, 2), (#""\ud83d\ud83d""#, 2),
            (#""\ud83dx""#, 2), (#""\ud83d\n""#, 2), (#""é\ud83d\u0041""#, 3),
        ])
    func badEscapes(text: String, column: Int) {
        #expect(refusal(text)?.code == .notJSON)
        #expect(refusal(text)?.position == TextPosition(line: 1, column: column))
    }

    @Test("accepts a byte order mark before UTF-8 only, and only once")
    func byteOrderMarks() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(try JSONReader.read(mark + Array("[1]".utf8)).root == [1])
        #expect(refusal(mark)?.message == "the text is empty")
        #expect(refusal(mark + mark + Array("[1]".utf8))?.code == .notJSON)
        for sixteen: [UInt8] in [[0xFF, 0xFE, 0x5B, 0, 0x5D, 0], [0xFE, 0xFF, 0, 0x5B, 0, 0x5D]] {
            #expect(refusal(sixteen)?.message == "the text is UTF-16; save it as UTF-8")
        }
    }

    @Test(
        "refuses bytes that are not UTF-8, and says which one",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x28, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
            [0xFE], [0xFF],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let inString = refusal(Array("{\n \"é\": \"ü".utf8) + bytes + Array("\"}".utf8))
        #expect(inString?.message == "this byte is not valid UTF-8")
        #expect(inString?.position == TextPosition(line: 2, column: 9))
        // At the very end there is no byte behind it to look at.
        #expect(refusal(Array("\"a".utf8) + bytes)?.position == TextPosition(line: 1, column: 3))
    }

    @Test("accepts the edges of UTF-8")
    func edgesOfUTF8() throws {
        let text = "\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFD}\u{FFFF}\u{10000}\u{10FFFF}"
        #expect(try value("\"\(text)\"").string == text)
    }

    @Test("keeps keys apart that only look the same")
    func normalisation() throws {
        // RFC 8259 section 8.3 compares names code unit by code unit, as other readers do.
        let root = try value("{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(root.object?.count == 2)
        #expect(root.object?["e\u{301}"] == 2)
        #expect(root[["e\u{301}"] as JSONPointer] == 2)
    }
}

@Suite("What a JSON reader refuses")
struct JSONFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let text: String
        let line: Int
        let column: Int
        let pointer: String
        let words: String

        init(_ text: String, _ line: Int, _ column: Int, _ pointer: String, _ words: String) {
            (self.text, self.line, self.column) = (text, line, column)
            (self.pointer, self.words) = (pointer, words)
        }

        var testDescription: String { text }
    }

    @Test(
        "is told with line, column and pointer",
        arguments: [
            Fault("", 1, 1, "", "the text is empty"),
            Fault(" \n ", 2, 2, "", "the text is empty"),
            Fault("x", 1, 1, "", "expected a value, found \"x\""),
            Fault("\u{0}", 1, 1, "", "expected a value, found byte 0x0"),
            Fault("tru", 1, 1, "", "the text ends too early"),
            Fault("truE", 1, 1, "", "expected a value, found \"t\""),
            Fault("{} {}", 1, 4, "", "more text follows the JSON value"),
            Fault("[1]\n]", 2, 1, "", "more text follows the JSON value"),
            Fault("{}\u{0}", 1, 3, "", "more text follows the JSON value"),
            Fault("[1,]", 1, 4, "", "a comma stands before ]"),
            Fault("{\"a\":1,\n}", 2, 1, "", "a comma stands before }"),
            Fault("[,1]", 1, 2, "/0", "expected a value, found \",\""),
            Fault("[1,,2]", 1, 4, "/1", "expected a value, found \",\""),
            Fault("[1 2]", 1, 4, "", "expected a comma or ], found \"2\""),
            Fault("{\"a\":1 \"b\":2}", 1, 8, "", "expected a comma or }, found \"\"\""),
            Fault("{\"a\" 1}", 1, 6, "", "expected a colon, found \"1\""),
            Fault("{\"a\":}", 1, 6, "/a", "expected a value, found \"}\""),
            Fault("{a:1}", 1, 2, "", "expected a key in quotes, found \"a\""),
            Fault("{'a':1}", 1, 2, "", "expected a key in quotes, found \"'\""),
            Fault("{1:2}", 1, 2, "", "expected a key in quotes, found \"1\""),
            Fault("[1}", 1, 3, "", "expected a comma or ], found \"}\""),
            Fault("{\"a\":[{\"b~/c\":[0,x]}]}", 1, 18, "/a/0/b~0~1c/1", "expected a value"),
            Fault("{\n  \"é\": [\n    nul]}", 3, 5, "/é/0", "expected a value"),
            Fault("{\"a\":1,\"b\":[{\"c\":\"x\ny\"}]}", 1, 20, "/b/0/c", "a raw control character"),
            Fault("\"a\tb\"", 1, 3, "", "a raw control character stands in a string"),
            Fault("\"a\u{0}b\"", 1, 3, "", "a NUL byte stands in a string"),
            Fault("\"\\n\u{1F}\"", 1, 4, "", "a raw control character stands in a string"),
            Fault("// a\n{}", 1, 1, "", "expected a value, found \"/\""),
            Fault("[1, /* a */ 2]", 1, 5, "/1", "expected a value, found \"/\""),
            Fault("\u{A0}[]", 1, 1, "", "expected a value, found byte 0xc2"),
        ])
    func faults(fault: Fault) throws {
        let problem = try #require(refusal(fault.text))
        #expect(problem.code == .notJSON)
        #expect(problem.message.contains(fault.words), "\(problem.message)")
        #expect(problem.position == TextPosition(line: fault.line, column: fault.column))
        #expect(problem.pointer?.description == fault.pointer)
    }

    @Test("is one line for a person, the place first")
    func sentence() {
        #expect(
            refusal("{\"a\":\n [1,]}")?.description
                == "line 2, column 5, at /a: a comma stands before ]")
        #expect(refusal("")?.description == "line 1, column 1: the text is empty")
    }

    @Test(
        "includes a key that comes twice, however it is spelled",
        arguments: [
            (#"{"a":1,"a":2}"#, 8), (#"{"a":1,"\u0061":2}"#, 8), (#"{"\u0061":1,"a":2}"#, 13),
            (#"{"/":1,"\/":2}"#, 8), (#"{"😀":1,"\ud83d\ude00":2}"#, 8), (#"{"":1,"":2}"#, 7),
            (#"{"\n":1,"\u000a":2}"#, 9), (#"{"\u00E9":1,"\u00e9":2}"#, 13),
        ])
    func duplicates(text: String, column: Int) throws {
        let problem = try #require(refusal(text))
        #expect(problem.message.contains("occurs twice in this object"))
        #expect(problem.position == TextPosition(line: 1, column: column))
    }

    @Test(
        "includes a repeated key in an object of any width",
        arguments: [2, 15, 16, 17, 18, 40, 500])
    func wideDuplicates(width: Int) throws {
        let members = (0..<width).map { "\"k\($0)\":\($0)" }
        let good = "{\"o\":{" + members.joined(separator: ",") + "}}"
        #expect(refusal(good) == nil)
        for repeated in Set([0, width / 2, width - 1]) {
            let spelled = "\"\\u006b\(repeated)\":0"
            let bad = "{\"o\":{" + (members + [spelled]).joined(separator: ",") + "}}"
            let problem = try #require(refusal(bad))
            #expect(problem.message == "the key \"k\(repeated)\" occurs twice in this object")
            #expect(problem.pointer?.description == "/o")
            #expect(problem.position?.column == bad.utf8.count - spelled.utf8.count - 1)
        }
    }

    @Test("does not include the same key in different objects")
    func sameKeyElsewhere() {
        #expect(refusal(#"{"a":{"a":{"a":[{"a":1},{"a":2}]}}}"#) == nil)
    }
}
