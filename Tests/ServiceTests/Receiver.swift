// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import MCPModel
import TestSupport

/// A receiver of metrics or messages in Python, ended with this value.
final class Receiver {
    /// Why it did not start.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Whether the Python of the tests has what receivers need.
    static let isAvailable = Fixture.pythonHas(
        "opentelemetry.proto", "google.rpc", "standardwebhooks")

    let client: HTTPClient
    var address: String { "http://127.0.0.1:\(client.port)" }

    private let process: RunningCommand
    private let log: TemporaryFolder

    /// A destination of metrics that takes nothing doubtful.
    static func metrics(_ options: [String] = []) async throws -> Receiver {
        try await start([Fixture.fixtures + "/Servers/strict_receiver.py"] + options)
    }

    /// A receiver of messages that verifies them.
    static func messages(_ options: [String]) async throws -> Receiver {
        try await start([Fixture.fixtures + "/Servers/webhook_receiver.py"] + options)
    }

    /// Runs Python, which writes its port first.
    static func start(_ arguments: [String]) async throws -> Receiver {
        // Standard output goes to a file because it is looked at before the end.
        let log = try TemporaryFolder()
        let process = try RunningCommand(
            "sh", ["-c", "exec \"$@\" >\"$0\"", log.path("out"), Fixture.python] + arguments)
        var port: UInt16?
        _ = try await ProcessTable.eventually {
            let text = (try? log.text("out")) ?? ""
            port = text.firstIndex(of: "\n").flatMap { UInt16(text[..<$0]) }
            return port != nil || !ProcessTable.isAlive(process.pid)
        }
        guard let port else { throw Failure(description: "no receiver: \(arguments)") }
        return Receiver(HTTPClient(port: port), process, log)
    }

    private init(_ client: HTTPClient, _ process: RunningCommand, _ log: TemporaryFolder) {
        (self.client, self.process, self.log) = (client, process, log)
    }

    /// What came, and what was taken of it.
    func totals() async throws -> JSONValue { try await client.get("/totals").json() }

    /// The calls that were taken, by `server tool` and, of errors, ` error`.
    func calls(_ temporality: String) async throws -> [String: Int] {
        var calls: [String: Int] = [:]
        for series in try await totals().at("series")?.array ?? [] {
            guard series.at("metric") == "mcp.server.operation.duration",
                let server = series.at("service")?.string,
                let tool = series.at("attributes", "gen_ai.tool.name")?.string,
                let count = series.at(temporality, "count")?.number?.double
            else { continue }
            let isError = series.at("attributes", "error.type") != nil
            calls["\(server) \(tool)\(isError ? " error" : "")", default: 0] += Int(count)
        }
        return calls
    }

    /// The messages that came.
    func messages() async throws -> [Message] {
        let requests = try await client.get("/log").json().at("requests")?.array ?? []
        return requests.compactMap { Message($0) }
    }

    /// A message that came.
    struct Message {
        let id: String
        let type: String
        let answer: String
        let signatures: Double
        let data: JSONValue?
        let problems: JSONValue?

        fileprivate init?(_ json: JSONValue) {
            guard let id = json.at("id")?.string, let type = json.at("type")?.string,
                let answer = json.at("answer")?.string,
                let signatures = json.at("signatures")?.number?.double
            else { return nil }
            (self.id, self.type, self.answer) = (id, type, answer)
            self.signatures = signatures
            data = json.at("body", "data")
            problems = json.at("problems")
        }
    }

    /// Whether something comes true, asked again and again.
    static func eventually(
        within limit: Duration = .seconds(180), _ condition: () async throws -> Bool
    ) async throws -> Bool {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < limit {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(200))
        }
        return try await condition()
    }
}
