// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// Changes to a JSON value that leave it JSON, though a key may then stand twice in an object.
struct JSONMutation {
    private let values: [JSONValue]
    private let keys: [String]

    /// Values that some members take and others do not, or that readers differ about.
    private static let telling = #"""
        [null, true, false, [], {}, [[]], [null], [{}], ["a"], {"values": [{}]},
        0, 1, 2, 3, -1, -0, 0.1, 1.5, 2.0, 1e3, -0.0, 1e19, 1e-400, 1e999, -1e999,
        2147483648, -2147483649, 4294967295, 4294967296, 4294967298,
        9223372036854775807, 9223372036854775808, -9223372036854775808, -9223372036854775809,
        18446744073709551615, 18446744073709551616,
        "", "a", "12", "1e3", "1.0", "1.5", " 12", "12\n", "+5", "-5", "007", "1_000", "0x10", "١٢",
        "NaN", "nan", "Infinity", "-Infinity", "inf", "1e999", "true", "null",
        "SPAN_KIND_SERVER", "SPAN_KIND_OTHER", "STATUS_CODE_ERROR",
        "AGGREGATION_TEMPORALITY_DELTA", "service.name", "mcp.method.name",
        "mcp.server.operation.duration", "a1a2", "a1 a2", "a1a", "QQ==", "Q", "-_", "Q*==",
        "a1a2a3a4a5a6a7a8a9aaabacadaeafb0", "oaKjpKWmp6ipqqusra6vsA==",
        {"stringValue": "x"}, {"intValue": 1}, {"doubleValue": "-Infinity"}, {"arrayValue": {}},
        {"kvlistValue": {"values": [{}]}}, {"bytesValue": "QQ=="}, {"stringValueStrindex": 1},
        {"key": "service.name"}, {"key": "error.type", "value": {"boolValue": true}}]
        """#

    /// - Parameter example: a value whose keys members may get.
    init(like example: JSONValue) throws {
        values = try JSONReader.read(Self.telling).root.array ?? []
        let unknown: Set<String> = ["unknown", "", "[a.b]", "stringValueStrindex"]
        keys = Self.keys(of: example).union(unknown).sorted()
    }

    private static func keys(of value: JSONValue) -> Set<String> {
        var keys: Set<String> = []
        for element in value.array ?? [] { keys.formUnion(Self.keys(of: element)) }
        for member in value.object?.members ?? [] {
            keys.insert(member.key)
            keys.formUnion(Self.keys(of: member.value))
        }
        return keys
    }

    /// How many values there are in a value, itself included.
    private static func size(_ value: JSONValue) -> Int {
        switch value {
        case .array(let elements): elements.reduce(1) { $0 + size($1) }
        case .object(let object): object.members.reduce(1) { $0 + size($1.value) }
        default: 1
        }
    }

    /// Changes one of the values in a value, each as likely as any other.
    func change(_ value: inout JSONValue, with random: inout some RandomNumberGenerator) {
        var place = Int.random(in: 0..<Self.size(value), using: &random)
        find(&place, in: &value, &random)
    }

    /// Counts down to the value that is to change; below zero it is done.
    private func find(
        _ place: inout Int, in value: inout JSONValue, _ random: inout some RandomNumberGenerator
    ) {
        place -= 1
        if place < 0 {
            replace(&value, &random)
            return
        }
        switch value {
        case .array(var elements):
            for index in elements.indices where place >= 0 {
                find(&place, in: &elements[index], &random)
            }
            value = .array(elements)
        case .object(let object):
            var members = object.members
            for index in members.indices where place >= 0 {
                find(&place, in: &members[index].value, &random)
            }
            value = .object(JSONObject(uniqueMembers: members))
        default: break
        }
    }

    private func replace(
        _ value: inout JSONValue, _ random: inout some RandomNumberGenerator
    ) {
        switch (value, Int.random(in: 0..<8, using: &random)) {
        case (_, 0): value = .array([value])
        case (_, 1):
            let member = JSONObject.Member(key: anyKey(&random), value: value)
            value = .object(JSONObject(uniqueMembers: [member]))
        case (.array(var elements), 2...5):
            changeElements(&elements, &random)
            value = .array(elements)
        case (.object(let object), 2...5):
            var members = object.members
            changeMembers(&members, &random)
            value = .object(JSONObject(uniqueMembers: members))
        default:
            // One of the same kind is more likely to be taken.
            let alike = values.filter { $0.kindName == value.kindName }
            let isAlike = Bool.random(using: &random)
            value = (isAlike ? alike : values).randomElement(using: &random) ?? .null
        }
    }

    private func changeElements(
        _ elements: inout [JSONValue], _ random: inout some RandomNumberGenerator
    ) {
        let place = Int.random(in: 0...elements.count, using: &random)
        guard let index = elements.indices.randomElement(using: &random),
            Bool.random(using: &random)
        else {
            let value = anyValue(&random)
            elements.insert(value, at: place)
            return
        }
        let element = elements[index]
        if Bool.random(using: &random) {
            elements.insert(element, at: place)
        } else {
            elements.remove(at: index)
        }
    }

    private func changeMembers(
        _ members: inout [JSONObject.Member], _ random: inout some RandomNumberGenerator
    ) {
        let place = Int.random(in: 0...members.count, using: &random)
        let key = anyKey(&random)
        let value = anyValue(&random)
        guard let index = members.indices.randomElement(using: &random) else {
            members.append(JSONObject.Member(key: key, value: value))
            return
        }
        let member = members[index]
        switch Int.random(in: 0..<8, using: &random) {
        case 0: members.insert(member, at: place)
        case 1: members.insert(JSONObject.Member(key: key, value: member.value), at: place)
        case 2: members.insert(JSONObject.Member(key: key, value: value), at: place)
        case 3: members[index] = JSONObject.Member(key: key, value: member.value)
        case 4:
            members[index] = JSONObject.Member(key: Self.snake(member.key), value: member.value)
        case 5: members.swapAt(index, members.count - 1)
        default: members.remove(at: index)
        }
    }

    private func anyValue(_ random: inout some RandomNumberGenerator) -> JSONValue {
        values.randomElement(using: &random) ?? .null
    }

    private func anyKey(_ random: inout some RandomNumberGenerator) -> String {
        keys.randomElement(using: &random) ?? ""
    }

    /// The original spelling of a field's name: `trace_id` of `traceId`.
    private static func snake(_ key: String) -> String {
        var name = ""
        for letter in key {
            if letter.isUppercase { name.append("_") }
            name.append(contentsOf: letter.lowercased())
        }
        return name
    }
}
