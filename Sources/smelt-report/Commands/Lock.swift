// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import HostSystem
internal import MCPModel
internal import Scoring

/// `smelt-report lock`: keeps how tools are defined today.
struct Lock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a lock of a server's definitions, for score --lock.",
        discussion: """
            A lock holds the whole definitions, so that a later change is shown word for word. Write \
            it after you have looked at the tools; keep it with your configuration.
            """)

    @OptionGroup var source: ServerOptions

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write the lock to a file.", valueName: "file"))
    var output: String?

    func run() async throws {
        let inputs = try await source.servers()
        for failure in inputs.compactMap(\.failure) { Terminal.complain(failure.problem) }
        let locks = inputs.compactMap { try? ToolLock($0.manifest.get()).json }
        if locks.count < inputs.count || locks.isEmpty {
            throw CommandFailure("nothing was written, because not every server could be read")
        }
        let text = JSONWriter.text(locks.count == 1 ? locks[0] : .array(locks), layout: .indented)
        if let output { return try Files.write(text + "\n", to: output) }
        Terminal.print(text + "\n")
    }
}
