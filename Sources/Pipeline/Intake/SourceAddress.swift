// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Where a document lies: a file, or something at a URL.
struct SourceAddress: Hashable, Sendable {
    /// The path, or the URL without a fragment.
    let text: String

    init(_ text: String) { self.text = text }

    /// Whether it is read over the network.
    var isRemote: Bool { Self.isRemote(text) }

    static func isRemote(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://")
    }

    /// The folder of a file, or of a URL's path, with its last slash.
    var folder: String {
        guard let slash = pathPart.lastIndex(of: "/") else { return "" }
        return String(text[...slash])
    }

    /// The scheme, host and port of a URL; nothing of a file.
    var origin: String {
        guard isRemote, let start = text.firstRange(of: "://")?.upperBound else { return "" }
        return String(text[..<start]) + text[start...].prefix { $0 != "/" && $0 != "?" }
    }

    private var pathPart: Substring {
        guard isRemote else { return text[...] }
        let path = text.dropFirst(origin.count)
        return path.prefix { $0 != "?" }
    }

    /// The address that a relative reference leads to from here (RFC 3986, section 5.2, as far as
    /// documents use it).
    func resolving(_ reference: String) -> SourceAddress {
        if Self.isRemote(reference) { return SourceAddress(reference) }
        if isRemote {
            if reference.hasPrefix("//") {
                return SourceAddress(origin.prefix { $0 != ":" } + ":" + reference)
            }
            let path =
                reference.hasPrefix("/") ? reference : folder.dropFirst(origin.count) + reference
            return SourceAddress(origin + Self.normalised(String(path)))
        }
        let path = PercentCode.decoded(reference)
        return SourceAddress(Self.normalised(path.hasPrefix("/") ? path : folder + path))
    }

    /// A path without "." and "..", as far as they can be taken away.
    static func normalised(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part == "..", path.hasPrefix("/") {
                continue
            } else {
                parts.append(part)
            }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// The address as seen from the folder of another, the same on every machine.
    func shown(from root: SourceAddress) -> String {
        text.hasPrefix(root.folder) ? String(text.dropFirst(root.folder.count)) : text
    }
}
