// SPDX-License-Identifier: Apache-2.0

internal import Scoring
internal import Telemetry

/// What the page at `/` shows; whoever fills it decides on the order.
struct DashboardModel: Sendable {
    /// A rule that is broken right now.
    struct Alert: Sendable, Hashable {
        /// What is the matter.
        var sentence: String
        /// The server it is about.
        var server: String
        /// The name of the rule.
        var rule: String
        /// Since when it has been broken.
        var since: Timestamp
    }

    /// Somebody whom numbers or alerts are passed on to.
    struct Delivery: Sendable, Hashable {
        /// How numbers and alerts leave.
        enum Kind: String, Sendable {
            case otlp = "OTLP"
            case webhook = "webhook"
        }

        /// The name of the receiver.
        var name: String
        /// How it is reached.
        var kind: Kind
        /// Whether the last attempt arrived.
        var isHealthy: Bool
        /// How it went, as in "last answer 503 three minutes ago"; empty when there is nothing.
        var sentence: String
        /// How many requests wait to be sent.
        var waiting: Int
        /// What was given up within a day; empty when there is nothing.
        var loss = ""
    }

    /// The latest report card of a server.
    struct Card: Sendable, Hashable {
        /// A letter with its points.
        struct Mark: Sendable, Hashable {
            /// From 0 to 100.
            var points: Int
            /// From A to F.
            var grade: Grade
        }

        /// The server that was graded.
        var server: String
        /// How well models can use it; `nil` without a grade.
        var quality: Mark?
        /// How safe it is; `nil` without a grade.
        var security: Mark?
        /// The day it was graded on.
        var date: String
    }

    /// When the numbers were taken.
    var now: Timestamp
    /// The range in words like `24h`, as addresses have it.
    var range: String
    /// Where senders reach this collector.
    var address = "http://127.0.0.1:4318"
    /// The servers that are shown.
    var servers: [ServerAnalytics] = []
    /// How many servers there are.
    var serverCount = 0
    /// The rules that are broken.
    var alerts: [Alert] = []
    /// Those to whom something is passed on.
    var deliveries: [Delivery] = []
    /// The latest report cards.
    var cards: [Card] = []

    /// Whether there are more servers than are shown.
    var isTruncated: Bool { servers.count < serverCount }
}
