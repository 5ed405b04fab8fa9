// SPDX-License-Identifier: Apache-2.0

extension CollectorService.Configuration {
    /// Whether an address leads back to this collector, by any of the usual names of this machine.
    func isReached(by url: String) -> Bool {
        guard port != 0, let start = url.firstRange(of: "://")?.upperBound else { return false }
        let authority = url[start...].prefix { !"/?#".contains($0) }
        let place = authority.split(separator: "@").last ?? authority
        let (name, number) = Self.parts(place.lowercased())
        guard (number ?? (url.lowercased().hasPrefix("https") ? 443 : 80)) == port else {
            return false
        }
        let own = host.lowercased()
        if name == own { return true }
        let isEverywhere = own == "0.0.0.0" || own == "::"
        return Self.isThisMachine(name) && (isEverywhere || Self.isThisMachine(own))
    }

    private static func parts(_ place: String) -> (name: String, port: Int?) {
        if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
            let rest = place[place.index(after: end)...]
            return (
                String(place[place.index(after: place.startIndex)..<end]), Int(rest.dropFirst())
            )
        }
        guard let colon = place.lastIndex(of: ":") else { return (place, nil) }
        return (String(place[..<colon]), Int(place[place.index(after: colon)...]))
    }

    private static func isThisMachine(_ name: String) -> Bool {
        name == "localhost" || name == "::1" || name == "::" || name == "0.0.0.0"
            || name.hasPrefix("127.") || name.hasSuffix(".localhost")
    }
}
