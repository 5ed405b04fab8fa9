// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Telemetry
import Testing

@testable import Delivery

@Suite("A webhook")
struct WebhookTests {
    private static let time = Timestamp(nanoseconds: 1_790_000_000_999_999_999)
    private static let body = Array(#"{"type":"test","data":{"server":"Tür"}}"#.utf8)
    private static let first = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    private static let second = "whsec_c21lbHQtc21lbHQtc21lbHQtc21lbHQtMjQ="

    /// What `standardwebhooks` 1.1.0 and Python's `hmac` make of the same message and secrets.
    private static let vectors = [
        first: "v1,GBFQTi74W4ozTtzFrxHi7T8eVKsDpfeHIfx/502HIXM=",
        second: "v1,AbrMYgt+u19UgOYBWGyBhWS6ZPs/pE4vvGoT7eCqAMU=",
    ]

    @Test("signs id, second and body as others verify them", arguments: vectors)
    func signature(secret: String, signature: String) throws {
        let secret = try #require(Webhook.Secret(secret))
        #expect(
            Webhook.signatures([secret], id: "msg_1", time: Self.time, body: Self.body)
                == signature)
    }

    @Test("signs with every secret while one is being replaced")
    func several() throws {
        let secrets = [Self.first, Self.second].compactMap(Webhook.Secret.init)
        #expect(
            Webhook.signatures(secrets, id: "msg_1", time: Self.time, body: Self.body)
                == [Self.first, Self.second].compactMap { Self.vectors[$0] }
                .joined(separator: " "))
        let other = Webhook.signatures(secrets, id: "msg_2", time: Self.time, body: Self.body)
        #expect(!other.contains(try #require(Self.vectors[Self.first])))
    }

    @Test(
        "takes no secret that is too short, too long or something else",
        arguments: [
            "", "whsec_", "whsec_c2hvcnQ=", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            "whsec_!!!!", "WHSEC_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            "whsec_" + Base64.encoded([UInt8](repeating: 1, count: 23)),
            "whsec_" + Base64.encoded([UInt8](repeating: 1, count: 65)),
        ])
    func refused(secret: String) { #expect(Webhook.Secret(secret) == nil) }

    @Test("takes secrets of 24 to 64 bytes", arguments: [24, 25, 26, 32, 64])
    func lengths(count: Int) {
        let text = "whsec_" + Base64.encoded([UInt8](repeating: 0xFE, count: count))
        #expect(Webhook.Secret(text)?.key == [UInt8](repeating: 0xFE, count: count))
    }

    @Test("is told type, time and data, nothing else", arguments: WebhookEvent.Kind.allCases)
    func body(kind: WebhookEvent.Kind) throws {
        var details = JSONObject()
        for member in kind.members { details[member] = .string("of \(member)") }
        let event = WebhookEvent(kind, server: "shop \"ö\"", time: Self.time, details: details)
        let root = try #require(try JSONReader.read(event.body).root.object)
        #expect(root.keys.sorted() == ["data", "timestamp", "type"])
        #expect(root["type"] == .string(kind.rawValue))
        #expect(root["timestamp"] == .string(Self.time.text))
        let data = try #require(root["data"]?.object)
        #expect(data["server"] == "shop \"ö\"")
        #expect(Set(data.keys) == Set(kind.members + ["server"]))
        for member in kind.members { #expect(data[member] == .string("of \(member)")) }
    }

    @Test("may be told of sixteen kinds of things, all of them named apart")
    func kinds() {
        let kinds = WebhookEvent.Kind.allCases
        #expect(kinds.count == 16)
        #expect(Set(kinds.map(\.rawValue)).count == 16)
        for kind in kinds {
            #expect(kind.rawValue.split(separator: ".").count == 2)
            #expect(kind.rawValue.allSatisfy { $0.isLowercase || "._12".contains($0) })
            #expect(!kind.members.isEmpty && !kind.members.contains("server"))
            #expect(Set(kind.members).count == kind.members.count)
        }
    }

    @Test("is told only what it asked for, or everything")
    func wanted() {
        func wants(_ kinds: Set<WebhookEvent.Kind>?) -> [WebhookEvent.Kind] {
            let webhook = Webhook(name: "a", url: "https://a.test", secrets: [], kinds: kinds)
            return WebhookEvent.Kind.allCases.filter(webhook.wants)
        }
        #expect(wants(nil).count == 16)
        #expect(wants([.gradeDropped]) == [.gradeDropped])
        #expect(wants([]).isEmpty)
    }
}
