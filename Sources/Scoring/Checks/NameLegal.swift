// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether a name is one that every client and model API accepts.
struct NameLegal: Check {
    static let kind = "name-legal"

    private let longest: Int

    init(_ options: CheckOptions) {
        let members = options.members(required: ["longest"])
        longest = Int(members["longest"]?.number(in: 1...128) ?? 128)
    }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let name = subject[index].definition.name
        var measure = 1.0
        var detail = ""
        if !name.utf8.allSatisfy(Self.isLegal) || name.utf8.count > 128 {
            (measure, detail) = (0, "the specification allows 1 to 128 of A-Z a-z 0-9 _ - .")
        } else if name.utf8.count > longest {
            (measure, detail) = (0.5, "it is longer than \(longest) characters")
        } else if name.utf8.contains(UInt8(ascii: ".")) {
            (measure, detail) = (0.7, "some model APIs refuse dots")
        }
        let isRepeated = index > 0 && subject[index - 1].definition.name == name
        let isFollowed =
            index + 1 < subject.catalogue.tools.count
            && subject[index + 1].definition.name == name
        // Tools are in the order of their names, so equal names are neighbours.
        if isRepeated || isFollowed { (measure, detail) = (0, "another tool has the same name") }
        return [Opportunity(measure: measure, pointer: ["name"], detail: detail, evidence: name)]
    }

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
