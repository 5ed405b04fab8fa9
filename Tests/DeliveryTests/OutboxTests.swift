// SPDX-License-Identifier: Apache-2.0

import Telemetry
import TestSupport
import Testing

@testable import Delivery

@Suite("An outbox")
struct OutboxTests {
    private static let now = Timestamp(nanoseconds: 1_790_000_000_000_000_000)

    private static func later(_ seconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: now.nanoseconds + seconds * 1_000_000_000)
    }

    /// An outbox with a message for each of some targets, in this order.
    private static func outbox(
        _ folder: TemporaryFolder, _ messages: [(id: String, target: String)]
    ) throws -> Outbox {
        let outbox = try Outbox(folder: folder.path)
        for message in messages {
            try put(outbox, message.id, for: message.target)
        }
        return outbox
    }

    private static func put(
        _ outbox: Outbox, _ id: String, for target: String, at time: Timestamp = now
    ) throws {
        try outbox.change { database throws(StoreProblem) in
            try outbox.put(Array("body of \(id)".utf8), id: id, for: target, at: time, in: database)
        }
    }

    private static func next(
        _ outbox: Outbox, for target: String, at time: Timestamp = now, inOrder: Bool = true
    ) throws -> Outbox.Item? {
        try outbox.next(for: target, at: time, inOrder: inOrder).item
    }

    private static func settle(
        _ outbox: Outbox, for target: String, _ verdict: Verdict, at time: Timestamp = now,
        again: Timestamp? = nil, keeps: Bool = true
    ) throws {
        let item = try #require(try next(outbox, for: target, at: time, inOrder: false))
        try outbox.settle(
            item, for: target, verdict, at: time, again: again, keepsDelivered: keeps)
    }

    @Test("keeps what waits, in order, over a new start")
    func keeps() throws {
        let folder = try TemporaryFolder()
        let messages = [("1", "a"), ("2", "b"), ("3", "a"), ("4", "a")]
        _ = try Self.outbox(folder, messages)
        var order: [String] = []
        for _ in 0..<3 {
            let outbox = try Outbox(folder: folder.path)
            let item = try #require(try Self.next(outbox, for: "a"))
            #expect(item.body == Array("body of \(item.id)".utf8))
            #expect((item.created, item.attempts) == (Self.now, 0))
            order.append(item.id)
            try Self.settle(outbox, for: "a", .delivered(warning: nil))
        }
        #expect(order == ["1", "3", "4"])
        let outbox = try Outbox(folder: folder.path)
        #expect(try Self.next(outbox, for: "a") == nil)
        #expect(try Self.next(outbox, for: "b")?.id == "2")
        #expect(try Self.next(outbox, for: "c") == nil)
    }

    @Test("lets the first be waited for where order matters, and overtaken elsewhere")
    func due() throws {
        let folder = try TemporaryFolder()
        let outbox = try Self.outbox(folder, [("1", "a"), ("2", "a")])
        try Self.settle(outbox, for: "a", .later("busy", after: nil), again: Self.later(60))
        let ordered = try outbox.next(for: "a", at: Self.now, inOrder: true)
        #expect(ordered.item == nil && ordered.due == Self.later(60))
        #expect(try Self.next(outbox, for: "a", inOrder: false)?.id == "2")
        #expect(try Self.next(outbox, for: "a", at: Self.later(59)) == nil)
        let again = try #require(try Self.next(outbox, for: "a", at: Self.later(60)))
        #expect((again.id, again.attempts) == ("1", 1))
        // The second, which is due since earlier, goes before it where order does not matter.
        let freely = try Self.next(outbox, for: "a", at: Self.later(60), inOrder: false)
        #expect(freely?.id == "2")
    }

    @Test("says how much waits since when")
    func backlog() throws {
        let folder = try TemporaryFolder()
        let outbox = try Self.outbox(folder, [("1", "a"), ("22", "a"), ("3", "b")])
        try Self.put(outbox, "4", for: "a", at: Self.later(5))
        let backlog = try outbox.backlog(of: "a")
        #expect((backlog.count, backlog.bytes) == (3, 9 + 10 + 9))
        #expect(backlog.oldest == Self.now)
        #expect(try outbox.backlog(of: "c") == Outbox.Backlog())
        try Self.settle(outbox, for: "a", .delivered(warning: nil))
        #expect(try outbox.backlog(of: "a").count == 2)
    }

    @Test("counts what arrived and what was given up, and says how the last attempt ended")
    func records() throws {
        let folder = try TemporaryFolder()
        let outbox = try Self.outbox(folder, (1...5).map { ("\($0)", "a") })
        func record() throws -> TargetRecord {
            let records = try outbox.records()
            #expect(records.map(\.name) == ["a"])
            return try #require(records.first)
        }
        #expect(try outbox.records().isEmpty)
        try Self.settle(outbox, for: "a", .delivered(warning: nil), at: Self.later(1))
        #expect((try record().delivered, try record().dropped) == (1, 0))
        #expect((try record().state, try record().sentence) == ("ok", "taken"))
        #expect(try record().isHealthy)
        try Self.settle(outbox, for: "a", .delivered(warning: "all but one"), at: Self.later(2))
        #expect((try record().state, try record().isHealthy) == ("warning", true))
        try Self.settle(outbox, for: "a", .refused("never"), at: Self.later(3))
        #expect((try record().delivered, try record().dropped) == (2, 1))
        #expect((try record().state, try record().isHealthy) == ("refused", false))
        #expect(try record().succeeded == Self.later(2))
        #expect(try record().tried == Self.later(3))
        try Self.settle(
            outbox, for: "a", .later("busy", after: nil), at: Self.later(4), again: Self.later(9))
        #expect((try record().delivered, try record().dropped) == (2, 1))
        #expect((try record().state, try record().sentence) == ("waiting", "busy"))
        try Self.settle(
            outbox, for: "a", .needsHelp("look"), at: Self.later(5), again: Self.later(9))
        #expect((try record().state, try record().isHealthy) == ("needs-help", false))
        let sentences = try outbox.attempts(of: "a", limit: 3).map(\.sentence)
        #expect(sentences == ["look", "busy", "never"])
    }

    @Test("remembers two hundred attempts of each target, however many others make")
    func attempts() throws {
        let folder = try TemporaryFolder()
        let outbox = try Self.outbox(folder, [("quiet", "quiet"), ("busy", "busy")])
        for number in 0..<450 {
            let time = Self.later(Int64(number))
            if number == 3 {
                try Self.settle(
                    outbox, for: "quiet", .later("not now", after: nil), at: time, again: time)
            }
            if number == 449 {
                try Self.settle(
                    outbox, for: "quiet", .later("not yet", after: nil), at: time, again: time)
            }
            try Self.settle(
                outbox, for: "busy", .later("\(number)", after: nil), at: time, again: time)
        }
        let busy = try outbox.attempts(of: "busy", limit: 1_000)
        #expect((150...200).contains(busy.count) && busy.first?.sentence == "449")
        #expect(busy.allSatisfy { $0.id == "busy" })
        // The attempts of others crowd none out.
        let quiet = try outbox.attempts(of: "quiet", limit: 1_000).map(\.sentence)
        #expect(quiet == ["not yet", "not now"])
    }

    @Test("delivers again what was delivered or given up, under the same id")
    func redelivered() throws {
        let folder = try TemporaryFolder()
        let outbox = try Self.outbox(folder, [("1", "a"), ("2", "a"), ("3", "a"), ("4", "b")])
        try Self.settle(outbox, for: "a", .delivered(warning: nil))
        try Self.settle(outbox, for: "a", .gone("no more"), at: Self.later(1))
        try Self.settle(outbox, for: "b", .delivered(warning: nil))
        let other = try Outbox(folder: folder.path)
        #expect(try other.redeliver(to: "a", message: "3", now: Self.later(9)) == 0)
        #expect(try other.redeliver(to: "a", message: "2", now: Self.later(9)) == 1)
        #expect(try other.redeliver(to: "b", message: nil, now: Self.later(9)) == 1)
        let found = try other.change { database throws(StoreProblem) in
            let select = try database.prepare(
                "SELECT target || id || CAST(body AS TEXT) FROM items ORDER BY number")
            var found: [String] = []
            while try select.step() { found.append(select.text(0)) }
            return found
        }
        #expect(found == ["a3body of 3", "a2body of 2", "b4body of 4"])
    }

    @Test("lets nothing wait twice, however often it is asked to deliver it again")
    func redeliveredOnce() throws {
        let folder = try TemporaryFolder()
        let outbox = try Self.outbox(folder, [("1", "a")])
        try Self.settle(outbox, for: "a", .delivered(warning: nil))
        for _ in 0..<3 { _ = try outbox.redeliver(to: "a", message: nil, now: Self.later(1)) }
        #expect(try outbox.backlog(of: "a").count == 1)
    }

    @Test("forgets after a week what was delivered, and at once what nobody wants again")
    func forgets() throws {
        let folder = try TemporaryFolder()
        let outbox = try Self.outbox(folder, [("1", "a"), ("2", "a"), ("3", "b")])
        try Self.settle(outbox, for: "a", .delivered(warning: nil))
        try Self.settle(outbox, for: "b", .delivered(warning: nil), keeps: false)
        try Self.settle(outbox, for: "a", .delivered(warning: nil), at: Self.later(8 * 86_400))
        #expect(try outbox.redeliver(to: "a", message: "1", now: Self.later(8 * 86_400)) == 0)
        #expect(try outbox.redeliver(to: "b", message: nil, now: Self.later(8 * 86_400)) == 0)
        #expect(try outbox.redeliver(to: "a", message: nil, now: Self.later(8 * 86_400)) == 1)
    }

    @Test("can be looked at while it is in use, but not changed that way")
    func readOnly() throws {
        let folder = try TemporaryFolder()
        let outbox = try Self.outbox(folder, [("1", "a")])
        let looking = try Outbox(folder: folder.path, readOnly: true)
        #expect(try looking.backlog(of: "a").count == 1)
        try Self.put(outbox, "2", for: "a")
        #expect(try looking.backlog(of: "a").count == 2)
        #expect(throws: StoreProblem.self) { try Self.put(looking, "3", for: "a") }
    }

    @Test("of a newer version is refused and left alone", arguments: [true, false])
    func newer(readOnly: Bool) throws {
        let folder = try TemporaryFolder()
        let outbox = try Self.outbox(folder, [("1", "a")])
        try outbox.change { database throws(StoreProblem) in
            try database.run("PRAGMA user_version = 99")
        }
        let problem = #expect(throws: StoreProblem.self) {
            try Outbox(folder: folder.path, readOnly: readOnly)
        }
        #expect(problem?.code == .damaged)
        #expect(problem?.description.contains("delivery.sqlite was written by a") == true)
        #expect(try outbox.backlog(of: "a").count == 1)
    }
}
