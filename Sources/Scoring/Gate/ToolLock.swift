// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// How a server's tools were defined when somebody looked at them.
///
/// Holds the whole definitions, so that a change can be shown and not only noticed.
public struct ToolLock: Sendable {
    /// A change of one tool, in words.
    struct Change {
        /// The place of the first change in the tool's definition.
        let pointer: JSONPointer
        let words: String
    }

    /// The name of the server it was written for.
    public let server: String
    /// The definitions by name; a server may have several tools of one name.
    private let tools: [String: [JSONObject]]

    /// How many changes of one tool are put into words.
    private static let shown = 3

    /// Locks the tools of a server as they are.
    public init(_ manifest: ServerManifest) {
        self.init(server: manifest.name, tools: manifest.tools.map(\.json))
    }

    private init(server: String, tools: [JSONObject]) {
        self.server = server
        self.tools = Dictionary(grouping: tools) { $0["name"]?.string ?? "" }
    }

    /// Reads a lock that ``json`` wrote.
    public init(json: JSONValue) throws(InputProblem) {
        guard let object = json.object, object["schemaVersion"]?.string == "1",
            let server = object["server"]?.string, let tools = object["tools"]?.array
        else {
            throw InputProblem(
                .wrongShape, "this is not a lock that smelt-report lock wrote (schema version 1)")
        }
        for (index, tool) in tools.enumerated() where tool.object?["name"]?.string == nil {
            throw InputProblem(
                .wrongShape, "a tool of the lock has no name", pointer: ["tools", String(index)])
        }
        self.init(server: server, tools: tools.compactMap(\.object))
    }

    /// The shape in which a lock is saved.
    public var json: JSONValue {
        [
            "schemaVersion": "1", "server": .string(server),
            "tools": .array(
                tools.sorted { $0.key < $1.key }.flatMap(\.value).map(JSONValue.object)),
        ]
    }

    /// Whether a lock can be of this server: it has its name, or one of its tools.
    public func fits(_ manifest: ServerManifest) -> Bool {
        tools.isEmpty || manifest.name == server
            || manifest.tools.contains { tools[$0.name] != nil }
    }

    /// What changed in a tool; `nil` when nothing did.
    func change(of tool: ToolDefinition) -> Change? {
        guard let known = tools[tool.name], let old = known.first else {
            return Change(pointer: [], words: "it is new")
        }
        let bytes = JSONWriter.bytes(.object(tool.json), layout: .canonical)
        if known.contains(where: { JSONWriter.bytes(.object($0), layout: .canonical) == bytes }) {
            return nil
        }
        var changes: [(JSONPointer, String)] = []
        compare(.object(old), .object(tool.json), at: [], into: &changes)
        guard let first = changes.first else { return nil }
        var words = changes.prefix(Self.shown).map(\.1).joined(separator: "; ")
        if changes.count > Self.shown { words += "; and \(changes.count - Self.shown) more" }
        return Change(pointer: first.0, words: words)
    }

    /// The locked tools that a server no longer has.
    func toolsMissing(from manifest: ServerManifest) -> [String] {
        let names = Set(manifest.tools.map(\.name))
        return tools.keys.filter { !names.contains($0) }.sorted()
    }

    private func compare(
        _ old: JSONValue, _ new: JSONValue, at place: JSONPointer,
        into changes: inout [(JSONPointer, String)]
    ) {
        if case .object(let before) = old, case .object(let after) = new {
            for member in before.members {
                let next = place.appending(member.key)
                if let value = after[member.key] {
                    compare(member.value, value, at: next, into: &changes)
                } else {
                    changes.append((place, "\(next) is gone"))
                }
            }
            for member in after.members where before[member.key] == nil {
                let next = place.appending(member.key)
                changes.append((next, "\(next) is new: \(Self.shown(member.value))"))
            }
        } else if JSONWriter.bytes(old, layout: .canonical)
            != JSONWriter.bytes(new, layout: .canonical)
        {
            changes.append((place, "\(place) was \(Self.shown(old)), is \(Self.shown(new))"))
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        let text = JSONWriter.text(value)
        let short = text.unicodeScalars.prefix(120)
        return short.count < text.unicodeScalars.count ? String(short) + "…" : text
    }
}
