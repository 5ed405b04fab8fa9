// SPDX-License-Identifier: Apache-2.0

import MCPModel
import StrictYAML
import TestSupport
import Testing

@Suite("A YAML text as JSON")
struct YAMLTextTests {
    private func json(_ text: String) throws -> String {
        JSONWriter.text(try YAMLText.json(Array(text.utf8)))
    }

    @Test(
        "is read by the core schema of YAML 1.2",
        arguments: [
            ("a: no\nb: on\nc: yes", #"{"a":"no","b":"on","c":"yes"}"#),
            ("[true, False, ~, null, '', \"true\"]", #"[true,false,null,null,"","true"]"#),
            ("[1, +2, -3, 007, 0x1F, 0o17]", "[1,2,-3,7,31,15]"),
            ("[1.50, .5, -.5, 1e3, 1.e2, .inf]", #"[1.50,0.5,-0.5,1e3,1e2,".inf"]"#),
            ("200:\n  x: 1\n404: 2", #"{"200":{"x":1},"404":2}"#),
            ("d: 2026-11-26\nv: 1.0.0\nt: 12:30", #"{"d":"2026-11-26","v":"1.0.0","t":"12:30"}"#),
            ("a: !!str 5", #"{"a":"5"}"#),
            ("t: |\n  one\n  two\n", #"{"t":"one\ntwo\n"}"#),
            ("a: &x {k: 1}\nb: *x", #"{"a":{"k":1},"b":{"k":1}}"#),
            (
                "base: &x {k: 1, l: 2}\nown:\n  <<: *x\n  l: 3",
                #"{"base":{"k":1,"l":2},"own":{"l":3,"k":1}}"#
            ),
            (
                "a: &x {k: 1}\nb: &y {k: 2, m: 3}\nc:\n  <<: [*x, *y]",
                #"{"a":{"k":1},"b":{"k":2,"m":3},"c":{"k":1,"m":3}}"#
            ),
        ])
    func values(text: String, expected: String) throws {
        #expect(try json(text) == expected)
    }

    @Test(
        "that is none is refused with its place",
        arguments: [
            ("", 1, "empty"), ("a: [1", 2, "expected"), ("a: 1\na: 2", 2, "occurs twice"),
            ("? [a]\n: 1", 1, "a key must be a text"), ("a: *b", 1, "no anchor"),
            ("a: 1\n---\nb: 2", 2, "second document"), ("a: b: c", 1, "mapping values"),
            ("\tx: 1", 1, "token"),
        ])
    func faults(text: String, line: Int, words: String) throws {
        let problem = try #require(throws: InputProblem.self) { try json(text) }
        #expect(problem.position?.line == line)
        #expect(problem.message.contains(words), "\(problem.message)")
    }

    @Test("is not unfolded beyond its limit by aliases of aliases")
    func bomb() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(uses)]\n"
        }
        let problem = try #require(throws: InputProblem.self) { try json(text) }
        #expect(problem.message.contains("more than 4000000 values"))
    }

    @Test("is not nested beyond its limit")
    func depth() throws {
        let problem = try #require(throws: InputProblem.self) {
            try json(String(repeating: "[", count: 100_000))
        }
        #expect(problem.message.contains("nested") || problem.message.contains("nesting"))
    }

    @Test("that somebody damaged never ends the program")
    func damage() throws {
        let text = Array("a: &x {k: 'v', l: [1, 2.5, \"q\\u00e9\"]}\nb: *x\nc: |\n  text\n".utf8)
        var random = SeededRandom(seed: 7)
        var read = 0
        for _ in 0..<4_000 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            if (try? YAMLText.json(bytes)) != nil { read += 1 }
        }
        // Both ends of the reader were reached.
        #expect((1..<4_000).contains(read))
    }
}
