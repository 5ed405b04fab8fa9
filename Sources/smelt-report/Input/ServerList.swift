// SPDX-License-Identifier: Apache-2.0

internal import HostSystem
internal import MCPClient
internal import MCPModel
internal import Scoring
internal import StrictYAML

/// A YAML file that names servers and says how to reach each.
struct ServerList {
    /// One server of the list.
    struct Server: Sendable {
        enum Connection: Sendable {
            case stdio(ServerLaunch)
            case http(ServerAddress)
            case file(String)
        }

        let name: String
        /// The command, address or file as it is written, without what variables stand for.
        let source: String
        let connection: Connection
        /// What variables stand for; it must not appear on a page.
        let secrets: Secrets
    }

    let path: String
    let servers: [Server]

    static func isList(_ path: String) -> Bool {
        let path = path.lowercased()
        return path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    }

    /// Reads a list and refuses what it does not understand, all problems at once.
    init(path: String, environment: [String: String]) throws(CommandFailure) {
        self.path = path
        let problems = ProblemList(file: path)
        var reader = ListReader(
            problems: problems, folder: Self.folder(of: path),
            variables: VariableExpansion(environment: environment))
        if let yaml = YAMLValue.parse(try Files.text(path), problems: problems) {
            reader.read(yaml)
        }
        servers = reader.servers
        if !problems.problems.isEmpty {
            throw CommandFailure(problems.problems.map(\.description).joined(separator: "\n"))
        }
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    /// Asks whether to start and ask what is listed.
    func agree(_ isAgreed: Bool) throws(CommandFailure) {
        var consent = Consent(path: path)
        for server in servers {
            switch server.connection {
            case .stdio: consent.add(server.name, command: server.source)
            case .http(let address):
                consent.add(server.name, url: server.source, headers: address.headers)
            case .file: break
            }
        }
        try consent.obtain(isGiven: isAgreed)
    }
}

/// Values that variables had, which are put back to their names wherever they appear.
struct Secrets: Sendable {
    private(set) var values: [(reference: String, value: String)] = []

    mutating func add(_ reference: String, _ value: String) {
        // Shorter ones say nothing, and would be found everywhere.
        guard value.utf8.count >= 4, !values.contains(where: { $0.value == value }) else { return }
        values.append((reference, value))
    }

    /// The text with each value replaced by the reference that it was filled in for.
    func hidden(in text: String) -> String {
        values.sorted { $0.value.utf8.count > $1.value.utf8.count }.reduce(text) {
            $0.replacing($1.value, with: $1.reference)
        }
    }
}

/// Turns the YAML of a list into its servers.
private struct ListReader {
    let problems: ProblemList
    let folder: String
    let variables: VariableExpansion
    private(set) var servers: [ServerList.Server] = []
    private var lines: [String: Int] = [:]

    init(problems: ProblemList, folder: String, variables: VariableExpansion) {
        self.problems = problems
        self.folder = folder
        self.variables = variables
    }

    mutating func read(_ yaml: YAMLValue) {
        guard let list = yaml.members(required: ["servers"])["servers"] else { return }
        let elements = list.elements
        if elements.isEmpty { list.problem("no server is listed") }
        for element in elements {
            if let server = server(element) { servers.append(server) }
        }
    }

    private mutating func server(_ yaml: YAMLValue) -> ServerList.Server? {
        let members = yaml.members(
            required: ["name"], optional: ["command", "env", "url", "headers", "file"])
        guard let name = members["name"]?.text, !name.isEmpty else { return nil }
        if let line = lines[name] {
            yaml.problem("the name \"\(name)\" is used on line \(line) already")
        }
        lines[name] = lines[name] ?? yaml.line
        let ways = ["command", "url", "file"].filter { members[$0] != nil }
        guard let way = ways.first, ways.count == 1 else {
            yaml.problem(
                ways.isEmpty
                    ? "\"\(name)\" needs one of command, url and file"
                    : "\"\(name)\" has \(ways.joined(separator: " and ")); one of them is enough")
            return nil
        }
        for (key, owner) in [("env", "command"), ("headers", "url")] where way != owner {
            members[key]?.problem("\(key) belongs to a server with \(owner)")
        }
        return server(name, way, members)
    }

    private func server(
        _ name: String, _ way: String, _ members: [String: YAMLValue]
    ) -> ServerList.Server? {
        var secrets = Secrets()
        let written: String
        let connection: ServerList.Server.Connection
        switch way {
        case "command":
            let values = members["command"]?.elements ?? []
            let texts = values.map(\.anyText)
            if texts.first?.isEmpty ?? true { members["command"]?.problem("the command is empty") }
            let words = zip(values, texts).map { fill($1, at: $0, &secrets) }
            guard let program = words.first, !program.isEmpty else { return nil }
            let environment = pairs(members["env"], &secrets)
            connection = .stdio(
                ServerLaunch(
                    command: program, arguments: Array(words.dropFirst()),
                    environment: Dictionary(environment, uniquingKeysWith: { $1 })))
            written = InputReader.commandLine(
                ServerLaunch(command: texts[0], arguments: Array(texts.dropFirst())))
        case "url":
            guard let value = members["url"] else { return nil }
            let text = value.text
            let url = fill(text, at: value, &secrets)
            if !url.hasPrefix("https://"), !url.hasPrefix("http://"), !url.isEmpty {
                value.problem("a url begins with https:// or http://")
            }
            let headers = pairs(members["headers"], &secrets)
            connection = .http(
                ServerAddress(
                    url: url,
                    headers: headers.map { ServerAddress.Header(name: $0.0, value: $0.1) }))
            written = PublicSource.text(text)
        default:
            let text = members["file"]?.text ?? ""
            connection = .file(text.hasPrefix("/") ? text : folder + text)
            written = text
        }
        return ServerList.Server(
            name: name, source: written, connection: connection, secrets: secrets)
    }

    private func pairs(_ yaml: YAMLValue?, _ secrets: inout Secrets) -> [(String, String)] {
        var pairs: [(String, String)] = []
        for (key, value) in yaml?.anyMembers ?? [] {
            if key.isEmpty { value.problem("a name is empty") }
            if pairs.contains(where: { $0.0 == key }) { value.problem("\"\(key)\" occurs twice") }
            pairs.append((key, fill(value.anyText, at: value, &secrets)))
        }
        return pairs
    }

    /// The text with its variables filled in; what is missing is a problem.
    private func fill(_ text: String, at yaml: YAMLValue, _ secrets: inout Secrets) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${"),
            let end = rest[start.upperBound...].firstIndex(of: "}")
        {
            let reference = String(rest[start.lowerBound...end])
            result += rest[..<start.lowerBound]
            do {
                let value = try variables.expand(reference)
                secrets.add(reference, value)
                result += value
            } catch {
                yaml.problem(error.reason)
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}

/// What may be shown of the place a server was read from.
enum PublicSource {
    /// An address without the parts that hold passwords and keys; anything else as it is.
    static func text(_ source: String) -> String {
        guard source.hasPrefix("http://") || source.hasPrefix("https://"),
            let start = source.firstRange(of: "://")?.upperBound
        else { return source }
        let rest = source[start...].prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
        return String(source[..<start] + (host ?? authority) + rest[authority.endIndex...])
    }
}
