// SPDX-License-Identifier: Apache-2.0

import MCPModel

@testable import Scoring

// What the plain sample card says.
extension SampleCards {
    static let toolNames = [
        "search_docs", "find_docs", "list_documents", "run_export", "get_document",
        "create_document", "update_document", "delete_document", "attach_file", "share_document",
        "list_comments", "convert_document_between_all_supported_office_formats",
    ]

    static let overlaps = [
        Overlap(
            tools: ["find_docs", "search_docs"], similarity: 0.834,
            reason:
                "Both take a query and return matching documents; the descriptions share 9 of 12"
                + " content words."),
        Overlap(
            tools: ["create_document", "update_document"], similarity: 0.61,
            reason: "The same parameters, and neither says when to prefer it."),
    ]

    static let priorities = [
        Priority(
            rule: "schema.parameter-described", dimension: "schema-completeness",
            title: "Parameters without a description",
            advice: "Say for each parameter what it means, its unit and its form, with one example"
                + " value.",
            tools: toolNames, gain: 6.2),
        Priority(
            rule: "description.when-to-use", dimension: "description-clarity",
            title: "Descriptions that do not say when to use the tool",
            advice: "Add one sentence that begins with the situation in which a model should pick"
                + " this tool and not its neighbour.",
            tools: ["search_docs", "find_docs"], gain: 3.4),
        Priority(
            rule: "overlap.distinct", dimension: "overlap",
            title: "Two tools that do nearly the same",
            advice: "Merge them, or name in each what the other one is for.",
            tools: ["find_docs", "search_docs"], gain: 1),
        Priority(
            rule: "naming.length", dimension: "naming-consistency", title: "Overlong tool names",
            advice: "Keep server and tool name together under 58 characters.",
            tools: [toolNames[11]], gain: 0.3),
    ]

    static let findings = [
        finding(
            "injection.command", "injection-surface", .high, tool: "run_export",
            pointer: ["inputSchema", "properties", "command"],
            "A free text parameter is handed to a shell.",
            evidence: "Shell command to run after the export, e.g. zip -r out.zip .",
            position: TextPosition(line: 88, column: 21)),
        finding(
            "schema.parameter-described", "schema-completeness", .medium, tool: "search_docs",
            pointer: ["inputSchema", "properties", "q"],
            "The parameter \"q\" has no description.", evidence: "",
            position: TextPosition(line: 12, column: 15)),
        finding(
            "schema.parameter-described", "schema-completeness", .medium, tool: "find_docs",
            pointer: ["inputSchema", "properties", "text"],
            "The parameter \"text\" has no description.", evidence: ""),
        finding(
            "description.when-to-use", "description-clarity", .medium, tool: "find_docs",
            pointer: ["description"],
            "The description does not say when to use the tool.", evidence: "Finds docs."),
        finding(
            "sensitive.secret-parameter", "sensitive-data", .medium, tool: "attach_file",
            pointer: ["inputSchema", "properties", "api_key"],
            "A secret is passed as an argument, where models and logs see it.",
            evidence: "api_key", suppressed: "the key is a public demo key, see issue 12"),
        finding(
            "naming.length", "naming-consistency", .low, tool: toolNames[11], pointer: ["name"],
            "The name is 55 characters long.", evidence: toolNames[11]),
        finding(
            "error.documented", "error-surface", .low, tool: "delete_document",
            pointer: ["description"],
            "Nothing says what happens when the document does not exist.",
            evidence: "Deletes a document for ever."),
        finding(
            "description.instructions", "description-clarity", .info, tool: nil,
            pointer: ["instructions"],
            "The server gives no instructions on how its tools work together.", evidence: ""),
    ]
}
