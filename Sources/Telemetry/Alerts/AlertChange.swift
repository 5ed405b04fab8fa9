// SPDX-License-Identifier: Apache-2.0

/// An alert that began or is over.
public struct AlertChange: Sendable, Hashable {
    /// What has happened.
    public enum Kind: Sendable, Hashable {
        /// The line was crossed for long enough.
        case fired
        /// The alert is over.
        case resolved(Reason)
    }

    /// Why an alert is over.
    public enum Reason: Sendable, Hashable {
        /// The number was clear of the line for long enough.
        case clear
        /// The number could not be told for a day.
        case unknown
        /// The rule or the server is no more.
        case removed
    }

    /// What has happened.
    public let kind: Kind
    /// The rule, as it was when the number was read.
    public let rule: AlertRule
    /// The server.
    public let server: String
    /// The last number that could be told.
    public let value: Double?
    /// When the line was crossed.
    public let since: Timestamp
    /// When it was noticed, to the minute.
    public let at: Timestamp

    /// The line.
    public var threshold: Double { rule.threshold }
    /// How long the alert has lasted, in minutes; not below zero.
    public var minutes: Int { Int(max(at.minute - since.minute, 0)) }
}

/// An alert that is firing.
public struct FiringAlert: Sendable, Hashable {
    /// The rule.
    public let rule: AlertRule
    /// The server.
    public let server: String
    /// The last number that could be told.
    public let value: Double?
    /// When the line was crossed.
    public let since: Timestamp
    /// When it fired.
    public let fired: Timestamp

    /// The line.
    public var threshold: Double { rule.threshold }
}

// MARK: - For people

extension AlertChange {
    /// What has happened, in a sentence.
    public var sentence: String {
        guard case .resolved(let reason) = kind else {
            return "\(server): \(AlertWords.text(value, rule))"
        }
        let end = "\(server): \(rule.name) is over after \(AlertWords.length(minutes))"
        switch reason {
        case .clear: return "\(end); \(AlertWords.text(value, rule))"
        case .unknown: return "\(end); for a day there was too little to tell"
        case .removed: return "\(end); the rule or the server is no more"
        }
    }
}

extension FiringAlert {
    /// What is wrong, in a sentence.
    public var sentence: String { "\(server): \(AlertWords.text(value, rule))" }
}
