// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Reads the entries of servers in whichever dialect.
struct EntryReader {
    /// Why an entry is not used.
    private struct Skipped: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    let variables: VariableExpansion

    /// Reads the entries of one object of servers.
    func servers(
        _ entries: JSONObject, at place: JSONPointer, _ dialect: ClientDialect
    ) -> [ConfiguredServer] {
        let project = dialect.path.firstIndex(of: "*").map { place.tokens[$0] }
        return entries.members.filter { !dialect.reserved.contains($0.key) }.map { member in
            ConfiguredServer(
                name: member.key, project: project, pointer: place.appending(member.key),
                connection: connection(member.value, dialect))
        }
    }

    private func connection(
        _ value: JSONValue, _ dialect: ClientDialect
    ) -> ConfiguredServer.Connection {
        do throws(Skipped) {
            guard let entry = value.object else {
                throw Skipped("its entry is \(value.kindName), not an object")
            }
            if entry["disabled"]?.bool == true || entry["enabled"]?.bool == false {
                throw Skipped("it is disabled in the file")
            }
            return try connection(entry, dialect)
        } catch {
            return .skipped(reason: error.reason)
        }
    }

    private func connection(
        _ entry: JSONObject, _ dialect: ClientDialect
    ) throws(Skipped) -> ConfiguredServer.Connection {
        let type = entry["type"]?.string ?? entry["transport"]?.string
        if let type {
            if type == "sse" {
                throw Skipped("it uses the HTTP+SSE transport, which is deprecated")
            }
            guard
                ClientDialect.processTypes.contains(type) || ClientDialect.httpTypes.contains(type)
            else { throw Skipped("its transport \"\(quoted(type, limit: 40))\" is not known") }
        }
        let address = ClientDialect.addressKeys.lazy.compactMap { entry[$0]?.string }.first
        if let address, type.map(ClientDialect.processTypes.contains) != true {
            let headers = try texts("headers", in: entry).map {
                ServerAddress.Header(name: $0.name, value: $0.text)
            }
            return .http(ServerAddress(url: try expand(address), headers: headers))
        }
        return .stdio(try launch(entry, dialect))
    }

    private func launch(
        _ entry: JSONObject, _ dialect: ClientDialect
    ) throws(Skipped) -> ServerLaunch {
        if entry["source"]?.string == "extension" {
            throw Skipped("an extension of the editor starts it; the file does not say how")
        }
        if entry["envFile"] != nil {
            throw Skipped("its variables are in an envFile, which is not read")
        }
        var (command, arguments, holder) = try commandLine(entry)
        for index in arguments.indices { arguments[index] = try expand(arguments[index]) }
        // Older Zed files keep the variables beside the command, inside of it.
        if holder[dialect.environment] == nil { holder = entry }
        var environment: [String: String] = [:]
        for (name, text) in try texts(dialect.environment, in: holder) { environment[name] = text }
        return ServerLaunch(
            command: command, arguments: arguments, environment: environment,
            directory: entry["cwd"]?.string)
    }

    /// The command and its arguments, and the object that holds them.
    private func commandLine(
        _ entry: JSONObject
    ) throws(Skipped) -> (command: String, arguments: [String], holder: JSONObject) {
        switch entry["command"] {
        case .string(let command):
            guard !command.isEmpty else { throw Skipped("its command is empty") }
            return (command, try list("args", in: entry), entry)
        case .array:
            let words = try list("command", in: entry)
            guard let command = words.first else { throw Skipped("its command is empty") }
            return (command, Array(words.dropFirst()), entry)
        case .object(let inner):
            guard let command = inner["path"]?.string else {
                throw Skipped("its command has no \"path\"")
            }
            return (command, try list("args", in: inner), inner)
        default:
            throw Skipped("it has neither a command nor an address")
        }
    }

    private func list(_ key: String, in entry: JSONObject) throws(Skipped) -> [String] {
        guard let value = entry[key], value != .null else { return [] }
        let elements = value.array ?? []
        let texts = elements.compactMap(text)
        guard value.array != nil, texts.count == elements.count else {
            throw Skipped("\"\(key)\" must be an array of strings")
        }
        return texts
    }

    private func texts(
        _ key: String, in entry: JSONObject
    ) throws(Skipped) -> [(name: String, text: String)] {
        guard let value = entry[key], value != .null else { return [] }
        guard let members = value.object?.members else {
            throw Skipped("\"\(key)\" must be an object of strings")
        }
        var pairs: [(name: String, text: String)] = []
        for member in members {
            guard let text = text(member.value) else {
                throw Skipped("\"\(key)\" must be an object of strings")
            }
            pairs.append((member.key, try expand(text)))
        }
        return pairs
    }

    /// Clients take numbers and truth values for strings here.
    private func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .number(let number): number.literal
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }

    private func expand(_ text: String) throws(Skipped) -> String {
        do throws(VariableExpansion.Missing) {
            return try variables.expand(text)
        } catch {
            throw Skipped(error.reason)
        }
    }
}
