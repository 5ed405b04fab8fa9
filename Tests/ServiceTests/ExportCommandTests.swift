// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@Suite(
    "The command smelt export",
    .enabled(
        if: Receiver.isAvailable, "opentelemetry-proto or standardwebhooks is absent"))
struct ExportCommandTests {
    private static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> CommandRun {
        try await CommandRun.run(
            SmeltServe.path, ["export"] + arguments, environment: environment)
    }

    /// Tries a destination of some members.
    private static func test(_ members: String) async throws -> CommandRun {
        let folder = try TemporaryFolder()
        let settings = try folder.write(
            "destinations: [{name: it, \(members)}]", to: "smelt.yaml")
        return try await run(["test", "it", "--config", settings])
    }

    @Test("says that a destination takes what it is sent, and what it says of it")
    func taken() async throws {
        let good = try await Receiver.metrics()
        let run = try await Self.test("endpoint: \"\(good.address)\"")
        #expect((run.status, run.stdout, run.stderr) == (0, "it: taken\n", ""))
        let totals = try await good.totals()
        #expect(totals.at("series")?.array?.first?.at("metric") == "smelt.up")
        #expect(totals.at("violations") == [])

        let partial = try await Receiver.metrics(["--partial", "3"])
        let some = try await Self.test("endpoint: \"\(partial.address)\"")
        let words = "took all but 3 points: some points were refused"
        #expect(some.stdout.contains(words), "\(some.stdout)")
    }

    @Test("says of a wrong endpoint, token or address what to do")
    func wrong() async throws {
        let strict = try await Receiver.metrics()
        let nothing = try await Self.run(
            ["test", "environment"],
            environment: ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": strict.address + "/nothing"])
        #expect(nothing.status == 1)
        #expect(
            nothing.stdout.hasPrefix(
                "environment: there is nothing at \(strict.address)/nothing (404)"))
        #expect(nothing.stdout.contains("see whether the endpoint and its path are right"))

        let guarded = try await Receiver.metrics(["--unauthorized"])
        let token = try await Self.test(
            "endpoint: \"\(guarded.address)\", user: \"7\", token: wrong")
        #expect(token.status == 1)
        #expect(token.stdout.contains("refuses the credentials (401)"))
        #expect(token.stdout.contains("see whether the token is right and may write"))
        #expect(!token.stdout.contains("wrong"))
        let password = Data("7:wrong".utf8).base64EncodedString()
        let sent = try await guarded.totals().at("headers", "authorization")
        #expect(sent == .string("Basic \(password)"))

        let moved = try await Receiver.metrics(["--redirect", "https://else.test/v1/metrics?a=b"])
        let redirect = try await Self.test("endpoint: \"\(moved.address)\", token: secret")
        #expect(redirect.status == 1)
        #expect(
            redirect.stdout.contains(
                "sends elsewhere to https://else.test/v1/metrics, which is not followed"))
        #expect(redirect.stdout.contains("make it the endpoint"))

        let nobody = try await Self.test("endpoint: \"http://127.0.0.1:9\"")
        #expect(nobody.status == 1)
        #expect(
            nobody.stdout.contains("could not connect to http://127.0.0.1:9/v1/metrics"),
            "\(nobody.stdout)")

        let silent = try await Receiver.metrics(["--hang", "9"])
        let late = try await Self.test("endpoint: \"\(silent.address)\", timeout: 1")
        #expect(late.status == 1)
        #expect(late.stdout.contains("did not answer within 1 s"))
    }

    @Test("says of a certificate that nobody vouches for how to trust it")
    func certificate() async throws {
        let folder = try TemporaryFolder()
        let own = try await TestCertificate(in: folder)
        let (certificate, key) = (own.certificate, own.key)
        let script = """
            import http.server, ssl, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                def log_message(self, *words): pass
                def do_POST(self):
                    self.rfile.read(int(self.headers["Content-Length"]))
                    self.send_response(200)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            server.socket = context.wrap_socket(server.socket, server_side=True)
            print(server.server_address[1], flush=True)
            server.serve_forever()
            """
        let receiver = try await Receiver.start(["-c", script, certificate, key])
        let endpoint = "endpoint: \"https://127.0.0.1:\(receiver.client.port)\""
        let unknown = try await Self.test(endpoint)
        #expect(unknown.status == 1)
        #expect(unknown.stdout.contains("no secure connection to https://127.0.0.1"))
        #expect(unknown.stdout.contains("name the authority's certificate with `certificate`"))
        let known = try await Self.test("\(endpoint), certificate: \"\(certificate)\"")
        #expect((known.status, known.stdout) == (0, "it: taken\n"), "\(known.stderr)")
    }

    @Test("tells a webhook of a test that it can verify")
    func message() async throws {
        let secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
        let receiver = try await Receiver.messages(["--secret", secret, "--answers", "204,500"])
        let folder = try TemporaryFolder()
        let settings = try folder.write(
            """
            webhooks:
              - {name: hook, url: "${ADDRESS}/", secrets: ["${SECRET}"], allow-private: true}
            """, to: "smelt.yaml")
        let environment = ["ADDRESS": receiver.address, "SECRET": secret, "SMELT_CONFIG": settings]
        let taken = try await Self.run(["test", "hook"], environment: environment)
        #expect((taken.status, taken.stdout) == (0, "hook: taken\n"), "\(taken.stderr)")
        let failed = try await Self.run(["test", "hook"], environment: environment)
        #expect(failed.status == 1)
        #expect(failed.stdout == "hook: \(receiver.address)/ answers 500\n")
        let messages = try await receiver.messages()
        #expect(messages.map(\.type) == ["test", "test"])
        #expect(messages.allSatisfy { $0.problems == [] })
    }

    @Test("shows what waits and why, and tells everything again where that is harmless")
    func statusAndReplay() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        let good = try await Receiver.metrics(["--temporality", "cumulative"])
        let guarded = try await Receiver.metrics(["--unauthorized"])
        let settings = try folder.write(
            """
            destinations:
              - {name: good, endpoint: "\(good.address)", interval: 5}
              - {name: guarded, endpoint: "\(guarded.address)", interval: 5, temporality: delta}
            """, to: "smelt.yaml")
        let serve = try await SmeltServe.start(data, ["--config", settings])
        let early = try await Self.run(["status", "--data", data])
        #expect(early.status == 0)
        let event = Array(#"{"server":"shop","tool":"buy","durationMs":1}"#.utf8)
        #expect(try await serve.client.post("/v1/events", MediaType.json, event).status == 200)
        let isTold = try await Receiver.eventually {
            let wanted = try await good.calls("cumulative") == ["shop buy": 1]
            let requests = try await guarded.totals().at("requests")
            return wanted && requests != 0
        }
        #expect(isTold)
        var status = try await Self.run(["status", "--data", data])
        for _ in 0..<200 where status.status != 1 || !status.stdout.contains("good: 1 delivered") {
            try await Task.sleep(for: .milliseconds(100))
            status = try await Self.run(["status", "--data", data])
        }
        #expect(status.status == 1)
        #expect(status.stdout.contains("good: 1 delivered, 0 given up, nothing waits\n"))
        #expect(status.stdout.contains("guarded: 0 delivered, 0 given up, 1 wait (0 KiB, since 2"))
        #expect(status.stdout.contains("refuses the credentials (401)"))

        let options = ["--data", data, "--config", settings]
        let again = try await Self.run(["replay", "good"] + options)
        #expect(again.status == 0, "\(again.stderr)")
        #expect(again.stdout == "good: everything is told again at the next push\n")
        let isAgain = try await Receiver.eventually {
            try await good.totals().at("points") == 2
        }
        #expect(isAgain)
        #expect(try await good.calls("cumulative") == ["shop buy": 1])
        let twice = try await Self.run(["replay", "guarded"] + options)
        #expect(twice.status == 2)
        #expect(twice.stderr.contains("guarded takes differences"))
        for command in ["replay", "test"] {
            let unknown = try await Self.run(
                [command, "nobody"] + (command == "test" ? Array(options.suffix(2)) : options))
            #expect(unknown.status == 2)
            #expect(unknown.stderr.contains("known: good, guarded"), "\(unknown.stderr)")
        }
        #expect(try await serve.end().status == 0)
        // What waited is still there, and can be looked at while nobody collects.
        let after = try await Self.run(["status", "--data", data])
        #expect(after.status == 1 && after.stdout.contains("guarded: 0 delivered"))
    }

    @Test("says that there is nothing yet where nothing was collected")
    func nothing() async throws {
        let folder = try TemporaryFolder()
        let status = try await Self.run(["status", "--data", folder.path("nowhere")])
        #expect(status.status == 2)
        #expect(status.stderr.contains(folder.path("nowhere")))
        let test = try await Self.run(["test", "it"])
        #expect(test.status == 2)
        #expect(test.stderr.contains("name no destinations and no webhooks; give --config"))
        #expect(try folder.names().isEmpty)
    }
}
