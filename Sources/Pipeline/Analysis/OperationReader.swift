// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Reads what a request carries and what it is answered.
struct OperationReader {
    private let documents: DocumentSet
    private let repairs: RepairLog
    private let dialect: APIDescription.Dialect

    init(_ documents: DocumentSet, _ repairs: RepairLog, _ dialect: APIDescription.Dialect) {
        self.documents = documents
        self.repairs = repairs
        self.dialect = dialect
    }

    // MARK: - Parameters

    /// The parameters of an operation, those of its path among them; the operation's own go first.
    func parameters(
        of operation: Located, sharing item: Located, path: String
    ) throws(ReferenceProblem) -> [Parameter] {
        var parameters: [Parameter] = []
        for list in [operation["parameters"], item["parameters"]] {
            var own: [Parameter] = []
            for element in list?.elements ?? [] {
                guard let parameter = try parameter(element) else { continue }
                let isKnown = (parameters + own).contains {
                    $0.name == parameter.name && $0.place == parameter.place
                }
                if !isKnown { own.append(parameter) }
            }
            parameters += own
        }
        return try completed(parameters, path, at: operation.target)
    }

    /// Holds the parameters of the path against the names in it.
    private func completed(
        _ parameters: [Parameter], _ path: String, at target: Target
    ) throws(ReferenceProblem) -> [Parameter] {
        let names = PathTemplate.names(path)
        var kept: [Parameter] = []
        for parameter in parameters {
            if parameter.place == .path, !names.contains(parameter.name) {
                repairs.add(
                    "the path has no {\(parameter.name)}", "the parameter is left out", at: target)
            } else {
                kept.append(parameter)
            }
        }
        for name in names
        where !kept.contains(where: { $0.place == .path && $0.name == name }) {
            repairs.add(
                "{\(name)} of the path is not described", "it is taken for a text", at: target)
            kept.append(
                Parameter(
                    name: name, place: .path, isRequired: true, description: nil, schema: nil,
                    example: nil, style: .simple, explode: false, allowsReserved: false,
                    contentType: nil))
        }
        return kept
    }

    private func parameter(_ element: Located) throws(ReferenceProblem) -> Parameter? {
        let value = try documents.resolved(element)
        guard let name = text(value["name"]), let word = text(value["in"]) else {
            throw ReferenceProblem(
                "a parameter has no name, or does not say where it stands", at: element.target)
        }
        guard let place = Parameter.Place(rawValue: word) else {
            throw ReferenceProblem(
                "the parameter \(name) stands in \"\(word)\", which is not known",
                at: element.target)
        }
        if place == .header, Self.ruled.contains(name.lowercased()) { return nil }
        if place == .header, Self.framing.contains(name.lowercased()) {
            repairs.add(
                "the header \(name) belongs to the connection", "the parameter is left out",
                at: element.target)
            return nil
        }
        let (contentType, schema) = try content(of: value)
        let style = style(of: value, place, name)
        return Parameter(
            name: name, place: place,
            isRequired: place == .path || value["required"]?.value == .bool(true),
            description: text(value["description"]), schema: schema,
            example: value["example"]?.value, style: style,
            explode: value["explode"]?.value.bool ?? (style == .form || style == .deepObject),
            allowsReserved: value["allowReserved"]?.value == .bool(true),
            contentType: contentType)
    }

    /// Headers that the specification leaves to the description of bodies, answers and security.
    private static let ruled: Set<String> = ["accept", "content-type", "authorization"]
    /// Headers that say how a message is sent, not what.
    private static let framing: Set<String> = [
        "accept-encoding", "connection", "content-encoding", "content-length", "cookie", "expect",
        "host", "keep-alive", "proxy-authorization", "te", "trailer", "transfer-encoding",
        "upgrade",
    ]

    /// Where a parameter is written in a media type: which, and its schema.
    private func content(
        of parameter: Located
    ) throws(ReferenceProblem) -> (type: String?, schema: Located?) {
        guard parameter["schema"] == nil, let (type, media) = parameter["content"]?.members.first
        else { return (nil, parameter["schema"]) }
        return (type, try documents.resolved(media)["schema"])
    }

    private func style(
        of value: Located, _ place: Parameter.Place, _ name: String
    ) -> Parameter.Style {
        let preset: Parameter.Style = place == .query || place == .cookie ? .form : .simple
        guard let given = value["style"] else { return preset }
        let fitting: [Parameter.Style] =
            switch place {
            case .path: [.simple, .label, .matrix]
            case .query: [.form, .spaceDelimited, .pipeDelimited, .deepObject]
            case .header: [.simple]
            case .cookie: [.form]
            }
        if let style = text(given).flatMap(Parameter.Style.init), fitting.contains(style) {
            return style
        }
        repairs.add(
            "\(place.rawValue) parameters have no such style",
            "\(name) is written as \(preset.rawValue)", at: given.target)
        return preset
    }

    // MARK: - Body

    func body(_ value: Located?, _ method: String) throws(ReferenceProblem) -> RequestBody? {
        guard let value, value.value != .null else { return nil }
        let body = try documents.resolved(value)
        let contents = body["content"]?.members ?? []
        guard let (type, media) = Self.preferred(contents) else { return nil }
        if method == "head" || (method == "get" && dialect == .openAPI30) {
            repairs.add(
                "\(method.uppercased()) requests carry no content", "the body is left out",
                at: value.target)
            return nil
        }
        let content = try documents.resolved(media)
        return RequestBody(
            contentType: MediaType(text: Self.written(type)),
            isRequired: body["required"]?.value == .bool(true),
            description: text(body["description"]), schema: content["schema"],
            encoding: encodings(content["encoding"]))
    }

    /// The content that a model can write best: JSON, then forms, then text.
    private static func preferred(
        _ contents: [(key: String, value: Located)]
    ) -> (key: String, value: Located)? {
        func rank(_ type: String) -> Int {
            let media = MediaType(text: type)
            return switch media.kind {
            case .json:
                media.essence == "application/json" ? 0 : media.essence.contains("*") ? 5 : 1
            case .form: 2
            case .multipart: 3
            case .text: 4
            case .binary: 6
            }
        }
        return contents.enumerated().min {
            (rank($0.element.key), $0.offset) < (rank($1.element.key), $1.offset)
        }?.element
    }

    /// The type that is sent where a range of types is accepted.
    private static func written(_ type: String) -> String {
        guard type.contains("*") else { return type }
        switch MediaType(text: type).kind {
        case .json: return "application/json"
        case .text: return "text/plain"
        default: return "application/octet-stream"
        }
    }

    private func encodings(_ value: Located?) -> [String: RequestBody.Encoding] {
        var encodings: [String: RequestBody.Encoding] = [:]
        for (name, encoding) in value?.members ?? [] {
            encodings[name] = RequestBody.Encoding(
                contentType: text(encoding["contentType"]),
                style: text(encoding["style"]).flatMap(Parameter.Style.init),
                explode: encoding["explode"]?.value.bool,
                allowsReserved: encoding["allowReserved"]?.value == .bool(true))
        }
        return encodings
    }

    // MARK: - Responses

    func responses(_ value: Located?) -> [Response] {
        (value?.members ?? []).compactMap { status, element in
            if status.hasPrefix("x-") { return nil }
            guard let response = try? documents.resolved(element) else {
                repairs.add(
                    "the answer is described nowhere", "nothing is said of it", at: element.target)
                return nil
            }
            let contents = response["content"]?.members ?? []
            let json = contents.first { MediaType(text: $0.key).kind == .json }
            return Response(
                status: status.uppercased() == "DEFAULT" ? "default" : status.uppercased(),
                description: text(response["description"]), contentTypes: contents.map(\.key),
                schema: json.flatMap { try? documents.resolved($0.value)["schema"] })
        }
    }
}

/// The names in a path.
enum PathTemplate {
    /// What stands between braces, each once, in order.
    static func names(_ path: String) -> [String] {
        var names: [String] = []
        var rest = path[...]
        while let open = rest.firstIndex(of: "{"),
            let close = rest[open...].firstIndex(of: "}")
        {
            let name = String(rest[rest.index(after: open)..<close])
            if !names.contains(name) { names.append(name) }
            rest = rest[rest.index(after: close)...]
        }
        return names
    }
}
