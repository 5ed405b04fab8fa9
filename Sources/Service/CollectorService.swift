// SPDX-License-Identifier: Apache-2.0

public import Delivery
internal import Glibc
internal import HostSystem
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
public import Telemetry
internal import UnixSignals

/// The collector behind its HTTP addresses: what `smelt serve` runs.
public struct CollectorService: Sendable {
    /// Where it listens and keeps its data, and how much it keeps.
    public struct Configuration: Sendable, Hashable {
        /// The folder of the data; made if missing.
        public var folder: String
        /// The version of the program, as others are told.
        public var version = "0"
        /// The address to listen at.
        public var host = "127.0.0.1"
        /// 0 takes any port that is free.
        public var port = 4318
        /// How long calls are kept.
        public var retention = Retention()
        /// How many names are kept apart.
        public var cardinality = CardinalityLimits()
        /// How much may wait for the disk.
        public var collector = Collector.Limits()
        /// The longest body that is read, before and after it is unpacked, as OTLP recommends.
        public var bodyBytes = 64 << 20
        /// How long a request may take from its head to its end.
        public var bodyTime = Duration.seconds(60)
        /// Whether only those with a token may send and read.
        public var requiresTokens = false
        /// What it shows to those who connect; `nil` for plain HTTP.
        public var tls: TLSFiles?

        /// The backends that metrics are pushed to.
        public var destinations: [Destination] = []
        /// Those who are told what happens.
        public var webhooks: [Webhook] = []
        /// What is watched.
        public var alerts = AlertRule.usual

        /// A certificate with those that vouch for it, and its key, both in PEM.
        public struct TLSFiles: Sendable, Hashable {
            /// The file of the certificates, its own first.
            public let certificate: String
            /// The file of its private key.
            public let key: String
        }

        /// The usual settings.
        public init(folder: String) { self.folder = folder }
    }

    /// Why it could not start.
    public struct Problem: Error, CustomStringConvertible {
        /// What happened, where, and what to do.
        public let description: String
    }

    private let configuration: Configuration

    /// The usual settings.
    public init(_ configuration: Configuration) { self.configuration = configuration }

    /// Runs until a signal ends it; what was taken by then is stored.
    ///
    /// - Parameters:
    ///   - started: called with the address once it listens.
    ///   - noticed: called with what somebody should know while it runs.
    public func run(
        started: @escaping @Sendable (String) -> Void,
        noticed: @escaping @Sendable (String) -> Void
    ) async throws {
        let server = try server()
        let tokens = TokenFile(folder: configuration.folder)
        if configuration.requiresTokens, try tokens.tokens().isEmpty {
            throw Problem(
                description:
                    "nobody could send or read, for there are no tokens yet; make one with "
                    + "smelt token create SERVER --data \(configuration.folder)")
        }
        let lock = try FolderLock(configuration.folder)
        defer { lock.release() }
        let collector = Collector(
            store: try SQLiteStore(
                folder: configuration.folder, limits: configuration.cardinality,
                retention: configuration.retention),
            limits: configuration.collector, now: { .now })
        let intake = Intake(
            collector: collector,
            limits: IntakeLimits(
                bodyBytes: configuration.bodyBytes, bodyTime: configuration.bodyTime),
            tally: IntakeTally())
        let troubles = TroubleLog(noticed)
        let gate = Gate(
            file: tokens, isOpen: !configuration.requiresTokens, troubles: troubles)
        let deliveries = Deliveries(
            outbox: try Outbox(folder: configuration.folder),
            destinations: configuration.destinations, webhooks: configuration.webhooks,
            version: configuration.version, now: { .now })
        let shelf = CardShelf(folder: configuration.folder)
        let watch = Watch(
            folder: configuration.folder, rules: configuration.alerts, collector: collector,
            deliveries: deliveries, shelf: shelf, troubles: troubles)
        let address = OwnAddress(configuration)
        let dashboard = DashboardDesk(
            collector: collector, deliveries: deliveries, shelf: shelf, watch: watch,
            destinations: Set(configuration.destinations.map(\.name)),
            webhooks: Set(configuration.webhooks.map(\.name)), address: address)
        var logger = Logger(label: "smelt")
        logger.logLevel = .error
        let host = configuration.host
        let application = Application(
            responder: Responder(
                intake: intake, gate: gate, deliveries: deliveries, shelf: shelf,
                dashboard: dashboard),
            server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: configuration.port), backlog: 1024),
            onServerRunning: { channel in
                address.settle(port: channel.localAddress?.port ?? 0)
                started(address.text)
            }, logger: logger)
        let signals: [UnixSignal] =
            Hangup.isIgnored ? [.sigterm, .sigint] : [.sigterm, .sigint, .sighup]
        var group = ServiceGroupConfiguration(
            services: [watch, intake.deadlines, application], gracefulShutdownSignals: signals,
            logger: logger)
        // Whoever is in the middle of a request by then will send it again.
        group.maximumGracefulShutdownDuration = .seconds(5)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            await collector.close()
            throw Problem(description: Self.sentence(error, "\(host):\(configuration.port)"))
        }
        await collector.close()
    }

    private func server() throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.collector(bodyBytes: configuration.bodyBytes)
        guard let files = configuration.tls else { return plain }
        do {
            let identity = try TLSIdentity(files)
            return try .tls(plain, tlsConfiguration: identity.configuration)
        } catch let faults as TLSIdentity.Faults {
            throw Problem(description: faults.all.map(\.sentence).joined(separator: "; "))
        }
    }

    private static func sentence(_ error: any Error, _ address: String) -> String {
        guard let code = (error as? IOError)?.errnoCode else { return "\(address): \(error)" }
        let reason = String(cString: strerror(code))
        return code == EADDRINUSE
            ? "\(address) is in use; name another with --listen" : "\(address): \(reason)"
    }
}
