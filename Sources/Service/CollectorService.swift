// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Hummingbird
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

        /// The usual settings.
        public init(folder: String) { self.folder = folder }

        /// Whether only this machine can reach it.
        public var isLoopback: Bool {
            host == "localhost" || host == "::1" || host.hasPrefix("127.")
        }
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
    /// - Parameter started: called with the address once it listens.
    public func run(started: @escaping @Sendable (String) -> Void) async throws {
        let lock = try FolderLock(configuration.folder)
        defer { lock.release() }
        let collector = Collector(
            store: try SQLiteStore(
                folder: configuration.folder, limits: configuration.cardinality,
                retention: configuration.retention),
            limits: configuration.collector, now: { .now })
        let intake = Intake(collector: collector, limits: IntakeLimits(), tally: IntakeTally())
        var logger = Logger(label: "smelt")
        logger.logLevel = .error
        let host = configuration.host
        let application = Application(
            responder: Responder(intake: intake),
            // A sender that says nothing for so long has gone, or means no good.
            server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: configuration.port), backlog: 1024),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                started("http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
            }, logger: logger)
        var group = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
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

    private static func sentence(_ error: any Error, _ address: String) -> String {
        guard let code = (error as? IOError)?.errnoCode else { return "\(address): \(error)" }
        let reason = String(cString: strerror(code))
        return code == EADDRINUSE
            ? "\(address) is in use; name another with --listen" : "\(address): \(reason)"
    }
}

/// Keeps a second process from the same data.
private struct FolderLock {
    private let descriptor: Int32

    init(_ folder: String) throws(CollectorService.Problem) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw CollectorService.Problem(
                description: "\(folder) cannot be made: \(String(cString: strerror(errno)))")
        }
        let path = folder + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CollectorService.Problem(
                description: "\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CollectorService.Problem(
                description: "another smelt serve uses \(folder); name another with --data")
        }
    }

    func release() { close(descriptor) }
}
