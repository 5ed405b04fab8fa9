// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Digests that are equal for definitions that say the same to a model.
///
/// Case and white space of texts, the order of members and elements, and the members that tell a
/// model nothing do not count.
enum DefinitionDigest {
    /// The digest of a tool's name, description and input schema.
    static func digest(of tool: ToolDefinition) -> UInt64 {
        var digest = hash(NameSpelling.folded(tool.name))
        digest = mixed(digest ^ text(tool.description ?? ""))
        return mixed(digest ^ object(tool.inputSchema.json.object ?? JSONObject(), isRoot: true))
    }

    private static func value(_ value: JSONValue) -> UInt64 {
        switch value {
        case .null: 1
        case .bool(let flag): flag ? 2 : 3
        case .number(let number): mixed(hash(number.literal.utf8) ^ 4)
        case .string(let string): mixed(text(string) ^ 5)
        // Sums, so that order does not count.
        case .array(let elements):
            mixed(elements.reduce(6) { $0 &+ mixed(Self.value($1)) })
        case .object(let members): object(members, isRoot: false)
        }
    }

    private static func object(_ object: JSONObject, isRoot: Bool) -> UInt64 {
        var sum: UInt64 = 7
        for member in object.members where !isSilent(member, isRoot: isRoot) {
            sum &+= mixed(mixed(hash(member.key.utf8)) ^ value(member.value))
        }
        return mixed(sum)
    }

    /// Whether a member of a schema says nothing that would not hold without it.
    private static func isSilent(_ member: JSONObject.Member, isRoot: Bool) -> Bool {
        switch (member.key, member.value) {
        case (_, .null), ("$schema", .string), ("title", .string): true
        case ("type", .string("object")): isRoot
        case (_, .array(let elements)): elements.isEmpty && member.key == "required"
        case (_, .object(let object)): object.isEmpty && member.key == "properties"
        default: false
        }
    }

    /// The digest of a text in lower case, every run of white space as one space.
    static func text(_ text: String) -> UInt64 {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        var text = isASCII ? text : text.lowercased()
        return text.withUTF8 { bytes in
            var digest = seed
            var isAfterSpace = true
            var hasSpace = false
            for byte in bytes {
                if byte <= 0x20 {
                    hasSpace = !isAfterSpace
                    continue
                }
                if hasSpace { digest = (digest ^ 0x20) &* prime }
                (hasSpace, isAfterSpace) = (false, false)
                digest = (digest ^ UInt64(byte &- 0x41 < 26 ? byte | 0x20 : byte)) &* prime
            }
            return mixed(digest)
        }
    }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x0000_0100_0000_01B3

    /// The digest of some bytes.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        mixed(bytes.reduce(seed) { ($0 ^ UInt64($1)) &* prime })
    }

    /// A number whose every bit depends on every bit of the given one.
    static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
