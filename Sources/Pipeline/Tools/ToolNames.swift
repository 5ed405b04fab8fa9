// SPDX-License-Identifier: Apache-2.0

/// Names of tools: legal, unique, and the same in whatever order operations are described.
enum ToolNames {
    /// The longest that the names of server and tool may be together: clients put both, and a mark
    /// of their own, into the 64 characters that the interfaces of models allow.
    static let longest = 58

    /// The longest name of a server, so that enough is left for its tools.
    static let longestServer = 24

    /// A name for each operation.
    static func names(_ operations: [Operation], server: String) -> [String] {
        let room = longest - server.utf8.count
        let plain = operations.map { plainName($0) }
        var counts: [String: Int] = [:]
        for name in plain { counts[name, default: 0] += 1 }
        return zip(operations, plain).map { operation, name in
            let isUnique = counts[name] == 1
            if isUnique, name.utf8.count <= room { return name }
            return shortened(name, to: room, mark: Spelling.digest(operation.name))
        }
    }

    /// A short name for a server.
    static func serverName(_ title: String) -> String {
        let noise: Set<String> = [
            "api", "apis", "rest", "openapi", "swagger", "the", "specification",
        ]
        var words = Spelling.words(title)
        let telling = words.filter { !noise.contains($0) && !isVersion($0) }
        if !telling.isEmpty { words = telling }
        var name = ""
        for word in words {
            let longer = name.isEmpty ? word : name + "-" + word
            if longer.utf8.count > longestServer { break }
            name = longer
        }
        if name.isEmpty { name = String((words.first ?? "api").prefix(longestServer)) }
        return name.first.map { $0.isNumber } == true
            ? "api-" + name.prefix(longestServer - 4) : name
    }

    private static func isVersion(_ word: String) -> Bool {
        word.first == "v" && !word.dropFirst().isEmpty && word.dropFirst().allSatisfy(\.isNumber)
    }

    /// What the author called it, or else what it does to what.
    private static func plainName(_ operation: Operation) -> String {
        if let id = operation.id, isLatin(id) {
            let words = Spelling.words(id)
            if words.contains(where: { $0.contains(where: \.isLetter) }) { return joined(words) }
        }
        var words = [operation.method.lowercased()]
        for segment in operation.path.split(separator: "/") {
            let isName = segment.hasPrefix("{") && segment.hasSuffix("}")
            let inner = Spelling.words(String(segment))
            if isName, !inner.isEmpty { words.append("by") }
            words += inner
        }
        if words.count == 1 { words.append("root") }
        return joined(words)
    }

    /// Whether nothing of a name is lost when it is written in ASCII.
    private static func isLatin(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.isASCII || !$0.properties.isAlphabetic }
    }

    private static func joined(_ words: [String]) -> String {
        let name = words.joined(separator: "_")
        return name.first?.isNumber == true ? "call_" + name : name
    }

    /// As many words as fit, and a mark that tells it from others with the same beginning.
    private static func shortened(_ name: String, to room: Int, mark: String) -> String {
        let limit = room - mark.utf8.count - 1
        guard name.utf8.count > limit else { return name + "_" + mark }
        var kept = ""
        for word in name.split(separator: "_") {
            let longer = kept.isEmpty ? String(word) : kept + "_" + word
            if longer.utf8.count > limit { break }
            kept = longer
        }
        if kept.isEmpty { kept = String(name.prefix(limit)) }
        return kept + "_" + mark
    }
}
