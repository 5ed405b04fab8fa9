// SPDX-License-Identifier: Apache-2.0

internal import Scoring
internal import Telemetry

/// The charts of a server: small ones for a row, large ones for a page of its own.
struct ServerCharts {
    private let server: ServerAnalytics
    private let steps: [ServerAnalytics.Step]
    private let calls: [Double]
    private let errors: [Double]
    private let rates: [Double?]
    private let latencies: [Double?]
    private let width: Int

    init(_ server: ServerAnalytics) {
        self.server = server
        steps = server.steps
        calls = steps.map { Double($0.numbers.calls) }
        errors = steps.map { Double($0.numbers.errors) }
        rates = steps.map { $0.numbers.calls > 0 ? $0.numbers.errorRate : nil }
        latencies = steps.map { $0.numbers.latency.quantile(0.95) }
        width = max(1, steps.count) * Chart.stepWidth
    }

    private var unit: String { Figures.length(server.stepSeconds) }
    /// The highest rate that is to be seen, with room above the threshold.
    private var highestRate: Double {
        min(1, max(rates.reduce(0) { max($0, $1 ?? 0) }, server.threshold * 2))
    }
    private var longestLatency: Double { latencies.reduce(0) { max($0, $1 ?? 0) } }

    // MARK: - Words

    private var callWords: String {
        let most = Figures.short(calls.max() ?? 0)
        return "Calls by \(unit), at most \(most), with their errors\(openWords)"
    }

    private var rateWords: String {
        let most = rates.compactMap { $0 }.max()
        let highest = most.map { "at most \(Figures.percent($0))" } ?? "no calls"
        return "Error rate by \(unit), \(highest); "
            + "the threshold is \(Figures.shortPercent(server.threshold))\(openWords)"
    }

    private var latencyWords: String {
        let longest =
            longestLatency > 0 ? "at most \(Figures.duration(longestLatency))" : "no calls"
        return "p95 by \(unit), \(longest)\(openWords)"
    }

    private var openWords: String {
        steps.last?.isUnfinished == true ? "; the last step is not over" : ""
    }

    // MARK: - Small

    private static let smallHeight = 60

    var smallCalls: Markup { small(callWords, bars(top: calls.max() ?? 0, Self.smallHeight)) }

    var smallRate: Markup {
        let top = highestRate
        return small(
            rateWords,
            [threshold(top: top, Self.smallHeight)]
                + lines(rates, "rate", top: top, Self.smallHeight))
    }

    var smallLatency: Markup {
        small(
            latencyWords, lines(latencies, "latency", top: longestLatency, Self.smallHeight))
    }

    private func small(_ words: String, _ content: [Markup]) -> Markup {
        .tag(
            "svg",
            [
                "class": "spark", "role": "img", "aria-label": words,
                "viewBox": "0 0 \(width) \(Self.smallHeight)", "preserveAspectRatio": "none",
            ], content)
    }

    // MARK: - Large

    private static let largeHeight = 400

    var large: [Markup] {
        let count = Chart.axis(upTo: calls.max() ?? 0, isWhole: true)
        let rate = Chart.axis(upTo: highestRate)
        let latency =
            longestLatency > 0 ? Chart.axis(upTo: longestLatency) : Chart.axis(upTo: 1e6)
        let limit = Figures.shortPercent(server.threshold)
        return [
            large(
                "Calls", callWords, count, Figures.short,
                keys: [("calls", "calls"), ("errors", "of these errors")], open: "open",
                bars(top: count.top, Self.largeHeight, gap: 2)),
            large(
                "Error rate", rateWords, rate, Figures.shortPercent,
                keys: [("rate", "error rate"), ("threshold", "threshold \(limit)")],
                [threshold(top: rate.top, Self.largeHeight)]
                    + lines(rates, "rate", top: rate.top, Self.largeHeight)),
            large(
                "p95", latencyWords, latency, Figures.shortDuration,
                keys: [("latency", "95 % of the calls took no longer")],
                lines(latencies, "latency", top: latency.top, Self.largeHeight)),
        ]
    }

    private func large(
        _ title: String, _ words: String, _ axis: Chart.Axis, _ label: (Double) -> String,
        keys: [(kind: String, words: String)], open: String = "dotted", _ content: [Markup]
    ) -> Markup {
        let grid = Chart.levels(axis.ticks, top: axis.top, height: Self.largeHeight, width: width)
        let plot = Markup.tag(
            "svg",
            [
                "class": "plot", "role": "img", "aria-label": words,
                "viewBox": "0 0 \(width) \(Self.largeHeight)", "preserveAspectRatio": "none",
            ],
            [.tag("path", ["class": "grid", "d": grid])] + content + [pointers])
        var legend = keys.map { Markup.tag("span", ["class": "key " + $0.kind], .text($0.words)) }
        if steps.last?.isUnfinished == true {
            legend.append(.tag("span", ["class": "key " + open], "step that is not over"))
        }
        return .tag(
            "figure", ["class": "panel chart"],
            .tag(
                "figcaption", [:],
                .tag("h3", [:], .text(title), .tag("span", [:], .text(" by \(unit)"))),
                .tag("p", ["class": "keys"], legend)),
            .tag(
                "div", ["class": "frame"],
                .tag(
                    "div", ["class": "ticks", "aria-hidden": "true"],
                    axis.ticks.reversed().map { .tag("span", [:], .text(label($0))) }),
                plot, times))
    }

    /// What is shown where somebody points at a step.
    private var pointers: Markup {
        .tag(
            "g", ["class": "pointers"],
            steps.enumerated().map { place, step in
                .tag(
                    "rect",
                    [
                        "x": String(place * Chart.stepWidth), "width": String(Chart.stepWidth),
                        "height": String(Self.largeHeight),
                    ], .tag("title", [:], .text(Self.words(step))))
            })
    }

    private static func words(_ step: ServerAnalytics.Step) -> String {
        let numbers = step.numbers
        return "\(Figures.moment(step.start)) UTC: \(Figures.count(numbers.calls, "call")), "
            + "\(Figures.count(numbers.errors, "error")) (\(Figures.percent(numbers.errorRate))), "
            + "p95 \(Figures.quantile(numbers, 0.95))" + (step.isUnfinished ? "; not over" : "")
    }

    /// The labels of the time axis.
    private var times: Markup {
        guard let first = steps.first else { return .none }
        let length = Int64(max(1, steps.count * server.stepSeconds))
        let start = first.start.nanoseconds / 1_000_000_000
        let every = Int64(Chart.labelSeconds(in: Int(length)))
        var labels: [Markup] = []
        var second = (start + every - 1) / every * every
        while second < start + length {
            let time = Timestamp(nanoseconds: second * 1_000_000_000)
            let isDay = second % 86_400 == 0
            let thousandth = (second - start) * 1000 / length
            let anchor = thousandth < 30 ? "start" : thousandth > 960 ? "end" : "middle"
            labels.append(
                .tag(
                    "text",
                    [
                        "x": "\(thousandth / 10).\(thousandth % 10)%", "y": "14",
                        "text-anchor": anchor,
                    ], .text(isDay ? Figures.day(time) : Figures.clock(time))))
            second += every
        }
        return .tag("svg", ["class": "times", "aria-hidden": "true"], labels)
    }

    // MARK: - Marks

    private func threshold(top: Double, _ height: Int) -> Markup {
        let path = Chart.levels([server.threshold], top: top, height: height, width: width)
        return .tag("path", ["class": "threshold", "d": path])
    }

    /// Bars of the calls, before them those of the errors; what is not over stands apart.
    private func bars(top: Double, _ height: Int, gap: Int = 0) -> [Markup] {
        func path(_ kind: String, _ values: [Double], isOpen: Bool) -> Markup {
            let part = zip(values, steps).map { $0.1.isUnfinished == isOpen ? $0.0 : 0 }
            let path = Chart.bars(part, top: top, height: height, gap: gap)
            return path.isEmpty
                ? .none : .tag("path", ["class": isOpen ? kind + " open" : kind, "d": path])
        }
        return [
            path("calls", calls, isOpen: false), path("calls", calls, isOpen: true),
            path("errors", errors, isOpen: false), path("errors", errors, isOpen: true),
        ]
    }

    /// A line, and another one from the last step that is over to those that are not.
    private func lines(
        _ values: [Double?], _ kind: String, top: Double, _ height: Int
    ) -> [Markup] {
        let end = steps.firstIndex { $0.isUnfinished } ?? steps.count
        let over = values.enumerated().map { $0.offset < end ? $0.element : nil }
        let open = values.enumerated().map { $0.offset >= end - 1 ? $0.element : nil }
        let hasOpen = values[end...].contains { $0 != nil }
        return [
            .tag("path", ["class": kind, "d": Chart.line(over, top: top, height: height)]),
            hasOpen
                ? .tag(
                    "path",
                    ["class": kind + " open", "d": Chart.line(open, top: top, height: height)])
                : .none,
        ]
    }
}
