// SPDX-License-Identifier: Apache-2.0

import Delivery
import TestSupport
import Testing

@testable import Service

@Suite("The destinations and webhooks of a file")
struct DestinationSettingsTests {
    private static func read(
        _ file: String?, _ environment: [String: String] = [:]
    ) throws(SettingProblems) -> CollectorService.Configuration {
        try SettingsReader(
            flags: [:], environment: { environment[$0] }, file: file.map { ("smelt.yaml", $0) }
        ).configuration()
    }

    private static func problems(
        _ file: String?, _ environment: [String: String] = [:]
    ) -> [String] {
        do throws(SettingProblems) {
            _ = try read(file, environment)
            return []
        } catch {
            return error.problems
        }
    }

    /// The only destination, of some members beside its name.
    private static func destination(
        _ members: String, _ environment: [String: String] = [:]
    ) throws -> Destination {
        let found = try read("destinations: [{name: it, \(members)}]", environment).destinations
        #expect(found.map(\.name) == ["it"])
        return try #require(found.first)
    }

    private static func ofEnvironment(_ variables: [String: String]) throws -> Destination {
        var environment: [String: String] = [:]
        for (name, value) in variables { environment["OTEL_EXPORTER_OTLP_" + name] = value }
        let found = try read(nil, environment).destinations
        #expect(found.map(\.name) == ["environment"])
        return try #require(found.first)
    }

    private static let secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

    @Test(
        "know where each kind of backend takes metrics",
        arguments: [
            ("otlp", "http://a.test:4318", "http://a.test:4318/v1/metrics"),
            ("otlp", "http://a.test/otlp/", "http://a.test/otlp/v1/metrics"),
            ("otlp", "http://a.test/v1/metrics", "http://a.test/v1/metrics"),
            ("prometheus", "http://a.test:9090", "http://a.test:9090/api/v1/otlp/v1/metrics"),
            (
                "prometheus", "http://a.test/api/v1/otlp",
                "http://a.test/api/v1/otlp/v1/metrics"
            ),
            (
                "victoriametrics", "http://a.test:8428//",
                "http://a.test:8428/opentelemetry/v1/metrics"
            ),
            (
                "victoriametrics", "http://a.test/opentelemetry",
                "http://a.test/opentelemetry/v1/metrics"
            ),
        ])
    func presets(preset: String, endpoint: String, url: String) throws {
        let found = try Self.destination("preset: \(preset), endpoint: \"\(endpoint)\"")
        #expect((found.url, found.temporality) == (url, .cumulative))
        #expect(found.headers.isEmpty && found.isCompressed)
        #expect(found.interval == 60)
    }

    @Test("send Datadog differences, with its key and in small requests")
    func datadog() throws {
        let usual = try Self.destination("preset: datadog, token: \"${KEY}\"", ["KEY": "k1"])
        #expect(usual.url == "https://otlp.datadoghq.com/v1/metrics")
        #expect(usual.temporality == .delta && usual.mostBytes < 500_000)
        #expect(usual.headers == [.init("dd-api-key", "k1")])
        let europe = try Self.destination("preset: datadog, site: datadoghq.eu, token: k")
        #expect(europe.url == "https://otlp.datadoghq.eu/v1/metrics")
        let file = "destinations:\n  - {name: dog, preset: datadog}\n"
        #expect(
            Self.problems(file) == ["smelt.yaml:2: datadog needs its API key as \"token\""])
        let sums = "destinations: [{name: it, preset: datadog, token: k, temporality: cumulative}]"
        #expect(Self.problems(sums) == ["smelt.yaml:1: Datadog refuses cumulative metrics"])
    }

    @Test("show Grafana Cloud the instance and its token")
    func grafana() throws {
        let found = try Self.destination(
            "preset: grafana-cloud, user: \"123456\", token: \"${TOKEN}\", "
                + "endpoint: \"https://otlp-gateway-prod-eu-west-2.grafana.net/otlp\"",
            ["TOKEN": "glc_abc"])
        #expect(
            found.url == "https://otlp-gateway-prod-eu-west-2.grafana.net/otlp/v1/metrics")
        #expect(found.headers == [.init("Authorization", "Basic MTIzNDU2OmdsY19hYmM=")])
        let file = "destinations: [{name: it, preset: grafana-cloud, endpoint: \"https://a.test\"}]"
        #expect(Self.problems(file).first?.contains("needs the instance id as \"user\"") == true)
    }

    @Test("can be told everything else too")
    func whole() throws {
        let folder = try TemporaryFolder()
        let certificate = try folder.write("", to: "authority.pem")
        let found = try Self.destination(
            """
            endpoint: "https://${HOST}/${PATH}", token: t, temporality: delta, interval: 5,
            max-scale: 3, max-buckets: 160, max-bytes: 20000, max-waiting: 2, max-days: 3,
            compression: none, certificate: \(certificate), timeout: 7,
            headers: {X-Tenant: "a-${HOST}", X-Other: b}
            """.split(separator: "\n").joined(separator: " "),
            ["HOST": "a.test", "PATH": "b/c"])
        #expect(found.url == "https://a.test/b/c/v1/metrics")
        #expect(
            found.headers == [
                .init("Authorization", "Bearer t"), .init("X-Tenant", "a-a.test"),
                .init("X-Other", "b"),
            ])
        #expect((found.temporality, found.interval, found.scale) == (.delta, 5, 3))
        #expect((found.mostBuckets, found.mostBytes) == (160, 20_000))
        #expect((found.mostWaiting, found.mostDays) == (2 << 20, 3))
        #expect((found.isCompressed, found.certificate, found.timeout) == (false, certificate, 7))
    }

    @Test("are told all that is wrong with them at once, each with its line")
    func problems() {
        let found = Self.problems(
            """
            destinations:
              - name: one
                endpoint: a.test:4318
              - name: two
                endpoint: "http://${NOWHERE}"
                interval: 4
                max-scale: 7
                compression: zip
                temporality: sums
                certificate: /nowhere.pem
                user: me
                color: red
              - preset: prometheus
              - name: three
                preset: unheard-of
                endpoint: "http://a.test/${"
            webhooks:
              - name: hook
                url: ftp://a.test
                secrets: [short]
                events: [score.changed, score.lost]
                allow-private: maybe
              - name: empty
                url: https://a.test
                secrets: []
            """)
        let lines = found.compactMap { problem in
            problem.split(separator: ":").dropFirst().first.flatMap { Int($0) }
        }
        #expect(
            Set(lines).isSuperset(
                of: [3, 5, 6, 7, 8, 9, 10, 12, 13, 15, 19, 20, 21, 22, 25]), "\(found)")
        for words in [
            "smelt.yaml:3: \"a.test:4318\" does not begin with http:// or https://",
            "smelt.yaml:5: the variable NOWHERE is not set",
            "smelt.yaml:8: expected gzip or none",
            "smelt.yaml:20: a secret is whsec_ and 24 to 64 bytes in base 64",
            "smelt.yaml:22: expected true or false",
            "smelt.yaml:25: expected one secret or more",
        ] { #expect(found.contains(words), "\(found)") }
    }

    @Test("hide nothing that is wrong with an entry behind what else is wrong with it")
    func allOfOne() {
        let found = Self.problems(
            """
            destinations:
              - preset: grafana-cloud
                endpoint: ftp://a.test
                token: "${NOWHERE}"
                interval: x
              - {name: b, preset: unheard-of, timeout: 0}
            webhooks:
              - secrets: ["${NOWHERE}"]
                events: [nope]
                allow-private: maybe
            """)
        #expect(
            found.sorted() == [
                "smelt.yaml:10: expected true or false",
                "smelt.yaml:2: grafana-cloud needs the instance id as \"user\" and a \"token\"",
                "smelt.yaml:2: the key \"name\" is missing",
                "smelt.yaml:3: \"ftp://a.test\" does not begin with http:// or https://",
                "smelt.yaml:4: the variable NOWHERE is not set",
                "smelt.yaml:5: expected a whole number from 5 to 86400",
                "smelt.yaml:6: \"unheard-of\" is not one of " + Self.presets,
                "smelt.yaml:6: expected a whole number from 1 to 600",
                "smelt.yaml:8: the key \"name\" is missing",
                "smelt.yaml:8: the key \"url\" is missing",
                "smelt.yaml:8: the variable NOWHERE is not set",
                "smelt.yaml:9: \"nope\" is not one of " + Self.events,
            ], "\(found)")
    }

    private static let presets = Destination.Preset.allCases.map(\.rawValue).joined(separator: ", ")
    private static let events = WebhookEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")

    @Test("take what OpenTelemetry's variables say")
    func environment() throws {
        let base = try Self.ofEnvironment([
            "ENDPOINT": "http://a.test:4318/base",
            "HEADERS": "api-key=a%20b%3D,x-tenant = one", "TIMEOUT": "2500",
            "COMPRESSION": "none",
        ])
        #expect(base.url == "http://a.test:4318/base/v1/metrics")
        #expect(base.headers.first == .init("api-key", "a b="))
        #expect(base.headers.map(\.name) == ["api-key", "x-tenant"])
        #expect((base.timeout, base.isCompressed) == (2, false))
        #expect(base.temporality == .cumulative)
        let whole = try Self.ofEnvironment([
            "ENDPOINT": "http://a.test", "METRICS_ENDPOINT": "http://b.test/here",
            "METRICS_HEADERS": "a=1", "HEADERS": "b=2", "METRICS_COMPRESSION": "gzip",
        ])
        #expect(whole.url == "http://b.test/here")
        #expect((whole.headers, whole.isCompressed) == ([.init("a", "1")], true))
        #expect(try Self.read(nil, ["OTEL_EXPORTER_OTLP_ENDPOINT": ""]).destinations.isEmpty)
    }

    @Test(
        "take a preference of OpenTelemetry, and no word that is none",
        arguments: [
            ("cumulative", "cumulative"), ("DELTA", "delta"), ("lowmemory", "delta"),
            ("sums", "cumulative"),
        ])
    func temporality(preference: String, temporality: String) throws {
        let found = try Self.ofEnvironment([
            "ENDPOINT": "http://a.test", "METRICS_TEMPORALITY_PREFERENCE": preference,
        ])
        #expect(found.temporality.rawValue == temporality)
    }

    @Test("refuse variables that cannot be followed")
    func refused() {
        let prefix = "OTEL_EXPORTER_OTLP_"
        let grpc = Self.problems(
            nil,
            [
                prefix + "ENDPOINT": "http://a.test:4317", prefix + "PROTOCOL": "grpc",
                prefix + "METRICS_CLIENT_KEY": "key.pem",
            ])
        #expect(
            grpc == [
                "OTEL_EXPORTER_OTLP_PROTOCOL is http/protobuf, not \"grpc\"",
                "OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY is not supported yet",
            ])
        let headers = Self.problems(
            nil,
            [
                prefix + "ENDPOINT": "http://a.test",
                prefix + "METRICS_HEADERS": "a=1,sesame,api-key=,=sesame, b = 2 ",
            ])
        #expect(
            headers == [
                "OTEL_EXPORTER_OTLP_METRICS_HEADERS is name=value,…, and entry 2 is not",
                "OTEL_EXPORTER_OTLP_METRICS_HEADERS is name=value,…, and gives \"api-key\" no value",
                "OTEL_EXPORTER_OTLP_METRICS_HEADERS is name=value,…, and entry 4 is not",
            ])
        let bare = Self.problems(nil, [prefix + "ENDPOINT": "a.test:4318"])
        #expect(bare.first?.contains("http") == true)
    }

    @Test(
        "are never the collector itself",
        arguments: [
            ("127.0.0.1:4318", "http://127.0.0.1:4318"),
            ("127.0.0.1:4318", "http://localhost:4318"),
            ("localhost:4318", "http://127.0.0.1:4318"), ("[::1]:4318", "http://[::1]:4318/"),
            ("0.0.0.0:4318", "http://127.0.0.1:4318"), ("127.0.0.1:4318", "http://LocalHost:4318"),
            ("LOCALHOST:4318", "http://127.0.0.1:4318"), ("[::]:4318", "http://[::1]:4318"),
            ("smelt.localhost:4318", "http://127.1:4318"),
        ])
    func itself(listen: String, endpoint: String) {
        let file = "listen: \"\(listen)\"\ndestinations: [{name: it, endpoint: \"\(endpoint)\"}]"
        #expect(Self.problems(file).contains { $0.contains("this collector itself") })
        let variables = ["OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "SMELT_LISTEN": listen]
        #expect(Self.problems(nil, variables).contains { $0.contains("this collector itself") })
    }

    @Test("may be on the same machine, and are called by different names")
    func names() throws {
        let neighbor = "destinations: [{name: a, endpoint: \"http://127.0.0.1:9090\"}]"
        #expect(Self.problems(neighbor).isEmpty)
        let file = """
            destinations:
              - {name: a, endpoint: "http://a.test"}
              - {name: environment, endpoint: "http://b.test"}
            webhooks:
              - {name: a, url: "https://a.test", secrets: [\(Self.secret)]}
            """
        let found = Self.problems(file, ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c.test"])
        #expect(
            found.sorted() == [
                "two destinations or webhooks are called \"a\"",
                "two destinations or webhooks are called \"environment\"",
            ])
    }

    @Test("have webhooks beside them, with secrets of the environment")
    func webhooks() throws {
        let found = try Self.read(
            """
            webhooks:
              - name: first
                url: "https://${HOST}/take?key=1"
                secrets: ["${NEW}", \(Self.secret)]
                events: [score.changed, error_rate.breached]
                allow-private: true
              - {name: second, url: "https://b.test", secrets: [\(Self.secret)]}
            """, ["HOST": "a.test", "NEW": Self.secret]
        ).webhooks
        #expect(found.map(\.name) == ["first", "second"])
        #expect(found.map(\.url) == ["https://a.test/take?key=1", "https://b.test"])
        #expect(found.map(\.secrets.count) == [2, 1])
        #expect(found[0].kinds == [.scoreChanged, .errorRateBreached])
        #expect(found[1].kinds == nil)
        #expect(found.map(\.allowsPrivate) == [true, false])
    }
}
