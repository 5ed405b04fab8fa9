// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether names can be told apart at a glance, among the tools and from well-known servers.
struct NamesDistinct: Check {
    static let kind = "names-distinct"

    private let known: Set<String>

    init(_ options: CheckOptions) {
        known = Set(options.members(required: ["known-servers"])["known-servers"]?.texts ?? [])
    }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        let name = subject[index].definition.name
        let skeleton = Self.skeleton(name)
        // The catalogue is sorted by name, so look-alikes in case or separator may stand anywhere;
        // a server's names are few enough to be looked up by their skeleton.
        let twin = subject.skeletons[skeleton]?.first { $0 != name }
        return [
            Opportunity(
                measure: twin == nil ? 1 : 0, pointer: ["name"], detail: twin ?? "", evidence: name)
        ]
    }

    func measureServer(in subject: CheckSubject) -> [Opportunity] {
        let name = subject.manifest.name.lowercased()
        guard !known.contains(name), name.count >= 5 else { return [] }
        let twin = known.sorted().first { Self.isOneAway(name, $0) }
        return [
            Opportunity(
                measure: twin == nil ? 1 : 0, pointer: ["server", "name"], detail: twin ?? "",
                evidence: subject.manifest.name)
        ]
    }

    /// A name without what the eye passes over: case, separators, and letters that look alike.
    static func skeleton(_ name: String) -> String {
        var skeleton = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            if ["_", "-", ".", " "].contains(scalar) { continue }
            let small = lowercased(scalar.value)
            switch small {
            case 0x30: skeleton.append("o")
            case 0x31, 0x69: skeleton.append("l")
            case 0x35: skeleton.append("s")
            default:
                let letter = latinLookalike(small).map { UInt32($0) } ?? small
                if let scalar = Unicode.Scalar(letter) { skeleton.append(scalar) }
            }
        }
        return String(skeleton)
    }

    /// Whether two names differ in one letter that was added, left out, changed or swapped.
    static func isOneAway(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        guard left != right, abs(left.count - right.count) <= 1 else { return false }
        var start = 0
        while start < left.count, start < right.count, left[start] == right[start] { start += 1 }
        let (l, r) = (left[start...], right[start...])
        if l.count != r.count {
            return l.count > r.count ? l.dropFirst() == r : r.dropFirst() == l
        }
        if l.dropFirst() == r.dropFirst() { return true }
        return l.count >= 2 && l.first == r.dropFirst().first && l.dropFirst().first == r.first
            && l.dropFirst(2) == r.dropFirst(2)
    }
}
