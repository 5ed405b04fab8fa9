// SPDX-License-Identifier: Apache-2.0

internal import Scoring
internal import Telemetry

/// The page of one server.
struct ServerDetail {
    let server: ServerAnalytics
    let model: DashboardModel

    private static let mostRows = 50

    var content: [Markup] {
        let alerts = model.alerts.filter { $0.server == server.server }
        let cards = model.cards.filter { $0.server == server.server }
        return [
            header, DashboardParts.alerts(alerts, model), tiles, charts, tools,
            .tag("div", ["class": "columns"], causes, errors), clients, notes,
            DashboardParts.cards(cards, model),
        ]
    }

    /// What stands there for a server that never sent anything.
    static func missing(_ name: String, _ model: DashboardModel) -> [Markup] {
        [
            path(model),
            .tag(
                "header", ["class": "head"], .tag("h1", [:], DashboardParts.outside(name)),
                .tag("p", ["class": "facts"], "No server of this name has sent anything.")),
        ]
    }

    private static func path(_ model: DashboardModel) -> Markup {
        .tag(
            "p", ["class": "path"],
            .tag(
                "a", ["href": DashboardParts.address(server: nil, range: model.range)],
                "All servers"))
    }

    private var header: Markup {
        .group([
            Self.path(model),
            .tag(
                "header", ["class": "head"],
                .tag("h1", [:], DashboardParts.outside(server.server)),
                .tag(
                    "p", ["class": "facts"],
                    .tag(
                        "span", [:],
                        .text(
                            "\(Figures.moment(server.range.from)) to "
                                + "\(Figures.moment(server.range.to)) UTC")),
                    server.otherRequests > 0
                        ? .tag(
                            "span", [:],
                            .text(
                                Figures.count(server.otherRequests, "request")
                                    + " of other methods")) : .none)),
        ])
    }

    // MARK: - In short

    private var tiles: Markup {
        let (total, before) = (server.total, server.before)
        let limit = Figures.shortPercent(server.threshold)
        let change = Figures.change(total.calls, before.calls).map { change in
            "\(change) against the time before (\(Figures.count(before.calls)))"
        }
        let verdict = server.isBreached ? "above the threshold of \(limit)" : "threshold \(limit)"
        let earlier = before.calls > 0 ? ", before \(Figures.percent(before.errorRate))" : ""
        return .tag(
            "dl", ["class": "tiles"],
            tile("Calls", Figures.count(total.calls), change ?? "none in the time before"),
            tile(
                "Error rate", total.calls == 0 ? "–" : Figures.percent(total.errorRate),
                Figures.count(total.errors, "error") + ", " + verdict + earlier,
                isBad: server.isBreached),
            tile("p50", Figures.quantile(total, 0.5), "half took no longer"),
            tile("p95", Figures.quantile(total, 0.95), "95 of 100 took no longer"),
            tile("p99", Figures.quantile(total, 0.99), "99 of 100 took no longer"),
            tile(
                "Longest", Figures.maximum(total),
                "the slowest call"))
    }

    private func tile(
        _ name: String, _ value: String, _ note: String, isBad: Bool = false
    )
        -> Markup
    {
        .tag(
            "div", ["class": isBad ? "panel tile bad" : "panel tile"],
            .tag("dt", [:], .text(name)),
            .tag(
                "dd", [:], .tag("b", [:], .text(value)),
                .tag("span", ["class": "note"], .text(note))))
    }

    // MARK: - Over time

    private var charts: Markup {
        DashboardParts.section(
            "time", "Over time",
            .tag("div", ["class": "charts"], ServerCharts(server).large),
            .tag(
                "details", ["class": "panel", "id": "numbers"],
                .tag("summary", [:], .text("The numbers of the \(server.steps.count) steps")),
                DashboardParts.table(
                    "steps", "The numbers of the steps",
                    heads: ["Begins (UTC)", "Calls", "Errors", "Rate", "p50", "p95", "p99", "Max"],
                    server.steps.map(step))))
    }

    private func step(_ step: ServerAnalytics.Step) -> Markup {
        let name = Figures.moment(step.start)
        return row(
            .group([
                .text(name),
                step.isUnfinished ? .tag("span", ["class": "flag"], "not over") : .none,
            ]), step.numbers)
    }

    // MARK: - Parts

    private static let heads = ["Calls", "Errors", "Rate", "p50", "p95", "p99", "Max"]

    private func row(_ name: Markup, _ numbers: ServerAnalytics.Numbers) -> Markup {
        .tag(
            "tr", [:], .tag("th", ["scope": "row"], name),
            DashboardParts.number(Figures.count(numbers.calls)),
            DashboardParts.number(Figures.count(numbers.errors)),
            DashboardParts.rate(numbers, threshold: server.threshold),
            DashboardParts.number(Figures.quantile(numbers, 0.5)),
            DashboardParts.number(Figures.quantile(numbers, 0.95)),
            DashboardParts.number(Figures.quantile(numbers, 0.99)),
            DashboardParts.number(
                Figures.maximum(numbers)))
    }

    private func table(
        _ id: String, _ title: String, _ head: String, _ parts: [ServerAnalytics.Part]
    )
        -> Markup
    {
        DashboardParts.section(
            id, title,
            DashboardParts.table(
                id + "-table", title, heads: [head] + Self.heads,
                parts.prefix(Self.mostRows).map { row(DashboardParts.code($0.name), $0.numbers) }),
            more(parts.count))
    }

    private func more(_ count: Int) -> Markup {
        let rest = count - Self.mostRows
        return rest > 0 ? .tag("p", ["class": "note"], .text("and \(rest) more")) : .none
    }

    private var tools: Markup {
        server.tools.isEmpty ? .none : table("tools", "Tools", "Tool", server.tools)
    }

    private var clients: Markup {
        guard server.clients.contains(where: { !$0.name.isEmpty }) else { return .none }
        return table("clients", "Clients", "Client", server.clients)
    }

    // MARK: - Errors

    private var errors: Markup {
        guard !server.errors.isEmpty else { return .none }
        let rows = server.errors.prefix(Self.mostRows).map { part in
            share(DashboardParts.code(part.name), part.numbers.calls, "")
        }
        return DashboardParts.section(
            "errors", "Errors by kind", .tag("ul", ["class": "panel list shares"], rows),
            more(server.errors.count))
    }

    private var causes: Markup {
        guard !server.faults.isEmpty else { return .none }
        let rows = server.faults.map { fault in
            share(
                .tag("strong", [:], .text(fault.fault.word)), fault.errors,
                Self.meaning(fault.fault))
        }
        return DashboardParts.section(
            "causes", "Errors by cause", .tag("ul", ["class": "panel list shares"], rows))
    }

    private func share(_ name: Markup, _ errors: UInt64, _ note: String) -> Markup {
        let all = max(1, Double(server.total.errors))
        let share = min(1, Double(errors) / all)
        return .tag(
            "li", [:],
            .tag(
                "p", [:], name,
                note.isEmpty ? .none : .tag("span", ["class": "note"], .text(" \(note)"))),
            .tag(
                "p", ["class": "amount"], .tag("b", [:], .text(Figures.count(errors))),
                .tag("span", ["class": "note"], .text(" \(Figures.percent(share))"))),
            // A picture, because the policy forbids style attributes.
            .tag(
                "svg", ["class": "meter", "aria-hidden": "true"],
                .tag("rect", ["width": "\(Int(share * 100))%", "height": "100%", "rx": "2"])))
    }

    private static func meaning(_ fault: Fault) -> String {
        switch fault {
        case .caller: "no such tool, wrong arguments, no right to call"
        case .tool: "the tool said that it failed"
        case .upstream: "something that the server depends on"
        case .server: "an exception or an internal error"
        }
    }

    private var notes: Markup {
        let notes = server.notes
        guard !notes.isEmpty else { return .none }
        return DashboardParts.section(
            "notes", "To read the numbers",
            .tag(
                "ul", ["class": "panel padded bullets"],
                notes.map { .tag("li", [:], .text(Self.sentence($0))) }))
    }

    private static func sentence(_ note: String) -> String {
        note.prefix(1).uppercased() + note.dropFirst() + "."
    }
}
