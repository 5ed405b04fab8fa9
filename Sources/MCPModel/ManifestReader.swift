// SPDX-License-Identifier: Apache-2.0

/// Finds the servers in a JSON document, in the shapes people really have.
public enum ManifestReader {
    /// A server that was read, or why it could not be.
    public struct Entry: Sendable {
        /// The name to call it by, also when it could not be read.
        public let name: String
        /// The server, or the problem.
        public let manifest: Result<ServerManifest, InputProblem>
    }

    /// The shapes read, in the words of an error message.
    static let shapes =
        "a tools/list result, its JSON-RPC response, an array of tools, {server, tools}, "
        + "or a list of servers"

    /// Reads every server in a document; one that is bad does not hide the others.
    ///
    /// - Parameter fallbackName: the name of a server that the document does not name.
    public static func read(_ document: JSONDocument, fallbackName: String) -> [Entry] {
        let reader = Reader(document: document)
        return reader.entries(document.root, at: [], name: fallbackName)
    }
}

private struct Reader {
    typealias Entry = ManifestReader.Entry

    let document: JSONDocument

    func entries(_ value: JSONValue, at place: JSONPointer, name: String) -> [Entry] {
        switch value {
        case .array(let elements):
            return entries(list: elements, at: place, name: name)
        case .object(let object):
            return entries(object, at: place, name: name)
        default:
            return [failure(name, place, "this is \(value.kindName), not \(ManifestReader.shapes)")]
        }
    }

    /// An array holds tools, or servers, or the pages of one answer.
    private func entries(list: [JSONValue], at place: JSONPointer, name: String) -> [Entry] {
        let objects = list.map(\.object)
        if !list.isEmpty, objects.allSatisfy({ $0?["jsonrpc"] != nil }) {
            return [pages(objects.compactMap(\.self), at: place, name: name)]
        }
        let isServers = objects.contains { $0 != nil && $0.map(isServer) == true }
        guard isServers else { return [server(JSONObject(), list, at: place, name: name)] }
        return entries(ofEach: list, at: place, name: name)
    }

    private func entries(ofEach list: [JSONValue], at place: JSONPointer, name: String) -> [Entry] {
        list.enumerated().flatMap { index, element in
            entries(element, at: place.appending(index), name: "\(name)[\(index)]")
        }
    }

    private func isServer(_ object: JSONObject) -> Bool {
        object["tools"] != nil || object["result"] != nil
    }

    private func entries(_ object: JSONObject, at place: JSONPointer, name: String) -> [Entry] {
        if object["schemaVersion"] != nil, object["quality"] != nil || object["cards"] != nil {
            return [failure(name, place, "this is a report of Smelt, not a server to report on")]
        }
        if object["jsonrpc"] != nil || object["result"]?.object?["tools"] != nil {
            return [pages([object], at: place, name: name)]
        }
        if let servers = object["servers"]?.array {
            return entries(ofEach: servers, at: place.appending("servers"), name: name)
        }
        switch object["tools"] {
        case .array(let tools):
            return [server(object, tools, at: place.appending("tools"), name: name)]
        case .object(let groups):
            // A directory of servers nests each server's own answer under its launch name.
            let base = place.appending("tools")
            return groups.members.flatMap { member in
                entries(member.value, at: base.appending(member.key), name: member.key)
            }
        case let other?:
            return [
                failure(
                    nameOf(object) ?? name, place.appending("tools"),
                    "\"tools\" must be an array, not \(other.kindName)")
            ]
        case nil:
            return [failure(nameOf(object) ?? name, place, "this is not \(ManifestReader.shapes)")]
        }
    }

    /// One or more JSON-RPC responses to `tools/list`, joined in their order.
    private func pages(_ responses: [JSONObject], at place: JSONPointer, name: String) -> Entry {
        var tools: [(JSONValue, JSONPointer)] = []
        for (index, response) in responses.enumerated() {
            let base = responses.count == 1 ? place : place.appending(index)
            if let error = response["error"]?.object {
                let words = error["message"]?.string ?? "no message"
                return failure(
                    name, base.appending("error"), "the server answered with an error: \(words)",
                    code: .serverError)
            }
            guard let page = response["result"]?.object?["tools"]?.array else {
                return failure(name, base, "this response has no result.tools")
            }
            let list = base.appending("result").appending("tools")
            tools += page.enumerated().map { ($1, list.appending($0)) }
        }
        return server(JSONObject(), tools, name: name)
    }

    private func server(
        _ object: JSONObject, _ tools: [JSONValue], at place: JSONPointer, name: String
    ) -> Entry {
        server(object, tools.enumerated().map { ($1, place.appending($0)) }, name: name)
    }

    private func server(
        _ object: JSONObject, _ tools: [(JSONValue, JSONPointer)], name: String
    ) -> Entry {
        let identity = object["server"]?.object ?? object["serverInfo"]?.object ?? object
        var manifest = ServerManifest(
            name: nameOf(object) ?? name, version: identity["version"]?.string,
            protocolVersion: (identity["protocolVersion"] ?? object["protocolVersion"])?.string,
            instructions: (identity["instructions"] ?? object["instructions"])?.string,
            tools: [], document: document)
        for key in ["prompts", "resources", "resourceTemplates", "_meta"] {
            manifest.extras[key] = object[key]
        }
        manifest.isListStable = identity["listIsStable"]?.bool
        manifest.connection = identity["connection"].flatMap(ServerConnection.init)
        lazy var locator = document.locator()
        for (value, place) in tools {
            do throws(InputProblem) {
                manifest.tools.append(try ToolSpelling.tool(value, origin: place))
            } catch {
                let position = error.pointer.map { locator.position(of: $0) }
                manifest.gaps.append(
                    InputProblem(
                        error.code, error.message, position: position, pointer: error.pointer))
            }
        }
        for gap in object["gaps"]?.array ?? [] {
            manifest.gaps.append(InputProblem(.unreadable, gap.string ?? "unknown"))
        }
        if manifest.tools.isEmpty, let first = manifest.gaps.first {
            return Entry(name: manifest.name, manifest: .failure(first))
        }
        return Entry(name: manifest.name, manifest: .success(manifest))
    }

    private func nameOf(_ object: JSONObject) -> String? {
        let candidates = [
            object["server"]?.object?["name"], object["serverInfo"]?.object?["name"],
            object["server"], object["server_name"], object["name"],
        ]
        return candidates.lazy.compactMap { $0?.string }.first { !$0.isEmpty }
    }

    private func failure(
        _ name: String, _ place: JSONPointer, _ message: String,
        code: InputProblem.Code = .wrongShape
    ) -> Entry {
        let position = document.locator().position(of: place)
        return Entry(
            name: name,
            manifest: .failure(InputProblem(code, message, position: position, pointer: place)))
    }
}

/// Turns the spellings of a tool found in the wild into the protocol's own.
enum ToolSpelling {
    /// Reads one tool, whichever of the known spellings it uses.
    static func tool(_ value: JSONValue, origin: JSONPointer) throws(InputProblem) -> ToolDefinition
    {
        guard var object = value.object else {
            throw InputProblem(
                .wrongShape, "a tool must be an object, not \(value.kindName)", pointer: origin)
        }
        var place = origin
        // Function-calling APIs wrap the definition once more.
        if object["name"] == nil, let function = object["function"]?.object {
            object = function
            place = origin.appending("function")
        }
        var spelling: [String: String]? = [:]
        if (object["inputSchema"] ?? .null) == .null {
            if let key = ["input_schema", "parameters"].first(where: { object[$0] != nil }) {
                object["inputSchema"] = object[key]
                object["input_schema"] = nil
                object["parameters"] = nil
                spelling?["inputSchema"] = key
            } else if let arguments = object["arguments"]?.array {
                object["inputSchema"] = .object(schema(ofArguments: arguments))
                object["arguments"] = nil
                spelling = nil
            }
        }
        if (object["outputSchema"] ?? .null) == .null, let schema = object["output_schema"] {
            object["outputSchema"] = schema
            object["output_schema"] = nil
            spelling?["outputSchema"] = "output_schema"
        }
        return try ToolDefinition(json: object, origin: place, spelling: spelling)
    }

    /// The schema behind the argument lists of the Docker MCP registry's `tools.json`.
    private static func schema(ofArguments arguments: [JSONValue]) -> JSONObject {
        var properties = JSONObject()
        var required: [JSONValue] = []
        let marksOptional = arguments.contains { $0.object?["optional"] != nil }
        for argument in arguments.compactMap(\.object) {
            guard let name = argument["name"]?.string else { continue }
            var property = JSONObject()
            property["type"] = argument["type"]
            property["description"] = argument["desc"] ?? argument["description"]
            property["items"] = argument["items"]
            property["default"] = argument["default"]
            properties[name] = .object(property)
            // Where no argument is marked optional, the list says nothing about what is required.
            if marksOptional, argument["optional"]?.bool != true {
                required.append(.string(name))
            }
        }
        var schema: JSONObject = JSONObject()
        schema["type"] = "object"
        schema["properties"] = .object(properties)
        if !required.isEmpty { schema["required"] = .array(required) }
        return schema
    }
}
