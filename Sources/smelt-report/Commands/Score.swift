// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import HostSystem
internal import MCPModel
internal import Scoring

/// `smelt-report score`: the report cards of servers.
struct Score: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the report card of MCP servers.",
        usage: """
            smelt-report score FILE… [OPTIONS]
            smelt-report score https://example.com/mcp [--header 'Authorization: Bearer …']
            smelt-report score --stdio -- COMMAND [ARGUMENTS]
            smelt-report score --client-config FILE [--yes]
            smelt-report score FILE --fix [--safe-only] [--in-place]
            """,
        discussion: """
            Reads a tools/list result or its JSON-RPC response, an array of tools, {server, tools}, \
            a list of servers, or a folder of such files. A live server is only asked for its \
            tools: no tool is ever called.
            """)

    @OptionGroup var source: ServerOptions

    @Option(
        help: ArgumentHelp(
            "Save what was read as a file that can be scored again.", valueName: "file"))
    var save: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Also list overlaps with the tools of these servers.", valueName: "file"))
    var against: [String] = []

    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup var judging: RubricOption
    @OptionGroup(title: "Gate") var gate: GateOptions
    @OptionGroup(title: "Gate") var locking: LockOption
    @OptionGroup(title: "Repair") var fixing: FixOptions

    func run() async throws {
        let rubrics = try judging.load()
        let gate = try GateRun(gate, rubrics: rubrics)
        let inputs = try await source.servers()
        for failure in inputs.compactMap(\.failure) { Terminal.complain(failure.problem) }
        let manifests = inputs.compactMap { try? $0.manifest.get() }
        for manifest in manifests {
            for notice in manifest.notices { Terminal.complain("\(manifest.name): \(notice)") }
        }
        try saveManifests(manifests)
        let locks = try locking.locks(for: manifests)
        let scorer = Scorer(rubrics: rubrics)
        // Only the servers of one configuration are used side by side.
        let isConfiguration = source.clientConfiguration != nil
        var cards = inputs.enumerated().compactMap { place, input in
            (try? input.manifest.get()).map { manifest in
                let others = inputs.indices.filter { isConfiguration && $0 != place }
                return scorer.card(
                    manifest, source: input.source, locating: report.format.showsLines,
                    lock: locks.lock(of: manifest),
                    neighbours: others.compactMap { try? inputs[$0].manifest.get() },
                    fixing: fixing.fix || report.format.showsRepairs)
            }
        }
        let outcome = Outcome(inputs: inputs, cards: cards)
        if fixing.fix {
            if cards.isEmpty { throw ExitStatus.unusable }
            try fixing.write(outcome, to: report.output)
            let isWhole = outcome.failures.isEmpty && manifests.allSatisfy(\.gaps.isEmpty)
            if !isWhole { throw ExitStatus.incomplete }
            return
        }
        try await addOverlaps(to: &cards, of: manifests, rubrics)
        cards = gate.suppressing(cards)
        try report.write(Outcome(inputs: inputs, cards: cards), rubrics: rubrics, bar: gate.bar)
        if let status = gate.status(cards, failures: inputs.compactMap(\.failure)) { throw status }
    }

    /// Adds the overlaps of each server with those of --against.
    private func addOverlaps(
        to cards: inout [ReportCard], of manifests: [ServerManifest], _ rubrics: Rubrics
    ) async throws {
        let reader = try source.asking.reader()
        var others: [(server: String, tools: [ToolDefinition])] = []
        for input in against {
            for server in await reader.servers(input) {
                switch server.manifest {
                case .success(let manifest): others.append((manifest.name, manifest.tools))
                case .failure(let problem):
                    throw CommandFailure("--against: \(problem.message)")
                }
            }
        }
        guard !others.isEmpty else { return }
        for index in cards.indices {
            let servers = [(manifests[index].name, manifests[index].tools)] + others
            let overlap = CorpusOverlap(servers, rubrics: rubrics, focus: 0)
            cards[index].overlaps += overlap.pairs.map { Overlap($0) }
        }
    }

    private func saveManifests(_ manifests: [ServerManifest]) throws {
        guard let save, let first = manifests.first else { return }
        let value = manifests.count == 1 ? first.json : .array(manifests.map(\.json))
        try Files.write(JSONWriter.text(value, layout: .indented) + "\n", to: save)
    }
}
