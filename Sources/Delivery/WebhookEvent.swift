// SPDX-License-Identifier: Apache-2.0

public import MCPModel
public import Telemetry

/// Something that has happened to a server, as those who asked for it are told.
public struct WebhookEvent: Sendable, Hashable {
    /// Everything that happens in the life of a server.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case generationStarted = "generation.started"
        case generationCompleted = "generation.completed"
        case generationFailed = "generation.failed"
        case sourceGatePassed = "gate1.passed"
        case sourceGateBlocked = "gate1.blocked"
        case outputGatePassed = "gate2.passed"
        case outputGateBlocked = "gate2.blocked"
        case scoreChanged = "score.changed"
        case gradeDropped = "grade.dropped"
        case attestationCreated = "attestation.created"
        case configSynced = "config.synced"
        case upstreamChanged = "upstream.changed"
        case patchProposed = "patch.proposed"
        case errorRateBreached = "error_rate.breached"
        case latencyBreached = "latency.breached"
        case alertResolved = "alert.resolved"

        /// The members of `data` that are always there, beside `server`.
        public var members: [String] {
            switch self {
            case .generationStarted: ["source", "target"]
            case .generationCompleted: ["source", "target", "tools", "skipped", "grade"]
            case .generationFailed: ["source", "target", "reason"]
            case .sourceGatePassed, .outputGatePassed: ["findings"]
            case .sourceGateBlocked, .outputGateBlocked: ["findings", "reason"]
            case .scoreChanged: ["quality", "security", "before"]
            case .gradeDropped: ["axis", "grade", "before"]
            case .attestationCreated: ["digest", "path"]
            case .configSynced: ["client", "path"]
            case .upstreamChanged: ["source", "changes"]
            case .patchProposed: ["source", "files"]
            case .errorRateBreached, .latencyBreached, .alertResolved:
                ["rule", "value", "threshold", "since", "sentence"]
            }
        }
    }

    /// What happened.
    public let kind: Kind
    /// To which server.
    public let server: String
    /// When.
    public let time: Timestamp
    /// What is to be known about it; ``Kind/members`` are there.
    public let details: JSONObject

    /// Something that has happened.
    public init(_ kind: Kind, server: String, time: Timestamp, details: JSONObject) {
        self.kind = kind
        self.server = server
        self.time = time
        self.details = details
    }

    /// The message: what Standard Webhooks 1.0 calls the payload.
    var body: [UInt8] {
        var data = JSONObject()
        data["server"] = .string(server)
        for member in details.members { data[member.key] = member.value }
        var root = JSONObject()
        root["type"] = .string(kind.rawValue)
        root["timestamp"] = .string(time.text)
        root["data"] = .object(data)
        return JSONWriter.bytes(.object(root), layout: .compact)
    }
}
