// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The names that tools would have in the style of most names of their server.
struct NewNames: Sendable {
    /// The new name of each tool that breaks the style and can be renamed.
    private(set) var names: [Int: String] = [:]

    /// Of the names with a style this share must agree before the others are renamed.
    private static let clearShare = 2.0 / 3
    /// Below this the style of a name is reported.
    private static let agreement = 0.9
    private static let longestName = 58

    /// Finds the new names, each of which no other tool has or gets.
    init(_ subject: CheckSubject) {
        let styles = subject.conventions.toolStyles
        let ranked = styles.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
        guard let habit = ranked.first, habit.value > 1,
            Double(habit.value) >= Self.clearShare * Double(styles.values.reduce(0, +)),
            [.snake, .kebab, .camel, .pascal].contains(habit.key)
        else { return }
        var takers: [String: Int] = [:]
        for tool in subject.catalogue.tools { takers[tool.definition.name, default: 0] += 1 }
        for (index, tool) in subject.catalogue.tools.enumerated() {
            let name = tool.definition.name
            guard Conventions.agreement(of: Conventions.Style(name), in: styles) < Self.agreement,
                name.utf8.allSatisfy(Self.isLegal),
                let new = Self.spelling(of: name, in: habit.key)
            else { continue }
            names[index] = new
            takers[new, default: 0] += 1
        }
        names = names.filter { takers[$0.value] == 1 }
    }

    /// Dots group names by a rule of their own, so such names are left alone.
    private static func isLegal(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }

    private static func spelling(of name: String, in style: Conventions.Style) -> String? {
        let words = NameWords.split(name).map { $0.lowercased() }
        guard let first = words.first else { return nil }
        let capitalized = words.map(NameWords.capitalized)
        let spelled =
            switch style {
            case .snake: words.joined(separator: "_")
            case .kebab: words.joined(separator: "-")
            case .camel: ([first] + capitalized.dropFirst()).joined()
            default: capitalized.joined()
            }
        let isFitting = Conventions.Style(spelled).fits(style)
        return isFitting && spelled.utf8.count <= longestName && spelled != name ? spelled : nil
    }
}

/// Spells out the name that a tool would have in the server's own style.
enum NameRestyling: FixProposer {
    static func proposals(for draft: ToolDraft) -> [FixProposal] {
        guard let name = draft.names.names[draft.tool] else { return [] }
        return [
            draft.proposal(
                "name-style-mixed", "rename \(draft.definition.name) to \(name)", isSafe: false,
                [.replace(["name"], .string(name))])
        ]
    }
}
