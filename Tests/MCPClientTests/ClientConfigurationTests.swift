// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import MCPClient

@Suite("Client configurations")
struct ClientConfigurationTests {
    private func read(
        _ text: String, path: String = "mcp.json", environment: [String: String] = [:]
    ) throws(ClientError) -> [ConfiguredServer] {
        try ClientConfiguration.read(Array(text.utf8), path: path, environment: environment)
    }

    /// The connection of the only server of a file.
    private func only(
        _ text: String, environment: [String: String] = [:]
    ) throws -> ConfiguredServer.Connection {
        let servers = try read(text, environment: environment)
        #expect(servers.count == 1)
        return try #require(servers.first).connection
    }

    private static let git = ServerLaunch(
        command: "uvx", arguments: ["mcp-server-git", "--repository", "."],
        environment: ["LOG": "1"])

    private static let words = #""mcp-server-git", "--repository", ".""#
    private static let rest = #""args": [\#(words)], "env": {"LOG": "1"}"#

    @Test(
        "of every family are read",
        arguments: [
            #"{"mcpServers": {"git": {"command": "uvx", \#(rest)}}}"#,
            #"{"servers": {"git": {"type": "stdio", "command": "uvx", \#(rest)}}, "inputs": []}"#,
            #"{"mcp": {"servers": {"git": {"command": "uvx", \#(rest)}}}}"#,
            #"{"context_servers": {"git": {"source": "custom", "command": "uvx", \#(rest)}}}"#,
            #"{"context_servers": {"git": {"command": {"path": "uvx", \#(rest)}}}}"#,
            #"{"mcp": {"git": {"command": ["uvx", \#(words)], "environment": {"LOG": 1}}}}"#,
            #"{"amp.mcpServers": {"git": {"command": "uvx", \#(rest)}}}"#,
        ])
    func families(text: String) throws {
        #expect(try only(text) == .stdio(Self.git))
    }

    @Test("with projects name the project of each server")
    func projects() throws {
        let servers = try read(
            """
            {"numStartups": 7, "mcpServers": {"a": {"command": "x"}}, "projects": {
                "/home/me/one": {"mcpServers": {"b": {"command": "y"}}, "history": []},
                "/home/me/two": {"mcpServers": {}}}}
            """)
        #expect(servers.map(\.name) == ["a", "b"])
        #expect(servers.map(\.project) == [nil, "/home/me/one"])
        #expect(servers.last?.pointer == ["projects", "/home/me/one", "mcpServers", "b"])
    }

    @Test("have addresses under several names", arguments: ["url", "httpUrl", "serverUrl"])
    func addresses(key: String) throws {
        let text =
            #"{"mcpServers":{"x":{"\#(key)":"https://h/mcp","headers":{"A":"Bearer ${T}"}}}}"#
        let header = ServerAddress.Header(name: "A", value: "Bearer s3")
        let address = ServerAddress(url: "https://h/mcp", headers: [header])
        #expect(try only(text, environment: ["T": "s3"]) == .http(address))
    }

    @Test(
        "have entries that are skipped with a reason",
        arguments: [
            (#"{"command":"x","disabled":true}"#, "disabled"),
            (#"{"command":"x","enabled":false}"#, "disabled"),
            (#"{"type":"sse","url":"http://h/sse"}"#, "deprecated"),
            (#"{"type":"ws","url":"ws://h"}"#, "\"ws\" is not known"),
            (#"{"command":"x","env":{"K":"${input:key}"}}"#, "${input:key}"),
            (#"{"command":"x","args":["${NOT_SET}"]}"#, "${NOT_SET}, which is not set"),
            (#"{"command":"x","args":"y"}"#, "\"args\" must be an array of strings"),
            (#"{"command":"x","env":{"K":{}}}"#, "\"env\" must be an object of strings"),
            (#"{"command":"x","envFile":".env"}"#, "envFile"),
            (#"{"command":[]}"#, "command is empty"),
            (#"{}"#, "neither a command nor an address"),
            (#""npx""#, "a string, not an object"),
        ])
    func skipped(entry: String, words: String) throws {
        guard case .skipped(let reason) = try only(#"{"mcpServers":{"x":\#(entry)}}"#) else {
            Issue.record("not skipped: \(entry)")
            return
        }
        #expect(reason.contains(words), "\(reason)")
    }

    @Test("may have comments and trailing commas")
    func relaxed() throws {
        let text = """
            // é: where "things" are, { even braces
            {
              "mcpServers": { /* one
                 server */
                "a": { "command": "x//y", "args": ["/*", "*/", "\\"//",], }, // last
              },
            }
            """
        let launch = ServerLaunch(command: "x//y", arguments: ["/*", "*/", "\"//"])
        #expect(try only(text) == .stdio(launch))
    }

    @Test("that are broken say where")
    func broken() throws {
        let text = "{ /* é€ */ \"mcpServers\": { \"a\": oops } }"
        let column = text.unicodeScalars.prefix { $0 != "o" }.count + 1
        expectProblem("mcp.json, line 1, column \(column)") { () throws(ClientError) in
            try read(text)
        }
        expectProblem("a comma stands before") { () throws(ClientError) in
            try read("{\"mcpServers\":{},,}")
        }
        expectProblem("has no servers") { () throws(ClientError) in try read("{}") }
    }

    @Test("in other formats are refused", arguments: ["config.toml", "config.yaml", "Config.YML"])
    func otherFormats(path: String) {
        expectProblem("cannot be read yet") { () throws(ClientError) in
            try read("", path: path)
        }
    }

    private func expectProblem(
        _ words: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ read: () throws(ClientError) -> [ConfiguredServer]
    ) {
        do throws(ClientError) {
            let servers = try read()
            Issue.record("read \(servers.count) servers", sourceLocation: sourceLocation)
        } catch {
            #expect(error.code == .badConfiguration, sourceLocation: sourceLocation)
            #expect(
                error.message.contains(words), "\(error.message)", sourceLocation: sourceLocation)
        }
    }
}

@Suite("Variables in configurations")
struct VariableExpansionTests {
    private let variables = VariableExpansion(environment: ["A": "1", "EMPTY": "", "B": "${A}"])

    @Test(
        "are filled in",
        arguments: [
            ("x${A}y${env:A}", "x1y1"), ("${NONE:-d:-e}", "d:-e"), ("${A:-d}", "1"),
            ("${EMPTY:-d}", "d"), ("${EMPTY}", ""), ("${B}", "${A}"), ("$A %A% ${A", "$A %A% ${A"),
        ])
    func expands(text: String, expected: String) throws {
        #expect(try variables.expand(text) == expected)
    }

    @Test("that are missing are named", arguments: ["${NONE}", "${env:NONE}", "${input:x}", "${}"])
    func missing(text: String) {
        #expect(throws: VariableExpansion.Missing.self) { try variables.expand(text) }
    }
}
