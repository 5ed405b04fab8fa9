// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Delivery
@testable import Telemetry

@Suite("Requests of metrics")
struct MetricsWriterTests {
    private static let origin = StoreOrigin(
        started: Timestamp(nanoseconds: 1_790_000_000_000_000_000), instance: "here")
    private static let start = Timestamp(nanoseconds: 1_790_000_060_000_000_000)
    private static let time = Timestamp(nanoseconds: 1_790_000_120_000_000_000)

    private static func key(
        _ tool: String, server: String = "shop", method: String = "tools/call",
        client: String = "", error: String = ""
    ) -> MetricsWriter.Key {
        .init(server: server, method: method, tool: tool, client: client, error: error)
    }

    private static func latency(_ nanoseconds: UInt64...) -> LatencySketch {
        var latency = LatencySketch()
        for nanoseconds in nanoseconds { latency.insert(nanoseconds: nanoseconds) }
        return latency
    }

    private static var destination: Destination {
        Destination(name: "test", url: "http://127.0.0.1/v1/metrics")
    }

    private static func requests(
        _ points: [MetricsWriter.Point], _ scores: [Deliveries.Score] = [],
        for destination: Destination = destination
    ) -> [[UInt8]] {
        MetricsWriter(
            destination, origin: origin, version: "1.2.3", start: start, time: time
        ).requests(points, scores)
    }

    private static func only(
        _ points: [MetricsWriter.Point], _ scores: [Deliveries.Score] = [],
        for destination: Destination = destination
    ) throws -> ReadMetrics {
        let requests = requests(points, scores, for: destination)
        #expect(requests.count == 1)
        let read = try #require(ReadMetrics(requests.first ?? []))
        #expect(read.empty == 0 && read.repeatedAttributes == 0)
        return read
    }

    @Test("say of a series all that is known", arguments: Destination.Temporality.allCases)
    func whole(temporality: Destination.Temporality) throws {
        var destination = Self.destination
        destination.temporality = temporality
        let latency = Self.latency(0, 1_000_000, 250_000_000, 250_000_000)
        let read = try Self.only(
            [.init(key: Self.key("buy", client: "claude", error: "timeout"), latency: latency)],
            for: destination)
        let point = try #require(read.points.first)
        #expect(read.points.count == 1)
        #expect((point.service, point.instance) == ("shop", "here"))
        #expect((point.scope, point.metric) == ("smelt", "mcp.server.operation.duration"))
        #expect(point.unit == "s")
        #expect(
            point.attributes == [
                "mcp.method.name": "tools/call", "gen_ai.operation.name": "execute_tool",
                "gen_ai.tool.name": "buy", "mcp.client.name": "claude", "error.type": "timeout",
            ])
        #expect((point.start, point.time) == (Self.start.nanoseconds, Self.time.nanoseconds))
        #expect((point.count, point.zeroCount) == (4, 1))
        #expect(point.value == 0.501)
        #expect(point.buckets.reduce(point.zeroCount, +) == point.count)
        // The bucket that begins the list is that of a millisecond, of the ratio 2^(1/64).
        #expect(point.scale == 6)
        #expect(point.offset == BucketScale.index(ofNanoseconds: 1_000_000))
        #expect(
            point.offset + point.buckets.count - 1
                == BucketScale.index(ofNanoseconds: 250_000_000))
        #expect(point.buckets.first == 1 && point.buckets.last == 2)
        if temporality == .cumulative {
            #expect(point.temporality == 2)
            #expect((point.least, point.most) == (0, 0.25))
        } else {
            #expect(point.temporality == 1)
            // Of a difference the extremes are not known.
            #expect(point.least == nil && point.most == nil)
        }
    }

    @Test("name what a method is about, and nothing that is not known")
    func names() throws {
        let read = try Self.only([
            .init(key: Self.key("greet", method: "prompts/get"), latency: Self.latency(5)),
            .init(key: Self.key("", method: "tools/list"), latency: Self.latency(5)),
        ])
        let attributes = read.points.map(\.attributes)
        #expect(attributes.contains(["mcp.method.name": "tools/list"]))
        #expect(
            attributes.contains([
                "mcp.method.name": "prompts/get", "gen_ai.prompt.name": "greet",
            ]))
    }

    @Test("have fewer and wider buckets where so many are too many", arguments: [1_200, 160, 8])
    func buckets(most: Int) throws {
        var destination = Self.destination
        destination.mostBuckets = most
        var latency = LatencySketch()
        var random = SeededRandom(seed: 7)
        for _ in 0..<500 {
            latency.insert(nanoseconds: UInt64.random(in: 1...(1 << 40), using: &random) >> 9)
        }
        latency.insert(nanoseconds: 1)
        let point = try #require(
            try Self.only([.init(key: Self.key("t"), latency: latency)], for: destination)
                .points.first)
        #expect(point.buckets.count <= most)
        #expect(point.buckets.reduce(point.zeroCount, +) == 501)
        #expect(point.scale < 6)
        // The largest duration is still in the last bucket.
        let shift = 6 - point.scale
        let longest = BucketScale.index(ofNanoseconds: try #require(latency.maximum)) >> shift
        #expect(point.offset + point.buckets.count - 1 == longest)
        #expect(point.offset == BucketScale.index(ofNanoseconds: 1) >> shift)
    }

    @Test("have no finer scale than was asked for", arguments: [6, 3, 0, -4, -10])
    func scale(wanted: Int) throws {
        var destination = Self.destination
        destination.scale = wanted
        let point = try #require(
            try Self.only(
                [
                    .init(
                        key: Self.key("t"),
                        latency: Self.latency(1_000_000, 2_000_000, 1_000_000_000))
                ],
                for: destination
            ).points.first)
        #expect(point.scale == wanted)
        #expect(point.buckets.reduce(0, +) == 3)
    }

    @Test("stay below a size, and hold each point once", arguments: [10_000, 50_000])
    func sizes(most: Int) throws {
        var destination = Self.destination
        destination.mostBytes = most
        let points = (0..<400).map { number in
            MetricsWriter.Point(
                key: Self.key("tool \(number)", server: "server \(number % 7)"),
                latency: Self.latency(1_000, UInt64(number + 1) * 1_000_000))
        }
        let scores = (0..<300).map {
            Deliveries.Score(server: "server \($0)", quality: $0 % 101, security: 100)
        }
        let requests = Self.requests(points, scores, for: destination)
        #expect(requests.count > 3)
        var found: [ReadMetrics.Point] = []
        for bytes in requests {
            #expect(bytes.count <= most)
            let read = try #require(ReadMetrics(bytes))
            #expect(read.empty == 0 && read.repeatedAttributes == 0)
            found += read.points
        }
        #expect(found.count == 400 + 600)
        #expect(Set(found.map(\.series)).count == found.count)
    }

    @Test("hold the points of report cards as gauges without a unit")
    func gauges() throws {
        let read = try Self.only(
            [],
            [
                .init(server: "a", quality: 80, security: 95),
                .init(server: "b", quality: nil, security: 0),
            ])
        let found = Set(read.points.map { "\($0.service) \($0.metric) \($0.value)\($0.unit)" })
        #expect(
            found == [
                "a smelt.score.quality 80.0", "a smelt.score.security 95.0",
                "b smelt.score.security 0.0",
            ])
        #expect(read.points.allSatisfy { $0.time == Self.time.nanoseconds })
        #expect(read.points.allSatisfy { $0.attributes.isEmpty && $0.temporality == 0 })
    }

    @Test("hold nothing of a card that could not be judged")
    func unjudged() throws {
        let nothing = Deliveries.Score(server: "b", quality: nil, security: nil)
        #expect(Self.requests([], [nothing]).isEmpty)
        // What is beside it is not spoilt by an empty list.
        _ = try Self.only([.init(key: Self.key("buy"), latency: Self.latency(5))], [nothing])
    }

    @Test("are none where there is nothing to tell")
    func nothing() { #expect(Self.requests([]).isEmpty) }

    @Test(
        "keep names as they are, whatever is in them",
        arguments: [
            "天気", "a\u{0}b", "\u{1F}", "\"}\n{", String(repeating: "é", count: 4_000), "\u{202E}x",
        ])
    func hostile(name: String) throws {
        let key = Self.key(name, server: name, client: name, error: name)
        let point = try #require(
            try Self.only([.init(key: key, latency: Self.latency(5))]).points.first)
        #expect(point.service == name)
        for attribute in ["gen_ai.tool.name", "mcp.client.name", "error.type"] {
            #expect(point.attributes[attribute] == name)
        }
    }

    @Test("keep numbers at the ends of their range")
    func extremes() throws {
        var latency = LatencySketch()
        latency.insert(nanoseconds: .max)
        latency.insert(nanoseconds: 1, times: UInt64.max / 2)
        let point = try #require(
            try Self.only([.init(key: Self.key("t"), latency: latency)]).points.first)
        #expect(point.count == UInt64.max / 2 + 1)
        #expect(point.buckets.reduce(0, +) == point.count)
        #expect(point.value.isFinite && point.most == Double(UInt64.max) / 1e9)
    }
}
