// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import MCPModel

/// Names of files for servers: short, lower-case ASCII, never a path or a device.
enum Slug {
    /// The most bytes of a slug that is made of a name, without its hash.
    static let limit = 60

    /// One slug for each server, all different, whatever the order of the servers.
    ///
    /// - Parameter kept: the slug a server had before, so that addresses stay the same.
    static func all(_ servers: [ServerIdentity], kept: [String?]) -> [String] {
        var slugs = kept.map { $0.flatMap { isValid($0) ? $0 : nil } }
        // Two that claim the same old slug both get a new one.
        let claims = Dictionary(grouping: slugs.compactMap(\.self), by: \.self)
        slugs = slugs.map { $0.flatMap { claims[$0]?.count == 1 ? $0 : nil } }
        var open = servers.indices.filter { slugs[$0] == nil }
        for form in Form.allCases {
            let taken = Set(slugs.compactMap(\.self))
            let proposals = open.map { (server: $0, slug: form.slug(servers[$0])) }
            let uses = Dictionary(grouping: proposals, by: \.slug)
            for (slug, claimants) in uses where !taken.contains(slug) {
                let first =
                    claimants.count == 1
                    ? claimants.first : exact(claimants, named: slug, servers)
                if let first { slugs[first.server] = slug }
            }
            open = open.filter { slugs[$0] == nil }
        }
        return slugs.map { $0 ?? "" }
    }

    /// The only one whose name is spelled like the slug: `git` beside `Git`.
    private static func exact(
        _ claimants: [(server: Int, slug: String)], named slug: String, _ servers: [ServerIdentity]
    ) -> (server: Int, slug: String)? {
        let exact = claimants.filter { servers[$0.server].name == slug }
        return exact.count == 1 ? exact.first : nil
    }

    /// The spellings tried one after the other until all differ.
    private enum Form: CaseIterable {
        case plain, hashed, whole

        func slug(_ server: ServerIdentity) -> String {
            let text = "\(server.name)\u{0}\(server.source)\u{0}\(server.ordinal)"
            switch self {
            case .plain: return Slug.plain(server.name)
            case .hashed: return Slug.stem(server.name) + "-" + Slug.hash(text).prefix(8)
            case .whole: return "server-" + Slug.hash(text)
            }
        }
    }

    /// The slug of a name that nobody else has.
    private static func plain(_ name: String) -> String {
        let stem = stem(name)
        let says = name.unicodeScalars.allSatisfy(\.isASCII) && name.utf8.count <= limit
        // What lost letters, or stands for a device, is told from its like by a hash.
        return says && isValid(stem) && stem != "server"
            ? stem : stem + "-" + hash(name).prefix(8)
    }

    /// The letters and digits of a name, with dashes for everything else.
    private static func stem(_ name: String) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8.prefix(4 * limit) where bytes.count < limit {
            switch byte {
            case 0x30...0x39, 0x61...0x7A: bytes.append(byte)
            case 0x41...0x5A: bytes.append(byte + 0x20)
            default: if let last = bytes.last, last != 0x2D { bytes.append(0x2D) }
            }
        }
        while bytes.last == 0x2D { bytes.removeLast() }
        return bytes.isEmpty ? "server" : String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a text can be a slug.
    static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        return (1...limit + 12).contains(bytes.count) && bytes.first != 0x2D && bytes.last != 0x2D
            && bytes.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x61...0x7A, 0x2D: true
                default: false
                }
            } && !reserved.contains(text)
    }

    private static func hash(_ text: String) -> String {
        hexadecimal(SHA256.hash(data: Array(text.utf8)))
    }

    // Devices on Windows, whatever stands behind a dot; and the page that a folder opens with.
    private static let reserved = Set(
        ["con", "prn", "aux", "nul", "index"]
            + (0...9).flatMap { ["com\($0)", "lpt\($0)"] })
}
