// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Gives a tool without a title the words of its name as one.
enum TitleAddition: FixProposer {
    private static let longestTitle = 80

    static func proposals(for draft: ToolDraft) -> [FixProposal] {
        let titles = [draft.json[["title"]], draft.json[["annotations", "title"]]]
        // A name with letters of which some cannot be seen tells nobody what its words are.
        guard titles.allSatisfy({ isBlank($0?.string) }),
            HiddenText(in: draft.definition.name) == nil
        else { return [] }
        let words = NameWords.split(draft.definition.name)
        let title = NameWords.title(words)
        guard title.unicodeScalars.contains(where: { $0.properties.isAlphabetic }),
            title.unicodeScalars.count <= longestTitle
        else { return [] }
        return [
            draft.proposal(
                "title-missing", "add the title \"\(title)\"", isSafe: true,
                [.add(["title"], .string(title))])
        ]
    }

    private static func isBlank(_ text: String?) -> Bool {
        text?.unicodeScalars.allSatisfy(\.properties.isWhitespace) ?? true
    }
}
