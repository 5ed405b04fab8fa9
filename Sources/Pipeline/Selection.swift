// SPDX-License-Identifier: Apache-2.0

/// Which operations of an API become tools.
public struct Selection: Sendable {
    /// Only operations with one of these tags; all where empty.
    public var tags: [String] = []
    /// None with one of these tags.
    public var withoutTags: [String] = []
    /// Only paths that match one of these patterns, in which `*` stands for anything; all where empty.
    public var paths: [String] = []
    /// Only these methods, in capitals; all where empty.
    public var methods: [String] = []
    /// Only operations that promise to change nothing.
    public var isReadOnly = false
    /// Also operations that are marked as deprecated.
    public var includesDeprecated = false
    /// Also operations that are marked as internal.
    public var includesInternal = false

    /// Selects all but what is deprecated or internal.
    public init() {}

    /// Why an operation is left out; `nil` where it is not.
    func reason(against operation: Operation) -> String? {
        if operation.isInternal, !includesInternal {
            return "it is marked as internal; --include-internal takes it in"
        }
        if operation.isDeprecated, !includesDeprecated {
            return "it is deprecated; --include-deprecated takes it in"
        }
        if isReadOnly, !operation.isReadOnly { return "not selected: it may change something" }
        if !methods.isEmpty, !methods.contains(operation.method) {
            return "not selected: its method"
        }
        if !tags.isEmpty, !operation.tags.contains(where: tags.contains) {
            return "not selected: its tags"
        }
        if operation.tags.contains(where: withoutTags.contains) { return "not selected: its tags" }
        if !paths.isEmpty, !paths.contains(where: { Self.matches(operation.path, $0) }) {
            return "not selected: its path"
        }
        return nil
    }

    /// Whether a path is as a pattern says; in time linear in both.
    static func matches(_ path: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, path.hasPrefix(first) else { return false }
        if parts.count == 1 { return path == pattern }
        var rest = path.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }
}
