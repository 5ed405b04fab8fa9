// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

/// A collector of one test's own.
private struct Bench {
    let folder: TemporaryFolder
    let serve: SmeltServe

    var client: HTTPClient { serve.client }

    init() async throws {
        folder = try TemporaryFolder()
        serve = try await SmeltServe.start(folder.path("data"))
    }

    /// Posts events in JSON.
    func events(_ text: String, _ type: String = MediaType.json) async throws -> HTTPClient.Answer {
        try await client.post("/v1/events", type, Array(text.utf8))
    }

    /// Posts spans in protobuf.
    func spans(
        _ body: [UInt8], encoding: String? = nil
    ) async throws -> HTTPClient.Answer {
        try await client.post("/v1/traces", MediaType.protobuf, body, encoding: encoding)
    }

    /// The calls of a server.
    func calls(of server: String) async throws -> JSONValue? {
        try await client.get("/v1/servers/\(server)/analytics?range=1h").json().at("calls")
    }

    /// Bytes as the command `gzip` packs them.
    static func gzip(_ bytes: [UInt8]) async throws -> [UInt8] {
        let run = try await CommandRun.run("gzip", ["-c"], input: .bytes(bytes))
        #expect(run.status == 0, "\(run.stderr)")
        return run.output
    }
}

@Suite("Spans that are posted")
struct SpanIntakeTests {
    private static let span = SentSpan(service: "s", tool: "add")

    @Test("in protobuf are answered in protobuf")
    func protobuf() async throws {
        let bench = try await Bench()
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
        let bench = try await Bench()
        let answer = try await bench.client.post(
            "/v1/traces", MediaType.json + parameter, SentSpan.json([Self.span]))
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == MediaType.json)
        #expect(answer.text == "{}")
        #expect(try await bench.calls(of: "s") == 1)
    }

    @Test("are stored once, in whatever encoding they come again")
    func repeated() async throws {
        let bench = try await Bench()
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
        let bench = try await Bench()
        let spans = [
            SentSpan(service: "s", tool: "add", number: 1),
            SentSpan(service: "s", tool: "add", error: "timeout", number: 2),
            SentSpan(service: "s", tool: "sum", error: "tool_error", number: 3),
            SentSpan(service: "other", tool: "add", number: 4),
        ]
        #expect(try await bench.spans(SentSpan.protobuf(spans)).status == 200)
        let found = try await bench.client.get("/v1/servers/s/analytics?range=1h").json()
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
        let bench = try await Bench()
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
        let bench = try await Bench()
        let answer = try await bench.client.post(
            "/v1/traces", type, SentSpan.protobuf([Self.span]))
        #expect(answer.status == 415)
        #expect(try answer.json().at("code") == 3)
    }

    @Test("in protobuf that is none are refused with a google.rpc.Status")
    func malformedProtobuf() async throws {
        let bench = try await Bench()
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
        let bench = try await Bench()
        let answer = try await bench.client.post("/v1/traces", MediaType.json, Array(text.utf8))
        #expect(answer.status == 400)
        #expect(answer.text.hasPrefix("{\"code\":3,\"message\":\""), "\(answer.text)")
        #expect(try answer.json().at("message")?.string?.isEmpty == false)
    }

    @Test("may be packed by gzip, damaged or not")
    func gzip() async throws {
        let bench = try await Bench()
        let packed = try await Bench.gzip(SentSpan.protobuf([Self.span]))
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
        let bench = try await Bench()
        let piece = try await Bench.gzip([UInt8](repeating: 0, count: 4 << 20))
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
        let bench = try await Bench()
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
        let bench = try await Bench()
        let answer = try await bench.events(text, type)
        #expect(answer.status == 200)
        #expect(try answer.json() == ["stored": .int(count), "repeated": 0, "rejected": 0])
        if count > 0 { #expect(try await bench.calls(of: "s") == .int(count)) }
    }

    @Test("with an id that is known are counted as repeated, by server")
    func repeated() async throws {
        let bench = try await Bench()
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
        let bench = try await Bench()
        let answer = try await bench.events(text)
        #expect(answer.status == 400)
        #expect(try answer.json().at("code") == 3)
        #expect(try answer.json().at("message")?.string?.contains(words) == true)
    }

    @Test("beside some that cannot be used are stored")
    func besideBad() async throws {
        let bench = try await Bench()
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
        let bench = try await Bench()
        let packed = try await Bench.gzip(Array(Self.event.utf8))
        let answer = try await bench.client.post(
            "/v1/events", MediaType.json, packed, encoding: "gzip")
        #expect(answer.status == 200)
        #expect(try await bench.events(Self.event, MediaType.protobuf).status == 415)
        #expect(try await bench.events(Self.event, "text/plain").status == 415)
    }
}

@Suite("The addresses of the service")
struct AddressTests {
    @Test("take metrics and logs, in which there may be nothing")
    func otherSignals() async throws {
        let bench = try await Bench()
        for body in [[], Array("{}".utf8)] {
            let type = body.isEmpty ? MediaType.protobuf : MediaType.json
            let logs = try await bench.client.post("/v1/logs", type, body)
            #expect(logs.status == 200)
            #expect(logs.body == body)
            let metrics = try await bench.client.post("/v1/metrics", type, body)
            #expect(metrics.status == 200)
            #expect(metrics.headers["content-type"] == type)
            #expect(metrics.body == body)
        }
    }

    @Test(
        "that do not exist are answered with 404",
        arguments: [
            ("POST", "/v1/spans"), ("GET", "/page"), ("GET", "/v1/servers/s"),
            ("GET", "/v1/servers//analytics"), ("PUT", "/v1/traces/"),
        ])
    func unknown(method: String, path: String) async throws {
        let bench = try await Bench()
        let answer = try await bench.client.send(method, path)
        #expect(answer.status == 404)
        let words = "there is nothing at \(method) \(path)"
        #expect(try answer.json() == ["error": .string(words)])
    }

    @Test("tell how the service is")
    func health() async throws {
        let bench = try await Bench()
        let health = try await bench.client.get("/health")
        #expect(health.status == 200)
        #expect(try health.json() == ["status": "ok"])
        let ready = try await bench.client.get("/ready")
        #expect(ready.status == 200)
        #expect(try ready.json() == ["status": "ready"])
        let metrics = try await bench.client.get("/metrics")
        #expect(metrics.status == 200)
        #expect(metrics.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
        for line in metrics.text.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            #expect(words.count == 2 && words[0].hasPrefix("smelt_") && Int(words[1]) != nil)
        }
        #expect(metrics.text.contains("\nsmelt_calls_stored_total 0\n"))
    }

    @Test("of analytics refuse what they cannot answer")
    func badQuestions() async throws {
        let bench = try await Bench()
        _ = try await bench.events(#"{"server":"s","tool":"t","durationMs":1}"#)
        let unknown = try await bench.client.get("/v1/servers/nobody/analytics")
        #expect(unknown.status == 404)
        let words = "no server named \"nobody\" has sent anything"
        #expect(try unknown.json() == ["error": .string(words)])
        let questions = [
            "range=", "range=7", "range=-1h", "range=1y", "range=99999999999999999999h",
            "threshold=2", "threshold=nan", "threshold=", "to=5", "from=2&to=1", "from=0",
            "from=2026-11-22T10:15:30", "range=1h&from=1",
        ]
        for question in questions {
            let answer = try await bench.client.get("/v1/servers/s/analytics?\(question)")
            #expect(answer.status == 400, "\(question)")
            #expect(try answer.json().at("error")?.string?.isEmpty == false)
        }
        #expect(try await bench.client.get("/v1/servers/s/analytics").status == 200)
        let hour = Int(Date().timeIntervalSince1970) - 3_600
        let since = try await bench.client.get("/v1/servers/s/analytics?from=\(hour)").json()
        #expect(since.at("calls") == 1)
        let before = "from=1970-01-01T00:00:00Z&to=1971-01-01T01:00:00%2B01:00"
        let none = try await bench.client.get("/v1/servers/s/analytics?\(before)").json()
        #expect(none.at("calls") == 0)
        let range: JSONValue = ["from": "1970-01-01T00:00:00Z", "to": "1971-01-01T00:00:00Z"]
        #expect(none.at("range") == range)
    }

    @Test(
        "of analytics take any name",
        arguments: [
            ("a b/c", "a%20b%2Fc"), ("100%", "100%25"), ("d\u{E9}j\u{E0}", "d%C3%A9j%c3%a0"),
            ("a?b&c=d#e", "a%3Fb%26c%3Dd%23e"), ("..", "%2E%2E"), ("a+b", "a+b"),
        ])
    func names(name: String, path: String) async throws {
        let bench = try await Bench()
        let event: JSONValue = ["server": .string(name), "tool": "t", "durationMs": 1]
        #expect(try await bench.events(JSONWriter.text(event)).status == 200)
        let answer = try await bench.client.get("/v1/servers/\(path)/analytics?range=1h")
        #expect(answer.status == 200)
        #expect(try answer.json().at("server") == .string(name))
        #expect(try answer.json().at("calls") == 1)
    }

    @Test("answer others while slow senders send half a request")
    func slow() async throws {
        let bench = try await Bench()
        let halves = [
            "", "POST /v1/tra", "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\n",
            "POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                + "content-length: 40\r\n\r\n{\"server\":",
        ]
        // More than there are threads, on most machines.
        var slow: [Connection] = []
        for index in 0..<64 {
            let connection = try Connection(port: bench.client.port)
            connection.write(Array(halves[index % halves.count].utf8))
            slow.append(connection)
        }
        let start = ContinuousClock.now
        for _ in 1...5 {
            let answer = try await bench.events(#"{"server":"s","tool":"t","durationMs":1}"#)
            #expect(answer.status == 200)
        }
        #expect(try await bench.calls(of: "s") == 5)
        // They are given up after 30 seconds, so by then nobody has waited for them.
        #expect(ContinuousClock.now - start < .seconds(28))
    }
}
