// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether each argument says of which type it is, down to the items of arrays.
struct FieldsTyped: Check {
    static let kind = "fields-typed"

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let tool = subject[index]
        let root = tool.definition.inputSchema
        return tool.fields.map { field in
            let (measure, detail) = Self.judge(field.field, root: root)
            return Opportunity(
                measure: measure,
                pointer: JSONPointer(["inputSchema"] + field.field.pointer.tokens),
                field: field.field.name, detail: detail)
        }
    }

    private static func judge(_ field: SchemaField, root: JSONSchema) -> (Double, String) {
        guard field.target != nil else { return (0, "refers to a schema that is not there") }
        let shapes = field.shapes(in: root)
        let types = Set(shapes.flatMap(\.types))
        let hasValues = shapes.contains { !$0.allowedValues.isEmpty }
        let hasParts = shapes.contains { !$0.properties.isEmpty }
        if types.isEmpty, !hasValues, !hasParts { return (0, "has no type") }
        if types.contains("array"),
            shapes.allSatisfy({ $0["items"] == nil && $0["prefixItems"] == nil })
        {
            return (0.5, "is an array of anything")
        }
        let isOpenObject = shapes.contains { shape in
            shape.types.contains("object") && shape.properties.isEmpty
                && shape["additionalProperties"]?.object == nil && shape.alternatives.isEmpty
        }
        return isOpenObject ? (0.5, "is an object of anything") : (1, "")
    }
}
