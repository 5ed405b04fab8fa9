// SPDX-License-Identifier: Apache-2.0

internal import StrictYAML

/// The sentence of a finding, with blanks for what it is about.
struct MessageTemplate: Sendable {
    enum Part: Sendable, Hashable {
        case words(String)
        case tool
        case field
        case detail
    }

    let parts: [Part]

    init(parts: [Part]) { self.parts = parts }

    /// Reads a text with the blanks `{tool}`, `{field}` and `{detail}`.
    init(_ yaml: YAMLValue) {
        var parts: [Part] = []
        var rest = yaml.text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            parts.append(.words(String(rest[..<open])))
            switch rest[rest.index(after: open)..<close] {
            case "tool": parts.append(.tool)
            case "field": parts.append(.field)
            case "detail": parts.append(.detail)
            case let blank:
                yaml.problem("\"{\(blank)}\" is no blank; known: {tool}, {field}, {detail}")
            }
            rest = rest[rest.index(after: close)...]
        }
        parts.append(.words(String(rest)))
        self.parts = parts
    }

    /// The sentence about one opportunity of a tool.
    func filled(tool: String, _ opportunity: Opportunity) -> String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .words(let words): text += words
            case .tool: text += tool
            case .field: text += opportunity.field ?? ""
            case .detail: text += opportunity.detail
            }
        }
    }
}
