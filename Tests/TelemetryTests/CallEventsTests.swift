// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Telemetry

@Suite("Calls from events")
struct CallEventsTests {
    private static let now = Timestamp(nanoseconds: 1_800_000_000_000_000_000)

    private func read(_ text: String) throws -> CallBatch {
        try CallEvents.calls(in: Array(text.utf8), now: Self.now)
    }

    /// Reads an event with one member more than it needs.
    private func read(_ key: String, _ value: String) throws -> CallBatch {
        try read(#"{"server":"weather","tool":"add","durationMs":5,"\#(key)":\#(value)}"#)
    }

    private static let event = #"""
        {"id":"1","server":"weather","tool":"get_weather","durationMs":12.5,"client":"cursor",
        "start":"2026-11-22T10:15:30.25Z","error":null,"other":{"deep":[1]}}
        """#.replacing("\n", with: "")

    // MARK: - Forms

    @Test("are read from one object")
    func object() throws {
        let batch = try read(Self.event)
        let call = try #require(batch.readCalls.first)
        #expect(batch.calls.count == 1)
        #expect(call.id != nil)
        #expect(call.start == 1_795_342_530_250_000_000)
        #expect(call.duration == 12_500_000)
        #expect(call.server == "weather")
        #expect(call.method == "tools/call")
        #expect(call.tool == "get_weather")
        #expect(call.client == "cursor")
        #expect(call.error == "")
        #expect(call.fault == nil)
        #expect(batch.notes == ReadingNotes())
    }

    @Test("are the same in an array, over several lines and among empty lines")
    func forms() throws {
        let event = Self.event
        let two = try read("[\(event),\(event)]").readCalls
        try #require(two.count == 2)
        let texts = [
            "\(event)\n\(event)", "\(event)\n\(event)\n", "\(event)\r\n\(event)\r\n",
            "\n\n\(event)\n \t\r\n\(event)\n\n", " [ \(event) ,\n\(event) ] \n",
        ]
        for text in texts { #expect(try read(text).readCalls == two) }
        #expect(try read("\n\(event)\n\n").readCalls == [two[0]])
        #expect(try read("[]").calls.isEmpty)
    }

    @Test("need no more than a server, a tool and a duration")
    func least() throws {
        let batch = try read(#"{"server":"s","tool":"t","durationMs":0}"#)
        let call = try #require(batch.readCalls.first)
        #expect(
            call
                == ReadCall(
                    id: nil, start: Self.now.nanoseconds, duration: 0, server: "s",
                    method: "tools/call", tool: "t", client: "", error: "", fault: nil))
    }

    @Test(
        "are not read from texts that are no JSON",
        arguments: ["", " ", "\n\n", "{", "server=weather", "{}{}", "{\"a\":1,}", "\u{0}"])
    func notJSON(text: String) { #expect(throws: InputProblem.self) { try read(text) } }

    @Test("are not read from lines of which one is no JSON")
    func badLine() {
        #expect(throws: InputProblem.self) { try read(Self.event + "\n{\n" + Self.event) }
    }

    // MARK: - Refusals

    @Test(
        "are refused one by one, with a reason",
        arguments: [
            (#"{"tool":"t","durationMs":1}"#, "server"),
            (#"{"server":"","tool":"t","durationMs":1}"#, "server"),
            (#"{"server":5,"tool":"t","durationMs":1}"#, "server"),
            (#"{"server":"s","durationMs":1}"#, "tool"),
            (#"{"server":"s","tool":"","durationMs":1}"#, "tool"),
            (#"{"server":"s","tool":null,"durationMs":1}"#, "tool"),
            (#"{"server":"s","tool":"t"}"#, "durationMs"),
            (#"{"server":"s","tool":"t","durationMs":"1"}"#, "durationMs"),
            (#"{"server":"s","tool":"t","durationMs":null}"#, "durationMs"),
            (#"{"server":"s","tool":"t","durationMs":1e400}"#, "durationMs"),
            (#"{"server":"s","tool":"t","durationMs":1,"start":"today"}"#, "start"),
            ("{}", "server"), ("[]", "object"), ("1", "object"), ("null", "object"),
        ])
    func refusals(event: String, reason: String) throws {
        for (text, number) in [
            ("[\(event),\(Self.event)]", 1), ("\(Self.event)\n\n\(event)", 2),
        ] {
            let batch = try read(text)
            #expect(batch.readCalls.map(\.tool) == ["get_weather"])
            #expect(batch.notes.refused == 1)
            #expect(batch.notes.refusal?.hasPrefix("event \(number): ") == true)
            #expect(batch.notes.refusal?.contains(reason) == true)
        }
    }

    @Test("that are refused are all counted, the first with its reason")
    func severalRefusals() throws {
        let batch = try read(#"[1,{"server":"s","tool":"t"},{},{}]"#)
        #expect(batch.calls.isEmpty)
        #expect(batch.notes.refused == 4)
        #expect(batch.notes.refusal == "event 1: an event is an object")
        // Where there is one, nobody asks which.
        #expect(try read("[1]").notes.refusal == "an event is an object")
    }

    // MARK: - Members

    @Test(
        "tell an error in one of several ways",
        arguments: [
            ("null", "", nil), ("false", "", nil), ("\"\"", "", nil), ("true", "_OTHER", .server),
            ("\"TimeoutError\"", "TimeoutError", .upstream), ("404", "404", .caller),
            (#"{"type":"ToolError","message":"no"}"#, "ToolError", .tool),
            ("{}", "_OTHER", .server), (#"{"message":"no"}"#, "_OTHER", .server),
            (#"{"type":7}"#, "_OTHER", .server),
        ] as [(String, String, Fault?)])
    func errors(value: String, error: String, fault: Fault?) throws {
        let call = try #require(try read("error", value).readCalls.first)
        #expect(call.error == error)
        #expect(call.fault == fault)
    }

    @Test(
        "begin at a time or, without one, when they arrive",
        arguments: [
            ("null", 1_800_000_000_000_000_000),
            ("\"2026-11-22T10:15:30Z\"", 1_795_342_530_000_000_000),
            ("\"2026-11-22T11:15:30.5+01:00\"", 1_795_342_530_500_000_000),
            ("1700000000000", 1_700_000_000_000_000_000), ("1.7e12", 1_700_000_000_000_000_000),
            ("0.5", 500_000),
        ] as [(String, Int64)])
    func starts(value: String, nanoseconds: Int64) throws {
        #expect(try read("start", value).calls.map(\.start) == [nanoseconds])
    }

    @Test(
        "do not begin at other values",
        arguments: ["0", "-5", "1e13", "1e400", "true", "[]", "{}", "\"\"", "\"1700000000000\""])
    func badStarts(value: String) throws {
        let batch = try read("start", value)
        #expect(batch.calls.isEmpty)
        #expect(batch.notes.refused == 1)
    }

    @Test(
        "take any number of milliseconds",
        arguments: [
            ("0", 0, 0), ("-0", 0, 0), ("1", 1_000_000, 0), ("0.000001", 1, 0),
            ("0.0000004", 0, 0), ("0.0000006", 1, 0), ("12.5", 12_500_000, 0),
            ("3600000", 3_600_000_000_000, 0), ("1e300", 9_000_000_000_000_000_000, 0),
            ("1e-400", 0, 0), ("-3", 0, 1), ("-1e300", 0, 1), ("-0.5", 0, 1),
        ] as [(String, UInt64, Int)])
    func durations(value: String, nanoseconds: UInt64, negative: Int) throws {
        let batch = try read(#"{"server":"s","tool":"t","durationMs":\#(value)}"#)
        #expect(batch.calls.map(\.duration) == [nanoseconds])
        #expect(batch.notes.negative == negative)
        #expect(batch.notes.refused == 0)
    }

    @Test("have ids that hold within one server")
    func ids() throws {
        func id(_ id: String, _ server: String) throws -> CallID {
            let batch = try read(
                #"{"id":"\#(id)","server":"\#(server)","tool":"t","durationMs":1}"#)
            return try #require(batch.calls.first?.id)
        }
        let first = try id("7", "weather")
        #expect(try id("7", "weather") == first)
        #expect(try id("8", "weather") != first)
        #expect(try id("7", "tides") != first)
        // What belongs to the server and what to the event is not mixed up.
        let other = try id("c", "ab")
        #expect(try id("bc", "a") != other)
        var seen: Set<CallID> = []
        for number in 0..<2_000 {
            seen.insert(try id("event-\(number)", "weather"))
            seen.insert(try id("event-\(number)", "tides"))
        }
        #expect(seen.count == 4_000)
    }

    @Test("have no id where there is none, and are refused where it tells nothing apart")
    func noID() throws {
        #expect(try read("id", "null").calls.map(\.id) == [nil])
        #expect(try read("id", "\"\"").calls.map(\.id) == [nil])
        #expect(try read("other", "7").calls.map(\.id) == [nil])
        let number = try read("id", "7").calls.map(\.id)
        #expect(try number.count == 1 && number == read("id", "\"7\"").calls.map(\.id))
        for id in ["true", "[7]", "{}"] {
            let batch = try read("id", id)
            #expect(batch.calls.isEmpty)
            #expect(batch.notes.refusal == "\"id\" is a text or a number")
        }
    }

    @Test("have clean names")
    func cleanNames() throws {
        let long = String(repeating: "x", count: 300)
        let batch = try read(
            #"{"server":"a\nb","tool":"\#(long)","durationMs":1,"client":"\u0000"}"#)
        let call = try #require(batch.readCalls.first)
        #expect(call.server == "a b")
        #expect(call.tool == String(repeating: "x", count: 200))
        #expect(call.client == " ")
        #expect(batch.notes.shortened == 1)
    }

    @Test("that somebody damaged never end the program")
    func damage() {
        var random = SeededRandom(seed: 1968)
        let texts = [Self.event, "[\(Self.event),\(Self.event)]", "\(Self.event)\n\(Self.event)"]
        for round in 0..<2_000 {
            let bytes = Array(texts[round % texts.count].utf8)
            let damaged = ByteMutation.mutated(bytes, with: &random)
            _ = try? CallEvents.calls(in: damaged, now: Self.now).readCalls
        }
    }
}
