// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// A server made up from a seed, with tools of the length that published ones have.
enum SyntheticServer {
    private static let actions = [
        "get", "list", "search", "create", "update", "delete", "send", "export", "compare", "count",
    ]
    private static let things = [
        "invoice", "customer", "order", "refund", "shipment", "ticket", "comment", "project",
        "task",
        "calendar", "event", "file", "folder", "report", "metric", "campaign", "keyword", "budget",
        "audience", "creative", "page", "form", "contact", "deal", "pipeline", "branch", "commit",
        "release", "build", "artifact", "package", "image", "video", "playlist", "station", "route",
    ]
    private static let qualities = [
        "open", "archived", "monthly", "shared", "draft", "weekly", "public", "nested", "global",
        "regional", "recent", "partial", "signed", "expired", "pending", "blocked", "linked",
    ]
    private static let fillers = """
        returns the newest entries first with their amounts in cents and the time of the last \
        change in UTC; rows that were removed are left out unless asked for, and at most two \
        hundred come back in one answer. Use it before a change to see what depends on the entry, \
        or after an import to check that nothing was lost on the way from the older system.
        """.split(separator: " ").map(String.init)

    /// The JSON of a server with so many tools.
    static func json(tools count: Int, seed: UInt64) -> [UInt8] {
        var random = SplitMix(state: seed)
        let tools = (0..<count).map { JSONValue.object(tool($0, &random)) }
        return JSONWriter.bytes(["server": ["name": "synthetic"], "tools": .array(tools)])
    }

    /// The descriptions of many tools one after another, about so many bytes long.
    static func prose(bytes: Int, seed: UInt64) -> String {
        var random = SplitMix(state: seed)
        var text = ""
        while text.utf8.count < bytes {
            text += tool(0, &random)["description"]?.string ?? ""
            text += ".\n\n"
        }
        return text
    }

    /// One tool, with a number in its name that no other one has.
    static func tool(_ number: Int, _ random: inout SplitMix) -> JSONObject {
        let action = pick(actions, &random)
        let (quality, thing) = (pick(qualities, &random), pick(things, &random))
        var words = [action + "s", "the", quality, thing, "of", "an", "account;"]
        for _ in 0..<(8 + Int(random.next() % 40)) { words.append(pick(fillers, &random)) }
        var tool = JSONObject()
        tool["name"] = .string("\(action)_\(quality)_\(thing)_\(number)")
        tool["description"] = .string(words.joined(separator: " "))
        var properties = JSONObject()
        for _ in 0..<(1 + Int(random.next() % 5)) {
            let name = "\(pick(things, &random))_\(pick(qualities, &random))"
            properties[name] = [
                "type": "string",
                "description": .string(
                    "The \(name), \((0..<6).map { _ in pick(fillers, &random) }.joined(separator: " "))"
                ),
            ]
        }
        tool["inputSchema"] = [
            "type": "object", "properties": .object(properties), "required": .array([]),
        ]
        return tool
    }

    private static func pick(_ words: [String], _ random: inout SplitMix) -> String {
        words[Int(random.next() % UInt64(words.count))]
    }
}

/// A small random number generator with a seed, so that every run measures the same.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
