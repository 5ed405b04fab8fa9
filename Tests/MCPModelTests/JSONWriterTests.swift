// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import MCPModel

@Suite("A JSON writer")
struct JSONWriterTests {
    @Test("writes compactly or indented, members in their order")
    func layouts() {
        let value: JSONValue = ["b": [1, [], [:], ["x": nil]], "a": "é"]
        #expect(JSONWriter.text(value) == #"{"b":[1,[],{},{"x":null}],"a":"é"}"#)
        #expect(
            JSONWriter.text(value, layout: .indented) == """
                {
                  "b": [
                    1,
                    [],
                    {},
                    {
                      "x": null
                    }
                  ],
                  "a": "é"
                }
                """)
    }

    @Test("escapes quotes, backslashes and control characters, and no other ASCII")
    func escapesOfASCII() {
        for code in UInt8(0)..<0x80 {
            let character = String(UnicodeScalar(code))
            let hexadecimal = String(code, radix: 16)
            let expected =
                switch character {
                case "\"": "\\\""
                case "\\": "\\\\"
                case "\n": "\\n"
                case "\r": "\\r"
                case "\t": "\\t"
                default:
                    code < 0x20 || code == 0x7F
                        ? "\\u00" + (code < 0x10 ? "0" : "") + hexadecimal : character
                }
            #expect(JSONWriter.text(.string(character)) == "\"\(expected)\"")
        }
    }

    @Test(
        "escapes what a terminal would obey or what turns a text around",
        arguments: [
            0x80, 0x85, 0x9B, 0x9F, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069,
        ] as [UInt32])
    func escapesOfControls(code: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(code))
        let digits = String(code, radix: 16)
        let escaped = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        let text = "é\(scalar)。\(scalar)"
        #expect(JSONWriter.text(.string(text)) == "\"é\(escaped)。\(escaped)\"")
        var object = JSONObject()
        object[text] = 1
        #expect(JSONWriter.text(.object(object)) == "{\"é\(escaped)。\(escaped)\":1}")
    }

    @Test(
        "leaves other texts as they are",
        arguments: ["é€😀", "\u{A0}\u{BF}", "\u{2030}\u{2027}", "e\u{301}", "/"])
    func plain(text: String) { #expect(JSONWriter.text(.string(text)) == "\"\(text)\"") }

    @Test("writes any string so that the same scalars are read again")
    func anyString() throws {
        var random = SeededRandom(seed: 7)
        for _ in 0..<2_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let top: UInt32 =
                    [0x7F, 0x2FF, 0x20FF, 0xFFFF, 0x10FFFF].randomElement(using: &random) ?? 0
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...top, using: &random)) {
                    text.unicodeScalars.append(scalar)
                }
            }
            var object = JSONObject()
            object[text] = .string(text)
            let read = try JSONReader.read(JSONWriter.bytes(.object(object))).root
            let member = try #require(read.object?.members.first)
            #expect(Array(member.key.utf8) == Array(text.utf8))
            #expect(member.value.string.map { Array($0.utf8) } == Array(text.utf8))
        }
    }
}

@Suite("A JSON number")
struct JSONNumberTests {
    @Test(
        "has a fixed number of places, trailing zeros dropped",
        arguments: [
            (0.0, 2, "0"), (-0.0, 2, "0"), (1, 0, "1"), (1, 3, "1"), (0.5, 0, "1"), (-0.5, 0, "-1"),
            (0.05, 1, "0.1"), (0.004, 2, "0"), (-0.004, 2, "0"), (0.83, 2, "0.83"),
            (0.8333, 2, "0.83"),
            (12.3456, 3, "12.346"), (100, 1, "100"), (0.1 + 0.2, 4, "0.3"), (-12.5, 1, "-12.5"),
            (1e9, 2, "1000000000"), (.nan, 2, "0"), (.infinity, 2, "0"), (-.infinity, 2, "0"),
        ] as [(Double, Int, String)])
    func places(value: Double, places: Int, literal: String) {
        #expect(JSONNumber(value, places: places).literal == literal)
    }

    @Test("bears any finite value")
    func enormous() async {
        await #expect(processExitsWith: .success) {
            for value in [1e19, -1e19, 1e300, Double.greatestFiniteMagnitude] {
                _ = JSONNumber(value, places: 2)
            }
        }
    }

    @Test("gives its value where one fits")
    func values() {
        #expect(JSONNumber(validated: "-12").int == -12)
        #expect(JSONNumber(validated: "1.5").int == nil)
        #expect(JSONNumber(validated: "9223372036854775808").int == nil)
        #expect(JSONNumber(validated: "1.5e3").double == 1500)
        #expect(JSONNumber(validated: "1e400").double == .infinity)
    }

    @Test(
        "is a whole number however it is spelled",
        arguments: [("1.0", 1), ("1e2", 100), ("-5E0", -5)])
    func wholeNumbers(literal: String, value: Int) {
        // As JSON Schema 2020-12 counts integers, section 6.1.1 of its validation vocabulary.
        #expect(JSONNumber(validated: literal).int == value)
    }
}
