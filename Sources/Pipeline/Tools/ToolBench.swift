// SPDX-License-Identifier: Apache-2.0

/// Makes all tools of a server, each as long as there is room for.
struct ToolBench {
    /// What became of some operations.
    struct Made {
        var tools: [GeneratedTool] = []
        var addresses: [ServerAddress] = []
        var skipped: [Skip] = []
    }

    /// How long a tool may be where nothing else is said.
    static let roomy = 8_000
    /// How long it may be where most of many tools would be long: a model reads all of them.
    static let tight = 4_000
    /// From how many tools on there are many.
    static let many = 10

    private let api: APIDescription
    private let documents: DocumentSet
    private let repairs: RepairLog
    private let limit: Int?

    /// - Parameter limit: the most bytes that the definition of one tool should have.
    init(_ api: APIDescription, _ documents: DocumentSet, _ repairs: RepairLog, limit: Int?) {
        self.api = api
        self.documents = documents
        self.repairs = repairs
        self.limit = limit
    }

    func tools(_ operations: [(operation: Operation, name: String)]) -> Made {
        let maker = ToolMaker(api, documents, repairs, tools: operations)
        var made = Made()
        var drafts: [ToolMaker.Draft] = []
        for (operation, name) in operations {
            do throws(ReferenceProblem) {
                drafts.append(try maker.draft(operation, name: name))
            } catch {
                made.skipped.append(Skip(operation: operation.name, reason: error.description))
            }
        }
        made.addresses = maker.addresses
        made.tools = drafts.map { maker.tool($0, limit: limit ?? Self.roomy) }
        if limit == nil { tighten(&made.tools, drafts, maker) }
        return made
    }

    /// Makes what is long anew, where most of many tools are.
    private func tighten(
        _ tools: inout [GeneratedTool], _ drafts: [ToolMaker.Draft], _ maker: ToolMaker
    ) {
        let long = tools.indices.filter { tools[$0].bytes > Self.tight }
        if tools.count < Self.many || long.count * 2 < tools.count { return }
        for place in long { tools[place] = maker.tool(drafts[place], limit: Self.tight) }
    }
}
