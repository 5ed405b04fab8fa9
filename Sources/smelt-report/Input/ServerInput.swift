// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import HostSystem
internal import MCPClient
internal import MCPModel
internal import Scoring

/// One server that was asked for: what was read, or why it could not be.
struct ServerInput {
    let name: String
    /// Where it was read: a path, a URL or a command line.
    let source: String
    let manifest: Result<ServerManifest, Problem>

    struct Problem: Error {
        let message: String
    }

    /// The failure as a report shows it; `nil` when there is none.
    var failure: ScoringFailure? {
        guard case .failure(let problem) = manifest else { return nil }
        return ScoringFailure(name: name, source: source, problem: problem.message)
    }
}

/// Finds the servers behind the arguments of a command, files first read, then live ones asked.
struct InputReader {
    let limits: ClientLimits
    let headers: [ServerAddress.Header]
    /// Whether each server that is asked is named to whoever watches.
    var showsProgress = true

    private let identity = ClientIdentity(version: Version.current)

    /// The servers behind one INPUT: a file, a folder, `-`, or a URL.
    func servers(_ input: String) async -> [ServerInput] {
        if input.hasPrefix("http://") || input.hasPrefix("https://") {
            return [await server(at: ServerAddress(url: input, headers: headers))]
        }
        guard Files.isFolder(input) else { return file(input) }
        do {
            let files = try Files.jsonFiles(in: input)
            if files.isEmpty {
                return [failed(input, input, "\(input): no .json file is in this folder")]
            }
            return files.flatMap(file)
        } catch {
            return [failed(input, input, error.message)]
        }
    }

    /// Starts a server and asks it for its tools.
    ///
    /// - Parameter name: what the user calls it; the server's own name when there is none.
    func server(launchedBy launch: ServerLaunch, name: String? = nil) async -> ServerInput {
        await asking(Self.commandLine(launch), name: name) { () throws(ClientError) in
            var manifest = try await LiveServer.manifest(
                stdio: launch, client: identity, limits: limits)
            manifest.connection = .command([launch.command] + launch.arguments)
            return manifest
        }
    }

    /// Asks the server at an address for its tools.
    func server(at address: ServerAddress, name: String? = nil) async -> ServerInput {
        await asking(address.url, name: name) { () throws(ClientError) in
            var manifest = try await LiveServer.manifest(
                http: address, client: identity, limits: limits)
            manifest.connection = .address(
                address.url, isAuthenticated: !address.headers.isEmpty)
            return manifest
        }
    }

    private func asking(
        _ source: String, name: String?,
        manifest read: () async throws(ClientError) -> ServerManifest
    ) async -> ServerInput {
        if showsProgress { Terminal.progress("asking \(source) for its tools …") }
        defer { if showsProgress { Terminal.progress("") } }
        do throws(ClientError) {
            var manifest = try await read()
            manifest.name = name ?? manifest.name
            return ServerInput(name: manifest.name, source: source, manifest: .success(manifest))
        } catch {
            return failed(name ?? source, source, Self.words(of: error))
        }
    }

    /// A command line as a shell would take it.
    static func commandLine(_ launch: ServerLaunch) -> String {
        ([launch.command] + launch.arguments).map { word in
            let isPlain =
                !word.isEmpty
                && word.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                    default: "_-./:=@,+%".utf8.contains(byte)
                    }
                }
            return isPlain
                ? word
                : "'"
                    + word.split(separator: "'", omittingEmptySubsequences: false)
                    .joined(separator: "'\\''") + "'"
        }.joined(separator: " ")
    }

    private func file(_ path: String) -> [ServerInput] {
        let source = path == "-" ? "standard input" : path
        let name = path == "-" ? "standard input" : Self.baseName(path)
        do {
            let document = try JSONReader.read(
                try Files.read(path), limits: JSONReader.Limits(bytes: Files.limit))
            let entries = ManifestReader.read(document, fallbackName: name)
            if entries.isEmpty { return [failed(name, source, "\(source): no server is in it")] }
            return entries.map { entry in
                ServerInput(
                    name: entry.name, source: source,
                    manifest: entry.manifest.mapError {
                        ServerInput.Problem(message: "\(source), \($0.description)")
                    })
            }
        } catch let problem as InputProblem {
            return [failed(name, source, "\(source), \(problem.description)")]
        } catch let failure as CommandFailure {
            return [failed(name, source, failure.message)]
        } catch {
            return [failed(name, source, "\(source): \(error)")]
        }
    }

    private func failed(_ name: String, _ source: String, _ message: String) -> ServerInput {
        ServerInput(
            name: name, source: source, manifest: .failure(ServerInput.Problem(message: message)))
    }

    /// The error with what the server itself wrote, which is where the cause often stands.
    private static func words(of error: ClientError) -> String {
        var tail = error.stderrTail[...]
        while tail.last?.isWhitespace == true { tail.removeLast() }
        return tail.isEmpty || error.message.contains(tail)
            ? error.message : error.message + "\nThe server wrote:\n" + tail
    }

    private static func baseName(_ path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        return last.lowercased().hasSuffix(".json") ? String(last.dropLast(5)) : last
    }
}
