// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The arguments of a tool: what a request carries, under names that clients accept.
struct Arguments {
    /// A parameter, and the argument that gives its value.
    struct Bound {
        let argument: String
        let parameter: Parameter
    }

    /// Where the content of a request comes from.
    enum Content {
        /// One argument is all of it.
        case whole(argument: String)
        /// Each member of an object has an argument of its own.
        case fields([(argument: String, name: String)])
    }

    private(set) var properties: [JSONObject.Member] = []
    private(set) var required: [String] = []
    private(set) var parameters: [Bound] = []
    private(set) var content: Content?
    /// The members of a form that are files.
    private(set) var files: [String] = []

    private var taken: Set<String> = []
    private let shelf: SchemaShelf
    private let documents: DocumentSet

    init(
        _ operation: Operation, _ shelf: SchemaShelf, _ documents: DocumentSet
    ) throws(ReferenceProblem) {
        self.shelf = shelf
        self.documents = documents
        // Names go by place, so that they do not depend on the order in which all is written.
        for place in [Parameter.Place.path, .query, .header, .cookie] {
            for parameter in operation.parameters where parameter.place == place {
                add(parameter)
            }
        }
        if let body = operation.body { try add(body) }
    }

    // MARK: - Parameters

    private mutating func add(_ parameter: Parameter) {
        let argument = name(parameter.name, or: parameter.place.rawValue)
        var schema = object(parameter.schema)
        if parameter.schema == nil { schema["type"] = "string" }
        if let text = parameter.description {
            schema["description"] = .string(Prose.plain(text))
        }
        if let example = parameter.example, schema["examples"] == nil {
            schema["examples"] = .array([example])
        }
        properties.append(JSONObject.Member(key: argument, value: .object(schema)))
        if parameter.isRequired { required.append(argument) }
        parameters.append(Bound(argument: argument, parameter: parameter))
    }

    /// A schema as an object; one that is absent, or accepts anything, as one that says nothing.
    private func object(_ schema: Located?) -> JSONObject {
        schema.flatMap { shelf.schema($0).object } ?? JSONObject()
    }

    /// A name that clients accept and that no other argument has.
    private mutating func name(_ given: String, or suffix: String) -> String {
        let isLegal = Self.isLegal(given)
        var name = isLegal ? given : String(Spelling.legal(given, also: ".-").prefix(56))
        if name.isEmpty { name = "argument_" + Spelling.digest(given) }
        if !taken.insert(name).inserted {
            name = String(name.prefix(50)) + "_" + suffix
            if !taken.insert(name).inserted {
                name = String(name.prefix(56)) + "_" + Spelling.digest(given + suffix)
                taken.insert(name)
            }
        }
        return name
    }

    /// What the interfaces of models allow as a property of a tool's arguments.
    private static func isLegal(_ name: String) -> Bool {
        let isWord = name.unicodeScalars.allSatisfy {
            switch $0 {
            case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": true
            default: false
            }
        }
        return isWord && (1...64).contains(name.utf8.count) && name != "__proto__"
    }

    // MARK: - Content

    private mutating func add(_ body: RequestBody) throws(ReferenceProblem) {
        let shape = try body.schema.flatMap { schema throws(ReferenceProblem) in
            try ObjectShape(schema, documents, isHidden: shelf.isHidden)
        }
        switch body.contentType.kind {
        case .json, .form:
            if let shape, canSpread(shape, body) { return spread(shape, body) }
        case .multipart:
            guard let shape else {
                throw ReferenceProblem("the parts of \(body.contentType.text) are not described")
            }
            if canSpread(shape, body) { return spread(shape, body) }
            throw ReferenceProblem(
                "the parts of \(body.contentType.text) have the names of other arguments")
        case .text, .binary: break
        }
        addWhole(body)
    }

    /// Whether the members of the content can stand beside the other arguments.
    private func canSpread(_ shape: ObjectShape, _ body: RequestBody) -> Bool {
        if shape.isOpen && body.contentType.kind != .multipart { return false }
        return shape.members.allSatisfy { Self.isLegal($0.name) && !taken.contains($0.name) }
            && !shape.members.isEmpty
    }

    /// Gives each member of the content an argument.
    ///
    /// What is required in a content is required, also where the document forgot to say so of the
    /// content itself.
    private mutating func spread(_ shape: ObjectShape, _ body: RequestBody) {
        var fields: [(argument: String, name: String)] = []
        for member in shape.members {
            taken.insert(member.name)
            fields.append((member.name, member.name))
            if member.isRequired { required.append(member.name) }
            let schema: JSONValue
            if body.contentType.kind == .multipart, let file = file(member, body) {
                files.append(member.name)
                schema = file
            } else {
                schema = shelf.schema(member.schema)
            }
            properties.append(JSONObject.Member(key: member.name, value: schema))
        }
        content = .fields(fields)
    }

    /// The form of a file in a form; `nil` where a member is none.
    private func file(_ member: ObjectShape.Member, _ body: RequestBody) -> JSONValue? {
        guard let schema = present(member.schema) else { return nil }
        if let items = schema["items"], text(schema["type"]) == "array" {
            guard isFile(items, body.encoding[member.name]) else { return nil }
            return ["type": "array", "items": Self.fileSchema(nil)]
        }
        guard isFile(schema, body.encoding[member.name]) else { return nil }
        return Self.fileSchema(text(schema["description"]))
    }

    /// What a value is where it is not null; `nil` where that cannot be told.
    private func present(_ schema: Located) -> Located? {
        guard let schema = try? documents.resolved(schema) else { return nil }
        let alternatives = ["anyOf", "oneOf", "allOf"].flatMap { schema[$0]?.elements ?? [] }
            .filter { $0["type"]?.value != "null" }
        guard alternatives.count == 1, schema["type"] == nil, schema["properties"] == nil else {
            return schema
        }
        return try? documents.resolved(alternatives[0])
    }

    private func isFile(_ schema: Located, _ encoding: RequestBody.Encoding?) -> Bool {
        guard let schema = present(schema) else { return false }
        if text(schema["format"]) == "binary" { return true }
        let types = (schema["type"]?.value.array ?? []).compactMap(\.string).filter { $0 != "null" }
        let type = text(schema["type"]) ?? types.first
        if type == "file" { return true }
        // In 3.1 a part without a type is bytes, as its media type says.
        let media = text(schema["contentMediaType"]) ?? encoding?.contentType
        guard let media, type == nil, schema["properties"] == nil, schema["anyOf"] == nil else {
            return false
        }
        return MediaType(text: media).kind == .binary
    }

    private static func fileSchema(_ description: String?) -> JSONValue {
        var schema = JSONObject()
        schema["type"] = "object"
        schema["description"] = .string(description.map(Prose.plain) ?? "A file.")
        schema["properties"] = [
            "data": [
                "type": "string", "contentEncoding": "base64",
                "description": "The bytes of the file in base64.",
            ],
            "filename": ["type": "string", "description": "The name that the file is sent under."],
            "contentType": [
                "type": "string", "pattern": "^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$",
                "description": "The media type of the file, such as image/png.",
            ],
        ]
        schema["required"] = ["data"]
        schema["additionalProperties"] = false
        return .object(schema)
    }

    private mutating func addWhole(_ body: RequestBody) {
        let argument = name("body", or: "content")
        var schema: JSONObject
        switch body.contentType.kind {
        case .binary:
            schema = JSONObject()
            schema["type"] = "string"
            schema["contentEncoding"] = "base64"
            schema["description"] = "The content in base64."
        case .text:
            schema = JSONObject()
            schema["type"] = "string"
            schema["description"] = .string("The content as \(body.contentType.essence).")
        default: schema = object(body.schema)
        }
        if let text = body.description { schema["description"] = .string(Prose.plain(text)) }
        properties.append(JSONObject.Member(key: argument, value: .object(schema)))
        if body.isRequired { required.append(argument) }
        content = .whole(argument: argument)
    }
}
