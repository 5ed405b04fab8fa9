// SPDX-License-Identifier: Apache-2.0

import Foundation
import Scoring
import TestSupport
import Testing

@testable import Service
@testable import Telemetry

@Suite("The page of the collector")
struct DashboardPageTests {
    /// Each kind of page, by its name.
    private static func pages() throws -> [(name: String, text: String)] {
        let calm = try DashboardSample.model()
        let firing = try DashboardSample.model(alerts: true)
        func page(_ model: DashboardModel, _ selected: String? = nil) -> String {
            DashboardPage.render(model, selected: selected)
        }
        return [
            ("calm", page(calm)), ("firing", page(firing)), ("server", page(firing, "shop")),
            ("hostile", page(firing, DashboardSample.hostile)), ("quiet", page(calm, "quiet")),
            ("missing", page(calm, DashboardSample.hostile + "?")),
            ("empty", page(DashboardModel(now: DashboardSample.now, range: "24h"))),
        ]
    }

    /// What a page says, without its tags.
    private static func words(_ page: String) -> String {
        page.replacing(#/<(style|script)>.*?<\/(?:style|script)>/#.dotMatchesNewlines(), with: "")
            .replacing(#/<[^>]*>/#, with: " ").replacing(#/\s+/#, with: " ")
    }

    /// Whether a page says something; its words are not repeated where it does not.
    private static func says(_ page: String, _ text: String) -> Bool { words(page).contains(text) }

    /// The cells of the rows of a table's body, without their tags.
    private static func rows(_ page: String, in id: String) throws -> [[String]] {
        let table = try #require(page.components(separatedBy: "id=\"\(id)\"").last)
        let body = try #require(
            table.components(separatedBy: "<tbody>").dropFirst().first?
                .components(separatedBy: "</tbody>").first)
        return body.components(separatedBy: "</tr>").dropLast().map { row in
            row.matches(of: #/<t[hd][^>]*>(.*?)<\/t[hd]>/#.dotMatchesNewlines()).map { cell in
                words(String(cell.output.1)).trimmingCharacters(in: .whitespaces)
            }
        }
    }

    @Test("closes every element that it opens, and holds none but its own")
    func wellFormed() throws {
        let known: Set<Substring> = [
            "html", "head", "meta", "link", "title", "style", "script", "body", "main", "header",
            "footer", "section", "nav", "div", "p", "h1", "h2", "h3", "ul", "li", "dl", "dt", "dd",
            "span", "bdi", "code", "b", "strong", "a", "button", "time", "details", "summary",
            "figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td", "svg", "g", "path",
            "rect", "text",
        ]
        for (name, page) in try Self.pages() {
            let markup = page.replacing("<!DOCTYPE html>", with: "")
                .replacing(#/<(style|script)>.*?<\//#.dotMatchesNewlines()) { "<\($0.1)></" }
            let tag = #/<(/?)([a-z0-9]+)((?: [a-zA-Z:-]+="[^"<>]*")*)>/#
            var open: [Substring] = []
            for match in markup.matches(of: tag) {
                #expect(known.contains(match.output.2), "\(name)")
                if match.output.1 == "/" {
                    #expect(open.popLast() == match.output.2, "\(name)")
                } else if match.output.2 != "meta", match.output.2 != "link" {
                    open.append(match.output.2)
                }
            }
            #expect(open.isEmpty, "\(name)")
            let rest = markup.replacing(tag, with: "")
            #expect(!rest.contains(#/[<>"']/#), "\(name)")
            #expect(!markup.contains(#/&(?!(?:amp|lt|gt|quot|#39);)/#), "\(name)")
            let ids = page.matches(of: #/\sid="([^"]*)"/#).map(\.output.1)
            #expect(Set(ids).count == ids.count, "\(name)")
        }
    }

    @Test("shows names from outside as text, with what hides in them")
    func hostileNames() throws {
        for (name, page) in try Self.pages() {
            #expect(page.matches(of: #/<script/#).count == 1, "\(name)")
            #expect(!page.contains("alert(1)</script>"), "\(name)")
            let hidden = page.unicodeScalars.contains { scalar in
                scalar != "\n" && TerminalSafe.text(String(scalar)) != String(scalar)
            }
            #expect(!hidden, "\(name)")
            #expect(!page.contains(#/<[^>]*\s(?:style|on[a-z]+)="/#), "\(name)")
        }
        let page = try #require(try Self.pages().first { $0.name == "firing" }?.text)
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"))
        #expect(page.contains("<span class=\"hidden-char\">\\u{202e}</span>"))
        #expect(page.contains("<span class=\"hidden-char\">\\u{0}</span>"))
    }

    @Test("links to nothing but itself, and finds every server again")
    func links() throws {
        for (name, page) in try Self.pages() {
            for match in page.matches(of: #/<([a-z]+)[^>]*\s(?:href|src)="([^"]*)"/#) {
                let (_, element, address) = match.output
                let isOwn =
                    element == "link"
                    ? address.hasPrefix("data:") : address.hasPrefix("?") || address == "#main"
                #expect(isOwn, "\(name): \(address)")
            }
        }
        let page = DashboardPage.render(try DashboardSample.model(), selected: nil)
        let servers = page.matches(of: #/<th scope="row"><a href="\?server=([^"&]*)/#)
            .map { String($0.output.1).removingPercentEncoding }
        #expect(servers == ["shop", DashboardSample.kept, "quiet"])
        let links = page.matches(of: #/<a href="\?range=([^"]*)"( aria-current="true")?>/#)
        #expect(links.map(\.output.1) == ["1h", "24h", "7d", "30d"])
        #expect(links.filter { $0.output.2 != nil }.map(\.output.1) == ["24h"])
    }

    @Test("has a policy that allows its style and its script, and no others")
    func policy() async throws {
        let page = DashboardPage.render(try DashboardSample.model(), selected: nil)
        for element in ["style", "script"] {
            let content = try #require(
                page.components(separatedBy: "<\(element)>").last?
                    .components(separatedBy: "</\(element)>").first)
            let code =
                "import base64, hashlib, sys\n"
                + "digest = hashlib.sha256(sys.stdin.buffer.read()).digest()\n"
                + "print(base64.b64encode(digest).decode(), end='')"
            let run = try await CommandRun.run(
                Fixture.python, ["-c", code], input: .bytes(Array(content.utf8)))
            #expect(
                DashboardPage.policy.contains("\(element)-src 'sha256-\(run.stdout)';"),
                "\(run.stderr)")
        }
        #expect(DashboardPage.policy.hasPrefix("default-src 'none'; "))
        #expect(DashboardPage.policy.contains("connect-src 'self';"))
        #expect(!DashboardPage.policy.contains("unsafe"))
    }

    @Test("says how to send the first call")
    func empty() {
        var model = DashboardModel(now: DashboardSample.now, range: "24h")
        model.address = "https://smelt.example:4318"
        let page = DashboardPage.render(model, selected: nil)
        #expect(Self.says(page, "OTEL_EXPORTER_OTLP_ENDPOINT=https://smelt.example:4318"))
        #expect(Self.says(page, "https://smelt.example:4318/v1/events"))
    }

    @Test("shows the numbers of the model")
    func numbers() throws {
        let model = try DashboardSample.model()
        let shop = model.servers[0]
        #expect(shop.total.calls == 1200)
        #expect(shop.total.errors == 84)
        let rows = try Self.rows(DashboardPage.render(model, selected: nil), in: "servers")
        #expect(rows.count == 3)
        #expect(rows[0][0] == "shop")
        #expect(rows[0][1].hasPrefix("1,200 none before"))
        #expect(rows[0][2].hasPrefix("7.0 % above 5 %"))
        let median = try #require(Int(rows[0][3].replacing(" ms", with: "")))
        #expect((596...604).contains(median))
        #expect(rows[2][1] == "0")

        let page = DashboardPage.render(model, selected: "shop")
        let steps = try Self.rows(page, in: "steps")
        #expect(steps.count == shop.steps.count)
        func sum(_ column: Int) -> Int {
            steps.reduce(0) { $0 + (Int($1[column].replacing(",", with: "")) ?? 0) }
        }
        #expect(sum(1) == 1200)
        #expect(sum(2) == 84)
        let tools = try Self.rows(page, in: "tools-table")
        #expect(
            tools.map { Array($0.prefix(3)) } == [["look", "800", "56"], ["buy", "400", "28"]])
        #expect(tools[0].last == "1.20 s")
        #expect(Self.says(page, "timeout 72 85.7 %"))
        #expect(Self.says(page, "tool_error 12 14.3 %"))
        #expect(Self.says(page, "upstream something that the server depends on 72 85.7 %"))
        #expect(Self.says(page, "Quality C 74"))
        #expect(Self.says(page, "Security no grade"))
    }

    @Test("says in words what is not over, and what is too much")
    func marks() throws {
        let model = try DashboardSample.model()
        #expect(model.servers[0].steps.last?.isUnfinished == true)
        let page = DashboardPage.render(model, selected: "shop")
        let steps = try Self.rows(page, in: "steps")
        #expect(steps.last?[0].hasSuffix("not over") == true)
        #expect(steps.filter { $0[0].hasSuffix("not over") }.count == 1)
        #expect(page.contains("class=\"calls open\""))
        #expect(page.contains("; the last step is not over\""))
        #expect(try Self.rows(page, in: "tools-table")[0][3].hasPrefix("too high "))
        #expect(Self.says(page, "84 errors, above the threshold of 5 %"))
        let all = DashboardPage.render(model, selected: nil)
        #expect(Self.says(all, "2 above the threshold"))
        #expect(Self.says(all, "lake OTLP healthy nothing waits"))
        #expect(Self.says(all, "webhook failing last answer 503 three minutes ago · 12 waiting"))
    }

    @Test("shows alerts before the numbers, or that there are none")
    func alerts() throws {
        let calm = DashboardPage.render(try DashboardSample.model(), selected: nil)
        #expect(Self.says(calm, "No alert is firing."))
        let model = try DashboardSample.model(alerts: true)
        let page = DashboardPage.render(model, selected: nil)
        #expect(page.contains("<title>2 alerts: servers – Smelt</title>"))
        #expect(Self.says(page, "2 alerts firing 7.0 % of the calls failed shop"))
        #expect(Self.says(page, "rule errors · for 43 minutes"))
        let quiet = DashboardPage.render(model, selected: "quiet")
        #expect(Self.says(quiet, "No alert is firing."))
    }

    @Test("tells that there are more servers than it shows")
    func truncated() throws {
        var model = try DashboardSample.model()
        model.serverCount = 700
        #expect(model.isTruncated)
        let page = DashboardPage.render(model, selected: nil)
        #expect(Self.says(page, "Shown are 3 of 700 servers."))
    }

    @Test(
        "works in a browser, with the keyboard, on a phone",
        .enabled(if: ProcessInfo.processInfo.environment["SMELT_CHROMIUM"] != nil, "no Chromium"))
    func browser() async throws {
        let folder = try TemporaryFolder()
        for (name, text) in try Self.pages() { try folder.write(text, to: name + ".html") }
        try folder.write(DashboardPage.policy, to: "policy.txt")
        let run = try await CommandRun.run(
            Fixture.python,
            [Fixture.fixtures + "/Validators/check_dashboard.py", folder.path])
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
    }
}
