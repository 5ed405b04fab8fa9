// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// Many servers made up from a seed: small and large ones, and copies of earlier ones.
enum SyntheticCorpus {
    private static let syllables = [
        "ba", "cor", "dex", "fil", "gan", "hob", "jin", "kel", "lum", "mar", "nov", "pex", "quo",
        "rin", "sol", "tav", "vor", "wex", "yam", "zet",
    ]

    /// Servers with so many tools together, about eight each.
    static func servers(
        tools count: Int, seed: UInt64
    ) throws -> [(server: String, tools: [ToolDefinition])] {
        var random = SplitMix(state: seed)
        var servers: [(server: String, tools: [ToolDefinition])] = []
        var made = 0
        while made < count {
            let name = "\(word(&random))-\(servers.count)"
            let tools: [ToolDefinition]
            if !servers.isEmpty, random.next() % 8 == 0 {
                tools = servers[Int(random.next() % UInt64(servers.count))].tools
            } else {
                let subject = word(&random)
                tools = try (0..<(1 + Int(random.next() % 15))).map {
                    try tool($0, of: subject, &random)
                }
            }
            servers.append((name, tools))
            made += tools.count
        }
        return servers
    }

    /// A tool that speaks of its server's subject in its description, and in half of the names.
    private static func tool(
        _ number: Int, of subject: String, _ random: inout SplitMix
    ) throws -> ToolDefinition {
        var json = SyntheticServer.tool(number, &random)
        let words = (json["name"]?.string ?? "").split(separator: "_").dropLast()
        let isNamed = random.next() % 2 == 0
        let name = isNamed ? [words[0], Substring(subject), words[2]] : Array(words)
        json["name"] = .string(name.joined(separator: "_"))
        json["description"] = .string("\(subject): " + (json["description"]?.string ?? ""))
        return try ToolDefinition(json: json, origin: [])
    }

    private static func word(_ random: inout SplitMix) -> String {
        (0..<3).map { _ in syllables[Int(random.next() % UInt64(syllables.count))] }.joined()
    }
}
