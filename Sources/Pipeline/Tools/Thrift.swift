// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// How much of a schema is kept where not all of it fits.
struct Thrift: Hashable {
    /// The longest description near the top, and deeper, in characters.
    let description: Int
    let innerDescription: Int
    /// How many levels of properties are kept.
    let depth: Int
    /// The longest list of values.
    let values: Int
    let keepsTitles: Bool

    /// From everything to little.
    static let levels = [
        Thrift(
            description: 1_000, innerDescription: 600, depth: 60, values: 500, keepsTitles: true),
        Thrift(description: 400, innerDescription: 200, depth: 60, values: 500, keepsTitles: false),
        Thrift(description: 200, innerDescription: 80, depth: 60, values: 200, keepsTitles: false),
        Thrift(description: 160, innerDescription: 0, depth: 8, values: 100, keepsTitles: false),
        Thrift(description: 100, innerDescription: 0, depth: 3, values: 40, keepsTitles: false),
        Thrift(description: 60, innerDescription: 0, depth: 1, values: 20, keepsTitles: false),
        Thrift(description: 0, innerDescription: 0, depth: 1, values: 20, keepsTitles: false),
    ]

    /// What results are described by: people read them, models seldom.
    static let resultLevels = Array(levels[2...])

    /// What lies far from the top, where not all fits: its form, without words.
    static let bare = Thrift(
        description: 0, innerDescription: 0, depth: 8, values: 40, keepsTitles: false)

    /// The longest example and default, in bytes.
    private static let value = 120

    /// A schema with no more than this keeps.
    func thinned(_ schema: JSONValue, depth level: Int = 0) -> JSONValue {
        guard let object = schema.object else { return schema }
        // What holds no other schema is short enough to stay, however deep.
        if level > depth, SubschemaWalk.holdsOthers(object) { return Self.stub(object) }
        var members: [JSONObject.Member] = []
        members.reserveCapacity(object.count)
        for member in object.members {
            guard let value = kept(member, level) else { continue }
            members.append(JSONObject.Member(key: member.key, value: value))
        }
        let inner = SubschemaWalk.map(JSONObject(uniqueMembers: members)) { key, part in
            thinned(part, depth: SubschemaWalk.isAlternative(key) ? level : level + 1)
        }
        return .object(
            loosens ? SubschemaWalk.simplified(SubschemaWalk.loosened(inner)) : inner)
    }

    /// Whether only what is near the top is explained.
    var isTerse: Bool { innerDescription == 0 }

    /// The same words, but every form.
    var keepingForms: Thrift {
        Thrift(
            description: description, innerDescription: innerDescription, depth: 60, values: 500,
            keepsTitles: keepsTitles)
    }

    /// Whether schemas come to accept more than they did.
    var loosens: Bool { depth < 60 || values < 500 }

    private func kept(_ member: JSONObject.Member, _ level: Int) -> JSONValue? {
        switch member.key {
        case "description":
            let limit = level <= 1 ? description : innerDescription
            guard let text = member.value.string else { return nil }
            let short = Prose.shortened(text, to: limit)
            guard !short.isEmpty else { return nil }
            return .string(short)
        case "title":
            guard keepsTitles else { return nil }
            return member.value
        case "examples":
            guard keepsTitles else { return nil }
            let kept = (member.value.array ?? []).prefix(2).filter { Self.isShort($0) }
            guard !kept.isEmpty else { return nil }
            return .array(Array(kept))
        case "default":
            guard Self.isShort(member.value) else { return nil }
            return member.value
        case "enum":
            guard let count = member.value.array?.count, count <= values else { return nil }
            return member.value
        default: return member.value
        }
    }

    private static func isShort(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool, .number: true
        case .string(let text): text.utf8.count <= Self.value
        case .array(let elements):
            elements.count < 20 && JSONWriter.size(value) <= Self.value
        case .object(let object):
            object.count < 20 && JSONWriter.size(value) <= Self.value
        }
    }

    /// What is left of a schema that is cut off: its type.
    static func stub(_ schema: JSONObject) -> JSONValue {
        guard let type = schema["type"] else { return .object(JSONObject()) }
        return ["type": type]
    }
}
