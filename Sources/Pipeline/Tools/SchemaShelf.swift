// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import MCPModel

/// The schemas that others refer to, each translated once, and whole schemas put together from them.
final class SchemaShelf {
    /// A schema as it stands under `$defs`.
    struct Entry {
        let value: JSONValue
        /// Its length as text.
        let size: Int
        let references: [String]
    }

    /// A schema with all that it refers to, and what had to be left out to make it fit.
    struct Assembly {
        let schema: JSONObject
        let cut: [String]
    }

    private struct Key: Hashable {
        let name: String
        let thrift: Thrift
    }

    private let documents: DocumentSet
    private var names: [Target: String] = [:]
    private var places: [String: Located] = [:]
    private var translated: [String: JSONValue] = [:]
    private var entries: [Key: Entry] = [:]
    private let translator: SchemaTranslator

    init(
        _ direction: SchemaTranslator.Direction, _ dialect: APIDescription.Dialect,
        _ documents: DocumentSet, _ repairs: RepairLog
    ) {
        self.documents = documents
        let naming = Naming()
        translator = SchemaTranslator(
            direction: direction, dialect: dialect, documents: documents, repairs: repairs,
            name: { naming.shelf?.name(of: $0) ?? "" })
        naming.shelf = self
    }

    /// Lets the translator ask for names before the shelf stands.
    private final class Naming {
        weak var shelf: SchemaShelf?
    }

    /// A schema of the document; what it refers to stays on the shelf.
    func schema(_ schema: Located) -> JSONValue { translator.translated(schema) }

    func isHidden(_ property: Located) -> Bool { translator.isHidden(property) }

    // MARK: - Names

    /// The same in every run and whatever else is in the document.
    private func name(of schema: Located) -> String {
        if let name = names[schema.target] { return name }
        let tokens = schema.target.pointer.tokens
        let last = tokens.last ?? "schema"
        var name = Spelling.legal(last, also: ".-")
        let isPlain =
            schema.target.document == 0 && tokens.count == 3 && tokens[0] == "components"
            && tokens[1] == "schemas" && name == last
        if !isPlain {
            name =
                (name.isEmpty ? "schema" : name) + "_"
                + Spelling.digest(documents.shown(schema.target))
        }
        names[schema.target] = name
        places[name] = schema
        return name
    }

    private func entry(_ name: String, _ thrift: Thrift) -> Entry {
        let key = Key(name: name, thrift: thrift)
        if let entry = entries[key] { return entry }
        let whole: JSONValue
        if let known = translated[name] {
            whole = known
        } else {
            whole = places[name].map { translator.translated($0) } ?? .object(JSONObject())
            translated[name] = whole
        }
        let value = thrift.thinned(whole)
        let entry = Entry(
            value: value, size: JSONWriter.bytes(value).count + name.utf8.count + 4,
            references: SubschemaWalk.references(value))
        entries[key] = entry
        return entry
    }

    // MARK: - Putting together

    /// A schema with its definitions, of at most so many bytes where that can be.
    func assembled(_ schema: JSONObject, within budget: Int, _ levels: [Thrift]) -> Assembly {
        for thrift in levels {
            let root = thrift.thinned(.object(schema))
            let size = JSONWriter.bytes(root).count
            guard size <= budget, let names = closure(root, thrift, room: budget - size) else {
                continue
            }
            return Assembly(schema: joined(root, names, thrift), cut: [])
        }
        return cut(schema, within: budget, levels[levels.count - 1])
    }

    /// All that a schema refers to, directly or not; `nil` where that is more than there is room for.
    private func closure(_ root: JSONValue, _ thrift: Thrift, room: Int) -> [String]? {
        var room = room
        var names = SubschemaWalk.references(root)
        var known = Set(names)
        var place = 0
        while place < names.count {
            let entry = entry(names[place], thrift)
            room -= entry.size
            if room < 0 { return nil }
            for name in entry.references where known.insert(name).inserted { names.append(name) }
            place += 1
        }
        return names
    }

    private func joined(_ root: JSONValue, _ names: [String], _ thrift: Thrift) -> JSONObject {
        var schema = root.object ?? JSONObject()
        if names.isEmpty { return schema }
        schema["$defs"] = .object(
            JSONObject(
                uniqueMembers: names.sorted().map {
                    JSONObject.Member(key: $0, value: entry($0, thrift).value)
                }))
        return schema
    }

    /// As much as fits: first the properties that are required, then definitions, the nearest first.
    private func cut(_ schema: JSONObject, within budget: Int, _ thrift: Thrift) -> Assembly {
        var cut: [String] = []
        var root = thrift.thinned(.object(schema)).object ?? JSONObject()
        if JSONWriter.bytes(.object(root)).count > budget {
            root = Self.narrowed(root, to: budget, &cut)
        }
        var room = budget - JSONWriter.bytes(.object(root)).count
        var names = SubschemaWalk.references(.object(root))
        var kept: Set<String> = []
        var place = 0
        while place < names.count {
            let name = names[place]
            let entry = entry(name, thrift)
            place += 1
            guard entry.size <= room else {
                cut.append("the form of \(name)")
                continue
            }
            room -= entry.size
            kept.insert(name)
            for next in entry.references where !names.contains(next) { names.append(next) }
        }
        let replace = { [self] (value: JSONValue) in without(value, kept, thrift) }
        var whole = replace(.object(root)).object ?? root
        if !kept.isEmpty {
            whole["$defs"] = .object(
                JSONObject(
                    uniqueMembers: kept.sorted().map {
                        JSONObject.Member(key: $0, value: replace(entry($0, thrift).value))
                    }))
        }
        return Assembly(schema: whole, cut: cut)
    }

    /// A schema in which references to what is left out are no more than the type of that.
    private func without(_ schema: JSONValue, _ kept: Set<String>, _ thrift: Thrift) -> JSONValue {
        guard let object = schema.object else { return schema }
        if let name = SubschemaWalk.definition(object), !kept.contains(name) {
            var stub = Thrift.stub(entry(name, thrift).value.object ?? JSONObject()).object
            stub?["description"] = object["description"]
            return .object(stub ?? JSONObject())
        }
        return .object(SubschemaWalk.map(object) { without($0, kept, thrift) })
    }

    /// An object with fewer of its optional properties.
    private static func narrowed(
        _ schema: JSONObject, to budget: Int, _ cut: inout [String]
    ) -> JSONObject {
        guard let properties = schema["properties"]?.object else { return schema }
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var frame = schema
        frame["properties"] = .object(JSONObject())
        var room = budget - JSONWriter.bytes(.object(frame)).count
        func size(_ member: JSONObject.Member) -> Int {
            JSONWriter.bytes(member.value).count + member.key.utf8.count + 4
        }
        for member in properties.members where required.contains(member.key) {
            room -= size(member)
        }
        let kept = properties.members.filter { member in
            if required.contains(member.key) { return true }
            let size = size(member)
            if size > room {
                cut.append("the argument \(member.key)")
                return false
            }
            room -= size
            return true
        }
        frame["properties"] = .object(JSONObject(uniqueMembers: kept))
        return frame
    }
}
