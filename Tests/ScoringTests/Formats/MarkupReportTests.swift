// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

@Suite struct HTMLReportTests {
    static let pages = [
        HTMLReport.render(SampleCards.plain), HTMLReport.render(SampleCards.hostile),
        HTMLReport.render(SampleCards.empty),
        HTMLReport.render(
            cards: [SampleCards.plain, SampleCards.hostile], failures: SampleCards.failures),
    ]

    @Test(arguments: pages)
    func `Only elements of our own are on the page`(page: String) {
        let known: Set<Substring> = [
            "html", "head", "meta", "link", "title", "style", "body", "main", "header", "footer",
            "section", "article", "div", "p", "h1", "h2", "h3", "ul", "ol", "li", "dl", "dt", "dd",
            "span", "bdi", "code", "b", "strong", "a", "blockquote", "details", "summary", "table",
            "thead", "tbody", "tr", "th", "td", "svg", "circle", "rect", "text",
        ]
        var open: [Substring] = []
        for match in page.matches(of: #/<(/?)([a-zA-Z0-9]*)([^>]*)>/#) {
            let (_, slash, name, _) = match.output
            if name.isEmpty { continue }  // <!DOCTYPE html>
            #expect(known.contains(name))
            if slash == "/" {
                #expect(open.popLast() == name)
            } else if name != "meta", name != "link" {
                open.append(name)
            }
        }
        #expect(open.isEmpty)
    }

    @Test(arguments: pages)
    func `Nothing is loaded and nothing can run`(page: String) {
        #expect(!page.contains("<script"))
        // Values may hold any words; only the names of attributes count.
        let tags = page.replacing(#/"[^"<>]*"/#, with: "")
        #expect(tags.matches(of: #/<[^>]*\s(?:src|srcset|action|data)=/#).isEmpty)
        #expect(tags.matches(of: #/<[^>]*\son[a-z]+=/#).isEmpty)
        #expect(!page.contains("url("))
        #expect(!page.contains("@import"))
        for match in page.matches(of: #/<([a-z]+)[^>]*\shref="([^"]*)"/#) {
            let (_, name, address) = match.output
            let isSafe =
                name == "link"
                ? address.hasPrefix("data:")
                : address.hasPrefix("https://") || address.hasPrefix("#")
            #expect(isSafe)
        }
        #expect(page.contains("content=\"default-src &#39;none&#39;;"))
    }

    @Test(arguments: pages)
    func `Hidden characters are visible`(page: String) {
        let hidden = page.unicodeScalars.filter { scalar in
            scalar != "\n" && scalar != "\u{FE0F}"
                && TerminalSafe.text(String(scalar)) != String(scalar)
        }
        #expect(hidden.isEmpty)
    }

    @Test func `The title names the server and its grades`() {
        let page = HTMLReport.render(SampleCards.plain)
        let title = "docs-workbench: quality C, security A"
        #expect(page.contains("<title>\(title)</title>"))
        #expect(page.contains("<meta property=\"og:title\" content=\"\(title)\">"))
        #expect(page.contains("aria-label=\"Schema completeness\""))
    }

    @Test func `Ids are unique where several cards share a page`() {
        let page = HTMLReport.render(cards: [SampleCards.plain, SampleCards.plain])
        let ids = page.matches(of: #/\sid="([^"]*)"/#).map(\.output.1)
        #expect(Set(ids).count == ids.count)
        let targets = page.matches(of: #/(?:aria-labelledby="|href="#)([^"]*)"/#).map(\.output.1)
        #expect(Set(targets).isSubset(of: Set(ids)))
    }

    @Test func `Failures are on the page`() {
        #expect(Self.pages[3].contains("a comma or the end of the object was expected"))
        #expect(HTMLReport.render(cards: [], failures: SampleCards.failures).contains("Not scored"))
    }

    @Test func `The same card gives the same bytes`() {
        #expect(HTMLReport.render(SampleCards.hostile) == Self.pages[1])
    }
}

@Suite struct JUnitReportTests {
    static let text = JUnitReport.render(
        cards: [SampleCards.plain, SampleCards.hostile, SampleCards.empty],
        failures: SampleCards.failures)

    @Test func `The document is well formed and the counts are right`() throws {
        let root = try XMLScan.read(Self.text)
        #expect(root.name == "testsuites")
        #expect(root.children.count == 5)
        for suite in root.children {
            let cases = suite.children
            #expect(suite.attributes["tests"] == String(cases.count))
            for (kind, count) in [
                ("failure", "failures"), ("error", "errors"), ("skipped", "skipped"),
            ] {
                let number = cases.filter { $0.children.contains { $0.name == kind } }.count
                #expect(suite.attributes[count] == String(number))
            }
        }
    }

    @Test func `A tool fails with its open findings of medium severity and above`() throws {
        let suite = try XMLScan.read(JUnitReport.render(SampleCards.plain)).children[0]
        func failure(_ name: String) -> XMLScan.Element? {
            suite.children.first { $0.attributes["name"] == name }?.children.first
        }
        #expect(failure("find_docs")?.attributes["message"]?.hasPrefix("2 medium: ") == true)
        #expect(failure("run_export")?.attributes["type"] == "high")
        #expect(failure("attach_file") == nil)
        #expect(failure("delete_document") == nil)
        #expect(failure("grade") == nil)
    }

    @Test func `The grade fails below the bar, and an absent one is skipped`() throws {
        func grade(_ card: ReportCard, _ minimum: Int?) throws -> String? {
            let text = JUnitReport.render(card, minimumPoints: minimum)
            return try XMLScan.read(text).children[0].children[0].children.first?.name
        }
        #expect(try grade(SampleCards.plain, 74) == nil)
        #expect(try grade(SampleCards.plain, 75) == "failure")
        #expect(try grade(SampleCards.hostile, nil) == "failure")
        #expect(try grade(SampleCards.empty, 75) == "skipped")
    }

    @Test func `Characters that XML does not allow are dropped`() {
        let markup = Markup.tag("a", ["b": "x\u{0}\u{FFFE}y\n"], .text("\u{1B}z\u{B}\u{1F600}"))
        #expect(MarkupWriter.text(markup, as: .xml) == "<a b=\"xy&#10;\">z\u{1F600}</a>")
    }
}

@Suite struct BadgeSVGTests {
    @Test func `The badge says the grade`() throws {
        let root = try XMLScan.read(BadgeSVG.render(SampleCards.plain))
        #expect(root.name == "svg")
        #expect(root.attributes["aria-label"] == "smelt: C 74")
        #expect(root.children.first?.name == "title")
        #expect(!BadgeSVG.render(SampleCards.plain).contains(" id="))
        #expect(BadgeSVG.render(SampleCards.empty).contains("no grade"))
        #expect(BadgeSVG.render(SampleCards.empty).contains("#6b7280"))
    }

    @Test func `Several servers show the lowest, and what was not scored`() {
        let text = BadgeSVG.render(
            cards: [SampleCards.plain, SampleCards.hostile, SampleCards.empty],
            failures: SampleCards.failures)
        #expect(text.contains("F 0 · 3 servers · 2 not scored"))
        #expect(BadgeSVG.render(cards: [], failures: SampleCards.failures).contains("2 not scored"))
    }

    @Test func `The width follows the words`() {
        #expect(BadgeSVG.width("A 100") > BadgeSVG.width("A 93"))
        #expect(BadgeSVG.width("") == 0)
    }
}
