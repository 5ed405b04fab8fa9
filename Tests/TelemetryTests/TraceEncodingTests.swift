// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

/// The encoding, right or damaged.
extension TraceRequestTests {
    @Test("do not depend on the order of fields, nor on fields that nobody knows")
    func orderAndNoise() throws {
        var failed = Self.plainSpan(number: 2)
        failed.status = 2
        failed.state = "ot=th:8"
        var resource = TestResource(
            service: "weather", [TestScope("my.app", [Self.plainSpan(), failed])])
        let usual = try TraceRequest.calls(in: traceRequest([resource]))
        #expect(usual.calls.count == 2)
        for (isLast, isNoisy) in [(true, false), (false, true), (true, true)] {
            resource.isLast = isLast
            resource.isNoisy = isNoisy
            let other = try TraceRequest.calls(in: traceRequest([resource]))
            #expect(other.readCalls == usual.readCalls)
            #expect(other.notes == usual.notes)
        }
    }

    @Test("of nothing are none")
    func nothing() throws {
        #expect(try TraceRequest.calls(in: []).calls.isEmpty)
        #expect(try TraceRequest.calls(in: traceRequest([])).calls.isEmpty)
        let resource = TestResource(service: "a", [TestScope("b", [])])
        #expect(try TraceRequest.calls(in: traceRequest([resource])).calls.isEmpty)
    }

    @Test(
        "are not read from other bytes",
        arguments: [
            [0x0A], [0x0A, 5, 1], [0x00], [0x0B], [0x0F], [0x08, 0x80], [0x09, 1, 2], [0x0D, 1],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
        ] as [[UInt8]])
    func refused(bytes: [UInt8]) {
        #expect(throws: WireProblem.self) { try TraceRequest.calls(in: bytes) }
    }

    /// A request with spans of every sender.
    private static var mixed: [TestResource] {
        var inner = Self.plainSpan(number: 3)
        inner.parent = 2
        inner.state = "ot=th:8"
        var delegate = TestSpan("delegate get_weather", number: 2)
        delegate.parent = 1
        var outer = Self.plainSpan()
        outer.status = 2
        outer.attributes.append(TestAttribute("fastmcp.span.seam", .bool(true)))
        let cat = TestSpan(
            "mcp:tools/call", number: 4, [TestAttribute("mcp.resource_name", "天気")])
        let add = TestSpan(
            "add.tool", number: 5, [TestAttribute("traceloop.workflow.name", "sums.mcp")])
        var resource = TestResource(
            service: "weather",
            [
                TestScope("fastmcp", [inner, delegate, outer]), TestScope("mcpcat", [cat]),
                TestScope("opentelemetry.instrumentation.mcp", [add]),
                TestScope("my.app", [Self.plainSpan(number: 6)]),
            ])
        resource.isNoisy = true
        return [resource]
    }

    @Test("from requests that end too early never end the program")
    func truncated() throws {
        let bytes = traceRequest(Self.mixed)
        let whole = try TraceRequest.calls(in: bytes)
        #expect(whole.calls.count == 4)
        var problems = 0
        for length in bytes.indices {
            do {
                let batch = try TraceRequest.calls(in: Array(bytes[..<length]))
                #expect(batch.readCalls.count <= whole.calls.count)
            } catch {
                problems += 1
            }
        }
        // All but the request without anything and those that end between two fields.
        #expect(problems > bytes.count - 10)
    }

    @Test("from requests that somebody damaged never end the program")
    func damage() {
        var random = SeededRandom(seed: 4318)
        let bytes = traceRequest(Self.mixed)
        var read = 0
        for _ in 0..<2_000 {
            let damaged = ByteMutation.mutated(bytes, with: &random)
            guard let batch = try? TraceRequest.calls(in: damaged) else { continue }
            read += 1
            let longest = batch.readCalls.map { max($0.server.utf8.count, $0.tool.utf8.count) }
            guard longest.allSatisfy({ $0 <= NameTable.longest }) else {
                Issue.record("a name is too long: \(damaged)")
                return
            }
        }
        #expect(read > 0)
    }
}
