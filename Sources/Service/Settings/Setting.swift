// SPDX-License-Identifier: Apache-2.0

/// What `smelt serve` can be told: by a flag, by the environment or in a file, in this order.
public enum Setting: String, CaseIterable, Sendable {
    case data
    case listen
    case requireTokens = "require-tokens"
    case tlsCertificate = "tls-certificate"
    case tlsKey = "tls-key"
    case keepCalls = "keep-calls"
    case keepMinutes = "keep-minutes"
    case keepHours = "keep-hours"
    case maxServers = "max-servers"
    case maxSeries = "max-series"
    case maxRequest = "max-request"
    case maxRequestTime = "max-request-time"

    /// What the flag is called.
    public var flag: String { "--\(rawValue)" }

    /// What the variable of the environment is called.
    public var variable: String {
        "SMELT_" + rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}

/// All that is wrong with the settings.
public struct SettingProblems: Error, CustomStringConvertible {
    /// Each with where the setting was found.
    public let problems: [String]

    /// One problem a line.
    public var description: String { problems.joined(separator: "\n") }
}
