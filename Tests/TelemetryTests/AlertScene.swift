// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Telemetry

/// The minute that walks begin in.
let alertNoon: Int64 = 29_834_640

/// More than a tenth of calls.
let usualErrors = AlertRule(name: "errors", measure: .errorRate, threshold: 0.1, clear: 0.05)

/// One rule for one server, stepped by hand.
struct AlertWalk {
    let rule: AlertRule
    var state = AlertState(server: "shop")
    /// What has changed, with the minutes since noon.
    var log: [String] = []

    init(_ rule: AlertRule = usualErrors) { self.rule = rule }

    @discardableResult
    mutating func step(_ value: Double?, at minute: Int64, second: Int64 = 30) -> AlertChange? {
        let now = Timestamp(nanoseconds: ((alertNoon + minute) * 60 + second) * 1_000_000_000)
        let change = state.step(AlertReading(value: value), rule: rule, now: now)
        switch change?.kind {
        case .fired: log.append("fired \(minute)")
        case .resolved(let reason): log.append("\(reason) \(minute)")
        case nil: break
        }
        return change
    }

    /// The same value in every minute of a range.
    mutating func walk(_ minutes: Range<Int64>, _ value: Double?) {
        for minute in minutes { step(value, at: minute) }
    }

    /// Since when things are as they are, in minutes since noon.
    var phase: String {
        func text(_ time: Timestamp) -> String { "\(time.minute - alertNoon)" }
        switch state.phase {
        case .clear: return "clear"
        case .pending(let since): return "pending \(text(since))"
        case .firing(let since, let clear):
            return "firing \(text(since))" + (clear.map { ", clear \(text($0))" } ?? "")
        }
    }
}

/// A moment in a minute, half past of some hour being the first.
func alertMoment(_ minute: Int64, second: Int64 = 20) -> Timestamp {
    Timestamp(nanoseconds: ((alertNoon + 30 + minute) * 60 + second) * 1_000_000_000)
}

/// A server, its book and a clock.
struct AlertScene {
    let folder: TemporaryFolder
    let store: any CallStore
    var book = AlertBook()
    var rules: [AlertRule]
    var servers = ["shop"]
    var scores: [String: AlertScores] = [:]
    /// Whether the book is written and read before every step.
    var isReadAgain = false

    init(_ rules: [AlertRule], _ engine: CallStoreTests.Engine) throws {
        folder = try TemporaryFolder()
        store = try engine.open(folder.path)
        self.rules = rules
    }

    /// Calls of a minute, some of which failed.
    func add(
        _ calls: Int, failed: [String] = [], at minute: Int64, milliseconds: UInt64 = 5,
        server: String = "shop", now: Timestamp? = nil
    ) throws {
        var batch = CallBatch()
        let errors = Array(repeating: "", count: max(calls - failed.count, 0)) + failed
        for error in errors {
            batch.calls.append(
                CallBatch.Call(
                    id: nil, start: alertMoment(minute, second: 59).nanoseconds,
                    duration: milliseconds * 1_000_000, server: batch.names.number(of: server),
                    method: batch.names.number(of: "tools/call"),
                    tool: batch.names.number(of: "buy"), client: 0,
                    error: batch.names.number(of: error), fault: Fault(error: error)))
        }
        _ = try store.append([batch], now: now ?? alertMoment(minute))
    }

    mutating func evaluate(at minute: Int64, second: Int64 = 20) throws -> [AlertChange] {
        if isReadAgain {
            let text = JSONWriter.text(book.json)
            let read = try #require(AlertBook(JSONReader.read(text).root))
            #expect(read == book)
            book = read
        }
        return try book.evaluate(
            rules: rules, servers: servers, store: store, scores: scores,
            now: alertMoment(minute, second: second))
    }

    /// What a rule's number is.
    func value(
        _ rule: AlertRule, at minute: Int64, second: Int64 = 20, server: String = "shop"
    ) throws -> Double? {
        try AlertReading(
            rule: rule, server: server, store: store, scores: scores[server],
            now: alertMoment(minute, second: second)
        ).value
    }
}
