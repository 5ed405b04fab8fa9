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
    var text: String { text(at: configuration.host) }

    /// Where somebody reaches it: where it listens at all addresses, by the name that was asked for.
    ///
    /// - Parameter authority: the name and port of a request, which may be anything.
    func text(for authority: String?) -> String {
        guard ["0.0.0.0", "::"].contains(configuration.host) else { return text }
        if let authority, Self.isPlain(authority) { return "\(scheme)://\(authority)" }
        return text(at: "127.0.0.1")
    }

    private var scheme: String { configuration.tls == nil ? "http" : "https" }

    private func text(at host: String) -> String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(name):\(port.withLock { $0 })"
    }

    /// Whether a text holds nothing that means something to a shell; it is shown to be copied there.
    private static func isPlain(_ authority: String) -> Bool {
        (1...255).contains(authority.utf8.count)
            && authority.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "-.:[]".utf8.contains(byte)
                }
            }
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
