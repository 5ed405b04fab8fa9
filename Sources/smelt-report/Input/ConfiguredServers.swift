// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import HostSystem
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

    private func agree(_ configured: [ConfiguredServer]) throws(CommandFailure) {
        var consent = Consent(path: path)
        for server in configured {
            switch server.connection {
            case .stdio(let launch):
                consent.add(server.name, command: InputReader.commandLine(launch))
            case .http(let address):
                consent.add(server.name, url: address.url, headers: address.headers)
            case .skipped: break
            }
        }
        try consent.obtain(isGiven: isAgreed)
    }
}
