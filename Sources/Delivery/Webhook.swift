// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Curl
internal import MCPModel
internal import Telemetry

/// Somebody's address for messages, signed as Standard Webhooks 1.0 has it.
public struct Webhook: Sendable, Hashable {
    /// What it is called in settings and reports.
    public let name: String
    /// Where messages go.
    public let url: String
    /// What they are signed with; more than one while an old secret is being replaced.
    public let secrets: [Secret]
    /// What it is told; `nil` for everything.
    public let kinds: Set<WebhookEvent.Kind>?
    /// Whether the address may be of a private network.
    public let allowsPrivate: Bool

    /// A key that only the receiver knows beside us.
    public struct Secret: Sendable, Hashable {
        let key: [UInt8]

        /// A secret as it is written: `whsec_` and 24 to 64 bytes in base 64.
        public init?(_ text: String) {
            guard text.hasPrefix("whsec_"), let key = Base64.decoded(text.dropFirst(6).utf8),
                (24...64).contains(key.count)
            else { return nil }
            self.key = key
        }
    }

    /// An address for messages.
    public init(
        name: String, url: String, secrets: [Secret], kinds: Set<WebhookEvent.Kind>? = nil,
        allowsPrivate: Bool = false
    ) {
        (self.name, self.url, self.secrets) = (name, url, secrets)
        (self.kinds, self.allowsPrivate) = (kinds, allowsPrivate)
    }

    /// Whether it wants to be told of something.
    func wants(_ kind: WebhookEvent.Kind) -> Bool { kinds?.contains(kind) ?? true }

    /// What the header of signatures holds: one for each secret, over id, time and body.
    static func signatures(
        _ secrets: [Secret], id: String, time: Timestamp, body: [UInt8]
    ) -> String {
        let seconds = time.nanoseconds.floorDivided(by: 1_000_000_000)
        let signed = Array("\(id).\(seconds).".utf8) + body
        return secrets.map { secret in
            let code = HMAC<SHA256>.authenticationCode(
                for: signed, using: SymmetricKey(data: secret.key))
            return "v1," + Base64.encoded(Array(code))
        }.joined(separator: " ")
    }

    /// The waits between attempts: the first after seconds, the last after more than three days.
    private static let pauses: [Int64] = [
        5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]

    /// The target of the outbox that this is.
    func target(version: String) -> Target {
        let place = HTTPRequest.shown(url)
        let (url, secrets) = (url, secrets)
        return Target(
            name: name,
            request: { item, now in
                let seconds = now.nanoseconds.floorDivided(by: 1_000_000_000)
                return HTTPRequest(
                    "POST", url,
                    headers: [
                        HTTPHeader("Content-Type", "application/json"),
                        HTTPHeader("webhook-id", item.id),
                        HTTPHeader("webhook-timestamp", String(seconds)),
                        HTTPHeader(
                            "webhook-signature",
                            Self.signatures(secrets, id: item.id, time: now, body: item.body)),
                    ], body: item.body, userAgent: "smelt/\(version)")
            },
            verdict: { response, now in Verdict(webhook: response, from: place, now: now) },
            pause: { $0 < Self.pauses.count ? .seconds(Self.pauses[$0]) : nil },
            isInOrder: false, isToldAgain: false, keepsDelivered: true,
            allowsPrivate: allowsPrivate,
            longestAge: .seconds(7 * 86_400), certificate: nil, timeout: .seconds(20))
    }
}

extension Verdict {
    /// What a receiver of messages means: anything but success may be better the next time.
    init(webhook response: HTTPResponse, from place: String, now: Timestamp) {
        let status = response.head.status
        switch status {
        case 200..<300: self = .delivered(warning: nil)
        case 410: self = .gone("\(place) wants no more messages (410); remove it from the settings")
        case 300..<400: self = .elsewhere(response, from: place)
        default: self = .later(response, from: place, now: now)
        }
    }
}
