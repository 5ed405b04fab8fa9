// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// An argument with one type, under repair: what its schema says, and where more can be said.
struct ArgumentDraft {
    /// One thing that the prose says about the values.
    struct Constraint {
        let keyword: String
        let value: JSONValue
        let isSafe: Bool
    }

    /// The argument's own name.
    let name: String
    /// The place of the argument's schema in the tool.
    let place: JSONPointer
    /// What is written about it.
    let prose: Prose
    /// The type of its values beside null.
    let type: String
    /// Whether it may be null.
    let isNullable: Bool
    /// The argument's schema, as written.
    private let schema: JSONObject
    /// Where the type stands: the argument itself, or its only alternative that is not null.
    private let valuePlace: JSONPointer
    private let value: JSONObject
    /// What was found so far.
    private(set) var constraints: [Constraint] = []

    /// The keywords that make it hard to tell what a further one would do.
    private static let compositions = [
        "$ref", "$dynamicRef", "allOf", "not", "if", "then", "else",
    ]

    /// `nil` where the argument has no prose, no single type, or a schema that is put together.
    init?(_ field: SchemaField) {
        guard let schema = field.schema.json.object, let description = field.schema.description,
            Self.compositions.allSatisfy({ schema[$0] == nil })
        else { return nil }
        var place: JSONPointer = []
        var value = schema
        var isNullable = false
        let alternatives = ["anyOf", "oneOf"].filter { schema[$0] != nil }
        if let keyword = alternatives.first {
            let branches = schema[keyword]?.array ?? []
            let indices = branches.indices.filter { branches[$0].object?["type"] != "null" }
            guard alternatives.count == 1, schema["type"] == nil, indices.count == 1,
                let branch = branches[indices[0]].object,
                (Self.compositions + ["anyOf", "oneOf"]).allSatisfy({ branch[$0] == nil })
            else { return nil }
            place = [keyword, String(indices[0])]
            value = branch
            isNullable = branches.count > 1
        }
        let types = JSONSchema(.object(value)).types
        let own = types.filter { $0 != "null" }
        guard own.count == 1 else { return nil }
        name = field.name
        self.place = JSONPointer(["inputSchema"] + field.pointer.tokens)
        prose = Prose(description)
        type = own[0]
        self.isNullable = isNullable || types.count > 1
        self.schema = schema
        valuePlace = place
        self.value = value
    }

    /// What a keyword says, as written or as found.
    subscript(keyword: String) -> JSONValue? {
        schema[keyword] ?? value[keyword]
            ?? constraints.first { $0.keyword == keyword }?.value
    }

    /// Whether one of the keywords is there.
    func has(_ keywords: [String]) -> Bool { keywords.contains { self[$0] != nil } }

    /// The values that the definition itself gives: they must stay allowed.
    var shownValues: [JSONValue] {
        var shown = (self["examples"]?.array ?? []) + [self["example"]].compactMap(\.self)
        if let value = self["default"] { shown.append(value) }
        return shown
    }

    /// Notes something that the prose says.
    mutating func add(_ keyword: String, _ value: JSONValue, isSafe: Bool) {
        constraints.append(Constraint(keyword: keyword, value: value, isSafe: isSafe))
    }

    /// The repairs that add what was found: the safe ones together, and the others.
    func proposals(for draft: ToolDraft) -> [FixProposal] {
        [true, false].compactMap { isSafe in
            let chosen = constraints.filter { $0.isSafe == isSafe }
            guard !chosen.isEmpty else { return nil }
            let operations = chosen.map { constraint -> JSONPatch.Operation in
                let base = constraint.keyword == "default" ? place : place.appending(valuePlace)
                return .add(base.appending(constraint.keyword), constraint.value)
            }
            let words = chosen.map { "\($0.keyword) \(Self.shown($0.value))" }
            return draft.proposal(
                "argument-unconstrained",
                "\(name): state \(words.joined(separator: ", ")), as its description does",
                isSafe: isSafe, operations)
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        guard let values = value.array else { return JSONWriter.text(value) }
        let first = values.prefix(4).map { $0.string ?? JSONWriter.text($0) }
        return first.joined(separator: "|") + (values.count > 4 ? "|…" : "")
    }
}

/// Turns what an argument's description says about its values into keywords.
enum ArgumentConstraints: FixProposer {
    static func proposals(for draft: ToolDraft) -> [FixProposal] {
        draft.fields.flatMap { field -> [FixProposal] in
            guard var argument = ArgumentDraft(field), argument["const"] == nil else { return [] }
            var stated = StatedDefault(argument)
            if let values = StatedValues(argument, default: stated?.value) {
                argument.add("enum", values.json(isNullable: argument), isSafe: values.isSafe)
                // A bare word is known to be a value once it is one of the list.
                stated = StatedDefault(argument)
            }
            if let range = StatedRange(argument, default: stated?.value) {
                for (keyword, value) in range.bounds {
                    argument.add(keyword, value, isSafe: range.isSafe)
                }
            }
            if let format = StatedFormat(argument, default: stated?.value) {
                argument.add("format", .string(format.name), isSafe: format.isSafe)
            }
            if let stated, argument["default"] == nil, stated.isAllowed(by: argument) {
                argument.add("default", stated.value, isSafe: stated.isSafe)
            }
            return argument.proposals(for: draft)
        }
    }
}
