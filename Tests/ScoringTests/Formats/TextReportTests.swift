// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

@Suite struct TextReportTests {
    static let cards = [SampleCards.plain, SampleCards.hostile, SampleCards.empty]

    @Test(arguments: [1, 40, 41, 63, 64, 80, 120, 400])
    func `No line is wider than the terminal and none ends in spaces`(width: Int) {
        let text = TextReport.render(
            cards: Self.cards, failures: SampleCards.failures,
            style: .init(color: false, width: width))
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            #expect(DisplayWidth.of(String(line)) <= max(width, 40))
            #expect(line.last != " ")
        }
    }

    @Test(arguments: [40, 80, 120])
    func `No control character but the line feed gets through`(width: Int) {
        for card in Self.cards {
            let text = TextReport.render(card, style: .init(color: false, width: width))
            let hidden = text.unicodeScalars.filter { scalar in
                scalar != "\n" && TerminalSafe.text(String(scalar)) != String(scalar)
                    && scalar != "\u{FE0F}"
            }
            #expect(hidden.isEmpty)
        }
    }

    @Test func `Colour adds only sequences that are closed on their line`() {
        let style = TextReport.Style(color: true, width: 80)
        let plain = TextReport.Style(color: false, width: 80)
        for card in Self.cards {
            let text = TextReport.render(card, style: style)
            #expect(text.contains("\u{1B}["))
            let bare = text.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
            #expect(bare == TextReport.render(card, style: plain))
            for line in text.split(separator: "\n") where line.contains("\u{1B}") {
                let opened = line.matches(of: #/\u{1B}\[[1-9][0-9;]*m/#).count
                #expect(opened == line.matches(of: #/\u{1B}\[0m/#).count)
            }
        }
    }

    @Test func `The card says what matters`() {
        let text = TextReport.render(SampleCards.plain, style: .init(color: false, width: 80))
        for words in [
            "docs-workbench 2.4.1", "12 tools", "74 of 100", "91 of 100", "What to do first",
            "+6.2 points", "search_docs, find_docs, list_documents and 9 more",
            "not judged: only the tool definitions were given",
            "1 high, 3 medium, 2 low, 1 info; 1 suppressed with a reason",
            "Judged 12 of 14 tools and 97 % of the checks that apply.",
        ] {
            #expect(text.contains(words))
        }
        #expect(!text.contains("attach_file · /inputSchema"))
    }

    @Test func `A server without tools has no grade`() {
        let text = TextReport.render(SampleCards.empty, style: .init(color: false, width: 80))
        #expect(text.contains("no grade"))
        #expect(text.contains("Quality has no grade: the server"))
    }

    @Test func `Many servers are a table, and failures are never swallowed`() {
        let many = Array(repeating: SampleCards.plain, count: TextReport.mostCards + 1)
        let style = TextReport.Style(color: false, width: 80)
        let text = TextReport.render(cards: many, failures: SampleCards.failures, style: style)
        #expect(text.contains("11 servers"))
        #expect(text.contains("a comma or the end of the object was expected"))
        #expect(!text.contains("What to do first"))
        let few = TextReport.render(
            cards: [SampleCards.plain], failures: SampleCards.failures, style: style)
        #expect(few.contains("What to do first"))
    }

    @Test func `The same card gives the same bytes`() {
        let style = TextReport.Style(color: true, width: 80)
        #expect(
            TextReport.render(SampleCards.hostile, style: style)
                == TextReport.render(SampleCards.hostile, style: style))
    }
}
