// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// One operation of an API, with everything that a request needs.
struct Operation {
    /// The method in capitals.
    let method: String
    /// The path with its `{names}`.
    let path: String
    /// The author's own name for it.
    let id: String?
    let tags: [String]
    let summary: String?
    let description: String?
    let isDeprecated: Bool
    let isInternal: Bool
    let parameters: [Parameter]
    let body: RequestBody?
    let responses: [Response]
    /// Alternatives, each a set of schemes that are needed together; none when nothing is needed.
    let security: [[String]]
    let servers: [ServerAddress]

    /// As people name it.
    var name: String { "\(method) \(path)" }

    /// Whether calling it twice is like calling it once (RFC 9110, section 9.2.2).
    var isIdempotent: Bool { isReadOnly || method == "PUT" || method == "DELETE" }

    /// Whether the method promises to change nothing (RFC 9110, section 9.2.1).
    var isReadOnly: Bool { ["GET", "HEAD", "OPTIONS", "TRACE"].contains(method) }
}

/// Something that a request carries in its address or head.
struct Parameter {
    enum Place: String { case path, query, header, cookie }

    /// How arrays and objects are written (OpenAPI 3.1, section 4.8.12.2).
    enum Style: String {
        case simple, label, matrix, form, spaceDelimited, pipeDelimited, deepObject
    }

    let name: String
    let place: Place
    let isRequired: Bool
    let description: String?
    let schema: Located?
    let example: JSONValue?
    let style: Style
    let explode: Bool
    let allowsReserved: Bool
    /// Set where the value is written in a media type instead of a style.
    let contentType: String?
}

/// What a request carries as its content.
struct RequestBody {
    /// How a part of a form is written.
    struct Encoding {
        let contentType: String?
        let style: Parameter.Style?
        let explode: Bool?
        let allowsReserved: Bool
    }

    let contentType: MediaType
    let isRequired: Bool
    let description: String?
    let schema: Located?
    let encoding: [String: Encoding]
}

/// What an operation answers.
struct Response {
    /// `200`, `4XX` or `default`.
    let status: String
    let description: String?
    let contentTypes: [String]
    /// The schema of the answer in JSON.
    let schema: Located?

    var isSuccess: Bool { status.hasPrefix("2") }
}

/// A media type, as far as it matters here.
struct MediaType {
    let text: String

    /// Type and subtype in lower case, without parameters.
    var essence: String {
        String(text.prefix { $0 != ";" }).lowercased().filter { !$0.isWhitespace }
    }

    enum Kind { case json, form, multipart, text, binary }

    /// Subtypes that are text although their type is not.
    private static let texts: Set<Substring> = [
        "xml", "graphql", "x-ndjson", "ndjson", "jsonl", "json-seq", "javascript", "toml", "sql",
    ]

    var kind: Kind {
        let essence = essence
        if essence == "application/json" || essence.hasSuffix("+json") || essence == "text/json"
            || essence == "*/*" || essence == "application/*"
        {
            return .json
        }
        if essence == "application/x-www-form-urlencoded" { return .form }
        if essence.hasPrefix("multipart/") { return .multipart }
        let subtype = essence.split(separator: "/").last ?? ""
        let isText =
            essence.hasPrefix("text/") || subtype.hasSuffix("+xml") || subtype.hasSuffix("yaml")
            || Self.texts.contains(subtype)
        return isText ? .text : .binary
    }
}

/// Where an API is reached.
struct ServerAddress: Hashable {
    struct Variable: Hashable {
        let name: String
        let preset: String
        /// The values it may have; empty where any will do.
        let values: [String]
    }

    let url: String
    let variables: [Variable]
}

/// How a caller shows who they are.
struct SecurityScheme {
    enum Kind: Equatable {
        case apiKey(place: Parameter.Place, name: String)
        case basic
        case bearer
        case unsupported(String)
    }

    let name: String
    let kind: Kind

    /// Where in a request it is sent.
    var place: String {
        switch kind {
        case .apiKey(.header, let name): "the header \(name.lowercased())"
        case .apiKey(let place, let name): "the \(place.rawValue) \(name)"
        case .basic, .bearer: "the header authorization"
        case .unsupported: "nothing, as \(name)"
        }
    }
}
