// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether the way a server is reached can be trusted: a pinned command, or an address that asks
/// who is calling.
struct ConnectionTrusted: Check {
    static let kind = "connection-trusted"

    private enum Demand: String, CaseIterable {
        case pinned, authenticated, encrypted
    }

    private let demand: Demand

    init(_ options: CheckOptions) {
        demand = options.members(required: ["demand"])["demand"]?.word(Demand.self) ?? .pinned
    }

    func measureServer(in subject: CheckSubject) -> [Opportunity] {
        let pointer: JSONPointer = ["server", "connection"]
        switch (demand, subject.manifest.connection) {
        case (.pinned, .command(let words)):
            guard let package = LaunchedPackage(words) else { return [] }
            return [
                Opportunity(
                    measure: package.isPinned ? 1 : 0, pointer: pointer, detail: package.name,
                    evidence: words.joined(separator: " "))
            ]
        case (.authenticated, .address(let url, let isAuthenticated)) where !isLocal(url):
            return [
                Opportunity(
                    measure: isAuthenticated ? 1 : 0, pointer: pointer, detail: url, evidence: url)
            ]
        case (.encrypted, .address(let url, _)) where !isLocal(url):
            let isEncrypted = url.lowercased().hasPrefix("https:")
            return [
                Opportunity(
                    measure: isEncrypted ? 1 : 0, pointer: pointer, detail: url, evidence: url)
            ]
        default: return []
        }
    }

    private func isLocal(_ url: String) -> Bool {
        let host = url.lowercased().split(separator: "/").dropFirst().first ?? ""
        return host.hasPrefix("127.") || host.hasPrefix("localhost") || host.hasPrefix("[::1]")
    }
}

/// The package that a launch command fetches and runs.
struct LaunchedPackage {
    let name: String
    /// Whether the command says which version.
    let isPinned: Bool

    /// Finds the package in a command line; `nil` when the command fetches nothing.
    init?(_ words: [String]) {
        guard let program = words.first?.split(separator: "/").last else { return nil }
        let arguments = words.dropFirst()
        let plain = arguments.filter { !$0.hasPrefix("-") }
        func value(after flags: Set<String>) -> String? {
            arguments.indices.first { flags.contains(words[$0]) }
                .flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
        }
        switch program {
        case "npx", "bunx", "pnpx":
            guard let package = value(after: ["-p", "--package"]) ?? plain.first else { return nil }
            name = package
            // The first @ of @scope/name@1.2.3 belongs to the scope.
            let version = package.dropFirst().split(separator: "@").dropFirst().last
            isPinned = version.map { $0.first?.isNumber == true } ?? false
        case "uvx", "pipx":
            let first = plain.first { $0 != "run" }
            guard let package = value(after: ["--from", "--spec"]) ?? first else { return nil }
            name = package
            isPinned =
                package.contains("==") || package.contains("@") && !package.hasSuffix("@latest")
        case "docker", "podman":
            guard plain.first == "run", let image = Self.image(Array(arguments.dropFirst())) else {
                return nil
            }
            name = image
            isPinned = image.contains("@sha256:") || Self.hasFixedTag(image)
        default: return nil
        }
    }

    /// The image of `docker run`: the first word that is neither a flag nor a flag's value.
    private static func image(_ arguments: [String]) -> String? {
        let takesValue: Set<String> = [
            "-e", "--env", "-v", "--volume", "-p", "--publish", "--name", "--network", "--mount",
            "-w", "--workdir", "-u", "--user", "--env-file", "--entrypoint", "--platform", "-l",
        ]
        var skips = false
        for word in arguments {
            if skips {
                skips = false
            } else if takesValue.contains(word) {
                skips = true
            } else if !word.hasPrefix("-") {
                return word
            }
        }
        return nil
    }

    private static func hasFixedTag(_ image: String) -> Bool {
        guard let last = image.split(separator: "/").last,
            let tag = last.split(separator: ":").dropFirst().last
        else { return false }
        return tag != "latest" && tag.contains { $0.isNumber }
    }
}
