// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import MCPModel

/// What proves that somebody may send or ask; only its digest is kept.
public struct Token: Sendable, Hashable {
    /// What it allows.
    public enum Right: Sendable, Hashable {
        /// To send calls of one server; whatever the sender calls it, they count as this server's.
        case send(server: String)
        /// To send calls of any server.
        case sendAny
        /// To ask about all servers.
        case read
    }

    /// What it is called when it is listed or revoked.
    public let id: String
    /// What it allows.
    public let right: Right
    /// The SHA-256 of the token in hexadecimal.
    let digest: String

    /// What tokens begin with, so that they are recognised where they should not be.
    static let prefix = "smelt_"

    /// A new token and its text, which is known nowhere else.
    static func make(_ right: Right) -> (token: Token, text: String) {
        var random = SystemRandomNumberGenerator()
        let text =
            prefix + hexadecimal((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
        let digest = digest(of: text)
        return (Token(id: String(digest.prefix(8)), right: right, digest: digest), text)
    }

    static func digest(of text: String) -> String {
        hexadecimal(SHA256.hash(data: Array(text.utf8)))
    }
}

extension Token {
    var json: JSONValue {
        var object = JSONObject()
        object["id"] = .string(id)
        switch right {
        case .send(let server):
            object["right"] = "send"
            object["server"] = .string(server)
        case .sendAny: object["right"] = "send"
        case .read: object["right"] = "read"
        }
        object["sha256"] = .string(digest)
        return .object(object)
    }

    /// `nil` for something else than ``json`` writes.
    init?(_ json: JSONValue) {
        guard let id = json[["id"]]?.string, let digest = json[["sha256"]]?.string else {
            return nil
        }
        switch (json[["right"]]?.string, json[["server"]]?.string) {
        case ("send", let server?): right = .send(server: server)
        case ("send", nil): right = .sendAny
        case ("read", _): right = .read
        default: return nil
        }
        self.id = id
        self.digest = digest
    }
}
