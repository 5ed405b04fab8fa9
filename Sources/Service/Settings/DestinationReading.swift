// SPDX-License-Identifier: Apache-2.0

internal import Delivery
internal import Glibc
internal import MCPModel
internal import StrictYAML

extension YAMLValue {
    /// A text in which `${NAME}` stands for a variable of the environment, so that secrets need not
    /// stand in files; `nil` after reporting one that has no value.
    func filled(_ environment: (String) -> String?) -> String? {
        var filled = ""
        var isWhole = true
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            filled += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else {
                problem("\"${\" is not closed")
                return nil
            }
            let name = String(rest[..<end])
            let value = environment(name)
            if value == nil { problem("the variable \(name) is not set") }
            if value == "" { problem("the variable \(name) is empty") }
            if value?.isEmpty ?? true { isWhole = false }
            filled += value ?? ""
            rest = rest[rest.index(after: end)...]
        }
        return isWhole ? filled + rest : nil
    }
}

extension Destination {
    /// The destinations of a list.
    static func list(
        _ yaml: YAMLValue, _ environment: (String) -> String?
    ) -> [Destination] {
        yaml.elements.compactMap { Destination($0, environment) }
    }

    private init?(_ yaml: YAMLValue, _ environment: (String) -> String?) {
        let members = yaml.members(
            required: ["name"],
            optional: [
                "preset", "endpoint", "site", "user", "token", "headers", "temporality", "interval",
                "max-scale", "max-buckets", "max-bytes", "max-waiting", "max-days", "compression",
                "certificate", "timeout",
            ])
        // What is wrong with one of them hides nothing of the others.
        let name = members["name"]?.text
        let preset: Preset? = members["preset"].map { $0.word(Preset.self) } ?? .otlp
        let endpoint = Self.endpoint(yaml, members, preset, environment)
        self.init(name: name ?? "", preset: preset ?? .otlp, endpoint: endpoint ?? "")
        if let preset { credentials(members, preset, environment, yaml) }
        for (key, value) in members["headers"]?.anyMembers ?? [] {
            if let text = value.filled(environment) { headers.append(Header(key, text)) }
        }
        if let value = members["temporality"], let word = value.word(Temporality.self) {
            if preset == .datadog, word == .cumulative {
                value.problem("Datadog refuses cumulative metrics")
            }
            temporality = word
        }
        if let number = members["interval"]?.whole(in: 5...86_400) { interval = number }
        if let number = members["max-scale"]?.whole(in: -10...6) { scale = number }
        if let number = members["max-buckets"]?.whole(in: 8...10_000) { mostBuckets = number }
        if let number = members["max-bytes"]?.whole(in: 10_000...64_000_000) { mostBytes = number }
        if let number = members["max-waiting"]?.whole(in: 1...65_536) { mostWaiting = number << 20 }
        if let number = members["max-days"]?.whole(in: 1...365) { mostDays = number }
        if let number = members["timeout"]?.whole(in: 1...600) { timeout = number }
        if let value = members["certificate"] {
            certificate = value.text
            if access(value.text, R_OK) != 0 { value.problem("\(value.text) cannot be read") }
        }
        if let value = members["compression"] {
            if !["gzip", "none"].contains(value.text) { value.problem("expected gzip or none") }
            isCompressed = value.text != "none"
        }
        if name == nil || preset == nil || endpoint == nil { return nil }
    }

    private static func endpoint(
        _ yaml: YAMLValue, _ members: [String: YAMLValue], _ preset: Preset?,
        _ environment: (String) -> String?
    ) -> String? {
        if let endpoint = members["endpoint"] {
            guard let url = endpoint.filled(environment) else { return nil }
            if !url.hasPrefix("http://"), !url.hasPrefix("https://") {
                endpoint.problem("\"\(url)\" does not begin with http:// or https://")
                return nil
            }
            return url
        }
        if preset == .datadog {
            guard let site = members["site"] else { return "https://otlp.datadoghq.com" }
            return site.filled(environment).map { "https://otlp.\($0)" }
        }
        if preset != nil { yaml.problem("the key \"endpoint\" is missing") }
        return nil
    }

    private mutating func credentials(
        _ members: [String: YAMLValue], _ preset: Preset, _ environment: (String) -> String?,
        _ yaml: YAMLValue
    ) {
        // One whose variable is not set is there, and was reported.
        let token = members["token"].map { $0.filled(environment) ?? "" }
        let user = members["user"].map { $0.filled(environment) ?? "" }
        switch (preset, user, token) {
        case (.datadog, _, let token?): headers.append(Header("dd-api-key", token))
        case (.datadog, _, nil): yaml.problem("datadog needs its API key as \"token\"")
        case (.grafanaCloud, let user?, let token?), (_, let user?, let token?):
            let password = Base64.encoded(Array("\(user):\(token)".utf8))
            headers.append(Header("Authorization", "Basic \(password)"))
        case (.grafanaCloud, _, _):
            yaml.problem("grafana-cloud needs the instance id as \"user\" and a \"token\"")
        case (_, nil, let token?): headers.append(Header("Authorization", "Bearer \(token)"))
        case (_, _?, nil): yaml.problem("\"user\" needs \"token\" beside it")
        case (_, nil, nil): break
        }
    }
}

extension Destination {
    /// What the variables of OpenTelemetry name; `nil` where they name nothing.
    static func ofEnvironment(
        _ environment: (String) -> String?, _ problems: inout [String]
    ) -> Destination? {
        func variable(_ name: String) -> (name: String, value: String)? {
            for name in ["OTEL_EXPORTER_OTLP_METRICS_\(name)", "OTEL_EXPORTER_OTLP_\(name)"] {
                if let value = environment(name), !value.isEmpty { return (name, value) }
            }
            return nil
        }
        guard let endpoint = variable("ENDPOINT") else { return nil }
        // The address of one signal is used as it is given.
        let isWhole = endpoint.name.contains("_METRICS_")
        var destination = Destination(name: "environment", preset: .otlp, endpoint: endpoint.value)
        if isWhole { destination.url = endpoint.value }
        if !destination.url.hasPrefix("http://"), !destination.url.hasPrefix("https://") {
            problems.append(
                "\(endpoint.name) does not begin with http:// or https://: \"\(endpoint.value)\"")
        }
        if let (name, value) = variable("PROTOCOL"), value != "http/protobuf" {
            problems.append("\(name) is http/protobuf, not \"\(value)\"")
        }
        for key in ["CLIENT_KEY", "CLIENT_CERTIFICATE"] {
            if let (name, _) = variable(key) { problems.append("\(name) is not supported yet") }
        }
        if let (name, value) = variable("HEADERS") {
            destination.headers = fields(value, name, &problems)
        }
        if let (name, value) = variable("TIMEOUT") {
            if let milliseconds = Int(value), milliseconds > 0 {
                destination.timeout = max(milliseconds / 1000, 1)
            } else {
                problems.append("\(name) is a number of milliseconds, not \"\(value)\"")
            }
        }
        if let value = variable("COMPRESSION")?.value { destination.isCompressed = value == "gzip" }
        if let (name, value) = variable("CERTIFICATE") {
            destination.certificate = value
            if access(value, R_OK) != 0 {
                problems.append("\(name) names \(value), which cannot be read")
            }
        }
        if let value = environment("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE") {
            // Low memory means differences wherever there are no sums that go up and down.
            let differences = ["delta", "lowmemory"]
            destination.temporality =
                differences.contains(value.lowercased()) ? .delta : .cumulative
        }
        if let value = environment("OTEL_METRIC_EXPORT_INTERVAL"), let milliseconds = Int(value) {
            destination.interval = min(max(milliseconds / 1000, 1), 86_400)
        }
        return destination
    }

    /// The fields of `name=value,…`; of one that is none only the name is told, for it may be a secret.
    private static func fields(
        _ text: String, _ variable: String, _ problems: inout [String]
    ) -> [Header] {
        var headers: [Header] = []
        for (number, entry) in text.split(separator: ",").enumerated() {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = parts[0].filter { $0 != " " }
            if parts.count == 2, !key.isEmpty, !parts[1].isEmpty {
                headers.append(Header(key, PercentCode.decoded(parts[1])))
            } else if parts.count == 2, !key.isEmpty {
                problems.append("\(variable) is name=value,…, and gives \"\(key)\" no value")
            } else {
                problems.append("\(variable) is name=value,…, and entry \(number + 1) is not")
            }
        }
        return headers
    }
}

extension Webhook {
    /// The webhooks of a list.
    static func list(_ yaml: YAMLValue, _ environment: (String) -> String?) -> [Webhook] {
        yaml.elements.compactMap { hook(_: $0, environment) }
    }

    private static func hook(_ yaml: YAMLValue, _ environment: (String) -> String?) -> Webhook? {
        let members = yaml.members(
            required: ["name", "url", "secrets"], optional: ["events", "allow-private"])
        let name = members["name"]?.text
        let url = members["url"]?.filled(environment)
        if let url, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
            members["url"]?.problem("\"\(url)\" does not begin with http:// or https://")
        }
        let list = members["secrets"]?.elements
        if list?.isEmpty == true { members["secrets"]?.problem("expected one secret or more") }
        let secrets = (list ?? []).compactMap { value -> Secret? in
            guard let text = value.filled(environment) else { return nil }
            let secret = Secret(text)
            if secret == nil { value.problem("a secret is whsec_ and 24 to 64 bytes in base 64") }
            return secret
        }
        let kinds = members["events"]?.elements.compactMap { $0.word(WebhookEvent.Kind.self) }
        let isPrivate = members["allow-private"]?.truth ?? false
        guard let name, let url else { return nil }
        return Webhook(
            name: name, url: url, secrets: secrets, kinds: kinds.map { Set($0) },
            allowsPrivate: isPrivate)
    }
}
