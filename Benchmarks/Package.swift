// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// A package of its own, so that who builds Smelt never builds the measuring tools.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "smelt", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "Evaluation",
            dependencies: [
                .product(name: "MCPModel", package: "smelt"),
                .product(name: "Scoring", package: "smelt"),
            ])
    ]
)
