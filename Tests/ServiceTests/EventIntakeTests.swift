// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@Suite("Events that are posted")
struct EventIntakeTests {
    private static let event = #"{"server":"s","tool":"t","durationMs":2}"#

    @Test(
        "as an object, an array or lines are stored",
        arguments: [
            (event, MediaType.json, 1), ("[\(event),\(event)]", MediaType.json, 2),
            ("\(event)\n\(event)\n\n\(event)", MediaType.ndjson, 3), ("[]", MediaType.json, 0),
            ("\(event)\r\n", MediaType.ndjson, 1), ("", MediaType.ndjson, 0),
            ("\r\n\n", MediaType.ndjson, 0), ("\(event)\n\(event)", "application/jsonl", 2),
            ("\(event)\n", "application/json-lines", 1), ("", "application/x-jsonlines", 0),
        ])
    func stored(text: String, type: String, count: Int) async throws {
        let bench = try await IntakeBench()
        let answer = try await bench.events(text, type)
        #expect(answer.status == 200)
        #expect(try answer.json() == ["stored": .int(count), "repeated": 0, "rejected": 0])
        if count > 0 { #expect(try await bench.calls(of: "s") == .int(count)) }
    }

    @Test("with an id that is known are counted as repeated, by server")
    func repeated() async throws {
        let bench = try await IntakeBench()
        func event(_ id: String, _ server: String) -> String {
            #"{"id":"\#(id)","server":"\#(server)","tool":"t","durationMs":1}"#
        }
        let first = try await bench.events("[\(event("1", "s")),\(event("1", "s"))]")
        #expect(try first.json() == ["stored": 1, "repeated": 1, "rejected": 0])
        let second = try await bench.events(
            "[\(event("1", "s")),\(event("2", "s")),\(event("1", "other"))]")
        #expect(try second.json() == ["stored": 2, "repeated": 1, "rejected": 0])
        #expect(try await bench.calls(of: "s") == 2)
    }

    @Test(
        "and cannot be used are refused with a reason",
        arguments: [
            (#"{"tool":"t","durationMs":1}"#, "needs \"server\" and \"tool\""),
            (#"{"server":"s","durationMs":1}"#, "needs \"server\" and \"tool\""),
            (#"{"server":"s","tool":"","durationMs":1}"#, "needs \"server\" and \"tool\""),
            (#"{"server":"s","tool":"t"}"#, "needs \"durationMs\""),
            (#"{"server":"s","tool":"t","durationMs":"1"}"#, "needs \"durationMs\""),
            (#"{"server":"s","tool":"t","durationMs":1,"start":"noon"}"#, "\"start\" is a time"),
            ("3", "an event is an object"), ("{", "ends too early"), ("", "the text is empty"),
        ])
    func refused(text: String, words: String) async throws {
        let bench = try await IntakeBench()
        let answer = try await bench.events(text)
        #expect(answer.status == 400)
        #expect(try answer.json().at("code") == 3)
        #expect(try answer.json().at("message")?.string?.contains(words) == true)
    }

    @Test("beside some that cannot be used are stored")
    func besideBad() async throws {
        let bench = try await IntakeBench()
        let old = #"{"server":"s","tool":"t","durationMs":1,"start":"2001-01-01T00:00:00Z"}"#
        let answer = try await bench.events("[\(Self.event),{\"server\":\"s\"},\(old)]")
        #expect(answer.status == 200)
        #expect(try answer.json().at("stored") == 1)
        #expect(try answer.json().at("rejected") == 2)
        let message = try answer.json().at("message")?.string
        #expect(message == #"event 2: an event needs "server" and "tool", both texts"#)
        // One that can be read is no bad request, whatever it says about when it was.
        let alone = try await bench.events(old)
        #expect(alone.status == 200)
        #expect(try alone.json().at("stored") == 0)
        #expect(try alone.json().at("rejected") == 1)
        #expect(try alone.json().at("message")?.string?.contains("older than is kept") == true)
    }

    @Test("are read from gzip, and from no other type than JSON")
    func types() async throws {
        let bench = try await IntakeBench()
        let packed = try await IntakeBench.gzip(Array(Self.event.utf8))
        let answer = try await bench.client.post(
            "/v1/events", MediaType.json, packed, encoding: "gzip")
        #expect(answer.status == 200)
        #expect(try await bench.events(Self.event, MediaType.protobuf).status == 415)
        #expect(try await bench.events(Self.event, "text/plain").status == 415)
    }
}
