// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@Suite("Spans that are posted")
struct SpanIntakeTests {
    private static var span: SentSpan { SentSpan(service: "s", tool: "add") }

    @Test("in protobuf are answered in protobuf")
    func protobuf() async throws {
        let bench = try await IntakeBench()
        for path in ["/v1/traces", "/"] {
            let answer = try await bench.client.post(
                path, MediaType.protobuf, SentSpan.protobuf([Self.span]))
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == MediaType.protobuf)
            #expect(answer.body.isEmpty)
        }
        #expect(try await bench.calls(of: "s") == 1)
    }

    @Test("in JSON are answered in JSON", arguments: ["", "; charset=utf-8"])
    func json(parameter: String) async throws {
        let bench = try await IntakeBench()
        let answer = try await bench.client.post(
            "/v1/traces", MediaType.json + parameter, SentSpan.json([Self.span]))
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == MediaType.json)
        #expect(answer.text == "{}")
        #expect(try await bench.calls(of: "s") == 1)
    }

    @Test("are stored once, in whatever encoding they come again")
    func repeated() async throws {
        let bench = try await IntakeBench()
        for _ in 1...2 {
            #expect(try await bench.spans(SentSpan.protobuf([Self.span])).status == 200)
            let answer = try await bench.client.post(
                "/v1/traces", MediaType.json, SentSpan.json([Self.span]))
            #expect(answer.status == 200)
        }
        #expect(try await bench.calls(of: "s") == 1)
        let metrics = try await bench.client.get("/metrics").text
        #expect(metrics.contains("\nsmelt_calls_stored_total 1\n"))
        #expect(metrics.contains("\nsmelt_calls_repeated_total 3\n"))
    }

    @Test("are counted with their errors and tools")
    func counted() async throws {
        let bench = try await IntakeBench()
        let spans = [
            SentSpan(service: "s", tool: "add", number: 1),
            SentSpan(service: "s", tool: "add", error: "timeout", number: 2),
            SentSpan(service: "s", tool: "sum", error: "tool_error", number: 3),
            SentSpan(service: "other", tool: "add", number: 4),
        ]
        #expect(try await bench.spans(SentSpan.protobuf(spans)).status == 200)
        let found = try await bench.client.get("/v1/servers/s/analytics?range=24h").json()
        #expect(found.at("server") == "s")
        #expect(found.at("calls") == 3)
        #expect(found.at("errors") == 2)
        #expect(found.at("tools", "0", "name") == "add")
        #expect(found.at("tools", "0", "calls") == 2)
        #expect(found.at("tools", "0", "errorRate")?.number?.double == 0.5)
        #expect(found.at("faults") == ["tool": 1, "upstream": 1])
        let median = try #require(found.at("latency", "p50")?.number?.double)
        #expect(abs(median - 25) < 0.2)
        let servers = try await bench.client.get("/v1/servers").json()
        #expect(servers == ["servers": ["other", "s"]])
    }

    @Test("that do not name their server are refused, and the others taken")
    func partialSuccess() async throws {
        let bench = try await IntakeBench()
        let spans = [Self.span, SentSpan(tool: "add", number: 2)]
        let json = try await bench.client.post("/v1/traces", MediaType.json, SentSpan.json(spans))
        #expect(json.status == 200)
        #expect(try json.json().at("partialSuccess", "rejectedSpans") == "1")
        let reason = "a span names no server: set service.name"
        #expect(try json.json().at("partialSuccess", "errorMessage") == .string(reason))
        let protobuf = try await bench.spans(SentSpan.protobuf(spans))
        #expect(protobuf.status == 200)
        let partial = [1 << 3, 1] + SentSpan.message(2, Array(reason.utf8))
        #expect(protobuf.body == SentSpan.message(1, partial))
        #expect(try await bench.calls(of: "s") == 1)
    }

    @Test("in another type are refused", arguments: ["text/plain", "application/xml", ""])
    func type(type: String) async throws {
        let bench = try await IntakeBench()
        let answer = try await bench.client.post(
            "/v1/traces", type, SentSpan.protobuf([Self.span]))
        #expect(answer.status == 415)
        #expect(try answer.json().at("code") == 3)
    }

    @Test("in protobuf that is none are refused with a google.rpc.Status")
    func malformedProtobuf() async throws {
        let bench = try await IntakeBench()
        let whole = SentSpan.protobuf([Self.span])
        // A wire type that nobody has, and a message that ends too early.
        for body in [[0x0F], Array(whole.dropLast(9)), Array("<html></html>".utf8)] {
            let answer = try await bench.spans(body)
            #expect(answer.status == 400)
            #expect(answer.headers["content-type"] == MediaType.protobuf)
            #expect(answer.body.starts(with: [1 << 3, 3, 2 << 3 | 2]))
        }
        #expect(try await bench.client.get("/v1/servers").json() == ["servers": []])
    }

    @Test(
        "in JSON that is none are refused with code 3",
        arguments: [
            "{\"resourceSpans\":", "", "[]", "{\"a\":1,\"a\":2}", "\u{1}",
            "{\"resourceSpans\":{}}",
        ])
    func malformedJSON(text: String) async throws {
        let bench = try await IntakeBench()
        let answer = try await bench.client.post("/v1/traces", MediaType.json, Array(text.utf8))
        #expect(answer.status == 400)
        #expect(answer.text.hasPrefix("{\"code\":3,\"message\":\""), "\(answer.text)")
        #expect(try answer.json().at("message")?.string?.isEmpty == false)
    }

    @Test("may be packed by gzip, damaged or not")
    func gzip() async throws {
        let bench = try await IntakeBench()
        let packed = try await IntakeBench.gzip(SentSpan.protobuf([Self.span]))
        let answer = try await bench.spans(packed, encoding: "gzip")
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(try await bench.spans(packed, encoding: "x-gzip").status == 200)
        #expect(try await bench.calls(of: "s") == 1)
        var wrongSum = packed
        wrongSum[packed.count - 6] ^= 1
        let damaged = [
            Array(packed.dropLast(9)), wrongSum, Array("no gzip".utf8), [], packed + [1, 2, 3],
        ]
        for body in damaged {
            let answer = try await bench.spans(body, encoding: "gzip")
            #expect(answer.status == 400, "\(body.count) bytes")
        }
        #expect(try await bench.spans(packed, encoding: "br").status == 415)
    }

    @Test("are not unpacked beyond 64 MiB")
    func bomb() async throws {
        let bench = try await IntakeBench()
        let piece = try await IntakeBench.gzip([UInt8](repeating: 0, count: 4 << 20))
        // Some 80 KB for 80 MiB: gzip reads members that follow one another as one text.
        let joined = Array(repeatElement(piece, count: 20).joined())
        #expect(joined.count < 1 << 19)
        #expect(try await bench.spans(joined, encoding: "gzip").status == 413)
        // The same as one member.
        let run = try await CommandRun.run("sh", ["-c", "head -c 80000000 /dev/zero | gzip -c"])
        #expect(try await bench.spans(run.output, encoding: "gzip").status == 413)
        #expect(try await bench.client.get("/ready").status == 200)
    }

    @Test("are refused by their Content-Length alone when it is too large")
    func announced() async throws {
        let bench = try await IntakeBench()
        let connection = try Connection(port: bench.client.port)
        connection.write(
            Array(
                """
                POST /v1/traces HTTP/1.1\r\nhost: localhost\r\n\
                content-type: application/x-protobuf\r\ncontent-length: 67108865\r\n\r\n
                """.utf8))
        let answer = try await connection.laterAnswer()
        #expect(answer.status == 413)
        #expect(answer.body.starts(with: [1 << 3, 8]))
    }
}
