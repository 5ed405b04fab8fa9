// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Scoring

@Suite("Hidden text")
struct HiddenTextTests {
    @Test(
        "is found and removed",
        arguments: [
            ("a\u{200B}b\u{FEFF}", "ab", [HiddenText.Kind.zeroWidth]),
            ("\u{202E}abc\u{202C}", "abc", [.bidirectional]),
            ("a\u{E0068}\u{E0069}b", "ab", [.tags]), ("re\u{AD}move", "remove", [.softHyphens]),
            ("a\u{1B}[31mb\u{1B}[0m", "ab", [.escapes]), ("a\u{9B}1Kb", "ab", [.escapes]),
            ("a\u{1B}]8;;x\u{07}b", "ab", [.escapes]), ("a\u{1B}]x", "a]x", [.escapes]),
            ("a\u{1B}", "a", [.escapes]), ("a\u{0}b\u{85}c\u{C}d", "ab\nc\nd", [.controls]),
            ("a\u{200D}b\u{FE0F}", "ab", [.zeroWidth, .selectors]),
            ("😀\u{FE0F}\u{FE0F}", "😀\u{FE0F}", [.selectors]),
            ("🏴\u{E0061}\u{E0062}\u{E007F}", "🏴", [.tags]),
            ("می\u{200C}\u{200C}خ", "می\u{200C}خ", [.zeroWidth]),
            ("abc\u{200E}", "abc", [.bidirectional]),
            ("a\u{AD}\u{AD}\u{200B}b", "ab", [.zeroWidth, .softHyphens]),
        ])
    func found(text: String, expected: String, kinds: [HiddenText.Kind]) {
        let hidden = HiddenText(in: text)
        #expect(hidden?.cleaned.unicodeScalars.elementsEqual(expected.unicodeScalars) == true)
        #expect(hidden?.kinds == kinds)
        #expect(hidden.map { HiddenText(in: $0.cleaned) == nil } == true)
    }

    @Test(
        "is not what scripts and emoji need",
        arguments: [
            "plain\ttext\r\n", "naïve café — “x” …",
            "👩\u{200D}💻 ❤\u{FE0F}\u{200D}🔥 1\u{FE0F}\u{20E3}",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "می\u{200C}خواهم",
            "ക്\u{200D}ഷ", "สวัส\u{200B}ดี", "שלום\u{200F}!", "葛\u{E0100}", "Donau\u{AD} ",
            "\u{A0}№ ©\u{FE0F}",
            "👍\u{1F3FD}\u{200D}♂\u{FE0F}", "",
        ])
    func kept(text: String) {
        #expect(HiddenText(in: text) == nil)
    }

    @Test("in tag characters is spelled out")
    func tags() {
        let tags = "send it".unicodeScalars.compactMap { Unicode.Scalar(0xE0000 + $0.value) }
        let hidden = "a\u{E0001}" + String(String.UnicodeScalarView(tags)) + "b"
        #expect(HiddenText(in: hidden)?.spelled == "send it")
        #expect(HiddenText(in: hidden)?.count == tags.count + 1)
        #expect(HiddenText(in: "a\u{E0001}").map(\.spelled) == .some(nil))
    }
}
