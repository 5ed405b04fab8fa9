// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import MCPModel
import TestSupport
import Testing

/// A VictoriaMetrics of one test's own; it can be ended and started again on the same data.
final class Backend {
    static let path = ProcessInfo.processInfo.environment["SMELT_VICTORIA_METRICS"] ?? ""

    let client: HTTPClient
    private let folder: String
    private var process: RunningCommand?

    init(_ folder: String) throws {
        self.folder = folder
        client = HTTPClient(port: try Self.freePort())
    }

    func start() async throws {
        process = try RunningCommand(
            Self.path,
            [
                "-storageDataPath=\(folder)", "-httpListenAddr=127.0.0.1:\(client.port)",
                "-opentelemetry.usePrometheusNaming", "-search.latencyOffset=0s",
                "-retentionPeriod=8d", "-memory.allowedBytes=256MB", "-loggerLevel=ERROR",
            ])
        for _ in 0..<1_800 {
            if (try? await client.get("/health"))?.status == 200 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("VictoriaMetrics does not answer")
    }

    func signal(_ signal: Int32) { process?.send(signal) }

    func end(_ signal: Int32) async throws {
        process?.send(signal)
        _ = await process?.finish()
    }

    /// What an expression comes to by now; 0 where there is nothing.
    func ask(_ expression: String) async throws -> Double {
        _ = try await client.get("/internal/force_flush")
        let query = expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try await client.get("/api/v1/query?query=\(query)&nocache=1").json()
        guard let first = answer.at("data")?.at("result")?.array?.first else { return 0 }
        let value = first.at("value")?.array?.last?.string ?? ""
        return try #require(Double(value), "\(answer)")
    }

    /// What it has against an expression; `nil` where it takes it.
    func objection(to expression: String) async throws -> String? {
        let query = expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try await client.get("/api/v1/query?query=\(query)&nocache=1")
        return answer.status == 200 ? nil : answer.text
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) + getsockname(descriptor, $0, &size)
            }
        }
        try #require(status == 0)
        return UInt16(bigEndian: address.sin_port)
    }
}

@Suite(
    "A week of calls at VictoriaMetrics",
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: Backend.path),
        "SMELT_VICTORIA_METRICS names no program; scripts/victoria-metrics gets it"))
struct VictoriaMetricsTests {
    private static let name = "mcp_server_operation_duration_seconds"

    /// Calls of a week, in requests of a thousand, with how long each took in seconds.
    private static func week(
        _ now: Double
    ) -> (requests: [[UInt8]], durations: [Double], errors: Int) {
        var random = SeededRandom(seed: 9)
        var (requests, durations, errors): ([[UInt8]], [Double], Int) = ([], [], 0)
        for request in 0..<8 {
            var text = ""
            for call in 0..<1_000 {
                let seconds = exp(Double.random(in: -6...1, using: &random))
                let isError = Int.random(in: 0..<20, using: &random) == 0
                let start = now - Double.random(in: 60...(7 * 86_400), using: &random)
                durations.append(seconds)
                errors += isError ? 1 : 0
                text +=
                    #"{"id":"\#(request)-\#(call)","server":"shop","tool":"tool\#(call % 3)","#
                    + #""start":\#(Int(start * 1000)),"durationMs":\#(seconds * 1000),"#
                    + "\"error\":\(isError)}\n"
            }
            requests.append(Array(text.utf8))
        }
        return (requests, durations.sorted(), errors)
    }

    @Test("has the same counts and quantiles, whoever is killed on the way")
    func week() async throws {
        let folder = try TemporaryFolder()
        let backend = try Backend(folder.path("metrics"))
        try await backend.start()
        let settings = folder.path("smelt.yaml")
        let endpoint = "http://127.0.0.1:\(backend.client.port)"
        try Data(
            """
            destinations:
              - {name: metrics, preset: victoriametrics, endpoint: "\(endpoint)", interval: 5, timeout: 3}
            """.utf8
        ).write(to: URL(fileURLWithPath: settings))
        let (data, options) = (folder.path("data"), ["--config", settings])
        var serve = try await SmeltServe.start(data, options)
        let (requests, durations, errors) = Self.week(Date().timeIntervalSince1970)
        for (number, body) in requests.enumerated() {
            let answer = try await serve.client.post("/v1/events", "application/x-ndjson", body)
            #expect(answer.status == 200)
            switch number {
            case 1:
                // The collector ends at once, with whatever is under way.
                _ = try await serve.end(SIGKILL)
                serve = try await SmeltServe.start(data, options)
            case 3:
                try await Task.sleep(for: .seconds(6))
                try await backend.end(SIGKILL)
            case 4: try await backend.start()
            case 5:
                // What is sent now gets no answer, as over a network that is cut.
                backend.signal(SIGSTOP)
                try await Task.sleep(for: .seconds(7))
                backend.signal(SIGCONT)
            default: break
            }
        }
        let total = "sum(last_over_time(\(Self.name)_count[1h]))"
        for _ in 0..<60 where try await backend.ask(total) < Double(durations.count) {
            try await Task.sleep(for: .seconds(1))
        }
        #expect(try await backend.ask(total) == Double(durations.count))
        let failed = "sum(last_over_time(\(Self.name)_count{error_type!=\"\"}[1h]))"
        #expect(try await backend.ask(failed) == Double(errors))
        for tool in 0..<3 {
            let calls =
                "sum(last_over_time(\(Self.name)_count{gen_ai_tool_name=\"tool\(tool)\"}[1h]))"
            let wanted = 8 * (0..<1_000).count { $0 % 3 == tool }
            #expect(try await backend.ask(calls) == Double(wanted))
        }
        let p95 =
            "histogram_quantile(0.95, sum(last_over_time(\(Self.name)_bucket[1h])) by (vmrange))"
        let exact = durations[Int(0.95 * Double(durations.count)) - 1]
        let found = try await backend.ask(p95)
        // A bucket of scale 6 is 1.1 % wide.
        #expect(abs(found / exact - 1) < 0.011, "\(found), \(exact)")
        _ = try await serve.end()
        try await backend.end(SIGTERM)
    }
}
