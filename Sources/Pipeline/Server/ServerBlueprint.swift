// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import Scoring

/// Everything that a server is made of, in whatever language: its data.
struct ServerBlueprint {
    let identity: ServerIdentity
    let api: APIDescription
    let tools: [GeneratedTool]
    let addresses: [ServerAddress]
    let options: GenerationOptions

    /// What the server tells a model about itself.
    var instructions: String? {
        guard let text = api.description.map(Prose.plain), !text.isEmpty else { return nil }
        return Prose.shortened(text, to: 500)
    }

    /// As clients see it, for a card.
    func manifest() throws(PipelineError) -> ServerManifest {
        var definitions: [ToolDefinition] = []
        for (number, tool) in tools.enumerated() {
            do throws(InputProblem) {
                definitions.append(
                    try ToolDefinition(
                        json: tool.definition, origin: ["tools", String(number)]))
            } catch {
                throw PipelineError(.output, "\(tool.operation.name): \(error.description)")
            }
        }
        return ServerManifest(
            name: identity.name, version: identity.version, instructions: instructions,
            tools: definitions)
    }

    /// What the code of the server reads: tools, requests, addresses and credentials.
    var operations: JSONValue {
        var server = JSONObject()
        server["name"] = .string(identity.name)
        server["title"] = .string(identity.title)
        server["version"] = .string(identity.version)
        server["instructions"] = instructions.map(JSONValue.string)
        return [
            "format": 1,
            "server": .object(server),
            "environment": .string(identity.environment),
            "transport": .string(options.transport.rawValue),
            "servers": .array(effectiveAddresses.map(address)),
            "schemes": .object(
                JSONObject(
                    uniqueMembers: usedSchemes.map {
                        JSONObject.Member(key: $0.name, value: scheme($0))
                    })),
            "operations": .array(
                tools.map { ["tool": .object($0.definition), "request": .object($0.request)] }),
        ]
    }

    /// The addresses of the document, or the one that was given instead of them.
    private var effectiveAddresses: [ServerAddress] {
        guard let base = options.baseURL else { return addresses }
        return addresses.map { _ in ServerAddress(url: base, variables: []) }
    }

    private func address(_ address: ServerAddress) -> JSONValue {
        var variables: [JSONObject.Member] = []
        for variable in address.variables {
            var json = JSONObject()
            json["default"] = .string(variable.preset)
            if !variable.values.isEmpty {
                json["values"] = .array(variable.values.map(JSONValue.string))
            }
            json["variable"] = .string(setting(variable.name))
            variables.append(JSONObject.Member(key: variable.name, value: .object(json)))
        }
        return [
            "url": .string(address.url),
            "variables": .object(JSONObject(uniqueMembers: variables)),
        ]
    }

    /// The schemes that tools ask for.
    private var usedSchemes: [SecurityScheme] {
        let names = Set(tools.flatMap { $0.operation.security.flatMap(\.self) })
        var schemes = api.schemes.filter { names.contains($0.name) }
        if names.contains("?") {
            schemes.append(
                SecurityScheme(
                    name: "?",
                    kind: .unsupported(
                        "what the document asks for is described nowhere, or cannot be sent together"
                    )))
        }
        return schemes
    }

    private func scheme(_ scheme: SecurityScheme) -> JSONValue {
        var json = JSONObject()
        let names = variables(of: scheme)
        switch scheme.kind {
        case .apiKey(let place, let name):
            json["kind"] = "apiKey"
            json["in"] = .string(place.rawValue)
            json["name"] = .string(name)
        case .basic: json["kind"] = "basic"
        case .bearer: json["kind"] = "bearer"
        case .unsupported(let reason):
            json["kind"] = "unsupported"
            json["reason"] = .string(reason)
        }
        json["variables"] = .array(names.map(JSONValue.string))
        return .object(json)
    }

    /// The settings that hold the credentials of a scheme.
    private func variables(of scheme: SecurityScheme) -> [String] {
        switch scheme.kind {
        case .apiKey, .bearer: [setting(scheme.name)]
        case .basic: [setting(scheme.name + "_username"), setting(scheme.name + "_password")]
        case .unsupported: []
        }
    }

    /// The name of a setting, as the environment has it.
    private func setting(_ name: String) -> String {
        let word = Spelling.words(name).joined(separator: "_").uppercased()
        let isLost = name.unicodeScalars.contains { !$0.isASCII }
        let part = word.isEmpty || isLost ? word + Spelling.digest(name).uppercased() : word
        // The server itself is told by these where to listen, and how long to wait.
        return identity.environment + (Self.reserved.contains(part) ? "_API_" : "_") + part
    }

    private static let reserved: Set<String> = [
        "ALLOWED_HOSTS", "BASE_URL", "HOST", "MAX_CONCURRENCY", "MAX_RESPONSE_BYTES", "PORT",
        "RETRIES", "TIMEOUT", "TRANSPORT",
    ]

    // MARK: - For people

    /// Each setting with a credential, and what it is for.
    var credentials: [(variable: String, purpose: String)] {
        usedSchemes.flatMap { scheme in
            variables(of: scheme).map { variable in
                let kind =
                    switch scheme.kind {
                    case .apiKey(let place, let name): "key, sent as \(place.rawValue) \(name)"
                    case .basic:
                        variable.hasSuffix("_USERNAME") ? "user name" : "password"
                    case .bearer: "bearer token"
                    case .unsupported(let reason): reason
                    }
                return (variable, kind)
            }
        }
    }

    /// Each setting that fills in an address, and what it may be.
    var variables: [(String, String)] {
        var seen: Set<String> = []
        return effectiveAddresses.flatMap(\.variables).compactMap { variable in
            let name = setting(variable.name)
            guard seen.insert(name).inserted else { return nil }
            let preset = variable.preset.isEmpty ? "" : "; \(variable.preset)"
            let values = variable.values.prefix(10).joined(separator: ", ")
            return (
                name,
                MarkdownText.plain(
                    values.isEmpty ? "part of the address\(preset)" : "one of \(values)\(preset)")
            )
        }
    }

    /// What has to be known before a start.
    var warnings: [String] {
        var warnings: [String] = []
        if effectiveAddresses.contains(where: { !$0.url.contains("://") }) {
            warnings.append(
                "the document does not say where the API is; set \(identity.environment)_BASE_URL "
                    + "before a start, or give --base-url")
        }
        for scheme in usedSchemes {
            if case .unsupported(let reason) = scheme.kind {
                warnings.append("security scheme \(scheme.name): \(reason)")
            }
        }
        if tools.count > Self.many { warnings.append(tooMany) }
        return warnings
    }

    /// More tools than this at once make models choose worse.
    private static let many = 40

    private var tooMany: String {
        var counts: [String: Int] = [:]
        for tool in tools { for tag in tool.operation.tags { counts[tag, default: 0] += 1 } }
        let tags = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
            .map { "--tag '\($0.key)' (\($0.value))" }
        let choice = tags.isEmpty ? "--path '/…*' or --read-only" : tags.joined(separator: ", ")
        return "\(tools.count) tools are more than a model chooses from well; consider \(choice)"
    }
}
