// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Reads the files in which clients keep their servers.
public enum ClientConfiguration {
    /// Finds every server in a file, in the order they stand there.
    ///
    /// Starts nothing. JSON may have comments and trailing commas.
    ///
    /// - Parameters:
    ///   - path: the file's name, for messages and to tell its format.
    ///   - environment: what `${NAME}` refers to in arguments, variables, addresses and headers.
    public static func read(
        _ bytes: [UInt8], path: String, environment: [String: String]
    ) throws(ClientError) -> [ConfiguredServer] {
        for (suffix, format) in ClientDialect.unreadable where path.lowercased().hasSuffix(suffix) {
            throw ClientError(
                .badConfiguration,
                "\(path) is \(format), which cannot be read yet; copy its servers into a JSON file "
                    + "with \"mcpServers\"")
        }
        let root: JSONValue
        do throws(InputProblem) {
            root = try JSONReader.read(RelaxedJSON.strict(bytes)).root
        } catch {
            throw ClientError(.badConfiguration, "\(path), \(error.description)")
        }
        let reader = EntryReader(variables: VariableExpansion(environment: environment))
        var isConfiguration = false
        var servers: [ConfiguredServer] = []
        for dialect in ClientDialect.all {
            for place in places(dialect.path[...], in: root, at: []) {
                guard let entries = root[place]?.object else { continue }
                isConfiguration = true
                servers += reader.servers(entries, at: place, dialect)
            }
        }
        guard isConfiguration else {
            let keys = ClientDialect.all.map { $0.path.joined(separator: ".") }
            throw ClientError(
                .badConfiguration,
                "\(path) has no servers; looked for the keys \(keys.joined(separator: ", "))")
        }
        return servers
    }

    /// The places that a path of keys leads to.
    private static func places(
        _ path: ArraySlice<String>, in value: JSONValue, at place: JSONPointer
    ) -> [JSONPointer] {
        guard let key = path.first else { return [place] }
        let members = value.object?.members ?? []
        return members.filter { key == "*" || $0.key == key }.flatMap { member in
            places(path.dropFirst(), in: member.value, at: place.appending(member.key))
        }
    }
}
