// SPDX-License-Identifier: Apache-2.0

internal import Scoring
internal import Telemetry

/// The page at `/`: all servers, or one of them.
enum DashboardPage {
    /// The value of the Content-Security-Policy that the page is to be sent with: it runs and
    /// loads only what it holds itself, and asks nobody but its own server.
    static let policy =
        "default-src 'none'; style-src \(MarkupWriter.policySource(DashboardStyle.sheet)); "
        + "script-src \(MarkupWriter.policySource(DashboardScript.code)); connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    /// The ranges that the page offers.
    static let ranges = ["1h", "24h", "7d", "30d"]

    /// The text of the page.
    ///
    /// - Parameter selected: the server whose page it is; `nil` for all of them.
    static func render(_ model: DashboardModel, selected: String?) -> String {
        let content: [Markup]
        if let selected {
            content =
                model.servers.first { $0.server == selected }
                .map { ServerDetail(server: $0, model: model).content }
                ?? ServerDetail.missing(selected, model)
        } else {
            content = DashboardOverview(model: model).content
        }
        let page = Markup.tag(
            "html", ["lang": "en"], head(model, selected),
            .tag(
                "body", [:], .tag("a", ["class": "skip", "href": "#main"], "Skip to the numbers"),
                bar(model, selected),
                .tag("main", ["id": "main", "tabindex": "-1"], content), footer(model),
                .script(DashboardScript.code)))
        return "<!DOCTYPE html>\n" + MarkupWriter.text(page, as: .html) + "\n"
    }

    // MARK: - The frame

    // An icon of its own keeps the browser from asking the server for one.
    private static let icon =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        + "%3Ccircle cx='8' cy='8' r='7' fill='%23b4441a'/%3E%3C/svg%3E"

    private static func head(_ model: DashboardModel, _ selected: String?) -> Markup {
        let alerts = model.alerts.filter { selected == nil || $0.server == selected }
        let count =
            alerts.isEmpty ? "" : Figures.count(UInt64(alerts.count), "alert") + ": "
        // A title holds text only, so hidden characters are shown without a span.
        let name = selected.map { TerminalSafe.text($0) } ?? "servers"
        return .tag(
            "head", [:], .tag("meta", ["charset": "utf-8"]),
            .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            .tag("meta", ["name": "color-scheme", "content": "light dark"]),
            .tag("meta", ["name": "referrer", "content": "no-referrer"]),
            .tag("link", ["rel": "icon", "href": icon]),
            .tag("title", [:], .text("\(count)\(name) – Smelt")), .style(DashboardStyle.sheet))
    }

    private static func bar(_ model: DashboardModel, _ selected: String?) -> Markup {
        let shown = ranges.contains(model.range) ? ranges : ranges + [model.range]
        let links = shown.map { range in
            let address = DashboardParts.address(server: selected, range: range)
            let text = Markup.text(range)
            return range == model.range
                ? Markup.tag("a", ["href": address, "aria-current": "true"], text)
                : .tag("a", ["href": address], text)
        }
        return .tag(
            "header", ["class": "bar"],
            .tag(
                "a",
                [
                    "class": "brand",
                    "href": DashboardParts.address(server: nil, range: model.range),
                ], "Smelt"),
            .tag("nav", ["class": "ranges", "aria-label": "Range"], links),
            .tag(
                "p", ["class": "live"],
                .tag("span", ["id": "state"], "Reload for newer numbers"),
                // Shown by the script, because it does nothing without.
                .tag("button", ["id": "pause", "type": "button", "hidden": ""], "Pause")),
            .tag("p", ["id": "news", "class": "unseen", "role": "status"]))
    }

    private static func footer(_ model: DashboardModel) -> Markup {
        let error = Figures.percent(BucketScale.relativeError, places: 2)
        return .tag(
            "footer", ["class": "page-footer"],
            .tag(
                "p", [:], "Made by Smelt, ",
                .tag(
                    "time", ["id": "made", "datetime": model.now.text],
                    .text(
                        "\(Figures.day(model.now)), \(Figures.second(model.now)) UTC")),
                .text(
                    ". Quantiles are off by \(error) of their value at most, "
                        + "unless a note says more."
                )))
    }
}
