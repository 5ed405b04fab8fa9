// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

/// What may be wrong with a destination.
enum DestinationTrouble: CaseIterable {
    case endpoint, certificate, redirect, partial

    /// Starts a receiver that has it; gives where it is.
    func receiver(_ folder: TemporaryFolder) async throws -> (Receiver, endpoint: String) {
        switch self {
        case .endpoint:
            let receiver = try await Receiver.start(["-c", Self.nothing])
            return (receiver, receiver.address)
        case .certificate:
            let own = try await TestCertificate(in: folder)
            let receiver = try await Receiver.start(
                ["-c", Self.nothing, own.certificate, own.key])
            return (receiver, "https://127.0.0.1:\(receiver.client.port)")
        case .redirect:
            let receiver = try await Receiver.metrics(["--redirect", "https://else.test/take"])
            return (receiver, receiver.address)
        case .partial:
            let receiver = try await Receiver.metrics(["--partial", "3"])
            return (receiver, receiver.address)
        }
    }

    /// What is said of it, and what to do.
    var words: [String] {
        switch self {
        case .endpoint:
            ["there is nothing at ", "(404)", "see whether the endpoint and its path are right"]
        case .certificate:
            ["no secure connection to https://", "name the authority's certificate"]
        case .redirect:
            ["sends elsewhere to https://else.test/take, which is not followed"]
        case .partial: ["took all but 3 points: some points were refused"]
        }
    }

    /// A server that has nothing, over TLS where it is given a certificate and its key.
    private static let nothing = """
        import http.server, ssl, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *words): pass
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if len(sys.argv) > 1:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}

@Suite(
    "The state of deliveries",
    .enabled(
        if: Receiver.isAvailable, "opentelemetry-proto or standardwebhooks is absent"))
struct ExportStatusTests {
    @Test("says of every trouble what it is and what to do", arguments: DestinationTrouble.allCases)
    func trouble(trouble: DestinationTrouble) async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        let (receiver, endpoint) = try await trouble.receiver(folder)
        let settings = try folder.write(
            "destinations: [{name: it, endpoint: \"\(endpoint)\", interval: 5}]",
            to: "smelt.yaml")
        let serve = try await SmeltServe.start(data, ["--config", settings])
        let event = Array(#"{"server":"shop","tool":"buy","durationMs":1}"#.utf8)
        #expect(try await serve.client.post("/v1/events", MediaType.json, event).status == 200)
        var text = ""
        var status: Int32?
        let isSaid = try await Receiver.eventually {
            let run = try await CommandRun.run(
                SmeltServe.path, ["export", "status", "--data", data])
            (text, status) = (run.stdout, run.status)
            return text.contains("last tried")
        }
        #expect(isSaid, "\(text)")
        for words in trouble.words { #expect(text.contains(words), "\(text)") }
        // What a receiver took in part has arrived; everything else waits.
        let isTaken = trouble == .partial
        #expect(
            text.contains(
                isTaken
                    ? "it: 1 delivered, 0 given up, nothing waits\n"
                    : "it: 0 delivered, 0 given up, 1 wait ("))
        #expect(status == (isTaken ? 0 : 1))
        #expect(try await serve.end().status == 0)
        withExtendedLifetime(receiver) {}
    }
}
