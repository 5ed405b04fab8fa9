// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The numbers of rules as people read them.
enum AlertWords {
    /// A number and its line.
    static func text(_ value: Double?, _ rule: AlertRule) -> String {
        let line = number(rule.threshold, rule.measure, places: 3)
        guard let value else { return "nothing is known (threshold \(line))" }
        var shown = number(value, rule.measure, places: abs(value) < 0.01 ? 3 : 1)
        // A number that is beyond the line must not look as if it were on it.
        if shown == line { shown = number(value, rule.measure, places: 3) }
        let window = "in the last \(length(rule.windowMinutes))"
        let text =
            switch rule.measure {
            case .errorRate where rule.ignoresCallerFaults:
                "\(shown) of calls failed \(window), callers' own faults left out"
            case .errorRate: "\(shown) of calls failed \(window)"
            case .p95: "p95 of calls was \(shown) \(window)"
            case .silence: "no call for \(shown)"
            case .quality: "quality has \(shown)"
            case .security: "security has \(shown)"
            }
        return "\(text) (threshold \(line))"
    }

    /// A length of whole minutes, in the largest unit that tells it.
    static func length(_ minutes: Int) -> String {
        let units = [(10_080, "week"), (1_440, "day"), (60, "hour"), (1, "minute")]
        let unit = units.first { minutes >= $0.0 && minutes % $0.0 == 0 } ?? units[3]
        return counted(minutes / unit.0, unit.1)
    }

    private static func number(
        _ value: Double, _ measure: AlertRule.Measure, places: Int
    ) -> String {
        switch measure {
        case .errorRate: "\(JSONNumber(value * 100, places: places).literal) %"
        case .p95: duration(value, places: places)
        case .silence: length(Int(value))
        case .quality, .security: points(JSONNumber(value, places: places).literal)
        }
    }

    private static func duration(_ milliseconds: Double, places: Int) -> String {
        let isLong = milliseconds >= 1_000
        let number = JSONNumber(isLong ? milliseconds / 1_000 : milliseconds, places: places)
        return number.literal + (isLong ? " s" : " ms")
    }

    private static func points(_ number: String) -> String {
        number == "1" ? "1 point" : "\(number) points"
    }

    private static func counted(_ count: Int, _ unit: String) -> String {
        "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
}
