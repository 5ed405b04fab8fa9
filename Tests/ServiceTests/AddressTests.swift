// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@Suite("The addresses of the service")
struct AddressTests {
    @Test("take metrics and logs, in which there may be nothing")
    func otherSignals() async throws {
        let bench = try await IntakeBench()
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
        let bench = try await IntakeBench()
        let answer = try await bench.client.send(method, path)
        #expect(answer.status == 404)
        let words = "there is nothing at \(method) \(path)"
        #expect(try answer.json() == ["error": .string(words)])
    }

    @Test("tell how the service is")
    func health() async throws {
        let bench = try await IntakeBench()
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
        let bench = try await IntakeBench()
        _ = try await bench.events(#"{"server":"s","tool":"t","durationMs":1}"#)
        let unknown = try await bench.client.get("/v1/servers/nobody/analytics")
        #expect(unknown.status == 404)
        let words = "no server named \"nobody\" has sent anything"
        #expect(try unknown.json() == ["error": .string(words)])
        let questions = [
            "range=", "range=7", "range=-1h", "range=1y", "range=99999999999999999999h",
            "range=64000d", "range=100000w",
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
        let bench = try await IntakeBench()
        let event: JSONValue = ["server": .string(name), "tool": "t", "durationMs": 1]
        #expect(try await bench.events(JSONWriter.text(event)).status == 200)
        let answer = try await bench.client.get("/v1/servers/\(path)/analytics?range=24h")
        #expect(answer.status == 200)
        #expect(try answer.json().at("server") == .string(name))
        #expect(try answer.json().at("calls") == 1)
    }

    @Test("answer others while slow senders send half a request")
    func slow() async throws {
        let bench = try await IntakeBench()
        let halves = [
            "", "POST /v1/tra", "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\n",
            "POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                + "content-length: 40\r\n\r\n{\"server\":",
        ]
        // They are given up after 30 seconds, so by then nobody may have waited for them; a machine that
        // takes longer for something else gets another try.
        var isProven = false
        for _ in 1...3 where !isProven {
            // More than there are threads, on most machines.
            let slow = try (0..<64).map { index in
                let connection = try Connection(port: bench.client.port)
                connection.write(Array(halves[index % halves.count].utf8))
                return connection
            }
            let start = ContinuousClock.now
            for _ in 1...5 {
                let answer = try await bench.events(#"{"server":"s","tool":"t","durationMs":1}"#)
                #expect(answer.status == 200)
            }
            isProven = ContinuousClock.now - start < .seconds(28)
            withExtendedLifetime(slow) {}
        }
        #expect(isProven)
    }
}
