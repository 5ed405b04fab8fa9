// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// The same strictness for every target: Swift 6 language mode, warnings as errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "smelt",
    products: [
        .library(name: "MCPModel", targets: ["MCPModel"]),
        .library(name: "Scoring", targets: ["Scoring"]),
        .library(name: "MCPClient", targets: ["MCPClient"]),
        .library(name: "Pipeline", targets: ["Pipeline"]),
        .library(name: "Telemetry", targets: ["Telemetry"]),
        .library(name: "Delivery", targets: ["Delivery"]),
        .executable(name: "smelt-report", targets: ["smelt-report"]),
        .executable(name: "smelt", targets: ["smelt"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C, kept at arm's length.
        .target(name: "CRubrics"),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CChild"),
        // OTLP's messages for libprotobuf-c, generated from otlp.proto.
        .target(
            name: "COTLP", exclude: ["otlp.proto"],
            linkerSettings: [.linkedLibrary("protobuf-c")]),

        // The nouns, and the one way out to the network.
        .target(name: "MCPModel", swiftSettings: strict),
        .target(
            name: "StrictYAML", dependencies: ["CYAML", "MCPModel"], swiftSettings: strict),
        .target(name: "HostSystem", swiftSettings: strict),
        .target(name: "Compression", dependencies: ["CZlib"], swiftSettings: strict),
        .target(name: "Curl", dependencies: ["CCurl"], swiftSettings: strict),

        // Nouns to grades; nouns from live servers.
        .target(
            name: "Scoring",
            dependencies: [
                "MCPModel", "StrictYAML", "CRubrics", "CRE2",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(
            name: "MCPClient",
            dependencies: ["HostSystem", "MCPModel", "Curl", "CChild"],
            swiftSettings: strict),

        // What deployed servers tell about their calls; and where they tell it.
        .systemLibrary(
            name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
        .target(
            name: "Telemetry", dependencies: ["HostSystem", "MCPModel", "CSQLite"],
            swiftSettings: strict),
        // What leaves the collector: metrics and webhooks, each until it has arrived.
        .target(
            name: "Delivery",
            dependencies: [
                "Compression", "Curl", "HostSystem", "MCPModel", "Telemetry",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(
            name: "Service",
            dependencies: [
                "Compression", "Curl", "Delivery", "HostSystem", "MCPModel", "Scoring",
                "StrictYAML", "Telemetry",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // A source to a server.
        .target(name: "CTemplates"),
        .target(
            name: "Pipeline",
            dependencies: [
                "CTemplates", "Curl", "HostSystem", "MCPModel", "Scoring", "StrictYAML",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),

        // The commands, and what both have in common.
        .target(
            name: "Console",
            dependencies: [
                "HostSystem", "Scoring",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "smelt-report",
            dependencies: [
                "Console", "HostSystem", "MCPModel", "StrictYAML", "Scoring", "MCPClient",
                "Telemetry",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "smelt",
            dependencies: [
                "Console", "Delivery", "HostSystem", "MCPModel", "Pipeline", "Scoring", "Service",
                "Telemetry",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Tests: one folder per module.
        .target(
            name: "TestSupport", dependencies: ["MCPModel"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .testTarget(
            name: "MCPModelTests", dependencies: ["MCPModel", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ScoringTests",
            dependencies: ["MCPModel", "StrictYAML", "Scoring", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "MCPClientTests", dependencies: ["MCPModel", "MCPClient", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "StrictYAMLTests", dependencies: ["MCPModel", "StrictYAML", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "PipelineTests",
            dependencies: ["MCPModel", "Pipeline", "Scoring", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "TelemetryTests",
            dependencies: ["COTLP", "HostSystem", "MCPModel", "Telemetry", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "DeliveryTests",
            dependencies: ["COTLP", "Delivery", "MCPModel", "Telemetry", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Delivery", "HostSystem", "MCPModel", "Scoring", "Service", "StrictYAML",
                "Telemetry",
                "smelt", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "GenerateCommandTests", dependencies: ["MCPModel", "smelt", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ReportCommandTests",
            dependencies: ["MCPModel", "Telemetry", "smelt-report", "TestSupport"],
            swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
