// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import MCPClient
internal import MCPModel

/// Reads and asks many servers, some of them at a time; the results keep the order of the inputs.
struct ServerQueue: Sendable {
    /// What to read.
    enum Request: Sendable {
        /// A file, a folder, `-`, or a URL.
        case input(String)
        /// A server of a list.
        case listed(ServerList.Server)

        var name: String {
            switch self {
            case .input(let input): PublicSource.text(input)
            case .listed(let server): server.name
            }
        }
    }

    let reader: InputReader
    let jobs: Int

    /// The servers behind the requests, in their order.
    func servers(_ requests: [Request]) async -> [ServerInput] {
        var results = [[ServerInput]](repeating: [], count: requests.count)
        await withTaskGroup(of: (Int, [ServerInput]).self) { group in
            var (started, done) = (0, 0)
            func start() {
                guard started < requests.count else { return }
                let place = started
                started += 1
                Terminal.progress("\(done)/\(requests.count) asking \(requests[place].name) …")
                group.addTask { (place, await servers(requests[place])) }
            }
            for _ in 0..<min(jobs, requests.count) { start() }
            while let (place, servers) = await group.next() {
                results[place] = servers
                done += 1
                start()
            }
        }
        Terminal.progress("")
        return results.flatMap(\.self)
    }

    private func servers(_ request: Request) async -> [ServerInput] {
        switch request {
        case .input(let input):
            let servers = await reader.servers(input)
            return servers.map { $0.shown(as: PublicSource.text($0.source)) }
        case .listed(let server):
            return [await asked(server)]
        }
    }

    private func asked(_ server: ServerList.Server) async -> ServerInput {
        let input: ServerInput
        switch server.connection {
        case .stdio(let launch): input = await reader.server(launchedBy: launch, name: server.name)
        case .http(let address): input = await reader.server(at: address, name: server.name)
        case .file(let path):
            let found = await reader.servers(path)
            guard let only = found.first, found.count == 1 else {
                let problem = "\(path) holds \(found.count) servers; a list names one by one"
                return ServerInput(
                    name: server.name, source: server.source,
                    manifest: .failure(ServerInput.Problem(message: problem)))
            }
            input = only
        }
        return input.shown(as: server.source, name: server.name, hiding: server.secrets)
    }
}

extension ServerInput {
    /// The same for a page that anybody may read.
    func shown(
        as source: String, name: String? = nil, hiding secrets: Secrets = Secrets()
    ) -> ServerInput {
        let shown = name ?? (self.name == self.source ? source : self.name)
        let result = manifest.map { manifest in
            var manifest = manifest
            if let name { manifest.name = name }
            return manifest
        }.mapError { problem in
            var message = problem.message
            if source != self.source { message = message.replacing(self.source, with: source) }
            return Problem(message: secrets.hidden(in: message))
        }
        return ServerInput(name: shown, source: source, manifest: result)
    }
}
