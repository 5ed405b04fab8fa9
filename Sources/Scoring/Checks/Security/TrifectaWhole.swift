// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether a server, or it with its neighbours in a client's configuration, has all that a theft
/// takes: private data, texts of strangers, a way out.
///
/// Read from the names of tools and arguments only, so that no description can talk its way out.
struct TrifectaWhole: Check {
    static let kind = "trifecta-whole"

    private let legs: [(name: String, patterns: PatternSet)]
    /// Whether the neighbours count too.
    private let isAcross: Bool

    init(_ options: CheckOptions) {
        let keys = ["private-data", "foreign-content", "way-out"]
        let members = options.members(required: Set(keys), optional: ["across"])
        isAcross = members["across"]?.text == "true"
        legs = keys.map { ($0, options.patterns(members[$0])) }
    }

    func measureServer(in subject: CheckSubject) -> [Opportunity] {
        let own = tools(of: subject.manifest)
        if own.allSatisfy({ $0 == nil }) { return [] }
        let isWhole = own.allSatisfy { $0 != nil }
        guard isAcross else { return [opportunity(isWhole ? own.compactMap(\.self) : nil)] }
        // What is whole without the neighbours is told once.
        if subject.neighbours.isEmpty || isWhole { return [] }
        var found = own
        for neighbour in subject.neighbours {
            for (leg, tool) in tools(of: neighbour).enumerated() where found[leg] == nil {
                found[leg] = tool.map { "\($0) of \(neighbour.name)" }
            }
        }
        let names = found.compactMap(\.self)
        return [opportunity(names.count == legs.count ? names : nil)]
    }

    private func opportunity(_ names: [String]?) -> Opportunity {
        guard let names else { return Opportunity(measure: 1) }
        let detail = zip(legs, names).map { "\($0.name): \($1)" }.joined(separator: ", ")
        return Opportunity(measure: 0, pointer: ["tools"], detail: detail, evidence: detail)
    }

    /// For each leg the first tool, by name, that it stands on.
    private func tools(of manifest: ServerManifest) -> [String?] {
        let tools = manifest.tools.sorted { $0.name < $1.name }
        return legs.map { leg in tools.first { Self.has(leg.patterns, $0) }?.name }
    }

    /// Whether a tool's name, with the names of its arguments, fits one of the patterns.
    private static func has(_ patterns: PatternSet, _ tool: ToolDefinition) -> Bool {
        let arguments = tool.inputSchema.properties.map(\.name)
        return patterns.occurs(
            in: Conventions.spoken(tool.name) + " : "
                + arguments.map(Conventions.spoken).joined(separator: ", "))
    }
}
