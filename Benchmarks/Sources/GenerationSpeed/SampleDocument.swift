// SPDX-License-Identifier: Apache-2.0

/// A document of any size: operations with parameters, bodies and answers.
struct SampleDocument {
    var operations: Int
    var schemas: Int
    /// How many members a schema has.
    var members: Int
    /// Whether every schema leads to all others.
    var isWeb = false

    private static let words = [
        "order", "customer", "invoice", "parcel", "shop", "payment", "refund", "account", "address",
        "price",
    ]

    private func word(_ number: Int) -> String { Self.words[number % Self.words.count] }

    private func text(_ number: Int) -> String {
        (0..<12).map { word(number * 7 + $0 * 3) }.joined(separator: " ") + "."
    }

    private func schema(_ number: Int) -> String {
        // Without a web the last fifth of the schemas refer to nothing, so that nothing recurses.
        let leaves = schemas * 4 / 5
        let properties = (0..<members).map { place -> String in
            let name = "\(word(place))_\(place)"
            let isReference = isWeb || (place % 9 == 8 && number < leaves)
            if isReference {
                let other =
                    isWeb
                    ? (number * 31 + place * 17 + 1) % schemas
                    : leaves + (number * 7 + place) % (schemas - leaves)
                return "\"\(name)\": {\"$ref\": \"#/components/schemas/S\(other)\"}"
            }
            let type = ["string", "integer", "boolean", "number"][place % 4]
            return
                "\"\(name)\": {\"type\": \"\(type)\", \"description\": \"\(text(number + place))\"}"
        }
        return """
            {"type": "object", "description": "\(text(number))", "required": ["\(word(0))_0"],
             "properties": {\(properties.joined(separator: ",\n   "))}}
            """
    }

    private func operation(_ number: Int) -> String {
        let reference = "{\"$ref\": \"#/components/schemas/S\(number % schemas)\"}"
        let parameters = (0..<6).map { place in
            """
            {"name": "\(word(place))_\(place)", "in": "query", "description": "\(text(number + place))",
             "schema": {"type": "array", "items": {"type": "string", "enum": ["a", "b", "c"]}}}
            """
        }
        let body =
            "\"requestBody\": {\"required\": true, \"content\": {\"application/json\": {\"schema\": \(reference)}}},"
        return """
            "/\(word(number))s/{id}/\(word(number / 10))s/\(number)": {"\(number % 2 == 0 ? "get" : "post")": {
              "operationId": "call\(number)", "summary": "\(text(number))", "description": "\(text(number * 3)) \(text(number * 5))",
              "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                \(parameters.joined(separator: ",\n    "))],
              \(number % 2 == 0 ? "" : body)
              "responses": {"200": {"description": "\(text(number))", "content": {"application/json": {"schema": \(reference)}}},
                "404": {"description": "\(text(number + 1))"}}}}
            """
    }

    var json: String {
        """
        {"openapi": "3.1.0", "info": {"title": "Sample", "version": "1.0.0"}, "servers": [{"url": "https://api.example.com"}],
         "paths": {\((0..<operations).map(operation).joined(separator: ",\n"))},
         "components": {"schemas": {\((0..<schemas).map { "\"S\($0)\": \(schema($0))" }.joined(separator: ",\n"))}}}
        """
    }

    /// The same in block style, as people write YAML.
    var yaml: String {
        var output = ""
        var depth = 0
        // JSON is YAML already; what makes YAML slow to read is its block style and plain scalars.
        func line(_ text: String) { output += String(repeating: "  ", count: depth) + text + "\n" }
        line("openapi: 3.1.0")
        line("info: {title: Sample, version: 1.0.0}")
        line("servers: [{url: 'https://api.example.com'}]")
        line("paths:")
        depth = 1
        for number in 0..<operations {
            line("/\(word(number))s/{id}/\(number):")
            line("  get:")
            line("    operationId: call\(number)")
            line("    summary: \(text(number))")
            line("    description: >-")
            line("      \(text(number * 3))")
            line("      \(text(number * 5))")
            line("    parameters:")
            line("      - name: id")
            line("        in: path")
            line("        required: true")
            line("        schema: {type: string}")
            for place in 0..<6 {
                line("      - name: \(word(place))_\(place)")
                line("        in: query")
                line("        description: \(text(number + place))")
                line("        schema:")
                line("          type: array")
                line("          items:")
                line("            type: string")
                line("            enum: [a, b, c]")
            }
            line("    responses:")
            line("      '200':")
            line("        description: \(text(number))")
            line("        content:")
            line("          application/json:")
            line("            schema:")
            line("              $ref: '#/components/schemas/S\(number % schemas)'")
        }
        depth = 0
        line("components:")
        line("  schemas:")
        depth = 2
        for number in 0..<schemas {
            line("S\(number):")
            line("  type: object")
            line("  description: \(text(number))")
            line("  properties:")
            for place in 0..<members {
                line("    \(word(place))_\(place):")
                line("      type: string")
                line("      description: \(text(number + place))")
            }
        }
        return output
    }
}
