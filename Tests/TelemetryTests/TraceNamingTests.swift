// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

/// Servers, times, samples, ids and names.
extension TraceRequestTests {
    @Test("name their server in one of several places")
    func servers() throws {
        var span = Self.plainSpan()
        let nameless = try read([span], service: nil)
        #expect(nameless.calls.isEmpty)
        #expect(nameless.notes.refused == 1)
        #expect(nameless.notes.refusal?.contains("service.name") == true)

        span.attributes.append(TestAttribute("fastmcp.server.name", "Tides"))
        #expect(try read([span], service: nil).readCalls.map(\.server) == ["Tides"])
        #expect(try read([span], service: "").readCalls.map(\.server) == ["Tides"])
        #expect(
            try read([span], service: "unknown_service:python").readCalls.map(\.server)
                == ["Tides"])
        #expect(try read([span]).readCalls.map(\.server) == ["weather"])
    }

    @Test("keep the name that a process has by default when there is no other")
    func unknownService() throws {
        let batch = try read([Self.plainSpan()], service: "unknown_service:node")
        #expect(batch.readCalls.map(\.server) == ["unknown_service:node"])
    }

    @Test("of several servers stay apart")
    func severalResources() throws {
        let bytes = traceRequest([
            TestResource(
                service: "a",
                [TestScope("x", [Self.plainSpan()]), TestScope("y", [Self.plainSpan(number: 2)])]),
            TestResource(service: nil, [TestScope("x", [Self.plainSpan(number: 3)])]),
            TestResource(service: "b", [TestScope("x", [Self.plainSpan(number: 4)])]),
        ])
        let batch = try TraceRequest.calls(in: bytes)
        #expect(batch.readCalls.map(\.server) == ["a", "a", "b"])
        #expect(batch.notes.refused == 1)
        #expect(Set(batch.calls.map(\.id)).count == 3)
    }

    @Test("that ended before they began took no time")
    func negative() throws {
        var span = Self.plainSpan()
        span.end = span.start - 1
        let batch = try read([span, Self.plainSpan(number: 2)])
        #expect(batch.calls.map(\.duration) == [0, 25_000_000])
        #expect(batch.notes.negative == 1)
    }

    @Test("that took no time are not negative")
    func instant() throws {
        var span = Self.plainSpan()
        span.end = span.start
        let batch = try read([span])
        #expect(batch.calls.map(\.duration) == [0])
        #expect(batch.notes.negative == 0)
    }

    @Test("without a usable time are refused", arguments: [0, 1 << 63, .max] as [UInt64])
    func noTime(start: UInt64) throws {
        var span = Self.plainSpan()
        span.start = start
        let batch = try read([span, Self.plainSpan(number: 2)])
        #expect(batch.calls.count == 1)
        #expect(batch.notes.refused == 1)
        #expect(batch.notes.refusal?.contains("start") == true)
    }

    @Test(
        "are counted as a sample when the trace state says so",
        arguments: [
            ("ot=th:8", 1), ("ot=th:0", 0), ("", 0), ("ot=rv:7fff;th:c8", 1),
            ("vendor=1,ot=th:8;rv:1", 1), ("vendor=1, ot=th:8", 1), ("\tot=th:8", 1),
            ("ot=th:0;rv:8", 0), ("ot=th:00", 0), ("ot=rv:8", 0),
            ("vendor=x", 0), ("th", 0),
        ])
    func sampled(state: String, count: Int) throws {
        var span = Self.plainSpan()
        span.state = state
        let batch = try read([span])
        #expect(batch.calls.count == 1)
        #expect(batch.notes.sampled == count)
    }

    @Test("have no id unless the span has a whole one")
    func ids() throws {
        var span = Self.plainSpan()
        span.trace = Array(1...15)
        #expect(try read([span]).calls.map(\.id) == [nil])
        span.trace = [UInt8](repeating: 0, count: 16)
        #expect(try read([span]).calls.map(\.id) == [nil])
        span.trace = Array(1...16)
        span.number = 0
        #expect(try read([span]).calls.map(\.id) == [nil])
        span.number = 1
        let first = try #require(try read([span]).calls.first?.id)
        span.trace = Array(2...17)
        #expect(try read([span]).calls.first?.id != first)
    }

    @Test("have clean names")
    func cleanNames() throws {
        let span = Self.plainSpan(tool: "get\nweather" + String(repeating: "!", count: 300))
        let batch = try read([span], service: "wea\u{0}ther")
        let call = try #require(batch.readCalls.first)
        #expect(call.server == "wea ther")
        #expect(call.tool == "get weather" + String(repeating: "!", count: 189))
        #expect(batch.notes.shortened == 1)
    }
}
