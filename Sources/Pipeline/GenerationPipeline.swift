// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
public import Scoring

/// From a source to a server, step by step.
public struct GenerationPipeline: Sendable {
    /// What happens one after the other.
    public enum Step: Int, Sendable, CaseIterable {
        case reading = 1
        case understanding, selecting, naming, making, assembling, grading, writing

        /// What is being done, for people.
        public var title: String {
            switch self {
            case .reading: "Reading the document"
            case .understanding: "Finding its operations"
            case .selecting: "Selecting what becomes a tool"
            case .naming: "Naming the tools"
            case .making: "Making the tools"
            case .assembling: "Putting the server together"
            case .grading: "Grading the tools"
            case .writing: "Writing the files"
            }
        }
    }

    private let options: GenerationOptions
    private let progress: @Sendable (Step) -> Void

    /// - Parameter progress: is told of each step as it begins.
    public init(
        _ options: GenerationOptions, progress: @escaping @Sendable (Step) -> Void = { _ in }
    ) {
        self.options = options
        self.progress = progress
    }

    /// Makes a server of an OpenAPI document.
    ///
    /// Nothing is written; that is left to a ``ProjectFolder``.
    public func generate(
        _ source: String, rubrics: Rubrics
    ) async throws(PipelineError) -> Generation {
        progress(.reading)
        let documents = try read(source)
        let repairs = RepairLog(documents)

        progress(.understanding)
        let api = try OpenAPIReader.read(documents, repairs: repairs)

        progress(.selecting)
        let identity = try ServerIdentity(api, options)
        let selection = select(api)

        progress(.naming)
        let names = ToolNames.names(api.operations, server: identity.name)

        progress(.making)
        let bench = ToolBench(api, limit: options.toolBytes)
        let made = await bench.tools(
            selection.places.map { (api.operations[$0], names[$0]) }, documents, repairs)
        let skipped = api.unreadable + selection.left + made.skipped
        if made.tools.isEmpty { throw nothingLeft(source, api, skipped) }

        progress(.assembling)
        let blueprint = ServerBlueprint(
            identity: identity, api: api, tools: made.tools, addresses: made.addresses,
            options: options)
        let shown = documents.address.shown(from: documents.address)
        let record = GenerationRecord(
            source: shown, blueprint: blueprint, skipped: skipped, repairs: repairs.repairs)
        let manifest = try blueprint.manifest()
        async let project = ServerProject.files(blueprint)
        async let papers = [
            ProjectFile("generation.json", record.json),
            ProjectFile("manifest.json", manifest.json),
        ]

        progress(.grading)
        let card = await Scorer(rubrics: rubrics).quickCard(manifest, source: shown)
        async let page = ProjectFile(path: "report.md", text: MarkdownReport.render(card))
        let data = ProjectFile(path: "report.json", text: JSONReport.render(card))

        let files = await project + papers + [page, data]
        return Generation(
            record: record, card: card, files: files.sorted { $0.path < $1.path },
            warnings: blueprint.warnings)
    }

    private func read(_ source: String) throws(PipelineError) -> DocumentSet {
        let permissions = SourceReader.Permissions(
            remote: options.allowsRemote, privateHosts: options.allowsPrivate, root: options.root)
        return try DocumentSet(
            SourceAddress(source), reader: SourceReader(permissions: permissions))
    }

    /// The places of the operations that become tools, and the others with the reason.
    private func select(_ api: APIDescription) -> (places: [Int], left: [Skip]) {
        var places: [Int] = []
        var left: [Skip] = []
        for (place, operation) in api.operations.enumerated() {
            if let reason = options.selection.reason(against: operation) {
                left.append(Skip(operation: operation.name, reason: reason))
            } else {
                places.append(place)
            }
        }
        return (places, left)
    }

    private func nothingLeft(
        _ source: String, _ api: APIDescription, _ skipped: [Skip]
    ) -> PipelineError {
        guard let first = skipped.first else {
            return PipelineError(
                .noOperations,
                ([
                    "\(source): /paths: there are no operations, so there is nothing to make tools of"
                ]
                    + api.notes).joined(separator: "; "))
        }
        return PipelineError(
            .noOperations,
            "\(source): none of its \(skipped.count) operations becomes a tool; "
                + "\(first.operation): \(first.reason)")
    }
}
