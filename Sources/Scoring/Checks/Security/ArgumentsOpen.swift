// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether arguments that reach a dangerous place accept any text.
///
/// Found by the words of their names, so that no description can talk its way out.
struct ArgumentsOpen: Check {
    static let kind = "arguments-open"

    /// What closes an argument.
    private enum Closing: String, CaseIterable {
        case enumeration = "enum"
        case pattern, format, writeOnly
        case maxLength = "max-length"
    }

    private let names: PatternSet
    private let exceptions: PatternSet
    /// The tools it is about, by the words of their names; all without it.
    private let tools: PatternSet?
    private let closings: [Closing]
    /// What can carry anything; a number or a switch reaches nothing.
    private static let free: Set<String> = ["string", "array"]

    init(_ options: CheckOptions) {
        let members = options.members(
            required: ["names", "closed-by"], optional: ["unless", "tools"])
        names = options.patterns(members["names"])
        exceptions = options.patterns(members["unless"])
        tools = members["tools"].map { options.patterns($0) }
        closings = (members["closed-by"]?.elements ?? []).compactMap { $0.word(Closing.self) }
    }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let tool = subject[index]
        if let tools, !tools.occurs(in: tool.spoken) { return [] }
        return tool.fields.compactMap { field in
            let argument = field.field
            guard names.occurs(in: field.spoken), !exceptions.occurs(in: field.spoken) else {
                return nil
            }
            let types = argument.target?.types ?? []
            guard types.isEmpty || !Self.free.isDisjoint(with: types) else { return nil }
            let isClosed = argument.shapes(in: tool.definition.inputSchema).contains(where: closes)
            return Opportunity(
                measure: isClosed ? 1 : 0,
                pointer: JSONPointer(["inputSchema"] + argument.pointer.tokens),
                field: argument.name, evidence: argument.description ?? argument.name)
        }
    }

    private func closes(_ schema: JSONSchema) -> Bool {
        let items = schema["items"].map(JSONSchema.init)
        return closings.contains { closing in
            switch closing {
            case .enumeration:
                !schema.allowedValues.isEmpty || items?.allowedValues.isEmpty == false
            case .pattern: schema["pattern"] != nil || items?["pattern"] != nil
            case .format: schema["format"] != nil || items?["format"] != nil
            case .writeOnly:
                schema["writeOnly"]?.bool == true || schema["format"]?.string == "password"
            case .maxLength: schema["maxLength"] != nil
            }
        }
    }
}
