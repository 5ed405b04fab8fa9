// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel

/// Servers to try properties on: the examples, and labelled data beside the project if it is there.
enum Corpus {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func servers() throws -> [ServerManifest] {
        let examples = ["Examples/bookshop.json", "Examples/bookshop-mended.json"]
        let optional = [
            "../shared/data/manifests/livemcpbench-tools.json",
            "../shared/data/poisoning/clean-tools.json",
        ]
        return try examples.flatMap(read)
            + optional.filter { FileManager.default.fileExists(atPath: url($0).path) }.flatMap(read)
    }

    private static func url(_ path: String) -> URL { root.appending(path: path) }

    private static func read(_ path: String) throws -> [ServerManifest] {
        let document = try JSONReader.read([UInt8](try Data(contentsOf: url(path))))
        return try ManifestReader.read(document, fallbackName: path).map { try $0.manifest.get() }
    }
}
