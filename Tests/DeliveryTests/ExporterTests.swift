// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Delivery
@testable import Telemetry

@Suite("What a destination is told")
struct ExporterTests {
    @Test("goes on from the same beginning where counts are cumulative")
    func cumulative() throws {
        let scene = try ExportScene()
        let began = try scene.store.origin().started.nanoseconds
        try scene.add("buy", 3)
        try scene.add("sell", 1, error: "timeout")
        #expect(try scene.cut() == 1)
        let first = try scene.deliver()
        #expect(first.counts == ["buy": 3, "sell timeout": 1])
        scene.step()
        try scene.add("buy", 2)
        try scene.cut()
        let second = try scene.deliver()
        // What has not changed is not repeated.
        #expect(second.counts == ["buy": 5])
        for point in first + second { #expect(point.start == began && point.temporality == 2) }
        #expect(second.first?.time == scene.now.nanoseconds)
        scene.store = try SQLiteStore(folder: scene.folder.path)
        scene.step()
        try scene.add("buy")
        try scene.cut()
        let third = try scene.deliver()
        #expect(third.counts == ["buy": 6])
        #expect(third.first?.start == began)
        #expect(Set((first + third).map(\.instance)).count == 1)
    }

    @Test("adds up to all calls where it is differences", arguments: 1...6 as ClosedRange<UInt64>)
    func differences(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let scene = try ExportScene(.delta)
        var (made, points): ([String: Int], [ReadMetrics.Point]) = ([:], [])
        var ends: [Int64] = []
        for _ in 0..<20 {
            for tool in ["a", "b", "c"] where Bool.random(using: &random) {
                let count = Int.random(in: 1...9, using: &random)
                try scene.add(tool, count)
                made[tool, default: 0] += count
            }
            if Int.random(in: 0..<3, using: &random) > 0 {
                scene.step(seconds: Int64.random(in: 0...3, using: &random))
            }
            if try scene.cut() > 0 { ends.append(scene.now.nanoseconds) }
            if Bool.random(using: &random) { points += try scene.deliver() }
        }
        scene.step()
        try scene.cut()
        points += try scene.deliver()
        #expect(points.counts == made)
        for (_, series) in Dictionary(grouping: points, by: \.series) {
            // One point begins where another one has ended, or later.
            for (before, after) in zip(series, series.dropFirst()) {
                #expect(before.time <= after.start)
            }
            #expect(Set(series.map { $0.time / 1_000_000_000 }).count == series.count)
        }
        for point in points {
            #expect(point.start < point.time && point.temporality == 1)
            #expect(point.buckets.reduce(point.zeroCount, +) == point.count)
        }
    }

    @Test("is nothing where there is nothing new", arguments: Destination.Temporality.allCases)
    func nothing(temporality: Destination.Temporality) throws {
        let scene = try ExportScene(temporality)
        #expect(try scene.cut() == 0)
        try scene.add("buy")
        scene.step()
        #expect(try scene.cut() == 1)
        for _ in 0..<3 {
            scene.step()
            #expect(try scene.cut() == 0)
        }
        #expect(try scene.deliver().count == 1)
        // Points of report cards are told every time.
        #expect(try scene.cut([.init(server: "shop", quality: 80, security: nil)]) == 0)
        scene.step()
        #expect(try scene.cut([.init(server: "shop", quality: 80, security: nil)]) == 1)
    }

    @Test(
        "waits while too much waits, and then is everything at once",
        arguments: Destination.Temporality.allCases)
    func full(temporality: Destination.Temporality) throws {
        let scene = try ExportScene(temporality)
        scene.destination.mostWaiting = 1
        try scene.add("buy")
        #expect(try scene.cut() == 1)
        for _ in 0..<5 {
            scene.step()
            try scene.add("buy")
            #expect(try scene.cut() == 0)
        }
        #expect(try scene.outbox.backlog(of: "it").count == 1)
        let first = try scene.deliver()
        #expect(try scene.cut() == 1)
        let second = try scene.deliver()
        #expect(first.counts == ["buy": 1])
        #expect(second.counts == ["buy": temporality == .delta ? 5 : 6])
        #expect(second.count == 1)
        let wanted = temporality == .delta ? first.first?.time : first.first?.start
        #expect(second.first?.start == wanted)
    }

    @Test("is not two points of one second", arguments: Destination.Temporality.allCases)
    func twice(temporality: Destination.Temporality) throws {
        let scene = try ExportScene(temporality)
        try scene.add("buy")
        #expect(try scene.cut() == 1)
        try scene.add("buy", 2)
        #expect(try scene.cut() == 0)
        scene.step(seconds: 1)
        #expect(try scene.cut() == 1)
        #expect(try scene.deliver().counts == ["buy": temporality == .delta ? 3 : 4])
    }

    @Test("goes on after the clock was set back")
    func setBack() throws {
        let scene = try ExportScene()
        try scene.add("buy")
        scene.step(seconds: 86_400)
        #expect(try scene.cut() == 1)
        scene.step(seconds: -86_000)
        try scene.add("buy")
        #expect(try scene.cut() == 1)
    }

    @Test("is what spans report, where metrics of the same calls come too")
    func sources() throws {
        let scene = try ExportScene()
        try scene.add("buy", 2)
        try scene.measure("buy", 5)
        try scene.measure("look", 4, server: "other")
        try scene.cut()
        let first = try scene.deliver()
        #expect(first.counts == ["buy": 2, "look": 4])
        #expect(Set(first.map(\.service)) == ["shop", "other"])
        // Spans that come later are not preferred any more, or counts would fall.
        scene.step()
        try scene.add("look", 1, server: "other")
        try scene.measure("look", 3, server: "other")
        try scene.cut()
        #expect(try scene.deliver().counts == ["look": 7])
    }

    @Test("is everything again after it was forgotten")
    func forgotten() throws {
        let scene = try ExportScene()
        try scene.add("buy", 3)
        try scene.add("sell")
        try scene.cut()
        _ = try scene.deliver()
        try scene.outbox.retell(scene.destination)
        scene.step()
        #expect(try scene.cut() == 1)
        #expect(try scene.deliver().counts == ["buy": 3, "sell": 1])
    }

    @Test(
        "is all of the new data where the file of calls was replaced",
        arguments: Destination.Temporality.allCases)
    func replaced(temporality: Destination.Temporality) throws {
        let scene = try ExportScene(temporality)
        try scene.add("buy", 3)
        try scene.add("sell", 2)
        try scene.cut()
        let old = try scene.deliver()
        let other = try TemporaryFolder()
        scene.store = try SQLiteStore(folder: other.path)
        // As many as before, more than before, and as spans what was counted.
        scene.step()
        try scene.add("buy", 3)
        try scene.add("sell", 5)
        try scene.cut()
        let new = try scene.deliver()
        #expect(new.counts == ["buy": 3, "sell": 5])
        #expect(Set(old.map(\.instance)).isDisjoint(with: Set(new.map(\.instance))))
    }

    @Test("counts nothing twice where differences are told, then sums, then differences again")
    func changed() throws {
        let scene = try ExportScene(.delta)
        var differences = 0
        for (temporality, calls) in [
            (Destination.Temporality.delta, 3), (.cumulative, 2), (.delta, 1),
        ] {
            scene.destination.temporality = temporality
            try scene.add("buy", calls)
            try scene.cut()
            let told = try scene.deliver().counts["buy"] ?? 0
            if temporality == .delta { differences += told }
            scene.step()
        }
        #expect(differences <= 6)
    }

    @Test("is told to each destination on its own")
    func several() throws {
        let scene = try ExportScene()
        try scene.add("buy", 3)
        try scene.cut()
        var other = Destination(name: "other", preset: .datadog, endpoint: "https://else.test")
        other.mostWaiting = 1
        let totals = try Exporter.Totals(of: scene.store)
        #expect(
            try Exporter(outbox: scene.outbox, version: "1").cut(
                totals, [], for: other, at: scene.now) == 1)
        #expect(try scene.outbox.backlog(of: "other").count == 1)
        #expect(try scene.deliver().counts == ["buy": 3])
        #expect(try scene.outbox.backlog(of: "other").count == 1)
    }
}
