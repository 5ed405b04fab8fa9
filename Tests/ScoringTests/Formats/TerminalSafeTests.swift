// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

@Suite struct TerminalSafeTests {
    @Test(arguments: [
        ("\u{1B}[31m", "\\u{1b}[31m"), ("a\u{9B}b", "a\\u{9b}b"), ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\u{202E}x", "\\u{202e}x"), ("\u{200B}", "\\u{200b}"), ("\u{E0041}", "\\u{e0041}"),
        ("\u{2028}", "\\u{2028}"), ("\u{7F}", "\\u{7f}"), ("\u{AD}", "\\u{ad}"),
        ("x\u{FE0F}", "x\\u{fe0f}"), ("\u{FEFF}", "\\u{feff}"), ("\u{3164}", "\\u{3164}"),
    ])
    func `What steers or hides becomes visible`(text: String, safe: String) {
        #expect(TerminalSafe.text(text) == safe)
    }

    @Test(arguments: ["plain", "Grüße", "検索", "\u{26A0}\u{FE0F}", "e\u{301}", "مرحبا", "a  b"])
    func `Ordinary text stays as it is`(text: String) {
        #expect(TerminalSafe.text(text) == text)
    }

    @Test func `Nothing dangerous is left of any scalar`() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let safe = TerminalSafe.text(String(scalar))
            let bad = safe.unicodeScalars.contains { isDangerous($0) }
            if bad { Issue.record("U+\(String(value, radix: 16)) passes") }
        }
    }

    @Test func `An excerpt says that it is one`() {
        #expect(TerminalSafe.excerpt("abcdef", limit: 3) == "abc…")
        #expect(TerminalSafe.excerpt("abc", limit: 3) == "abc")
        #expect(TerminalSafe.excerpt("", limit: 3) == "")
    }

    /// Written apart from the code under test: C0, C1, bidirectional controls, zero width, tags.
    private func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E,
            0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
            true
        default: false
        }
    }
}

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("abc", 3), ("検索", 4), ("한국어", 6), ("e\u{301}", 1), ("\u{1F600}", 2), ("ｱ", 1), ("Ａ", 2),
        ("\u{26A0}\u{FE0F}", 2), ("\u{1F1E9}\u{1F1EA}", 2), ("", 0), ("━─█", 3),
    ])
    func `Wide characters take two columns and marks none`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [1, 2, 3, 7, 40])
    func `Wrapped lines fit and lose nothing but spaces`(width: Int) {
        for text in SampleCards.hostileTexts.map(TerminalSafe.text) {
            let lines = WordWrap.lines(text, width: width)
            // A wide character cannot be cut, so one column is not enough for it.
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= max(width, 2) })
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }

    @Test func `Words stay whole where they fit`() {
        #expect(WordWrap.lines("one two three", width: 7) == ["one two", "three"])
        #expect(WordWrap.lines("abcdefghij", width: 4) == ["abcd", "efgh", "ij"])
        #expect(WordWrap.lines("", width: 4) == [])
        #expect(DisplayWidth.clip("検索する", to: 5) == "検索…")
    }
}
