// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import HostSystem
internal import MCPClient

/// What a file would start and ask; anybody may have written it, so it is shown first.
struct Consent {
    private let path: String
    private var lines: [String] = []

    init(path: String) { self.path = path }

    mutating func add(_ name: String, command: String) { lines.append("  \(name): \(command)") }

    mutating func add(_ name: String, url: String, headers: [ServerAddress.Header]) {
        let names = headers.map(\.name).joined(separator: ", ")
        lines.append("  \(name): \(url)" + (names.isEmpty ? "" : " (sends the headers \(names))"))
    }

    /// Shows it and waits for a yes, unless that was given.
    func obtain(isGiven: Bool) throws(CommandFailure) {
        guard !lines.isEmpty else { return }
        Terminal.complain(
            "\(path) starts these commands and asks these addresses:\n"
                + lines.joined(separator: "\n"))
        if isGiven { return }
        switch Terminal.confirms("Go on?") {
        case true?: return
        case false?: throw CommandFailure("nothing was started")
        case nil:
            throw CommandFailure("nothing was started: pass --yes to start and ask the above")
        }
    }
}
