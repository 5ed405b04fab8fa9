// SPDX-License-Identifier: Apache-2.0

/// How one rule stands for one server.
///
/// Time is counted in whole minutes, by the moments that it is given: a minute is judged once,
/// however often it is asked. Minutes that nobody looked at prove nothing: what was crossed or
/// clear before a gap that is longer than the window begins anew after it.
public struct AlertState: Sendable, Hashable {
    /// Where an alert is between nothing and being over.
    public enum Phase: Sendable, Hashable {
        /// Nothing is wrong, as far as is known.
        case clear
        /// The line is crossed, but not for long enough.
        case pending(since: Timestamp)
        /// The line was crossed for long enough.
        ///
        /// - Parameters:
        ///   - since: when it was crossed.
        ///   - clear: since when it is clear again.
        case firing(since: Timestamp, clear: Timestamp?)
    }

    /// A firing alert that could not be judged for as long is over, in minutes.
    ///
    /// When calls become rare after the errors, nobody can say any more that they go on. An alert
    /// that could never end would hide the next one; one that ended soon would end every night.
    static let longestDoubt: Int64 = 1_440

    /// The server that is watched.
    public let server: String
    /// The last value that could be judged.
    public internal(set) var value: Double?

    // All times are minutes since 1970 that begin where the last one that was judged ends.

    /// Since when the line is crossed, or was when it fired.
    var crossed: Int64?
    /// When it fired; `nil` unless it is firing.
    var fired: Int64?
    /// Since when a firing alert is clear.
    var cleared: Int64?
    /// The last step.
    var stepped: Int64?
    /// The last step whose reading could be judged.
    var judged: Int64?
    /// Since when steps follow one another.
    var watched: Int64 = 0

    /// Nothing is known of a server.
    public init(server: String) { self.server = server }

    /// Where the alert is.
    public var phase: Phase {
        guard let crossed else { return .clear }
        let since = Timestamp(minute: crossed)
        return fired == nil
            ? .pending(since: since)
            : .firing(since: since, clear: cleared.map(Timestamp.init(minute:)))
    }

    /// When it fired; `nil` unless it is firing.
    public var firedAt: Timestamp? { fired.map(Timestamp.init(minute:)) }

    /// Whether a step at a moment would change nothing.
    func isJudged(at now: Timestamp) -> Bool { stepped == now.minute }

    /// Takes in what the number is at a moment, and tells what has changed by it.
    ///
    /// A reading that is unknown counts as no step at all, but for how long an alert is in doubt.
    public mutating func step(
        _ reading: AlertReading, rule: AlertRule, now: Timestamp
    ) -> AlertChange? {
        let minute = now.minute
        guard isAhead(minute) else { return nil }
        if minute - (stepped ?? .min / 2) > rule.longestGap { watched = minute }
        stepped = minute
        if minute - (judged ?? .min / 2) > rule.longestGap {
            cleared = nil
            if fired == nil { crossed = nil }
        }
        guard let value = judgeable(reading, rule, minute) else {
            if fired != nil, minute - max(judged ?? watched, watched) >= Self.longestDoubt {
                return end(.unknown, rule, minute)
            }
            return nil
        }
        judged = minute
        self.value = value
        return fired == nil ? rise(value, rule, minute) : fall(value, rule, minute)
    }

    /// Ends an alert whose rule or server is no more.
    mutating func remove(rule: AlertRule, now: Timestamp) -> AlertChange? {
        fired == nil ? nil : end(.removed, rule, now.minute)
    }

    private mutating func rise(
        _ value: Double, _ rule: AlertRule, _ minute: Int64
    ) -> AlertChange? {
        guard rule.isCrossed(by: value) else {
            crossed = nil
            return nil
        }
        let since = crossed ?? minute
        crossed = since
        guard minute - since >= rule.forMinutes else { return nil }
        fired = minute
        return change(.fired, rule, since, minute)
    }

    private mutating func fall(
        _ value: Double, _ rule: AlertRule, _ minute: Int64
    ) -> AlertChange? {
        guard rule.isClear(at: value) else {
            cleared = nil
            return nil
        }
        let since = cleared ?? minute
        cleared = since
        return minute - since >= rule.forMinutes ? end(.clear, rule, minute) : nil
    }

    private mutating func end(
        _ reason: AlertChange.Reason, _ rule: AlertRule, _ minute: Int64
    ) -> AlertChange {
        let since = crossed ?? minute
        (crossed, fired, cleared) = (nil, nil, nil)
        return change(.resolved(reason), rule, since, minute)
    }

    private func change(
        _ kind: AlertChange.Kind, _ rule: AlertRule, _ since: Int64, _ minute: Int64
    ) -> AlertChange {
        AlertChange(
            kind: kind, rule: rule, server: server, value: value, since: Timestamp(minute: since),
            at: Timestamp(minute: minute))
    }

    /// The value, where it can be judged.
    private func judgeable(
        _ reading: AlertReading, _ rule: AlertRule, _ minute: Int64
    ) -> Double? {
        guard let value = reading.value else { return nil }
        // Who has not listened has heard nothing: that is no silence of the server.
        if rule.measure == .silence, rule.isCrossed(by: value),
            !rule.isCrossed(by: Double(minute - watched))
        {
            return nil
        }
        return value
    }

    /// Whether a minute is one that was not judged.
    ///
    /// A clock that was set back takes all times with it: what lasted some minutes still does.
    private mutating func isAhead(_ minute: Int64) -> Bool {
        guard let last = stepped else { return true }
        if minute < last {
            let shift = minute - last
            crossed = crossed.map { $0 + shift }
            fired = fired.map { $0 + shift }
            cleared = cleared.map { $0 + shift }
            judged = judged.map { $0 + shift }
            watched += shift
            stepped = minute
        }
        return minute > last
    }
}
