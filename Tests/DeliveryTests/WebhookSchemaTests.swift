// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import Telemetry
import TestSupport
import Testing

@testable import Delivery

/// JSON Schema in Python.
private enum Validator {
    static let isAvailable = Fixture.pythonHas("jsonschema")

    static func run(_ messages: [[UInt8]], _ options: String...) async throws -> CommandRun {
        let folder = try TemporaryFolder()
        let lines: [UInt8] = messages.flatMap { message -> [UInt8] in message + [0x0A] }
        let file = try folder.write(lines, to: "messages.ndjson")
        let script = Fixture.fixtures + "/Validators/validate_webhook.py"
        return try await CommandRun.run(Fixture.python, [script] + options + [file])
    }
}

@Suite(
    "The published schema of messages", .enabled(if: Validator.isAvailable, "jsonschema is absent"))
struct WebhookSchemaTests {
    private static func details(of kind: WebhookEvent.Kind) -> JSONValue {
        switch kind {
        case .generationStarted: ["source": "openapi.yaml", "target": "fastmcp"]
        case .generationCompleted:
            ["source": "a", "target": "fastmcp", "tools": 12, "skipped": 0, "grade": "B"]
        case .generationFailed: ["source": "a", "target": "fastmcp", "reason": "no operations"]
        case .sourceGatePassed, .outputGatePassed: ["findings": 0]
        case .sourceGateBlocked, .outputGateBlocked: ["findings": 2, "reason": "a secret"]
        case .scoreChanged:
            ["quality": 70, "security": nil, "before": ["quality": nil, "security": 95]]
        case .gradeDropped: ["axis": "security", "grade": "F", "before": "A"]
        case .attestationCreated: ["digest": "sha256:00", "path": "attestation.json"]
        case .configSynced: ["client": "cursor", "path": "/home/me/.cursor/mcp.json"]
        case .upstreamChanged: ["source": "a", "changes": ["buy takes an amount"]]
        case .patchProposed: ["source": "a", "files": []]
        case .errorRateBreached, .latencyBreached, .alertResolved:
            [
                "rule": "errors", "measure": "error-rate", "value": nil, "threshold": 1,
                "since": "2026-09-21T14:13:00Z", "sentence": "shop: 7 % of the calls failed",
            ]
        }
    }

    private static func body(
        _ kind: WebhookEvent.Kind, without member: String = ""
    ) throws -> [UInt8] {
        var details = try #require(Self.details(of: kind).object)
        details[member] = nil
        let time = Timestamp(nanoseconds: 1_790_000_000_000_000_000)
        return WebhookEvent(kind, server: "shop", time: time, details: details).body
    }

    @Test("allows what is written of each type")
    func allowed() async throws {
        let run = try await Validator.run(
            try WebhookEvent.Kind.allCases.map { try Self.body($0) })
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
    }

    @Test("asks for every member that is promised")
    func refused() async throws {
        var messages: [[UInt8]] = []
        for kind in WebhookEvent.Kind.allCases {
            for member in kind.members { messages.append(try Self.body(kind, without: member)) }
        }
        let run = try await Validator.run(messages, "--refused")
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
    }
}
