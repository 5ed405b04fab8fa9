// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The tools around a tool: the one that lists what another takes, and the other way round.
struct Relatives {
    private struct Listing {
        let tool: String
        /// What the elements of the list have.
        let members: Set<String>
    }

    /// The lists, by path.
    private var listings: [String: Listing] = [:]
    /// The tools that read a single thing, by path.
    private var readers: [String: String] = [:]

    init(_ tools: [(operation: Operation, name: String)], _ documents: DocumentSet) {
        for (operation, name) in tools where operation.method == "GET" {
            if operation.path.hasSuffix("}") {
                readers[operation.path] = name
            } else {
                listings[operation.path] = Listing(
                    tool: name, members: Self.elements(of: operation, documents))
            }
        }
    }

    /// What the elements have that an operation lists; nothing where it lists nothing.
    private static func elements(of operation: Operation, _ documents: DocumentSet) -> Set<String> {
        let schema = operation.responses.filter(\.isSuccess).lazy.compactMap(\.schema).first
        guard let schema, let whole = try? documents.resolved(schema) else { return [] }
        if let items = whole["items"] { return Set(documents.members(of: items)) }
        guard let shape = try? ObjectShape(whole, documents, isHidden: { _ in false }) else {
            return []
        }
        // Lists often come with the number of their pages around them.
        for member in shape.members {
            guard let value = try? documents.resolved(member.schema), let items = value["items"]
            else { continue }
            let members = documents.members(of: items)
            if !members.isEmpty { return Set(members) }
        }
        return []
    }

    /// Which other tool belongs to this one, where the document shows it.
    func sentence(about operation: Operation) -> String? {
        guard let slash = operation.path.lastIndex(of: "/") else { return nil }
        let last = operation.path[operation.path.index(after: slash)...]
        if last.hasPrefix("{"), last.hasSuffix("}") {
            let parameter = String(last.dropFirst().dropLast())
            guard let listing = listings[String(operation.path[..<slash])],
                listing.members.contains(where: { Self.names(parameter, $0) })
            else { return nil }
            return "\(parameter) is among the results of \(listing.tool)."
        }
        guard operation.method == "GET", let listing = listings[operation.path],
            !listing.members.isEmpty
        else { return nil }
        let children = readers.filter {
            $0.key.hasPrefix(operation.path + "/{")
                && !$0.key.dropFirst(operation.path.count + 1).contains("/")
        }
        guard let (path, reader) = children.min(by: { $0.key < $1.key }) else { return nil }
        let parameter = path.dropFirst(operation.path.count + 2).dropLast()
        return "To read a single one by its \(parameter), use \(reader) instead."
    }

    /// Whether a member of an element is what a parameter asks for.
    private static func names(_ parameter: String, _ member: String) -> Bool {
        let wanted = Spelling.words(parameter)
        let given = Spelling.words(member)
        guard let last = wanted.last, !given.isEmpty else { return false }
        if given == wanted { return true }
        return given.count == 1 && given[0] == last
    }
}
