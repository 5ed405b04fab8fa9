// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Telemetry

@Suite("A book of alerts")
struct AlertBookTests {
    private static let engines = CallStoreTests.engines

    @Test("fires and ends with the calls of a server, read again or not", arguments: engines)
    func scenario(engine: CallStoreTests.Engine) throws {
        var logs: [[String]] = []
        for isReadAgain in [false, true] {
            var scene = try AlertScene(
                AlertRule.usual + [
                    AlertRule(name: "slow", measure: .p95, threshold: 100),
                    AlertRule(name: "silence", server: "shop", measure: .silence, threshold: 20),
                    AlertRule(name: "quality", measure: .quality, threshold: 70),
                ], engine)
            scene.isReadAgain = isReadAgain
            var log: [String] = []
            for minute in 0..<150 as Range<Int64> {
                let isBad = (20..<40).contains(minute)
                if minute < 80 {
                    try scene.add(
                        10, failed: isBad ? ["500", "500", "500"] : [], at: minute,
                        milliseconds: isBad ? 500 : 20)
                }
                let points = (5..<30).contains(minute) ? 60 : 90
                scene.scores["card"] = AlertScores(quality: points, security: nil)
                for second in [1, 31] as [Int64] {
                    log += try scene.evaluate(at: minute, second: second).map {
                        "\(minute):\(second) \($0.sentence)"
                    }
                }
                if minute == 45 {
                    #expect(scene.book.firing.map(\.rule.name) == ["error-rate", "slow"])
                    #expect(scene.book.firing.map(\.server) == ["shop", "shop"])
                    #expect(scene.book.firing.allSatisfy { $0.since < $0.fired })
                }
                if minute % 7 == 0 { try scene.store.roll() }
            }
            logs.append(log)
        }
        #expect(logs[0] == logs[1])
        let expected = """
            10:1 card: quality has 60 points (threshold 70 points)
            26:1 shop: p95 of calls was 497.3 ms in the last 10 minutes (threshold 100 ms)
            27:1 shop: 21 % of calls failed in the last 10 minutes (threshold 5 %)
            35:1 card: quality is over after 30 minutes
            54:1 shop: error-rate is over after 32 minutes
            55:1 shop: slow is over after 34 minutes
            106:1 shop: no call for 26 minutes (threshold 20 minutes)
            """
        let begins = logs[0].map { String($0.prefix { $0 != ";" }) }
        #expect(begins == expected.split(separator: "\n").map(String.init))
    }

    @Test("does not flap when every other minute is bad", arguments: engines)
    func flapping(engine: CallStoreTests.Engine) throws {
        // Bad minutes that together are above the line, below it, and about it.
        for failed in [1, 3, 6] {
            var scene = try AlertScene([usualErrors], engine)
            var changes = 0
            for minute in 0..<1_440 as Range<Int64> {
                let failed = Array(repeating: "500", count: minute % 2 == 0 ? failed : 0)
                try scene.add(15, failed: failed, at: minute)
                changes += try scene.evaluate(at: minute).count
                if minute % 60 == 0 { try scene.store.roll() }
            }
            #expect(changes <= 1, "\(failed)")
            #expect(scene.book.firing.isEmpty == (failed < 6))
        }
    }

    @Test("takes late calls into account at the next minute", arguments: engines)
    func late(engine: CallStoreTests.Engine) throws {
        var scene = try AlertScene([usualErrors], engine)
        try scene.add(40, at: 0)
        for minute in 1..<4 as Range<Int64> {
            let changes = try scene.evaluate(at: minute)
            #expect(changes.isEmpty)
        }
        try scene.add(40, failed: Array(repeating: "500", count: 40), at: 0, now: alertMoment(4))
        var fired: Int64?
        for minute in 4..<11 as Range<Int64> {
            let changes = try scene.evaluate(at: minute)
            if fired == nil, !changes.isEmpty { fired = minute }
        }
        #expect(fired == 9)
    }

    @Test("ends what rules and servers that are gone have begun", arguments: engines)
    func removals(engine: CallStoreTests.Engine) throws {
        func scene() throws -> AlertScene {
            var scene = try AlertScene([usualErrors], engine)
            scene.servers = ["books", "shop"]
            for minute in 0..<7 as Range<Int64> {
                for server in scene.servers {
                    let failed = Array(repeating: "500", count: 20)
                    try scene.add(30, failed: failed, at: minute, server: server)
                }
                _ = try scene.evaluate(at: minute)
            }
            #expect(scene.book.firing.map(\.server) == ["books", "shop"])
            return scene
        }
        func ends(_ scene: inout AlertScene) throws -> [String] {
            let changes = try scene.evaluate(at: 7)
            #expect(changes.allSatisfy { $0.kind == .resolved(.removed) && $0.value != nil })
            #expect(changes.allSatisfy { $0.minutes == 6 && $0.sentence.contains("no more") })
            return changes.map(\.server)
        }
        var without = try scene()
        without.rules = []
        let withoutEnds = try ends(&without)
        #expect(withoutEnds == ["books", "shop"])
        #expect(without.book == AlertBook())
        var fewer = try scene()
        fewer.servers = ["shop"]
        let fewerEnds = try ends(&fewer)
        #expect(fewerEnds == ["books"])
        #expect(fewer.book.firing.map(\.server) == ["shop"])
        var narrower = try scene()
        narrower.rules = [
            AlertRule(name: "errors", server: "books", measure: .errorRate, threshold: 0.1)
        ]
        let narrowerEnds = try ends(&narrower)
        #expect(narrowerEnds == ["shop"])
        var other = try scene()
        other.rules = [AlertRule(name: "errors", measure: .p95, threshold: 1)]
        let otherEnds = try ends(&other)
        #expect(otherEnds == ["books", "shop"])
        #expect(other.book.firing.isEmpty)
        // Another line is no other rule.
        var milder = try scene()
        milder.rules = [AlertRule(name: "errors", measure: .errorRate, threshold: 0.5)]
        let milderEnds = try ends(&milder)
        #expect(milderEnds == [])
        #expect(milder.book.firing.map(\.threshold) == [0.5, 0.5])
    }

    @Test("goes on the same after being written and read, whatever happens")
    func roundTrips() throws {
        var random = SeededRandom(seed: 11)
        let rules = [
            usualErrors,
            AlertRule(name: "silence", measure: .silence, threshold: 15, forMinutes: 3),
            AlertRule(name: "points", measure: .security, threshold: 70, forMinutes: 0),
        ]
        var changes = 0
        for rule in rules {
            var kept = AlertState(server: "shöp \"1\"")
            var read = kept
            var minute: Int64 = 0
            var value: Double?
            for _ in 0..<3_000 {
                let jump = Int64.random(in: 0..<60, using: &random)
                let far = Int64.random(in: -3_000...3_000, using: &random)
                minute += jump == 0 ? far : jump < 6 ? jump : 1
                if Int.random(in: 0..<6, using: &random) == 0 {
                    let level = Double.random(in: 0..<2, using: &random)
                    value = Int.random(in: 0..<5, using: &random) == 0 ? nil : rule.clear * level
                }
                let reading = AlertReading(value: value)
                let change = kept.step(reading, rule: rule, now: alertMoment(minute))
                let same = read.step(reading, rule: rule, now: alertMoment(minute))
                #expect(same == change)
                if change != nil { changes += 1 }
                var book = AlertBook()
                let key = AlertBook.Key(rule: rule.name, server: kept.server)
                (book.rules, book.states) = ([rule.name: rule], [key: read])
                let text = JSONWriter.text(book.json)
                let again = try #require(AlertBook(JSONReader.read(text).root))
                #expect(again == book)
                read = try #require(again.states[key])
                #expect(read == kept)
            }
        }
        #expect(changes > 100)
    }

    @Test("that is damaged is none, or one to go on with", arguments: engines)
    func damaged(engine: CallStoreTests.Engine) throws {
        var scene = try AlertScene(
            [
                usualErrors,
                AlertRule(name: "silence", server: "shop", measure: .silence, threshold: 5),
            ],
            engine)
        for minute in 0..<30 as Range<Int64> {
            if minute < 15 { try scene.add(30, failed: ["500", "500", "500", "500"], at: minute) }
            _ = try scene.evaluate(at: minute)
        }
        #expect(scene.book.firing.count == 2)
        let text = Array(JSONWriter.text(scene.book.json).utf8)
        var random = SeededRandom(seed: 7)
        var refused = 0
        for _ in 0..<3_000 {
            let bytes = ByteMutation.mutated(text, with: &random)
            guard let root = try? JSONReader.read(bytes).root else { continue }
            guard let book = AlertBook(root) else {
                refused += 1
                continue
            }
            var other = scene
            other.book = book
            #expect(AlertBook(book.json) == book)
            _ = try other.evaluate(at: 30)
            #expect(other.book.firing.allSatisfy { !$0.sentence.isEmpty })
        }
        #expect(refused > 100)
        for json in [nil, [], [:], ["version": 2, "rules": [], "states": []]] as [JSONValue] {
            #expect(AlertBook(json) == nil)
        }
    }
}
