// SPDX-License-Identifier: Apache-2.0

/// How all rules stand for all servers.
public struct AlertBook: Sendable, Hashable {
    /// A rule by its name, for a server.
    struct Key: Hashable, Sendable, Comparable {
        let rule: String
        let server: String

        static func < (left: Key, right: Key) -> Bool {
            (left.server, left.rule) < (right.server, right.rule)
        }
    }

    /// The rules by name, as they were when they were evaluated last.
    var rules: [String: AlertRule] = [:]
    var states: [Key: AlertState] = [:]

    /// No rules and no servers.
    public init() {}

    /// The alerts that are firing, by server and rule.
    public var firing: [FiringAlert] {
        states.sorted { $0.key < $1.key }.compactMap { key, state in
            guard let rule = rules[key.rule], let fired = state.firedAt,
                case .firing(let since, _) = state.phase
            else { return nil }
            return FiringAlert(
                rule: rule, server: key.server, value: state.value, since: since, fired: fired)
        }
    }

    /// Reads every number and tells what has changed; when the store fails, nothing has.
    ///
    /// It may be asked at any time, and does something once a minute. Alerts whose rule or server
    /// is no more are over; so are those whose rule has another measure now. Of rules with the same
    /// name the first counts.
    public mutating func evaluate(
        rules: [AlertRule], servers: [String], store: any CallReading,
        scores: [String: AlertScores], now: Timestamp
    ) throws(StoreProblem) -> [AlertChange] {
        var next = AlertBook()
        var changes: [AlertChange] = []
        var reader = AlertReader(store: store, now: now)
        let known = Set(servers)
        for rule in rules where next.rules[rule.name] == nil {
            next.rules[rule.name] = rule
            let isSame = self.rules[rule.name]?.measure == rule.measure
            for server in rule.servers(among: known, scores: scores) {
                let key = Key(rule: rule.name, server: server)
                var state = (isSame ? states[key] : nil) ?? AlertState(server: server)
                if !state.isJudged(at: now) {
                    let reading = try reader.reading(rule, server, scores[server])
                    if let change = state.step(reading, rule: rule, now: now) {
                        changes.append(change)
                    }
                }
                next.states[key] = state
            }
        }
        let removed = removals(next, now)
        self = next
        return removed + changes
    }

    /// The ends of alerts that another book does not go on with.
    private func removals(_ next: AlertBook, _ now: Timestamp) -> [AlertChange] {
        states.sorted { $0.key < $1.key }.compactMap { key, state in
            guard let rule = rules[key.rule] else { return nil }
            let isKept =
                next.states[key] != nil && next.rules[key.rule]?.measure == rule.measure
            var state = state
            return isKept ? nil : state.remove(rule: rule, now: now)
        }
    }
}
