// SPDX-License-Identifier: Apache-2.0

public import MCPModel

extension AlertBook {
    private static let version = 1

    /// All that has to be remembered, to go on after a new start.
    public var json: JSONValue {
        [
            "version": .int(Self.version),
            "rules": .array(rules.sorted { $0.key < $1.key }.map { $0.value.json }),
            "states": .array(
                states.sorted { $0.key < $1.key }.map { $0.value.json(rule: $0.key.rule) }),
        ]
    }

    /// Reads what ``json`` gave; `nil` when it is something else.
    public init?(_ json: JSONValue) {
        guard let object = json.object, object["version"]?.number?.int == Self.version,
            let rules = object["rules"]?.array, let states = object["states"]?.array
        else { return nil }
        self.init()
        for json in rules {
            guard let rule = AlertRule(json), self.rules[rule.name] == nil else { return nil }
            self.rules[rule.name] = rule
        }
        for json in states {
            guard let name = json.object?["rule"]?.string, self.rules[name] != nil,
                let state = AlertState(json)
            else { return nil }
            let key = Key(rule: name, server: state.server)
            guard self.states[key] == nil else { return nil }
            self.states[key] = state
        }
    }
}

extension AlertRule {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "server": .optional(server),
            "measure": .string(measure.rawValue), "threshold": .settled(threshold),
            "clear": .settled(clear), "windowMinutes": .int(windowMinutes),
            "forMinutes": .int(forMinutes), "minimumCalls": .int(minimumCalls),
            "ignoresCallerFaults": .bool(ignoresCallerFaults),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let object = json.object, let name = object["name"]?.string,
            let server = object["server"], server == .null || server.string != nil,
            let measure = object["measure"]?.string.flatMap(Measure.init(rawValue:)),
            let threshold = object["threshold"]?.number?.double, threshold.isFinite,
            let clear = object["clear"]?.number?.double, clear.isFinite,
            let window = object["windowMinutes"]?.number?.int,
            let duration = object["forMinutes"]?.number?.int,
            let volume = object["minimumCalls"]?.number?.int,
            let ignoresCallerFaults = object["ignoresCallerFaults"]?.bool
        else { return nil }
        self.init(
            name: name, server: server.string, measure: measure, threshold: threshold,
            clear: clear, windowMinutes: window, forMinutes: duration, minimumCalls: volume,
            ignoresCallerFaults: ignoresCallerFaults)
    }
}

extension AlertState {
    fileprivate func json(rule: String) -> JSONValue {
        [
            "rule": .string(rule), "server": .string(server),
            "value": value.map(JSONValue.settled) ?? .null, "crossed": .minute(crossed),
            "fired": .minute(fired), "cleared": .minute(cleared), "stepped": .minute(stepped),
            "judged": .minute(judged), "watched": .minute(watched),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let object = json.object, let server = object["server"]?.string,
            let value = object["value"], let watched = object.minute("watched") ?? nil,
            let crossed = object.minute("crossed"), let fired = object.minute("fired"),
            let cleared = object.minute("cleared"), let stepped = object.minute("stepped"),
            let judged = object.minute("judged")
        else { return nil }
        self.init(server: server)
        if value != .null {
            guard let number = value.number?.double, number.isFinite else { return nil }
            self.value = number.settled
        }
        (self.crossed, self.fired, self.cleared) = (crossed, fired, cleared)
        (self.stepped, self.judged, self.watched) = (stepped, judged, watched)
        if !isWhole { return nil }
    }

    /// Whether each time is there that follows from another.
    private var isWhole: Bool {
        let last = stepped ?? .min
        let isInOrder = [crossed, fired, cleared, judged, watched].allSatisfy { $0 ?? last <= last }
        let isComplete =
            (fired == nil || crossed != nil) && (cleared == nil || fired != nil)
            && (crossed == nil || judged != nil) && (judged == nil) == (value == nil)
        return isInOrder && isComplete
    }
}

extension JSONObject {
    /// A minute or null; `nil` where it is neither.
    fileprivate func minute(_ key: String) -> Int64?? {
        guard let value = self[key] else { return nil }
        if value == .null { return .some(nil) }
        // Further from 1970 there are no timestamps, and what is added to it stays a number.
        guard let number = value.number?.int, number.magnitude < 200_000_000 else { return nil }
        return Int64(number)
    }
}

extension JSONValue {
    fileprivate static func settled(_ value: Double) -> JSONValue {
        .number(JSONNumber(value, places: 6))
    }

    fileprivate static func minute(_ minute: Int64?) -> JSONValue {
        minute.map { .int(Int($0)) } ?? .null
    }
}
