// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import Service
import TestSupport
import Testing

@Suite("A collector that asks for tokens")
struct AccessTests {
    private static let event = Array(#"{"server":"other","tool":"t","durationMs":1}"#.utf8)

    private static func post(
        _ client: HTTPClient, _ authorization: String?, _ path: String = "/v1/events"
    ) async throws -> HTTPClient.Answer {
        var headers = ["content-type": MediaType.json]
        headers["authorization"] = authorization
        return try await client.send("POST", path, headers: headers, body: event)
    }

    private static func calls(
        _ client: HTTPClient, of server: String, _ authorization: String
    ) async throws -> HTTPClient.Answer {
        try await client.send(
            "GET", "/v1/servers/\(server)/analytics", headers: ["authorization": authorization])
    }

    @Test("lets each do what its token is for, and tells the others what is missing")
    func rights() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        let shop = try await SmeltServe.token(data, ["shop"])
        let anybody = try await SmeltServe.token(data, ["--any-server"])
        let reader = try await SmeltServe.token(data, ["--read"])
        let file = try String(contentsOfFile: data + "/tokens.json", encoding: .utf8)
        for token in [shop, anybody, reader] {
            #expect(token.hasPrefix("smelt_") && token.count == 70)
        }
        for token in [shop, anybody, reader] { #expect(!file.contains(token.dropFirst(6))) }

        let serve = try await SmeltServe.start(data, ["--require-tokens"])
        let client = serve.client
        let none = try await Self.post(client, nil)
        #expect(none.status == 401)
        #expect(none.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
        for wrong in ["Bearer smelt_no", "Bearer ", "Basic !", "Digest \(shop)", shop] {
            #expect(try await Self.post(client, wrong).status == 401, "\(wrong)")
        }
        #expect(try await Self.post(client, "Bearer \(reader)").status == 403)
        #expect(try await Self.post(client, "Bearer \(shop)").status == 200)
        #expect(try await Self.post(client, "bearer \(anybody)").status == 200)

        #expect(try await Self.calls(client, of: "shop", "Bearer \(shop)").status == 403)
        let password = Data("me:\(reader)".utf8).base64EncodedString()
        for authorization in ["Bearer \(reader)", "Basic \(password)"] {
            // What the token of a server sends counts as that server's.
            for server in ["shop", "other"] {
                let answer = try await Self.calls(client, of: server, authorization)
                #expect(try answer.json().at("calls") == 1)
            }
        }
        #expect(try await client.get("/metrics").status == 401)
        #expect(try await client.get("/health").status == 200)
    }

    @Test("knows a new token and forgets a revoked one while it runs")
    func changes() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        let first = try await SmeltServe.token(data, ["shop"])
        let serve = try await SmeltServe.start(data, ["--require-tokens"])
        #expect(try await Self.post(serve.client, "Bearer \(first)").status == 200)

        let list = try await CommandRun.run(SmeltServe.path, ["token", "list", "--data", data])
        #expect(list.stdout.hasSuffix("  sends calls of shop\n"))
        let id = String(list.stdout.prefix(8))
        let revoked = try await CommandRun.run(
            SmeltServe.path, ["token", "revoke", id, "--data", data])
        #expect(revoked.status == 0)
        let second = try await SmeltServe.token(data, ["shop"])
        var (old, new) = (0, 0)
        for _ in 0..<150 where (old, new) != (401, 200) {
            try await Task.sleep(for: .milliseconds(200))
            old = try await Self.post(serve.client, "Bearer \(first)").status
            new = try await Self.post(serve.client, "Bearer \(second)").status
        }
        #expect((old, new) == (401, 200))
        let again = try await CommandRun.run(
            SmeltServe.path, ["token", "revoke", id, "--data", data])
        #expect(again.status == 2)
        #expect(again.stderr.contains("there is no token \(id)"))
    }

    @Test("has all tokens that are made and revoked at the same time")
    func atOnce() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path("data")
        let made = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<12 {
                group.addTask { try await SmeltServe.token(data, ["server-\(number)"]) }
            }
            var texts: Set<String> = []
            for try await text in group { texts.insert(text) }
            return texts
        }
        #expect(made.count == 12)
        let tokens = try TokenFile(folder: data).tokens()
        #expect(tokens.count == 12)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for token in tokens.prefix(6) {
                group.addTask {
                    let run = try await CommandRun.run(
                        SmeltServe.path, ["token", "revoke", token.id, "--data", data])
                    #expect(run.status == 0, "\(run.stderr)")
                }
                group.addTask { _ = try await SmeltServe.token(data, ["more"]) }
            }
            try await group.waitForAll()
        }
        let left = try TokenFile(folder: data).tokens()
        #expect(left.count == 12)
        #expect(Set(left.map(\.id)).isDisjoint(with: tokens.prefix(6).map(\.id)))
    }

    @Test("does not start without any, or with a file of them that is damaged")
    func unusable() async throws {
        let folder = try TemporaryFolder()
        let without = try await SmeltServe.run(folder.path("a"), ["--require-tokens"])
        #expect(without.status == 2)
        #expect(
            without.stderr.contains("there are no tokens yet; make one with smelt token create"))
        try FileManager.default.createDirectory(
            atPath: folder.path("b"), withIntermediateDirectories: true)
        try Data("[]".utf8).write(to: URL(fileURLWithPath: folder.path("b/tokens.json")))
        let damaged = try await SmeltServe.run(folder.path("b"), ["--require-tokens"])
        #expect(damaged.status == 2)
        #expect(damaged.stderr.contains("tokens.json is no list of tokens"))
    }

    @Test("has its tokens in a folder, which must be there")
    func folder() async throws {
        let folder = try TemporaryFolder()
        let nowhere = folder.path("nowhere")
        let run = try await CommandRun.run(SmeltServe.path, ["token", "list", "--data", nowhere])
        #expect(run.status == 2)
        #expect(run.stderr == "there is no folder \(nowhere); name it with --data\n")
        let none = try await CommandRun.run(
            SmeltServe.path, ["token", "list", "--data", folder.path])
        #expect(none.status == 0)
        #expect(none.stdout.isEmpty)
    }

    @Test("speaks HTTPS where it is given a certificate")
    func secure() async throws {
        let folder = try TemporaryFolder()
        let own = try await TestCertificate(in: folder)
        let (certificate, key) = (own.certificate, own.key)
        let serve = try await SmeltServe.start(
            folder.path("data"), ["--tls-certificate", certificate, "--tls-key", key],
            scheme: "https")
        let script = """
            import ssl, sys, urllib.request
            context = ssl.create_default_context(cafile=sys.argv[1])
            print(urllib.request.urlopen(sys.argv[2], context=context, timeout=20).status)
            """
        let run = try await CommandRun.run(
            Fixture.python,
            ["-c", script, certificate, "https://127.0.0.1:\(serve.client.port)/health"])
        #expect(run.stdout == "200\n", "\(run.stderr)")
    }
}
