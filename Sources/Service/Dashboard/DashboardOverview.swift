// SPDX-License-Identifier: Apache-2.0

internal import Scoring
internal import Telemetry

/// All servers with what their calls came to.
struct DashboardOverview {
    let model: DashboardModel

    var content: [Markup] {
        if model.servers.isEmpty, model.serverCount == 0 { return empty }
        return [
            header, DashboardParts.alerts(model.alerts, model), servers,
            .tag(
                "div", ["class": "columns"], DashboardParts.deliveries(model.deliveries),
                DashboardParts.cards(model.cards, model)),
        ]
    }

    private var header: Markup {
        let breached = model.servers.count { $0.isBreached }
        var facts: [Markup] = [
            .tag("span", [:], .text("last \(model.range)")),
            .tag(
                "span", [:], .text(Figures.count(UInt64(max(0, model.serverCount)), "server"))),
        ]
        if !model.isTruncated {
            let calls = sum(\.calls)
            facts.append(.tag("span", [:], .text(Figures.count(calls, "call"))))
            if calls > 0 {
                let rate = Double(sum(\.errors)) / Double(calls)
                facts.append(.tag("span", [:], .text("\(Figures.percent(rate)) errors")))
            }
        }
        facts.append(
            breached == 0
                ? .tag("span", [:], "none above its threshold")
                : .tag("span", ["class": "bad"], .text("\(breached) above the threshold")))
        return .tag(
            "header", ["class": "head"], .tag("h1", [:], "Servers"),
            .tag("p", ["class": "facts"], facts))
    }

    /// All servers together; it stops at the largest number there is.
    private func sum(_ number: KeyPath<ServerAnalytics.Numbers, UInt64>) -> UInt64 {
        model.servers.reduce(into: 0) { $0.add(clamped: $1.total[keyPath: number]) }
    }

    // MARK: - Servers

    private var servers: Markup {
        let heads = ["Server", "Calls", "Error rate", "p50", "p95", "p99"].map { title in
            Markup.tag("th", ["scope": "col"], .text(title))
        }
        let rest = model.serverCount - model.servers.count
        let note = Markup.tag(
            "p", ["class": "note padded"],
            .text("Shown are \(model.servers.count) of \(model.serverCount) servers. "),
            "The others have pages as well: add ", .tag("code", [:], "?server=NAME"),
            " to the address.")
        return .tag(
            "section", ["id": "servers", "class": "panel", "aria-label": "Servers"],
            .tag(
                "table", ["class": "servers"],
                .tag("thead", [:], .tag("tr", [:], heads)),
                .tag("tbody", [:], model.servers.map(row))),
            rest > 0 ? note : .none)
    }

    private func row(_ server: ServerAnalytics) -> Markup {
        let charts = ServerCharts(server)
        let total = server.total
        let limit = Figures.shortPercent(server.threshold)
        let change =
            Figures.change(total.calls, server.before.calls).map { $0 + " against before" }
            ?? (total.calls > 0 ? "none before" : "")
        return .tag(
            "tr", [:],
            .tag("th", ["scope": "row"], DashboardParts.link(server.server, model)),
            cell("volume", Figures.count(total.calls), change, charts.smallCalls),
            cell(
                server.isBreached ? "failures bad" : "failures",
                total.calls == 0 ? "–" : Figures.percent(total.errorRate),
                server.isBreached ? "above \(limit)" : "limit \(limit)", charts.smallRate),
            .tag("td", ["class": "p50"], .text(Figures.quantile(total, 0.5))),
            cell("p95", Figures.quantile(total, 0.95), nil, charts.smallLatency),
            .tag("td", ["class": "p99"], .text(Figures.quantile(total, 0.99))))
    }

    private func cell(_ kind: String, _ text: String, _ note: String?, _ chart: Markup) -> Markup {
        .tag(
            "td", ["class": kind],
            .tag(
                "div", ["class": "pair"],
                .tag(
                    "p", [:], .tag("b", [:], .text(text)),
                    note.map { .tag("span", ["class": "note"], .text($0)) } ?? .none),
                chart))
    }

    // MARK: - Nothing yet

    private var empty: [Markup] {
        let events = """
            curl -H 'Content-Type: application/json' \(model.address)/v1/events \\
                -d '{"server": "shop", "tool": "buy", "durationMs": 12.5}'
            """
        return [
            .tag(
                "header", ["class": "head"], .tag("h1", [:], "No calls yet"),
                .tag(
                    "p", ["class": "facts"],
                    "Servers appear here with the first call that they tell of.")),
            model.alerts.isEmpty ? .none : DashboardParts.alerts(model.alerts, model),
            .tag(
                "section", ["class": "panel padded", "aria-labelledby": "otlp"],
                .tag("h2", ["id": "otlp"], "With OpenTelemetry"),
                .tag(
                    "p", [:],
                    "Point the exporter of the server here, over HTTP, and give it a name:"),
                lines([
                    "OTEL_SERVICE_NAME=shop", "OTEL_EXPORTER_OTLP_ENDPOINT=\(model.address)",
                ])),
            .tag(
                "section", ["class": "panel padded", "aria-labelledby": "events"],
                .tag("h2", ["id": "events"], "Without it"),
                .tag("p", [:], "Post an event for each call; this one can be tried at once:"),
                lines(events.split(separator: "\n").map(String.init))),
            .tag(
                "p", ["class": "note"],
                "Where a token is asked for, senders give it in the header ",
                .tag("code", [:], "Authorization: Bearer …"), "."),
            DashboardParts.deliveries(model.deliveries),
            DashboardParts.cards(model.cards, model),
        ]
    }

    /// Lines to copy.
    private func lines(_ lines: [String]) -> Markup {
        .tag(
            "div", ["class": "lines"],
            lines.map { .tag("code", [:], .text($0)) })
    }
}
