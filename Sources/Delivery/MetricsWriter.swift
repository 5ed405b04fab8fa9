// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// Writes `ExportMetricsServiceRequest` of OTLP in protobuf, in requests below a size.
struct MetricsWriter {
    /// What calls are told apart by outside.
    struct Key: Hashable, Sendable {
        let server: String
        let method: String
        let tool: String
        let client: String
        let error: String
        /// In one text, as it is kept.
        let text: String

        init(server: String, method: String, tool: String, client: String, error: String) {
            (self.server, self.method, self.tool) = (server, method, tool)
            (self.client, self.error) = (client, error)
            text = "\(server)\u{1F}\(method)\u{1F}\(tool)\u{1F}\(client)\u{1F}\(error)"
        }

        static func == (left: Key, right: Key) -> Bool { left.text == right.text }

        func hash(into hasher: inout Hasher) { hasher.combine(text) }
    }

    /// The latencies of one kind of call.
    struct Point {
        let key: Key
        let latency: LatencySketch
    }

    private let destination: Destination
    private let origin: StoreOrigin
    private let version: String
    private let start: UInt64
    private let time: UInt64

    /// - Parameters:
    ///   - start: since when the counts are, for all of them.
    ///   - time: until when.
    init(
        _ destination: Destination, origin: StoreOrigin, version: String, start: Timestamp,
        time: Timestamp
    ) {
        self.destination = destination
        self.origin = origin
        self.version = version
        self.start = UInt64(max(start.nanoseconds, 1))
        self.time = UInt64(max(time.nanoseconds, 1))
    }

    /// A request on its way: what it tells of each server, below the destination's size.
    private struct Request {
        var servers: [(name: String, histograms: [[UInt8]], gauges: [[UInt8]])] = []
        var room: Int

        /// Whether there is room for something about a server, with what surrounds it.
        func hasRoom(for size: Int, of server: String) -> Bool {
            servers.isEmpty || size + Self.frame(server) <= room
        }

        mutating func add(_ histograms: [[UInt8]], _ gauges: [[UInt8]], of server: String) {
            if servers.last?.name != server {
                servers.append((server, [], []))
                room -= Self.frame(server)
            }
            servers[servers.count - 1].histograms += histograms
            servers[servers.count - 1].gauges += gauges
            room -= MetricsWriter.size(histograms) + MetricsWriter.size(gauges)
        }

        private static func frame(_ server: String) -> Int { server.utf8.count + 300 }
    }

    private static func size(_ messages: [[UInt8]]) -> Int {
        messages.reduce(0) { $0 + $1.count + 8 }
    }

    /// The requests for some points.
    func requests(_ points: [Point], _ scores: [Deliveries.Score]) -> [[UInt8]] {
        var requests: [Request] = []
        func add(_ histograms: [[UInt8]], _ gauges: [[UInt8]], of server: String) {
            let size = Self.size(histograms) + Self.size(gauges)
            if size == 0 { return }
            if requests.last?.hasRoom(for: size, of: server) != true {
                requests.append(Request(room: destination.mostBytes))
            }
            requests[requests.count - 1].add(histograms, gauges, of: server)
        }
        let pointsOf = Dictionary(grouping: points, by: \.key.server)
        let scoresOf = Dictionary(grouping: scores, by: \.server)
        for server in Set(pointsOf.keys).union(scoresOf.keys).sorted() {
            for point in (pointsOf[server] ?? []).sorted(by: { $0.key.text < $1.key.text }) {
                add([histogramPoint(point)], [], of: server)
            }
            for score in scoresOf[server] ?? [] {
                let gauges = [("quality", score.quality), ("security", score.security)]
                    .compactMap { name, points in points.map { gauge(name, $0) } }
                add([], gauges, of: server)
            }
        }
        return requests.map { request in
            var writer = ProtobufWriter()
            for (server, histograms, gauges) in request.servers {
                writer.write(1) { resourceMetrics(server, histograms, gauges, to: &$0) }
            }
            return writer.bytes
        }
    }

    private func resourceMetrics(
        _ server: String, _ histograms: [[UInt8]], _ gauges: [[UInt8]],
        to writer: inout ProtobufWriter
    ) {
        writer.write(1) { resource in
            resource.attribute(1, "service.name", server)
            // Two collectors that know the same server count apart.
            resource.attribute(1, "service.instance.id", origin.instance)
        }
        writer.write(2) { scope in
            scope.write(1) { scope in
                scope.write(1, "smelt".utf8)
                scope.write(2, version.utf8)
            }
            if !histograms.isEmpty {
                scope.write(2) { metric in
                    metric.write(1, "mcp.server.operation.duration".utf8)
                    metric.write(2, "How long requests took at the server.".utf8)
                    metric.write(3, "s".utf8)
                    metric.write(10) { data in
                        for point in histograms { data.write(1, point) }
                        data.write(2, number: destination.temporality == .delta ? 1 : 2)
                    }
                }
            }
            for gauge in gauges { scope.write(2, gauge) }
        }
    }

    private func histogramPoint(_ point: Point) -> [UInt8] {
        let latency = point.latency
        let buckets = latency.buckets(
            scale: destination.scale, mostBuckets: destination.mostBuckets)
        var writer = ProtobufWriter()
        writer.attribute(1, "mcp.method.name", point.key.method)
        if point.key.method == "tools/call" {
            writer.attribute(1, "gen_ai.operation.name", "execute_tool")
        }
        let isPrompt = point.key.method == "prompts/get"
        let named = [
            (isPrompt ? "gen_ai.prompt.name" : "gen_ai.tool.name", point.key.tool),
            ("mcp.client.name", point.key.client), ("error.type", point.key.error),
        ]
        for (name, value) in named where !value.isEmpty { writer.attribute(1, name, value) }
        writer.write(2, fixed: start)
        writer.write(3, fixed: time)
        writer.write(4, fixed: latency.count)
        writer.write(5, fixed: (Double(latency.sum) / 1e9).bitPattern)
        writer.write(6, signed: Int64(buckets.scale))
        writer.write(7, fixed: latency.zeroCount)
        writer.write(8) { positive in
            positive.write(1, signed: Int64(buckets.first))
            positive.write(2, packed: buckets.counts)
        }
        // Of a difference the extremes are not known.
        if destination.temporality == .cumulative, let least = latency.minimum,
            let most = latency.maximum
        {
            writer.write(12, fixed: (Double(least) / 1e9).bitPattern)
            writer.write(13, fixed: (Double(most) / 1e9).bitPattern)
        }
        return writer.bytes
    }

    /// A gauge without a unit: one would end up in its name at Prometheus.
    private func gauge(_ name: String, _ points: Int) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.write(1, "smelt.score.\(name)".utf8)
        writer.write(2, "Points of the latest report card, of 100.".utf8)
        writer.write(5) { data in
            data.write(1) { point in
                point.write(3, fixed: time)
                point.write(4, fixed: Double(points).bitPattern)
            }
        }
        return writer.bytes
    }
}

extension ProtobufWriter {
    fileprivate mutating func attribute(_ field: UInt64, _ key: String, _ value: String) {
        write(field) { attribute in
            attribute.write(1, key.utf8)
            attribute.write(2) { $0.write(1, value.utf8) }
        }
    }
}
