// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import Scoring
internal import Telemetry

/// The pieces that the overview and the page of a server share.
enum DashboardParts {
    /// A name from outside: set apart in its direction.
    static func outside(_ text: String) -> Markup {
        .tag("bdi", [:], .text(text.isEmpty ? "(unknown)" : text))
    }

    /// A name of the protocol's, in the letters of code.
    static func code(_ text: String) -> Markup { .tag("code", [:], outside(text)) }

    /// The name of a server, which leads to its page.
    static func link(_ server: String, _ model: DashboardModel) -> Markup {
        .tag("a", ["href": address(server: server, range: model.range)], outside(server))
    }

    /// The address of a page, relative to any other one.
    static func address(server: String?, range: String) -> String {
        let view = server.map { "server=\(PercentCode.encoded($0))&" } ?? ""
        return "?\(view)range=\(PercentCode.encoded(range))"
    }

    /// A section with a heading.
    static func section(_ id: String, _ title: String, _ content: Markup...) -> Markup {
        .tag(
            "section", ["id": id, "aria-labelledby": id + "-title"],
            [.tag("h2", ["id": id + "-title"], .text(title))] + content)
    }

    /// A table that scrolls by itself where the window is narrow.
    static func table(
        _ id: String, _ label: String, heads: [String], _ rows: [Markup]
    ) -> Markup {
        .tag(
            "div",
            [
                "class": "panel scroll", "id": id, "tabindex": "0", "role": "region",
                "aria-label": label,
            ],
            .tag(
                "table", [:],
                .tag(
                    "thead", [:],
                    .tag("tr", [:], heads.map { .tag("th", ["scope": "col"], .text($0)) })),
                .tag("tbody", [:], rows)))
    }

    /// A cell with a number.
    static func number(_ text: String) -> Markup { .tag("td", [:], .text(text)) }

    /// A cell with an error rate; one above the threshold says so.
    static func rate(_ numbers: ServerAnalytics.Numbers, threshold: Double) -> Markup {
        let text = numbers.calls == 0 ? "–" : Figures.percent(numbers.errorRate)
        guard numbers.errorRate > threshold else { return number(text) }
        return .tag(
            "td", ["class": "bad"], .tag("span", ["class": "flag"], "too high"), .text(" " + text))
    }

    // MARK: - Alerts

    static func alerts(_ alerts: [DashboardModel.Alert], _ model: DashboardModel) -> Markup {
        guard !alerts.isEmpty else {
            return .tag(
                "p", ["class": "calm", "id": "alerts", "data-news": "No alert is firing."],
                "No alert is firing.")
        }
        let title = Figures.count(UInt64(alerts.count), "alert") + " firing"
        let items = alerts.map { alert in
            Markup.tag(
                "li", [:], .tag("p", ["class": "sentence"], outside(alert.sentence)),
                .tag(
                    "p", ["class": "note"], link(alert.server, model), " · rule ",
                    outside(alert.rule),
                    .text(
                        " · for \(span(alert.since, model.now)), since "
                            + "\(Figures.moment(alert.since)) UTC")))
        }
        return .tag(
            "section",
            [
                "id": "alerts", "class": "panel alerts", "aria-labelledby": "alerts-title",
                "data-news": title,
            ],
            .tag("h2", ["id": "alerts-title"], .text(title)), .tag("ul", [:], items))
    }

    /// A length with its number, also where it is one.
    private static func span(_ start: Timestamp, _ end: Timestamp) -> String {
        let text = Figures.span(from: start, to: end)
        return text.utf8.first.map { $0 < 0x3A } == true ? text : "1 " + text
    }

    // MARK: - Deliveries and cards

    static func deliveries(_ deliveries: [DashboardModel.Delivery]) -> Markup {
        guard !deliveries.isEmpty else { return .none }
        let items = deliveries.map { delivery in
            let state =
                delivery.isHealthy
                ? Markup.tag("span", ["class": "state good"], "healthy")
                : .tag("span", ["class": "state bad"], "failing")
            let waiting = delivery.waiting == 0 ? "nothing waits" : "\(delivery.waiting) waiting"
            return Markup.tag(
                "li", [:],
                .tag(
                    "p", [:], .tag("strong", [:], outside(delivery.name)),
                    .tag("span", ["class": "kind"], .text(delivery.kind.rawValue)), state),
                .tag(
                    "p", ["class": "note"],
                    delivery.sentence.isEmpty
                        ? .none : .group([outside(delivery.sentence), " · "]),
                    .text(waiting)),
                delivery.loss.isEmpty
                    ? .none : .tag("p", ["class": "note"], outside(delivery.loss)))
        }
        return section("deliveries", "Deliveries", .tag("ul", ["class": "panel list"], items))
    }

    static func cards(_ cards: [DashboardModel.Card], _ model: DashboardModel) -> Markup {
        guard !cards.isEmpty else { return .none }
        let known = Set(model.servers.map(\.server))
        let items = cards.map { card in
            Markup.tag(
                "li", ["class": "card"],
                .tag(
                    "p", [:],
                    .tag(
                        "strong", [:],
                        known.contains(card.server)
                            ? link(card.server, model) : outside(card.server)),
                    .tag("span", ["class": "note"], " ", outside(card.date))),
                .tag(
                    "p", ["class": "marks"], mark("Quality", card.quality),
                    mark("Security", card.security)))
        }
        return section(
            "cards", "Latest report cards", .tag("ul", ["class": "panel list"], items))
    }

    private static func mark(_ name: String, _ mark: DashboardModel.Card.Mark?) -> Markup {
        let grade = mark.map { "grade-" + $0.grade.rawValue } ?? "grade-none"
        return .tag(
            "span", ["class": "mark " + grade], .text(name + " "),
            mark.map { mark in
                .group([
                    .tag("b", [:], .text(mark.grade.rawValue)), .text(" \(mark.points)"),
                ])
            } ?? "no grade")
    }
}
