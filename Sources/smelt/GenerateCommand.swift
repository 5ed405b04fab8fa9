// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
internal import Console
internal import HostSystem
internal import Pipeline
internal import Scoring

/// `smelt generate`: an OpenAPI document becomes a server.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make an MCP server of an OpenAPI document.",
        usage: """
            smelt generate openapi.yaml -o my-server
            smelt generate https://example.com/openapi.json -o my-server --target typescript
            smelt generate openapi.json --preview
            """,
        discussion: """
            Reads OpenAPI 3.0 and 3.1, in JSON or YAML, from a file or a URL, and writes a project \
            that can be started: code, tests, pinned dependencies, a README, and the report card of \
            its tools. Each operation becomes a tool, or is listed with the reason why not; what is \
            wrong in the document and is mended is listed as well, in generation.json. The same \
            input gives the same bytes. Nothing of the document becomes code.
            """)

    @Argument(help: ArgumentHelp("The document: a file or a URL.", valueName: "source"))
    var source: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The folder to write; empty or not there yet.", valueName: "folder"))
    var output: String?

    @Flag(help: "Write nothing; show the tools and what would be made.")
    var preview = false

    @Option(help: "What the server is written for: fastmcp (Python) or typescript.")
    var target = GenerationOptions.Target.fastmcp

    @Option(help: "How clients reach it by default: stdio or http.")
    var transport = GenerationOptions.Transport.stdio

    @Option(help: "The name of the server. (default: from the document's title)")
    var name: String?

    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp("Where the API is, instead of what the document says.", valueName: "url")
    )
    var baseURL: String?

    @Option(
        name: .customLong("max-tool-bytes"),
        help: ArgumentHelp(
            "The most bytes that the definition of one tool should have. "
                + "(default: 8000, or 4000 where most tools would be longer than that)",
            valueName: "number"))
    var toolBytes: Int?

    @OptionGroup(title: "Selection") var selection: SelectionOptions
    @OptionGroup(title: "Reading") var reading: ReadingOptions

    func validate() throws {
        if output == nil, !preview { throw ValidationError("give -o FOLDER, or --preview") }
        guard (2_000...1_000_000).contains(toolBytes ?? 2_000) else {
            throw ValidationError("--max-tool-bytes takes 2000 to 1000000")
        }
        if let baseURL, !baseURL.hasPrefix("http://"), !baseURL.hasPrefix("https://") {
            throw ValidationError("--base-url must begin with http:// or https://")
        }
    }

    func run() async throws {
        let start = ContinuousClock.now
        do throws(PipelineError) {
            // Looked at first, so that nobody waits for what cannot be written.
            let folder =
                preview
                ? nil : try output.map { path throws(PipelineError) in try ProjectFolder(path) }
            let rubrics = try builtInRubrics()
            let pipeline = GenerationPipeline(options) { Self.show($0) }
            let generation = try await pipeline.generate(source, rubrics: rubrics)
            Self.show(.writing)
            if let folder { try folder.write(generation.files) }
            Terminal.endProgress()
            let summary = GenerationSummary(
                generation, folder: folder?.path, time: .now - start)
            if preview { Terminal.print(summary.tools) }
            Terminal.print(summary.text)
        } catch {
            Terminal.endProgress()
            throw CommandFailure("smelt: \(error.description)")
        }
    }

    private static func show(_ step: GenerationPipeline.Step) {
        let count = GenerationPipeline.Step.allCases.count
        Terminal.progress("[\(step.rawValue)/\(count)] \(step.title) …")
    }

    private func builtInRubrics() throws(PipelineError) -> Rubrics {
        do {
            return try RubricLoader.builtIn()
        } catch {
            throw PipelineError(.unreadable, "the rubrics of this program cannot be read: \(error)")
        }
    }

    private var options: GenerationOptions {
        var options = GenerationOptions()
        options.target = target
        options.transport = transport
        options.name = name
        options.baseURL = baseURL
        options.toolBytes = toolBytes
        options.selection = selection.selection
        options.allowsRemote = reading.allowRemote
        options.allowsPrivate = reading.allowPrivate
        options.root = reading.root
        return options
    }
}

extension GenerationOptions.Target: ExpressibleByArgument {}
extension GenerationOptions.Transport: ExpressibleByArgument {}

/// Which operations become tools.
struct SelectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only operations with this tag; may be repeated.", valueName: "tag"))
    var tag: [String] = []

    @Option(
        name: .customLong("without-tag"),
        help: ArgumentHelp("No operations with this tag; may be repeated.", valueName: "tag"))
    var withoutTag: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only paths like this one, * stands for anything; may be repeated.",
            valueName: "pattern"))
    var path: [String] = []

    @Option(help: ArgumentHelp("Only this method; may be repeated.", valueName: "method"))
    var method: [String] = []

    @Flag(name: .customLong("read-only"), help: "Only operations that promise to change nothing.")
    var readOnly = false

    @Flag(name: .customLong("include-deprecated"), help: "Also operations that are deprecated.")
    var includeDeprecated = false

    @Flag(name: .customLong("include-internal"), help: "Also operations marked x-internal.")
    var includeInternal = false

    var selection: Selection {
        var selection = Selection()
        selection.tags = tag
        selection.withoutTags = withoutTag
        selection.paths = path
        selection.methods = method.map { $0.uppercased() }
        selection.isReadOnly = readOnly
        selection.includesDeprecated = includeDeprecated
        selection.includesInternal = includeInternal
        return selection
    }
}

/// What may be read beyond the document that was named.
struct ReadingOptions: ParsableArguments {
    @Flag(name: .customLong("allow-remote"), help: "Follow references to other hosts.")
    var allowRemote = false

    @Flag(
        name: .customLong("allow-private"),
        help: "Read documents from private networks and from this machine, too.")
    var allowPrivate = false

    @Option(
        help: ArgumentHelp(
            "The folder that files must lie in. (default: that of the document)",
            valueName: "folder"))
    var root: String?
}
