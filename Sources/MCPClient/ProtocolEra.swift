// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The two ways of talking that servers have: with a handshake, or with each request complete.
enum ProtocolEra: Equatable {
    /// Up to revision 2025-11-25: `initialize` opens the conversation.
    case legacy
    /// Since revision 2026-07-28: `server/discover`, and `_meta` in every request.
    case modern

    /// The revision asked for.
    var version: String {
        switch self {
        case .legacy: "2025-11-25"
        case .modern: "2026-07-28"
        }
    }

    /// The request that opens the conversation.
    var openingMethod: String {
        switch self {
        case .legacy: "initialize"
        case .modern: "server/discover"
        }
    }

    /// The parameters of the opening request.
    func openingParams(_ client: ClientIdentity) -> JSONObject {
        switch self {
        case .modern: return params(JSONObject(), client)
        case .legacy:
            var params = JSONObject()
            params["protocolVersion"] = .string(version)
            params["capabilities"] = .object(JSONObject())
            params["clientInfo"] = client.json
            return params
        }
    }

    /// The parameters of any later request, with what this era adds to them.
    func params(_ params: JSONObject, _ client: ClientIdentity) -> JSONObject {
        guard self == .modern else { return params }
        var params = params
        params["_meta"] = [
            "io.modelcontextprotocol/protocolVersion": .string(version),
            "io.modelcontextprotocol/clientInfo": client.json,
            "io.modelcontextprotocol/clientCapabilities": .object(JSONObject()),
        ]
        return params
    }
}

/// What a server says about itself when a conversation opens.
struct ServerIdentity {
    let name: String?
    let version: String?
    let instructions: String?
    let protocolVersion: String
    let era: ProtocolEra
    /// Whether the server claims to have tools at all.
    let offersTools: Bool

    /// Reads the answer to the opening request; `nil` when it does not open that era.
    init?(_ era: ProtocolEra, opening result: JSONObject) {
        switch era {
        case .modern:
            let versions = result["supportedVersions"]?.array ?? []
            guard versions.contains(.string(era.version)) else { return nil }
            protocolVersion = era.version
        case .legacy:
            guard let version = result["protocolVersion"]?.string else { return nil }
            protocolVersion = version
        }
        self.era = era
        let meta = result["_meta"]?.object
        let info =
            result["serverInfo"]?.object ?? meta?["io.modelcontextprotocol/serverInfo"]?.object
        name = Self.text(info?["name"])
        version = Self.text(info?["version"])
        instructions = Self.text(result["instructions"])
        offersTools = result["capabilities"]?.object?["tools"] != nil
    }

    /// A text, when there is one; some servers send an empty one for what they do not know.
    private static func text(_ value: JSONValue?) -> String? {
        value?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}
