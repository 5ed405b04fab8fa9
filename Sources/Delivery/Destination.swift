// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import Curl
internal import MCPModel
internal import Telemetry

/// A backend that metrics are pushed to.
public struct Destination: Sendable, Hashable {
    /// What counts are counted from.
    public enum Temporality: String, Sendable, Hashable, CaseIterable {
        /// From the beginning.
        case cumulative
        /// From the point before.
        case delta
    }

    /// What is known about some backends.
    public enum Preset: String, Sendable, Hashable, CaseIterable {
        case grafanaCloud = "grafana-cloud"
        case datadog
        case prometheus
        case victoriaMetrics = "victoriametrics"
        case otlp
    }

    /// What it is called in settings and reports.
    public var name: String
    /// Where requests go, the path included.
    public var url: String
    /// What is sent with every request.
    public var headers: [Header] = []
    /// What counts are counted from.
    public var temporality = Temporality.cumulative
    /// Seconds between two pushes.
    public var interval = 60
    /// The largest scale of a histogram.
    public var scale = BucketScale.scale
    /// The most buckets of a histogram; its scale is lowered until they suffice.
    public var mostBuckets = 1_200
    /// The longest request before it is compressed.
    public var mostBytes = 1 << 20
    /// How much may wait; beyond it points are made farther apart instead.
    public var mostWaiting = 64 << 20
    /// Days after which a request has lost its worth.
    public var mostDays = 7
    /// Whether requests are compressed.
    public var isCompressed = true
    /// The certificates to trust, where not those of the system.
    public var certificate: String?
    /// Seconds that an answer may take.
    public var timeout = 30

    /// A field of the head.
    public struct Header: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its value.
        public let value: String

        /// Makes a field.
        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    /// A backend at an address.
    public init(name: String, url: String) { (self.name, self.url) = (name, url) }

    /// A backend of a kind that is known.
    ///
    /// - Parameter endpoint: what its pages call the OTLP endpoint, without `/v1/metrics`.
    public init(name: String, preset: Preset, endpoint: String) {
        var base = endpoint[...]
        while base.hasSuffix("/") { base.removeLast() }
        let url: String
        if base.hasSuffix("/v1/metrics") {
            url = String(base)
        } else {
            switch preset {
            case .prometheus where !base.hasSuffix("/api/v1/otlp"):
                url = base + "/api/v1/otlp/v1/metrics"
            case .victoriaMetrics where !base.hasSuffix("/opentelemetry"):
                url = base + "/opentelemetry/v1/metrics"
            default: url = base + "/v1/metrics"
            }
        }
        self.init(name: name, url: url)
        if preset == .datadog {
            temporality = .delta
            // 500 KB uncompressed is where it refuses, in decimal.
            mostBytes = 450_000
        }
    }

    /// The target of the outbox that this is.
    func target(version: String) -> Target {
        let place = HTTPRequest.shown(url)
        let (url, isCompressed) = (url, isCompressed)
        let fields =
            [HTTPHeader("Content-Type", "application/x-protobuf")]
            + headers.map { HTTPHeader($0.name, $0.value) }
        return Target(
            name: name,
            request: { item, _ in
                let packed = isCompressed ? Gzip.packed(item.body) : nil
                let encoding = packed.map { _ in [HTTPHeader("Content-Encoding", "gzip")] } ?? []
                return HTTPRequest(
                    "POST", url, headers: fields + encoding, body: packed ?? item.body,
                    userAgent: "smelt/\(version) OTel-OTLP-Exporter-Swift/\(version)")
            },
            verdict: { response, now in
                Verdict(otlp: response, from: place, now: now)
            },
            // 1 s, 2 s, 4 s and so on up to five minutes, for as long as it takes.
            pause: { .seconds(min(1 << min($0, 9), 300)) }, isInOrder: true,
            isToldAgain: temporality == .cumulative, keepsDelivered: false, allowsPrivate: true,
            longestAge: .seconds(mostDays * 86_400),
            certificate: certificate, timeout: .seconds(timeout))
    }
}

extension Verdict {
    /// What a receiver of OTLP means.
    init(otlp response: HTTPResponse, from place: String, now: Timestamp) {
        if let common = Verdict(response, from: place, now: now) {
            self = common
            return
        }
        let status = response.head.status
        switch status {
        case 200..<300: self = .delivered(warning: Self.partialSuccess(response, place))
        case 413:
            self = .refused(
                "\(place) finds the request too long (413); lower max-bytes of the destination")
        default:
            self = .refused("\(place) refuses the request (\(status))\(Self.said(response))")
        }
    }

    /// What a receiver did not take of what it took.
    private static func partialSuccess(_ response: HTTPResponse, _ place: String) -> String? {
        guard let partial = PartialSuccess(response.body),
            partial.rejected > 0 || !partial.message.isEmpty
        else { return nil }
        let message = partial.message.isEmpty ? "" : ": \(partial.message)"
        return partial.rejected > 0
            ? "\(place) took all but \(partial.rejected) points\(message)"
            : "\(place) took everything and says\(message)"
    }
}
