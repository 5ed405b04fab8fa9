// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether one server has all that a theft takes: private data, texts of strangers, a way out.
///
/// Read from the names of tools and arguments only, so that no description can talk its way out.
struct TrifectaWhole: Check {
    static let kind = "trifecta-whole"

    private let legs: [(name: String, patterns: PatternSet)]

    init(_ options: CheckOptions) {
        let keys = ["private-data", "foreign-content", "way-out"]
        let members = options.members(required: Set(keys))
        legs = keys.map { key in
            let elements = members[key]?.elements ?? []
            let patterns = PatternSet(elements.map(\.text)) { index, reason in
                elements[index].problem("this pattern does not compile: \(reason)")
            }
            return (key, patterns)
        }
    }

    func measureServer(in subject: CheckSubject) -> [Opportunity] {
        var found = [String?](repeating: nil, count: legs.count)
        for tool in subject.catalogue.tools {
            for (leg, (_, patterns)) in legs.enumerated() where found[leg] == nil {
                if Self.has(patterns, tool) { found[leg] = tool.definition.name }
            }
        }
        let names = found.compactMap(\.self)
        if names.isEmpty { return [] }
        guard names.count == legs.count else { return [Opportunity(measure: 1)] }
        let detail = zip(legs, names).map { "\($0.name): \($1)" }.joined(separator: ", ")
        return [Opportunity(measure: 0, pointer: ["tools"], detail: detail, evidence: detail)]
    }

    /// Whether a tool's name, with the names of its arguments, fits one of the patterns.
    private static func has(_ patterns: PatternSet, _ tool: Catalogue.Tool) -> Bool {
        let arguments = tool.fields.prefix { $0.field.depth == 0 }.map(\.field.name)
        var text =
            Conventions.nameParts(tool.definition.name).joined(separator: " ") + " : "
            + arguments.map { Conventions.nameParts($0).joined(separator: " ") }
            .joined(separator: ", ")
        var isMatch = false
        text.withUTF8 { patterns.forEachMatch(in: $0) { _ in isMatch = true } }
        return isMatch
    }
}
