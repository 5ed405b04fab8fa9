// SPDX-License-Identifier: Apache-2.0

internal import Curl
internal import MCPModel
public import Telemetry

/// An attempt that somebody makes to see whether the settings are right.
public struct Trial: Sendable, Hashable {
    /// Whether it arrived.
    public let isTaken: Bool
    /// What came of it, in words that say what to do.
    public let sentence: String

    /// Sends one point to a destination: the gauge `smelt.up` of a server called `smelt`.
    public init(_ destination: Destination, version: String, now: Timestamp) {
        var request = ProtobufWriter()
        request.write(1) { resource in
            resource.write(1) { resource in
                resource.write(1) { attribute in
                    attribute.write(1, "service.name".utf8)
                    attribute.write(2) { $0.write(1, "smelt".utf8) }
                }
            }
            resource.write(2) { scope in
                scope.write(2) { metric in
                    metric.write(1, "smelt.up".utf8)
                    metric.write(5) { data in
                        data.write(1) { point in
                            point.write(3, fixed: UInt64(max(now.nanoseconds, 1)))
                            point.write(4, fixed: 1.0.bitPattern)
                        }
                    }
                }
            }
        }
        self.init(destination.target(version: version), request.bytes, now)
    }

    /// Sends a message of the type `test` to a webhook.
    public init(_ webhook: Webhook, version: String, now: Timestamp) {
        let message: JSONValue = [
            "type": "test", "timestamp": .string(now.text), "data": ["server": "smelt"],
        ]
        self.init(
            webhook.target(version: version), JSONWriter.bytes(message, layout: .compact), now)
    }

    private init(_ target: Target, _ body: [UInt8], _ now: Timestamp) {
        let item = Outbox.Item(
            number: 0, id: "test_\(now.nanoseconds)", created: now, attempts: 0, body: body)
        let verdict: Verdict
        do throws(CurlError) {
            var client = try HTTPClient()
            verdict = target.verdict(try target.perform(item, at: now, with: &client), now)
        } catch {
            verdict = Verdict(error)
        }
        isTaken = verdict.isDelivered
        sentence = verdict.sentence
    }
}
