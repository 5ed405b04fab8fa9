// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import HostSystem
internal import Service

/// `smelt token`: who may send to a collector and read from it.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and revoke the tokens of a collector.",
        discussion: """
            A collector that listens beyond its machine asks for a token. Senders give it as \
            OTEL_EXPORTER_OTLP_HEADERS='Authorization=Bearer%20smelt_…', browsers as the password. A \
            running collector knows within a second what was made or revoked. Only digests are kept.
            """,
        subcommands: [Create.self, List.self, Revoke.self])

    /// `smelt token create`.
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token and print it; it is shown only now.")

        @Argument(help: "The server that may send with it; its calls count as this server's.")
        var server: String?

        @Flag(name: .customLong("any-server"), help: "Let it send calls of any server.")
        var anyServer = false

        @Flag(help: "Let it read the numbers of all servers, and send nothing.")
        var read = false

        @OptionGroup var place: DataFolder

        func validate() throws {
            if [server != nil, anyServer, read].count(where: { $0 }) != 1 {
                throw ValidationError("name a SERVER, or give --any-server or --read")
            }
            if server?.isEmpty == true { throw ValidationError("the name of the server is empty") }
        }

        func run() throws {
            let right: Token.Right =
                if let server { .send(server: server) } else { anyServer ? .sendAny : .read }
            let (token, text) = try place.using { file throws(CollectorService.Problem) in
                try file.add(right)
            }
            Terminal.print(text + "\n")
            Terminal.complain("token \(token.id): \(token.right.words)")
        }
    }

    /// `smelt token list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what tokens there are.")

        @OptionGroup var place: DataFolder

        func run() throws {
            guard Files.isFolder(place.data) else {
                throw CommandFailure("there is no folder \(place.data); name it with --data")
            }
            let tokens = try place.using { file throws(CollectorService.Problem) in
                try file.tokens()
            }
            for token in tokens { Terminal.print("\(token.id)  \(token.right.words)\n") }
        }
    }

    /// `smelt token revoke`.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a token worthless.")

        @Argument(help: "The id, as `smelt token list` shows it.")
        var id: String

        @OptionGroup var place: DataFolder

        func run() throws {
            let isRemoved = try place.using { file throws(CollectorService.Problem) in
                try file.remove(id: id)
            }
            if !isRemoved { throw CommandFailure("there is no token \(id) in \(place.data)") }
        }
    }
}

/// Where a collector keeps what belongs to it.
struct DataFolder: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the collector's data.", valueName: "folder"))
    var data = "smelt-data"

    /// Does something with the tokens there.
    func using<Value>(
        _ body: (TokenFile) throws(CollectorService.Problem) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(CollectorService.Problem) {
            return try body(TokenFile(folder: data))
        } catch {
            throw CommandFailure(error.description)
        }
    }
}

extension Token.Right {
    /// What it allows, in words.
    fileprivate var words: String {
        switch self {
        case .send(let server): "sends calls of \(Terminal.safe(server))"
        case .sendAny: "sends calls of any server"
        case .read: "reads the numbers of all servers"
        }
    }
}
