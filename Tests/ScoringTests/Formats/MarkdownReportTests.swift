// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Scoring

@Suite struct MarkdownReportTests {
    @Test(arguments: [
        ("a|b", "a&#124;b"), ("<b>", "&lt;b&gt;"), ("@octocat", "@&#8203;octocat"),
        ("closes #1", "closes #&#8203;1"), ("*x* _y_", "\\*x\\* \\_y\\_"),
        ("[a](http://b)", "\\[a\\](http:&#8203;//b)"), ("WWW.x", "WWW&#8203;.x"),
        ("`c`", "&#96;c&#96;"), ("a\nb", "a\\nb"), ("\\", "&#92;"), ("\\*", "&#92;\\*"),
        ("&lt;", "&amp;lt;"), ("$x$", "&#36;x&#36;"),
    ])
    func `Words from outside stay words`(text: String, safe: String) {
        #expect(MarkdownText.plain(text) == safe)
    }

    @Test(arguments: [
        ("search_docs", "`search_docs`"), ("a`b", "<code>a&#96;b</code>"),
        ("a|b", "<code>a&#124;b</code>"), ("", ""), (" a", "<code> a</code>"),
        ("<b>@x", "`<b>@x`"),
    ])
    func `Code cannot be left`(text: String, safe: String) {
        #expect(MarkdownText.code(text) == safe)
    }

    @Test func `Every row of a table has the cells of its head`() {
        for card in [SampleCards.plain, SampleCards.hostile] {
            let lines = MarkdownReport.render(card).split(
                separator: "\n", omittingEmptySubsequences: false)
            var cells: Int?
            for line in lines {
                guard line.hasPrefix("|") else {
                    cells = nil
                    continue
                }
                let count = line.filter { $0 == "|" }.count
                #expect(count == cells ?? count)
                cells = count
            }
        }
    }

    @Test func `Outside code no tag, mention or link is left`() {
        let text = MarkdownReport.render(SampleCards.hostile).replacing(#/`[^`\n]*`/#, with: "")
        let own = #/</?(?:details|summary|br|code|sub)>/#
        #expect(!text.replacing(own, with: "").contains("<"))
        #expect(!text.contains("@octocat"))
        #expect(!text.contains("://"))
        #expect(text.matches(of: #/[^\\]\]\(/#).isEmpty)
    }

    @Test func `It leads with the grade and what to do first`() {
        let text = MarkdownReport.render(SampleCards.plain)
        #expect(text.hasPrefix("## `docs-workbench`: quality **C** (74), security **A** (91)\n"))
        #expect(text.contains("1. **Parameters without a description** (+6.2 points)"))
        #expect(text.contains("suppressed: the key is a public demo key, see issue 12"))
    }

    @Test func `Failures have a table of their own`() {
        let text = MarkdownReport.render(cards: [], failures: SampleCards.failures)
        #expect(text.contains("## Smelt: 2 servers"))
        #expect(text.contains("### Not scored"))
        #expect(text.contains("a comma or the end of the object was expected"))
    }
}
