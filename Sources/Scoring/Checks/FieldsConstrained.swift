// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether each argument says which values it accepts: a list, a range, a format, a default.
///
/// Truth values need nothing; free text can say little, so a length or an example is enough.
struct FieldsConstrained: Check {
    static let kind = "fields-constrained"

    private static let valueKeywords = ["enum", "const", "format", "pattern"]
    private static let boundKeywords = [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
        "maxLength", "minItems", "maxItems", "uniqueItems",
    ]
    private static let hintKeywords = ["default", "examples", "example"]

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let tool = subject[index]
        let root = tool.definition.inputSchema
        return tool.fields.compactMap { field in
            let shapes = field.field.shapes(in: root)
            let types = Set(shapes.flatMap(\.types))
            guard !types.isDisjoint(with: ["string", "integer", "number"]) else { return nil }
            func has(_ keywords: [String]) -> Bool {
                shapes.contains { shape in keywords.contains { shape[$0] != nil } }
                    || keywords.contains { field.field.schema[$0] != nil }
            }
            let measure =
                has(Self.valueKeywords)
                ? 1
                : has(Self.boundKeywords)
                    ? 0.9
                    : has(Self.hintKeywords) ? 0.7 : 0
            return Opportunity(
                measure: measure,
                pointer: JSONPointer(["inputSchema"] + field.field.pointer.tokens),
                field: field.field.name,
                detail: types.contains("string") ? "takes any text" : "takes any number")
        }
    }
}
