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
        /// The properties of the schema itself among them.
        var missing: [String] = []
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
            value: value, size: JSONWriter.size(value) + name.utf8.count + 4,
            references: SubschemaWalk.references(value))
        entries[key] = entry
        return entry
    }

    // MARK: - Putting together

    /// A schema with its definitions, of at most so many bytes where that can be.
    func assembled(_ schema: JSONObject, within budget: Int, _ levels: [Thrift]) -> Assembly {
        // Where not even the forms fit without words, no choice of words helps.
        let bare = Thrift.bare.thinned(.object(schema))
        let room = budget - JSONWriter.size(bare)
        if room < 0 || closure(bare, .bare, room: room) == nil {
            return cut(schema, within: budget, levels)
        }
        for thrift in levels {
            let root = thrift.thinned(.object(schema))
            let size = JSONWriter.size(root)
            guard size <= budget, let names = closure(root, thrift, room: budget - size) else {
                continue
            }
            return Assembly(
                schema: joined(root, names, thrift),
                cut: isWhole(schema, thrift) ? [] : [Self.depths])
        }
        return cut(schema, within: budget, levels)
    }

    private static let depths = "forms deep inside"

    /// Whether no more than words are lost.
    private func isWhole(_ schema: JSONObject, _ thrift: Thrift) -> Bool {
        guard thrift.loosens else { return true }
        let whole = thrift.keepingForms.thinned(.object(schema))
        return JSONWriter.size(whole) == JSONWriter.size(thrift.thinned(.object(schema)))
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

    /// As much as fits: what is required with its forms, what is optional, and then further forms, the
    /// nearest first.
    private func cut(
        _ schema: JSONObject, within budget: Int, _ levels: [Thrift]
    ) -> Assembly {
        let roots = levels.filter(\.isTerse).map { (thrift: $0, root: $0.thinned(.object(schema))) }
        // What is near the top should leave room for what it refers to.
        guard
            let (thrift, whole) = roots.first(where: { size($0.root) * 2 <= budget }) ?? roots.last
        else { return Assembly(schema: schema, cut: []) }
        var selection = Selected(room: budget)
        // What is required is said in as many words as there is room for.
        let wordy = roots.lazy.map(\.root).first { root in
            var trial = Selected(room: budget / 2)
            _ = trial.required(root)
            return trial.room >= 0
        }
        var root = selection.required(wordy ?? whole)
        for name in SubschemaWalk.references(root) { offer(name, to: &selection, thrift) }
        root = selection.withOptional(root, of: whole)
        let missing = selection.cut
        var queue = SubschemaWalk.references(root)
        var known = Set(queue)
        var place = 0
        while place < queue.count {
            let name = queue[place]
            place += 1
            offer(name, to: &selection, thrift)
            guard let form = selection.kept[name] else { continue }
            for next in form.references where known.insert(next).inserted { queue.append(next) }
        }
        for name in queue where selection.kept[name] == nil {
            selection.cut.append("the form of \(name)")
        }
        return Assembly(
            schema: joined(root, selection, thrift), cut: selection.cut, missing: missing)
    }

    /// A form that may have members which are not named, as some are left out.
    private static func opened(_ schema: JSONValue) -> JSONValue {
        guard var object = schema.object else { return schema }
        for key in ["additionalProperties", "unevaluatedProperties"] where object[key] == false {
            object[key] = nil
        }
        return .object(object)
    }

    /// Takes a form into a selection where there is room: whole, or else its required members.
    private func offer(_ name: String, to selection: inout Selected, _ thrift: Thrift) {
        if selection.kept[name] != nil { return }
        let form = entry(name, .bare)
        if form.size <= selection.room { return selection.take(name, form) }
        guard selection.room >= Self.worthwhile else { return }
        var part = Selected(room: selection.room - name.utf8.count - 4)
        let required = part.required(Self.opened(form.value))
        let narrow = part.withOptional(required, of: form.value)
        guard part.room >= 0, narrow != form.value else { return }
        let entry = Entry(
            value: narrow, size: size(narrow) + name.utf8.count + 4,
            references: SubschemaWalk.references(narrow))
        selection.take(name, entry)
        selection.cut += part.cut.map { "\($0) of \(name)" }
    }

    private func joined(
        _ root: JSONValue, _ selection: Selected, _ thrift: Thrift
    ) -> JSONObject {
        var schema = without(root, selection.kept, thrift).object ?? JSONObject()
        if selection.kept.isEmpty { return schema }
        schema["$defs"] = .object(
            JSONObject(
                uniqueMembers: selection.kept.sorted { $0.key < $1.key }.map {
                    JSONObject.Member(
                        key: $0.key, value: without($0.value.value, selection.kept, thrift))
                }))
        return schema
    }

    /// With less room than this no form is begun.
    private static let worthwhile = 300

    private func size(_ schema: JSONValue) -> Int { JSONWriter.size(schema) }

    /// A schema in which references to what is left out are no more than the type of that.
    private func without(
        _ schema: JSONValue, _ kept: [String: Entry], _ thrift: Thrift
    ) -> JSONValue {
        guard let object = schema.object else { return schema }
        if let name = SubschemaWalk.definition(object), kept[name] == nil {
            var stub = Thrift.stub(entry(name, thrift).value.object ?? JSONObject()).object
            stub?["description"] = object["description"]
            return .object(stub ?? JSONObject())
        }
        let inner = SubschemaWalk.map(object) { without($0, kept, thrift) }
        return .object(SubschemaWalk.simplified(SubschemaWalk.loosened(inner)))
    }
}
