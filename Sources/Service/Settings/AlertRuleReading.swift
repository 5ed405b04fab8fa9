// SPDX-License-Identifier: Apache-2.0

internal import StrictYAML
internal import Telemetry

extension AlertRule {
    /// Reads a list of rules; all that is wrong with them is reported with its place.
    static func rules(_ yaml: YAMLValue) -> [AlertRule] {
        var rules: [AlertRule] = []
        var lines: [String: Int] = [:]
        for element in yaml.elements {
            let members = element.members(
                required: ["name", "measure", "threshold"],
                optional: [
                    "server", "clear", "window", "for", "minimum-calls", "ignore-caller-faults",
                ])
            let entry = RuleEntry(members: members)
            let rule = entry.rule
            guard let name = rule?.name ?? entry.name else { continue }
            if let line = lines[name] {
                element.problem("the name \"\(name)\" is used on line \(line) already")
                continue
            }
            lines[name] = element.line
            if let rule { rules.append(rule) }
        }
        return rules
    }
}

/// One rule as somebody wrote it.
private struct RuleEntry {
    let members: [String: YAMLValue]
    let name: String?

    init(members: [String: YAMLValue]) {
        self.members = members
        name = members["name"]?.text
    }

    /// The rule; `nil` where it cannot be told, which is reported.
    var rule: AlertRule? {
        let server = members["server"]?.text
        let measure = members["measure"]?.word(AlertRule.Measure.self)
        let duration = minutes("for", in: AlertRule.durations) ?? 5
        let window = minutes("window", in: AlertRule.windows) ?? 10
        let calls = members["minimum-calls"]?.whole(in: AlertRule.volumes) ?? 20
        let ignoresCallerFaults = members["ignore-caller-faults"]?.truth ?? false
        guard let measure else { return nil }
        if !measure.hasWindow {
            for key in ["window", "minimum-calls"] {
                members[key]?.problem("\(key) belongs to a rule about error-rate or p95")
            }
        }
        if measure != .errorRate {
            members["ignore-caller-faults"]?.problem(
                "ignore-caller-faults belongs to a rule about error-rate")
        }
        let clear = level("clear", measure)
        guard let name, !name.isEmpty, let threshold = level("threshold", measure) else {
            return nil
        }
        if let clear, measure.isScore ? clear < threshold : clear > threshold {
            members["clear"]?.problem(
                "clear must not be \(measure.isScore ? "below" : "above") the threshold")
        }
        return AlertRule(
            name: name, server: server, measure: measure, threshold: threshold, clear: clear,
            windowMinutes: window, forMinutes: duration, minimumCalls: calls,
            ignoresCallerFaults: ignoresCallerFaults)
    }

    /// A value of the rule's number.
    private func level(_ key: String, _ measure: AlertRule.Measure) -> Double? {
        guard let yaml = members[key] else { return nil }
        let text = yaml.text
        if text.isEmpty { return nil }
        let (value, wanted) = Self.level(text, measure, isThreshold: key == "threshold")
        if value == nil { yaml.problem("expected \(wanted), not \"\(text)\"") }
        return value
    }

    private static func level(
        _ text: String, _ measure: AlertRule.Measure, isThreshold: Bool
    ) -> (value: Double?, wanted: String) {
        switch measure {
        case .errorRate:
            let value = Amount(text).flatMap { amount in
                amount.unit == "%" ? amount.number / 100 : amount.unit == "" ? amount.number : nil
            }
            // No share is above 1.
            let isUsable = value.map { isThreshold ? $0 < 1 : $0 <= 1 } ?? false
            return (isUsable ? value : nil, "a share below 1 such as 5% or 0.05")
        case .p95:
            let value = Amount(text)?.inUnits(["ms": 1, "s": 1_000, "m": 60_000])
            let isUsable = value.map { $0 > 0 && $0 <= 3_600_000 } ?? false
            return (isUsable ? value : nil, "a time up to an hour such as 800ms or 2s")
        case .silence:
            // Beyond a day a server is not missed any more, so there must be time left to fire.
            let value = Amount(text)?.inUnits(["m": 1, "h": 60])
            let isUsable = value.map { $0 >= (isThreshold ? 1 : 0) && $0 <= 720 } ?? false
            return (isUsable ? value : nil, "a time from 1m to 12h such as 15m")
        case .quality, .security:
            let value = Amount(text).flatMap { $0.unit == "" ? $0.number : nil }
            let isUsable = value.map { $0 > 0 && $0 <= 100 } ?? false
            return (isUsable ? value : nil, "points above 0 up to 100")
        }
    }

    private func minutes(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let yaml = members[key] else { return nil }
        let text = yaml.text
        if text.isEmpty { return nil }
        let value = Amount(text)?.inUnits(["m": 1, "h": 60]).flatMap { Int(exactly: $0) }
        if let value, range.contains(value) { return value }
        yaml.problem(
            "expected whole minutes from \(range.lowerBound)m to \(range.upperBound / 60)h, "
                + "not \"\(text)\"")
        return nil
    }
}

/// A number that is not negative, and what it is of.
private struct Amount {
    let number: Double
    let unit: String

    /// Reads digits with at most one point in between, then a unit, perhaps after a space.
    init?(_ text: String) {
        let digits = text.prefix { $0 == "." || ("0"..."9").contains($0) && $0.isASCII }
        guard digits.count <= 12, digits.first != ".", digits.last != ".",
            let number = Double(digits)
        else { return nil }
        self.number = number
        var rest = text[digits.endIndex...]
        if rest.first == " ", rest.count > 1 { rest = rest.dropFirst() }
        unit = String(rest)
    }

    /// The number in the unit that counts as 1.
    func inUnits(_ units: [String: Double]) -> Double? { units[unit].map { number * $0 } }
}
