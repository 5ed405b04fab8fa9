// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Makes tools of operations.
final class ToolMaker {
    private let inputs: SchemaShelf
    private let outputs: SchemaShelf
    private let documents: DocumentSet
    private let relatives: Relatives
    private let references: ToolReferences
    private let servers: ServerTable

    init(
        _ api: APIDescription, _ documents: DocumentSet, _ repairs: RepairLog,
        _ neighbourhood: Neighbourhood
    ) {
        self.documents = documents
        relatives = neighbourhood.relatives
        references = neighbourhood.references
        servers = neighbourhood.servers
        inputs = SchemaShelf(.input, api.dialect, documents, repairs)
        outputs = SchemaShelf(.output, api.dialect, documents, repairs)
    }

    /// What a tool has to know of all the others.
    struct Neighbourhood: Sendable {
        let relatives: Relatives
        let references: ToolReferences
        let servers: ServerTable

        init(_ tools: [(operation: Operation, name: String)], _ documents: DocumentSet) {
            relatives = Relatives(tools, documents)
            references = ToolReferences(tools)
            servers = ServerTable(tools.map(\.operation))
        }
    }

    /// A tool with all that is known of it, however long.
    struct Draft {
        let name: String
        let operation: Operation
        let request: JSONObject
        fileprivate let text: ToolText
        fileprivate let input: JSONObject
        fileprivate let output: JSONObject?
    }

    /// What there is to say about an operation.
    func draft(_ operation: Operation, name: String) throws(ReferenceProblem) -> Draft {
        let arguments = try Arguments(operation, inputs, documents)
        let text = ToolText(
            operation, name: name, result: ResultShape(operation, documents),
            relatives: relatives, references: references)
        return Draft(
            name: name, operation: operation, request: request(operation, arguments), text: text,
            input: Self.frame(arguments), output: output(operation))
    }

    /// A tool of about so many bytes at most.
    func tool(_ draft: Draft, limit: Int) -> GeneratedTool {
        var definition = JSONObject()
        definition["name"] = .string(draft.name)
        definition["title"] = .string(draft.text.title)
        var description = draft.text.description(within: limit / 8)
        let output = draft.output.map {
            outputs.assembled($0, within: limit / 6, Thrift.resultLevels)
        }
        // Annotations, the words around all of it, and what may have to be said of arguments.
        let frame =
            draft.name.utf8.count + draft.text.title.utf8.count + description.utf8.count + 450
        let outputSize = output.map { JSONWriter.size(.object($0.schema)) } ?? 0
        let input = inputs.assembled(
            draft.input, within: max(1_000, limit - frame - outputSize), Thrift.levels)
        if !input.missing.isEmpty { description += Self.note(input.missing) }
        definition["description"] = .string(description)
        definition["inputSchema"] = .object(input.schema)
        if let output { definition["outputSchema"] = .object(output.schema) }
        definition["annotations"] = Self.annotations(draft.operation)
        return GeneratedTool(
            name: draft.name, operation: draft.operation, definition: definition,
            request: draft.request, bytes: JSONWriter.size(.object(definition)),
            cut: input.cut + (output?.cut ?? []).map { $0 + " in the result" })
    }

    private static func note(_ missing: [String]) -> String {
        let shown = missing.prefix(5).joined(separator: ", ")
        let rest = missing.count > 5 ? " and \(missing.count - 5) more" : ""
        return " Left out here: the arguments \(shown)\(rest)."
    }

    private static func frame(_ arguments: Arguments) -> JSONObject {
        var schema = JSONObject()
        schema["type"] = "object"
        if !arguments.properties.isEmpty {
            schema["properties"] = .object(JSONObject(uniqueMembers: arguments.properties))
        }
        if !arguments.required.isEmpty {
            schema["required"] = .array(arguments.required.map(JSONValue.string))
        }
        schema["additionalProperties"] = false
        return schema
    }

    /// The result: what the document promises, and a place for what comes in another form, as
    /// servers do not always keep to their own description.
    private func output(_ operation: Operation) -> JSONObject? {
        let success = operation.responses.filter(\.isSuccess)
        guard let response = success.first(where: { $0.schema != nil }),
            let schema = response.schema
        else { return nil }
        var result = outputs.schema(schema).object ?? JSONObject()
        if result["description"] == nil, let text = response.description {
            result["description"] = .string(Prose.plain(text))
        }
        var frame = JSONObject()
        frame["type"] = "object"
        frame["properties"] = [
            "result": .object(result),
            "unmatched": [
                "description": "The answer as it came, where it has another form than promised."
            ],
        ]
        return frame
    }

    private static func annotations(_ operation: Operation) -> JSONValue {
        [
            "readOnlyHint": .bool(operation.isReadOnly),
            "destructiveHint": .bool(!operation.isReadOnly && operation.method != "POST"),
            "idempotentHint": .bool(operation.isIdempotent),
            "openWorldHint": true,
        ]
    }

    // MARK: - The request

    private func request(_ operation: Operation, _ arguments: Arguments) -> JSONObject {
        var request = JSONObject()
        request["method"] = .string(operation.method)
        request["path"] = .string(operation.path)
        request["server"] = .int(servers.number(of: operation))
        request["parameters"] = .array(arguments.parameters.map(Self.parameter))
        request["body"] = operation.body.flatMap { body in
            arguments.content.map { Self.body(body, $0, files: arguments.files) }
        }
        request["accept"] = .string(Self.accept(operation))
        request["security"] = .array(
            operation.security.map { .array($0.map(JSONValue.string)) })
        request["idempotent"] = .bool(operation.isIdempotent)
        return request
    }

    private static func parameter(_ bound: Arguments.Bound) -> JSONValue {
        let parameter = bound.parameter
        var json = JSONObject()
        json["argument"] = .string(bound.argument)
        json["name"] = .string(parameter.name)
        json["in"] = .string(parameter.place.rawValue)
        json["required"] = .bool(parameter.isRequired)
        json["style"] = .string(parameter.style.rawValue)
        json["explode"] = .bool(parameter.explode)
        if parameter.allowsReserved { json["allowReserved"] = true }
        json["contentType"] = parameter.contentType.map(JSONValue.string)
        return .object(json)
    }

    private static func body(
        _ body: RequestBody, _ content: Arguments.Content, files: [String]
    ) -> JSONValue {
        var json = JSONObject()
        json["contentType"] = .string(body.contentType.text)
        json["required"] = .bool(body.isRequired)
        switch content {
        case .whole(let argument): json["argument"] = .string(argument)
        case .fields(let fields):
            json["fields"] = .array(
                fields.map { ["argument": .string($0.argument), "name": .string($0.name)] })
        }
        var encodings: [JSONObject.Member] = []
        for name in Set(body.encoding.keys).union(files).sorted() {
            var encoding = JSONObject()
            if let given = body.encoding[name] {
                encoding["style"] = given.style.map { .string($0.rawValue) }
                encoding["explode"] = given.explode.map(JSONValue.bool)
                if given.allowsReserved { encoding["allowReserved"] = true }
                encoding["contentType"] = given.contentType.map(JSONValue.string)
            }
            if files.contains(name) { encoding["binary"] = true }
            encodings.append(JSONObject.Member(key: name, value: .object(encoding)))
        }
        if !encodings.isEmpty { json["encoding"] = .object(JSONObject(uniqueMembers: encodings)) }
        return .object(json)
    }

    /// What the answer may be written in, JSON first.
    private static func accept(_ operation: Operation) -> String {
        var types: [String] = []
        for response in operation.responses where response.isSuccess || response.status == "default"
        {
            for type in response.contentTypes where !types.contains(type) { types.append(type) }
        }
        let json = types.filter { MediaType(text: $0).kind == .json }
        let others = types.filter { MediaType(text: $0).kind != .json }
        let all = (json + others).filter(Self.isHeaderSafe).prefix(5)
        return all.isEmpty ? "*/*" : all.joined(separator: ", ")
    }

    private static func isHeaderSafe(_ type: String) -> Bool {
        type.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") }
    }
}

/// The addresses of a server's tools, each once, in the order in which requests number them.
struct ServerTable: Sendable {
    private(set) var addresses: [ServerAddress] = []
    private var numbers: [ServerAddress: Int] = [:]

    init(_ operations: [Operation]) {
        for operation in operations {
            let address = Self.address(operation)
            if numbers[address] != nil { continue }
            numbers[address] = addresses.count
            addresses.append(address)
        }
    }

    /// The number of the first address that an operation has.
    func number(of operation: Operation) -> Int { numbers[Self.address(operation)] ?? 0 }

    /// The first address, or one that says nothing where there is none.
    private static func address(_ operation: Operation) -> ServerAddress {
        operation.servers.first ?? ServerAddress(url: "", variables: [])
    }
}
