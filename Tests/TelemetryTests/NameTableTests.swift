// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

@Suite("A table of names")
struct NameTableTests {
    @Test("begins with the empty name")
    func empty() {
        var table = NameTable()
        #expect(table.count == 1)
        let number = table.number(of: "")
        #expect(number == 0)
        #expect(table.text(0) == "")
        #expect(table.count == 1)
    }

    @Test("gives the same name the same number")
    func sameName() {
        var table = NameTable()
        let weather = table.number(of: "get_weather")
        let city = table.number(of: "città")
        #expect(weather == 1)
        #expect(city == 2)
        let again = [table.number(of: "get_weather"), table.number(of: "città")]
        #expect(again == [weather, city])
        let ofBytes = Array("get_weather".utf8).withUnsafeBytes { table.number(of: $0) }
        #expect(ofBytes == weather)
        #expect(table.text(weather) == "get_weather")
        #expect(table.text(city) == "città")
    }

    @Test("tells names that only begin alike")
    func prefixes() {
        var table = NameTable()
        let names = ["a", "aa", "aaa", "ab", "b", "", "a\u{0}", "\u{0}a", "A"]
        let numbers = names.map { table.number(of: $0) }
        let texts = numbers.map { table.text($0) }
        #expect(Set(numbers).count == names.count)
        #expect(texts == names)
    }

    @Test("tells letters that are composed from those that are not")
    func composition() {
        var table = NameTable()
        let (composed, decomposed) = (table.number(of: "\u{E9}"), table.number(of: "e\u{301}"))
        #expect(composed != decomposed)
    }

    @Test("holds thousands of names")
    func thousands() {
        var table = NameTable()
        var random = SeededRandom(seed: 5000)
        var numbers: [String: NameTable.Number] = ["": 0]
        for _ in 0..<20_000 {
            let name = "tool_\(Int.random(in: 0..<5_000, using: &random))"
            let number = table.number(of: name)
            if let known = numbers[name] {
                guard number == known else {
                    Issue.record("\(name) is \(known) and \(number)")
                    return
                }
            } else {
                guard number == NameTable.Number(numbers.count) else {
                    Issue.record("\(name) is not numbered in order, but \(number)")
                    return
                }
                numbers[name] = number
            }
        }
        #expect(table.count == numbers.count)
        for (name, number) in numbers where table.text(number) != name {
            Issue.record("\(number) is \(table.text(number)), not \(name)")
            return
        }
    }

    @Test("is a value")
    func copies() {
        var table = NameTable()
        _ = table.number(of: "a")
        var copy = table
        let numbers = [copy.number(of: "b"), table.number(of: "c")]
        #expect(numbers == [2, 2])
        #expect(copy.text(2) == "b")
        #expect(table.text(2) == "c")
    }
}

@Suite("A name from outside")
struct CleanNameTests {
    private func clean(_ bytes: [UInt8]) -> CleanName { bytes.withUnsafeBytes { CleanName($0) } }

    private func clean(_ text: String) -> CleanName { clean(Array(text.utf8)) }

    private func isClean(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBytes { CleanName.isClean($0) }
    }

    @Test(
        "stays as it is",
        arguments: ["", " ", "get_weather", "città", "天気", "🌦️", "a\u{301}", "~"])
    func kept(text: String) {
        #expect(clean(text).text == text)
        #expect(!clean(text).isShortened)
    }

    @Test("is cut after 200 bytes")
    func cut() {
        let longest = String(repeating: "x", count: 200)
        #expect(clean(longest).text == longest)
        #expect(!clean(longest).isShortened)
        #expect(isClean(longest))
        #expect(clean(longest + "y").text == longest)
        #expect(clean(longest + "y").isShortened)
        #expect(!isClean(longest + "y"))
        #expect(clean(String(repeating: "xyz ", count: 5_000)).text.utf8.count == 200)
    }

    @Test("is cut between scalars, not within one", arguments: ["é", "天", "😀"])
    func cutAtScalar(letter: String) {
        let width = letter.utf8.count
        for before in 190...200 {
            let text = String(repeating: "x", count: before)
            let fitting = (200 - before) / width
            let name = clean(text + String(repeating: letter, count: 20))
            #expect(name.text == text + String(repeating: letter, count: fitting))
            #expect(name.isShortened)
        }
    }

    @Test("has spaces in place of control characters")
    func control() {
        #expect(clean("a\nb\tc\u{0}d").text == "a b c d")
        #expect(clean("\u{7F}\u{80}\u{9F}x\u{1B}[2J").text == "   x [2J")
        #expect(clean("a\r\nb").text == "a  b")
        #expect(clean("\u{A0}").text == "\u{A0}")
    }

    @Test("is repaired where it is no UTF-8")
    func repaired() {
        #expect(clean([0x61, 0xFF, 0x62]).text == "a\u{FFFD}b")
        #expect(clean([0x61, 0xC3]).text == "a\u{FFFD}")
        #expect(clean([0xED, 0xA0, 0x80]).text.unicodeScalars.allSatisfy { $0 == "\u{FFFD}" })
        let name = clean([UInt8](repeating: 0xFF, count: 200))
        #expect(name.text.utf8.count <= 200)
    }

    @Test("of any bytes is clean afterwards")
    func anyBytes() {
        var random = SeededRandom(seed: 200)
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...260, using: &random)
            let most: UInt8 = Bool.random(using: &random) ? 0x7F : 0xFF
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...most, using: &random) }
            let text = clean(bytes).text
            let again = clean(text)
            guard text.utf8.count <= NameTable.longest, again.text == text, !again.isShortened
            else {
                Issue.record("\(bytes) became \(text)")
                return
            }
        }
    }

    @Test("in a batch is kept once, and counted when it is cut")
    func batch() {
        var batch = CallBatch()
        let name = String(repeating: "n", count: 300)
        let number = batch.number(of: name)
        let again = batch.number(of: name)
        #expect(again == number)
        #expect(batch.names.text(number) == String(repeating: "n", count: 200))
        #expect(batch.notes.shortened == 2)
        let others = [batch.number(of: "a\nb"), batch.number(of: "a b"), batch.number(of: "")]
        #expect(others == [number + 1, number + 1, 0])
        #expect(batch.notes.shortened == 2)
    }
}
