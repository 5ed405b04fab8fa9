// SPDX-License-Identifier: Apache-2.0

internal import MCPClient
internal import MCPModel
internal import Scoring

/// Reads a client's configuration and asks its servers, once the user agrees to start them.
struct ConfiguredServers {
    let path: String
    let isAgreed: Bool

    /// The servers of the file, in its order.
    func servers(_ reader: InputReader) async throws -> [ServerInput] {
        let configured: [ConfiguredServer]
        do {
            configured = try ClientConfiguration.read(
                try Files.read(path), path: path, environment: ChildEnvironment.ofThisProcess())
        } catch let error as ClientError {
            throw CommandFailure(error.message)
        }
        try agree(configured)
        var servers: [ServerInput] = []
        for server in configured {
            switch server.connection {
            case .stdio(let launch):
                servers.append(await reader.server(launchedBy: launch, name: server.name))
            case .http(let address):
                servers.append(await reader.server(at: address, name: server.name))
            case .skipped(let reason):
                Terminal.complain("skipped \(server.name): \(reason)")
            }
        }
        if servers.isEmpty { throw CommandFailure("\(path): no server in it can be asked") }
        return servers
    }

    /// A file may have been written by anybody, so its commands are shown before they run.
    private func agree(_ configured: [ConfiguredServer]) throws(CommandFailure) {
        let commands = configured.compactMap { server -> String? in
            switch server.connection {
            case .stdio(let launch): return "  \(server.name): \(InputReader.commandLine(launch))"
            case .http(let address):
                let headers = address.headers.map(\.name).joined(separator: ", ")
                let sent = headers.isEmpty ? "" : " (sends the headers \(headers))"
                return "  \(server.name): \(address.url)\(sent)"
            case .skipped: return nil
            }
        }
        guard !commands.isEmpty else { return }
        Terminal.complain(
            "\(path) starts these commands and asks these addresses:\n"
                + commands.joined(separator: "\n"))
        if isAgreed { return }
        switch Terminal.confirms("Go on?") {
        case true?: return
        case false?: throw CommandFailure("nothing was started")
        case nil:
            throw CommandFailure("nothing was started: pass --yes to start and ask the above")
        }
    }
}
