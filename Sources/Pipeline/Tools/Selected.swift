// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// What of a schema was chosen to stay, while there is room.
struct Selected {
    var room: Int
    var kept: [String: SchemaShelf.Entry] = [:]
    var cut: [String] = []

    init(room: Int) { self.room = room }

    mutating func take(_ name: String, _ form: SchemaShelf.Entry) {
        kept[name] = form
        room -= form.size
    }

    /// A schema with none but its required properties; the room for it is taken.
    mutating func required(_ schema: JSONValue) -> JSONValue {
        var narrow = schema
        if var object = schema.object, let properties = object["properties"]?.object {
            let names = Set((object["required"]?.array ?? []).compactMap(\.string))
            object["properties"] = .object(
                JSONObject(uniqueMembers: properties.members.filter { names.contains($0.key) }))
            narrow = .object(object)
        }
        room -= JSONWriter.size(narrow)
        return narrow
    }

    /// What is required with as many of the optional properties as there is room for, in their order.
    mutating func withOptional(_ required: JSONValue, of schema: JSONValue) -> JSONValue {
        guard var object = required.object, let given = object["properties"]?.object,
            let properties = schema.object?["properties"]?.object
        else { return required }
        var members: [JSONObject.Member] = []
        for member in properties.members {
            if let value = given[member.key] {
                members.append(JSONObject.Member(key: member.key, value: value))
                continue
            }
            let size = JSONWriter.size(member.value) + member.key.utf8.count + 4
            guard size <= room else {
                cut.append(member.key)
                continue
            }
            room -= size
            members.append(member)
        }
        object["properties"] = .object(JSONObject(uniqueMembers: members))
        return .object(object)
    }
}
