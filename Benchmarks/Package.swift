// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// A package of its own, so that who builds Smelt never builds the measuring tools.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "smelt", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        // How good the judgements are.
        .executableTarget(
            name: "Evaluation",
            dependencies: [
                .product(name: "MCPModel", package: "smelt"),
                .product(name: "Scoring", package: "smelt"),
            ]),
        // What the weights of rubrics/wording.yaml are learned from.
        .executableTarget(
            name: "WordingFeatures",
            dependencies: [
                .product(name: "MCPModel", package: "smelt"),
                .product(name: "Scoring", package: "smelt"),
            ]),
        // How fast calls are taken in and asked for.
        .executableTarget(
            name: "TelemetrySpeed",
            dependencies: [
                .product(name: "Delivery", package: "smelt"),
                .product(name: "Telemetry", package: "smelt"),
            ]),
        // How fast a server is made of a document.
        .executableTarget(name: "GenerationSpeed"),
        // How fast a card is made.
        .executableTarget(
            name: "ScoringSpeed",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "MCPModel", package: "smelt"),
                .product(name: "Scoring", package: "smelt"),
            ],
            path: "Benchmarks/ScoringSpeed",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ]
)
