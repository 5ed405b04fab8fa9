// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import MCPModel

@Suite("The limits of a JSON reader")
struct JSONReaderLimitsTests {
    @Test("allow exactly so many levels and not one more", arguments: [1, 2, 17, 200])
    func depth(levels: Int) throws {
        let limits = JSONReader.Limits(depth: levels)
        func nested(_ open: String, _ close: String, _ count: Int) -> String {
            String(repeating: open, count: count) + "0" + String(repeating: close, count: count)
        }
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            #expect(refusal(nested(open, close, levels), limits: limits) == nil)
            let deep = try #require(refusal(nested(open, close, levels + 1), limits: limits))
            #expect(deep.code == .tooDeep)
            #expect(deep.message == "values are nested more than \(levels) levels deep")
            #expect(deep.position?.column == levels * open.utf8.count + 1)
            #expect(deep.pointer?.tokens.count == levels)
        }
    }

    @Test(
        "end a million levels of nesting without a crash", arguments: ["[", "{\"a\":", "[{\"a\":"])
    func millionDeep(open: String) {
        #expect(refusal(String(repeating: open, count: 1_000_000))?.code == .tooDeep)
    }

    @Test("allow exactly so many bytes and not one more")
    func size() {
        let text = "[1,2,3]"
        #expect(refusal(text, limits: JSONReader.Limits(bytes: 7)) == nil)
        let large = refusal(text, limits: JSONReader.Limits(bytes: 6))
        #expect(large?.code == .tooLarge)
        #expect(large?.message == "the text is 7 bytes long, more than the 6 read")
        #expect(large?.position == nil)
    }

    @Test("do not depend on how wide a text is")
    func wide() throws {
        let text = "[" + repeatElement("0", count: 200_000).joined(separator: ",") + "]"
        #expect(try JSONReader.read(text).root.array?.count == 200_000)
    }
}

@Suite("Damaged JSON")
struct DamagedJSONTests {
    static let samples = [
        #"""
        {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"search_books","title":"Bücher 😀",
          "description":"Finds \"books\"\n by \u00e9\ud83d\ude00 title.","inputSchema":{"type":"object",
          "properties":{"query":{"type":["string","null"],"minLength":1},"limit":{"type":"integer",
          "default":-10.5e+2}},"required":["query"],"additionalProperties":false}}],"nextCursor":null}}
        """#,
        #"[{"name":"a","tools":[{"name":"x","annotations":{"readOnlyHint":true}}]},{},[],"\\\/\b\f\r\t",0,-0,1e9]"#,
        "\u{FEFF}{\"é\":{\"ключ\":[[[[{\"深\":\"い\"}]]]]},\r\n\t\"e\u{300}\":[1.0,2.50,3E-7],\"\\u0000\":\"\\u007f\"}",
    ]

    @Test("that is cut off at any byte is refused where it ends", arguments: samples)
    func truncated(sample: String) throws {
        let bytes = Array(sample.utf8)
        #expect(refusal(bytes) == nil)
        for length in bytes.indices {
            let problem = try #require(refusal(Array(bytes[..<length])), "\(length) bytes")
            #expect(problem.code == .notJSON)
            let expected = ["ends too early", "text is empty", "not valid UTF-8", "surrogate pair"]
            #expect(expected.contains { problem.message.contains($0) }, "\(length): \(problem)")
        }
    }

    @Test(
        "is refused with a place in the text, or survives writing and reading unchanged",
        arguments: Array(samples.enumerated().map { ($0, $1) }))
    func mutated(seed: Int, sample: String) throws {
        var random = SeededRandom(seed: UInt64(seed) + 2026)
        let bytes = Array(sample.utf8)
        var accepted = 0
        for _ in 0..<20_000 {
            let text = ByteMutation.mutated(bytes, with: &random)
            do throws(InputProblem) {
                let document = try JSONReader.read(text)
                accepted += 1
                // A reader of manifests must bear whatever the reader of JSON lets through.
                _ = ManifestReader.read(document, fallbackName: "mutated")
                for layout in [JSONWriter.Layout.compact, .indented] {
                    let written = JSONWriter.bytes(document.root, layout: layout)
                    let again = try JSONReader.read(written).root
                    guard again == document.root,
                        JSONWriter.bytes(again, layout: layout) == written
                    else {
                        Issue.record("changed: \(String(decoding: text, as: UTF8.self))")
                        return
                    }
                }
            } catch {
                let lines = text.count { $0 == 0x0A } + 1
                guard let position = error.position, (1...lines).contains(position.line),
                    (1...(text.count + 1)).contains(position.column), !error.message.isEmpty
                else {
                    Issue.record("no place: \(error) in \(String(decoding: text, as: UTF8.self))")
                    return
                }
            }
        }
        #expect(accepted > 100, "mutations must not all be refused early")
    }

    @Test("bound how many values there may be, however they are nested")
    func values() throws {
        // An array, two objects, their two values, and a number.
        let text = #"[{"a":1},{"b":null},3]"#
        #expect(refusal(text, limits: JSONReader.Limits(values: 6)) == nil)
        let many = try #require(refusal(text, limits: JSONReader.Limits(values: 5)))
        #expect(many.code == .tooLarge)
        #expect(many.message == "there are more than 5 values")
        #expect(many.position == TextPosition(line: 1, column: 21))
    }
}
