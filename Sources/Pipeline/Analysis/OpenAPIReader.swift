// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Reads a description in OpenAPI 3.0 or 3.1.
struct OpenAPIReader {
    private static let methods = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ]

    private let documents: DocumentSet
    private let repairs: RepairLog
    private let security: SecurityReader
    private let dialect: APIDescription.Dialect

    /// Reads everything that a document says.
    static func read(
        _ documents: DocumentSet, repairs: RepairLog
    ) throws(PipelineError) -> APIDescription {
        let dialect = try dialect(documents)
        let reader = OpenAPIReader(
            documents: documents, repairs: repairs,
            security: SecurityReader(documents, repairs), dialect: dialect)
        return reader.description()
    }

    private static func dialect(
        _ documents: DocumentSet
    ) throws(PipelineError) -> APIDescription.Dialect {
        let place = documents.address.text
        guard let root = documents.root.object else {
            throw PipelineError(
                .notOpenAPI,
                "\(place): the document is \(documents.root.value.kindName), "
                    + "not an object; an OpenAPI description is expected")
        }
        func text(_ key: String) -> String? {
            switch root[key] {
            case .string(let text): text
            case .number(let number): number.literal
            default: nil
            }
        }
        if let version = text("swagger") {
            throw PipelineError(
                .unsupportedVersion,
                "\(place): this is OpenAPI \(version); convert it to 3.0 or 3.1 first")
        }
        guard let version = text("openapi") else {
            let kind = root["asyncapi"] == nil ? "" : "; AsyncAPI is not read"
            throw PipelineError(
                .notOpenAPI,
                "\(place): there is no \"openapi\" at the top, "
                    + "so this is no OpenAPI description\(kind)")
        }
        if version.hasPrefix("3.0") { return .openAPI30 }
        if version.hasPrefix("3.1") { return .openAPI31 }
        throw PipelineError(
            .unsupportedVersion,
            "\(place): OpenAPI \(version) is not read; 3.0 and 3.1 are")
    }

    private func description() -> APIDescription {
        let root = documents.root
        let servers = ServerReader(documents, repairs)
        let inherited = Inherited(
            servers: servers.addresses(root["servers"]) ?? [],
            security: security.alternatives(root["security"]) ?? [])
        var operations: [Operation] = []
        var unreadable: [Skip] = []
        for (path, item) in root["paths"]?.members ?? [] where !path.hasPrefix("x-") {
            read(path, item, inherited, servers, into: &operations, &unreadable)
        }
        let info = root["info"]
        var notes: [String] = []
        if let webhooks = root["webhooks"]?.object, !webhooks.isEmpty {
            notes.append(
                "\(webhooks.count) webhooks are requests that the API makes, so they are no tools")
        }
        return APIDescription(
            dialect: dialect, title: text(info?["title"]) ?? "API",
            version: text(info?["version"]) ?? "0.0.0",
            description: text(info?["description"]) ?? text(info?["summary"]),
            schemes: security.schemes, operations: operations, unreadable: unreadable,
            notes: notes)
    }

    /// What holds for all operations that say nothing else.
    struct Inherited {
        let servers: [ServerAddress]
        let security: [[String]]
    }

    private func read(
        _ path: String, _ item: Located, _ inherited: Inherited, _ servers: ServerReader,
        into operations: inout [Operation], _ unreadable: inout [Skip]
    ) {
        let whole: Located
        do throws(ReferenceProblem) {
            whole = try documents.resolved(item)
        } catch {
            unreadable.append(
                Skip(
                    operation: "* \(path)",
                    reason: reason(error, at: item.target)))
            return
        }
        if !path.hasPrefix("/") {
            repairs.add("the path does not begin with /", "/ is put before it", at: item.target)
        }
        let fullPath = path.hasPrefix("/") ? path : "/" + path
        // Beside a reference more may stand; what is there goes first.
        let own = item["$ref"] == nil ? [] : item.members
        for method in Self.methods {
            let found = own.first { $0.key == method }?.value ?? whole[method]
            guard let found, found.value != .null else { continue }
            let name = "\(method.uppercased()) \(fullPath)"
            do throws(ReferenceProblem) {
                let operation = try documents.resolved(found)
                guard operation.object != nil else {
                    throw ReferenceProblem("the operation is \(operation.value.kindName)")
                }
                operations.append(
                    try self.operation(
                        method, fullPath, operation, sharing: whole, inherited, servers))
            } catch {
                unreadable.append(
                    Skip(
                        operation: name,
                        reason: reason(error, at: found.target)))
            }
        }
    }

    private func reason(_ problem: ReferenceProblem, at target: Target) -> String {
        "\(documents.shown(problem.place ?? target)): \(problem.description)"
    }

    private func operation(
        _ method: String, _ path: String, _ operation: Located, sharing item: Located,
        _ inherited: Inherited, _ servers: ServerReader
    ) throws(ReferenceProblem) -> Operation {
        let parts = OperationReader(documents, repairs, dialect)
        let isInternal =
            (operation["x-internal"] ?? item["x-internal"])?.value == .bool(true)
        return Operation(
            method: method.uppercased(), path: path, id: text(operation["operationId"]),
            tags: (operation["tags"]?.elements ?? []).compactMap { text($0) },
            summary: text(operation["summary"]) ?? text(item["summary"]),
            description: text(operation["description"]) ?? text(item["description"]),
            isDeprecated: operation["deprecated"]?.value == .bool(true), isInternal: isInternal,
            parameters: try parts.parameters(of: operation, sharing: item, path: path),
            body: try parts.body(operation["requestBody"], method),
            responses: parts.responses(operation["responses"]),
            security: security.alternatives(operation["security"]) ?? inherited.security,
            servers: servers.addresses(operation["servers"])
                ?? servers.addresses(item["servers"]) ?? inherited.servers)
    }
}

/// A text, or a number that stands where a text should, as YAML without quotes has it.
func text(_ value: Located?) -> String? {
    switch value?.value {
    case .string(let text): text.allSatisfy(\.isWhitespace) ? nil : text
    case .number(let number): number.literal
    default: nil
    }
}
