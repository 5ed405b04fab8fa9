// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether the shape of the result is declared, and how much of it is explained.
struct OutputDeclared: Check {
    static let kind = "output-declared"

    private enum Share {
        static let declared = 0.6
        static let fields = 0.2
        static let explained = 0.2
    }

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        [
            Opportunity(
                measure: Self.judge(subject[index].definition.outputSchema),
                pointer: ["outputSchema"])
        ]
    }

    private static func judge(_ schema: JSONSchema?) -> Double {
        guard let schema else { return 0 }
        let fields = schema.fields()
        if fields.isEmpty { return Share.declared }
        let explained = fields.count { $0.description != nil }
        return Share.declared + Share.fields
            + Share.explained * Double(explained) / Double(fields.count)
    }
}
