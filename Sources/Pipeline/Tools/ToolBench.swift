// SPDX-License-Identifier: Apache-2.0

/// Makes all tools of a server, each as long as there is room for.
struct ToolBench: Sendable {
    /// What became of some operations.
    struct Made: Sendable {
        var tools: [GeneratedTool] = []
        var addresses: [ServerAddress] = []
        var skipped: [Skip] = []
    }

    /// An operation and the name of its tool.
    typealias Task = (operation: Operation, name: String)

    /// How long a tool may be where nothing else is said.
    static let roomy = 8_000
    /// How long it may be where most of many tools would be long: a model reads all of them.
    static let tight = 4_000
    /// From how many tools on there are many.
    static let many = 10
    /// From how many operations on two halves are made at the same time.
    private static let worthSplitting = 100

    private let api: APIDescription
    private let limit: Int?

    /// - Parameter limit: the most bytes that the definition of one tool should have.
    init(_ api: APIDescription, limit: Int?) {
        self.api = api
        self.limit = limit
    }

    func tools(_ tasks: [Task], _ documents: DocumentSet, _ repairs: RepairLog) async -> Made {
        let neighbourhood = ToolMaker.Neighbourhood(tasks, documents)
        let snapshot = documents.snapshot
        let middle = tasks.count < Self.worthSplitting ? tasks.count : tasks.count / 2
        async let second = half(tasks[middle...], snapshot, neighbourhood)
        let first = half(tasks[..<middle], snapshot, neighbourhood)
        let halves = await [first, second]
        for repair in halves.flatMap(\.repairs) { repairs.add(repair) }
        return Made(
            tools: chosen(halves.flatMap(\.tools)), addresses: neighbourhood.servers.addresses,
            skipped: halves.flatMap(\.skipped))
    }

    /// What became of some of the operations.
    private struct Half: Sendable {
        /// Each tool, and a shorter form of it where it is long.
        var tools: [(whole: GeneratedTool, short: GeneratedTool?)] = []
        var skipped: [Skip] = []
        var repairs: [Repair] = []
    }

    private func half(
        _ tasks: ArraySlice<Task>, _ snapshot: DocumentSet.Snapshot,
        _ neighbourhood: ToolMaker.Neighbourhood
    ) -> Half {
        let documents = DocumentSet(snapshot)
        let repairs = RepairLog(documents)
        let maker = ToolMaker(api, documents, repairs, neighbourhood)
        var half = Half()
        for (operation, name) in tasks {
            do throws(ReferenceProblem) {
                let draft = try maker.draft(operation, name: name)
                let whole = maker.tool(draft, limit: limit ?? Self.roomy)
                let isLong = limit == nil && whole.bytes > Self.tight
                half.tools.append(
                    (whole, isLong ? maker.tool(draft, limit: Self.tight) : nil))
            } catch {
                half.skipped.append(Skip(operation: operation.name, reason: error.description))
            }
        }
        half.repairs = repairs.repairs
        return half
    }

    /// The shorter forms where most of many tools are long.
    private func chosen(
        _ tools: [(whole: GeneratedTool, short: GeneratedTool?)]
    ) -> [GeneratedTool] {
        let long = tools.count { $0.short != nil }
        let isTight = tools.count >= Self.many && long * 2 >= tools.count
        return tools.map { isTight ? $0.short ?? $0.whole : $0.whole }
    }
}
