// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Where senders and browsers reach a collector.
final class OwnAddress: Sendable {
    private let configuration: CollectorService.Configuration
    private let port: Mutex<Int>

    init(_ configuration: CollectorService.Configuration) {
        self.configuration = configuration
        port = Mutex(configuration.port)
    }

    /// Takes the port that it listens at, which the settings may have left open.
    func settle(port number: Int) { port.withLock { $0 = number } }

    /// As it is written in settings.
    var text: String {
        let (scheme, host) = (configuration.tls == nil ? "http" : "https", configuration.host)
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(name):\(port.withLock { $0 })"
    }
}

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
        return Self.isThisMachine(name) && Self.isThisMachine(own)
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

    /// Whether only this machine can reach it.
    public var isLoopback: Bool { Self.isLoopback(host) }

    /// Only addresses in digits count: a name that begins like one may lead anywhere.
    private static func isLoopback(_ name: String) -> Bool {
        if name == "localhost" || name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                part.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(part) != nil
            }
    }

    /// Whether a name in lower case may be one of this machine; it listens at all addresses too.
    private static func isThisMachine(_ name: String) -> Bool {
        isLoopback(name) || name == "::" || name == "0.0.0.0" || name.hasPrefix("127.")
            || name.hasSuffix(".localhost")
    }
}
