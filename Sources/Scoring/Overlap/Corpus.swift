// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The tools of many servers, each definition once, in an order that depends on what they say only.
struct Corpus {
    /// A tool of a server, both by their place.
    struct Member: Sendable, Hashable {
        let server: Int32
        let tool: Int32
    }

    /// A server as it was given.
    typealias Server = (server: String, tools: [ToolDefinition])

    /// The servers, by name and then by what their tools say.
    let servers: [Server]
    /// Where each of the servers that were given stands.
    let placeOfGiven: [Int]
    /// The servers of each definition with one tool of each, in the order of the servers.
    let members: [[Member]]

    init(_ given: [Server]) {
        let digests = given.map { $0.tools.map(DefinitionDigest.digest) }
        let order = Self.order(given, digests)
        let servers = order.map { given[$0] }
        self.servers = servers
        var places = [Int](repeating: 0, count: given.count)
        for (place, index) in order.enumerated() { places[index] = place }
        placeOfGiven = places

        let groups = Self.groups(of: servers, order.map { digests[$0] })
        members = groups.map { group in (group: group, name: Self.name(group.members[0], servers)) }
            .sorted { left, right in
                if left.name != right.name { return left.name < right.name }
                let (one, other) = (left.group.members[0].server, right.group.members[0].server)
                return (one, left.group.digest) < (other, right.group.digest)
            }
            .map(\.group.members)
    }

    /// The definition of a tool.
    subscript(member: Member) -> ToolDefinition {
        servers[Int(member.server)].tools[Int(member.tool)]
    }

    /// The definitions by their digests, with one tool of each server that has them.
    private static func groups(
        of servers: [Server], _ digests: [[UInt64]]
    ) -> [(digest: UInt64, members: [Member])] {
        var groupOfDigest: [UInt64: Int] = [:]
        var groups: [(digest: UInt64, members: [Member])] = []
        for place in servers.indices {
            for (tool, digest) in digests[place].enumerated() {
                let member = Member(server: Int32(place), tool: Int32(tool))
                let group = groupOfDigest[digest, default: groups.count]
                if group == groups.count {
                    groupOfDigest[digest] = group
                    groups.append((digest, []))
                }
                guard let last = groups[group].members.last, last.server == member.server else {
                    groups[group].members.append(member)
                    continue
                }
                // The same definition twice in one server: any of the two will do, but always it.
                if precedes(member, last, in: servers) {
                    groups[group].members[groups[group].members.count - 1] = member
                }
            }
        }
        return groups
    }

    /// Servers of one name are told apart by what their tools say, and at last by their bytes.
    private static func order(_ given: [Server], _ digests: [[UInt64]]) -> [Int] {
        let keys = digests.map { digest(of: $0.sorted()) }
        var order = given.indices.sorted {
            given[$0].server == given[$1].server
                ? keys[$0] < keys[$1] : given[$0].server < given[$1].server
        }
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, keys[order[start]] == keys[order[end]],
                given[order[start]].server == given[order[end]].server
            {
                end += 1
            }
            if end - start > 1 {
                let exact = order[start..<end].map { index in
                    let texts = given[index].tools.map { DefinitionDigest.hash(canonical($0)) }
                    return (index: index, key: digest(of: texts.sorted()))
                }
                order.replaceSubrange(
                    start..<end, with: exact.sorted { $0.key < $1.key }.map(\.index))
            }
            start = end
        }
        return order
    }

    private static func digest(of numbers: [UInt64]) -> UInt64 {
        numbers.reduce(0) { DefinitionDigest.mixed($0 ^ $1) }
    }

    private static func precedes(_ one: Member, _ other: Member, in servers: [Server]) -> Bool {
        let (left, right) = (name(one, servers), name(other, servers))
        guard left == right else { return left < right }
        let tools = servers[Int(one.server)].tools
        return canonical(tools[Int(one.tool)])
            .lexicographicallyPrecedes(canonical(tools[Int(other.tool)]))
    }

    private static func name(_ member: Member, _ servers: [Server]) -> String {
        servers[Int(member.server)].tools[Int(member.tool)].name
    }

    private static func canonical(_ tool: ToolDefinition) -> [UInt8] {
        JSONWriter.bytes(.object(tool.json), layout: .canonical)
    }
}

extension Corpus {
    /// The servers of two definitions of which neither has both; `nil` when there are none.
    ///
    /// Where one server has both, the two are an overlap within that server, and the others have
    /// their copy from there.
    ///
    /// - Parameter focus: a server that must be one of the two.
    func crossing(_ first: Int, _ second: Int, focus: Int32?) -> (left: Member, right: Member)? {
        let (one, other) = (members[first], members[second])
        guard let left = firstMember(of: one, notIn: other, focus: focus) else { return nil }
        guard let right = firstMember(of: other, notIn: one, focus: focus) else { return nil }
        if let focus, left.server != focus, right.server != focus { return nil }
        return (left, right)
    }

    private func firstMember(of one: [Member], notIn other: [Member], focus: Int32?) -> Member? {
        if one.count == 1, other.count == 1 {
            return one[0].server == other[0].server ? nil : one[0]
        }
        var found: Member?
        var place = 0
        for member in one {
            while place < other.count, other[place].server < member.server { place += 1 }
            if place < other.count, other[place].server == member.server {
                if member.server == focus { return nil }
                continue
            }
            if found == nil || member.server == focus { found = member }
        }
        return found
    }
}
