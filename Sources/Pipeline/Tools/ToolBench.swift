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
        let made = tools(operations, limit: limit ?? Self.roomy)
        if limit != nil { return made }
        let long = made.tools.count { $0.bytes > Self.tight }
        if made.tools.count < Self.many || long * 2 < made.tools.count { return made }
        return tightened(made, operations)
    }

    /// The same tools, those that are long made anew.
    private func tightened(
        _ made: Made, _ operations: [(operation: Operation, name: String)]
    ) -> Made {
        let maker = ToolMaker(api, documents, repairs, tools: operations, limit: Self.tight)
        var made = made
        for place in made.tools.indices {
            let tool = made.tools[place]
            // Numbers of addresses are given in order, so that none is passed over.
            guard let short = try? maker.tool(tool.operation, name: tool.name) else { continue }
            if tool.bytes > Self.tight { made.tools[place] = short }
        }
        return made
    }

    private func tools(
        _ operations: [(operation: Operation, name: String)], limit: Int
    ) -> Made {
        let maker = ToolMaker(api, documents, repairs, tools: operations, limit: limit)
        var made = Made()
        for (operation, name) in operations {
            do throws(ReferenceProblem) {
                made.tools.append(try maker.tool(operation, name: name))
            } catch {
                made.skipped.append(Skip(operation: operation.name, reason: error.description))
            }
        }
        made.addresses = maker.addresses
        return made
    }
}
