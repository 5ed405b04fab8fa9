// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether the schema of the arguments is an object that says what must be given and what may not.
struct InputClosed: Check {
    static let kind = "input-closed"

    /// What each part is worth; without arguments there is nothing to require or to misspell.
    private struct Share {
        let object: Double
        let required: Double
        let closed: Double

        static let withArguments = Share(object: 0.4, required: 0.2, closed: 0.4)
        static let withoutArguments = Share(object: 0.8, required: 0, closed: 0.2)
    }

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let schema = subject[index].definition.inputSchema
        let properties = schema.properties
        let share = properties.isEmpty ? Share.withoutArguments : .withArguments
        var missing: [String] = []
        var measure = 0.0
        if schema.types == ["object"] {
            measure += share.object
        } else {
            missing.append("\"type\": \"object\"")
        }
        // Every argument with a default is a statement too: all of them are optional.
        let isStated =
            schema["required"]?.array != nil
            || properties.allSatisfy { $0.schema["default"] != nil }
        if isStated {
            measure += share.required
        } else {
            missing.append("\"required\"")
        }
        if schema["additionalProperties"]?.bool == false
            || schema["additionalProperties"]?.object != nil
            || schema["unevaluatedProperties"]?.bool == false
        {
            measure += share.closed
        } else {
            missing.append("\"additionalProperties\": false")
        }
        return [
            Opportunity(
                measure: measure, pointer: ["inputSchema"],
                detail: missing.joined(separator: " and "))
        ]
    }
}
